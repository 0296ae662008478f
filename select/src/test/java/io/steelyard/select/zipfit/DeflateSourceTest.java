package io.steelyard.select.zipfit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counted lengths against those of the JDK's zlib. */
class DeflateSourceTest {
  private static final byte[] SOURCE_TEXT = sourceText();

  /** Something like a program: words that come again near and far, indentation, numbers. */
  private static byte[] sourceText() {
    String[] words = {
      "return ",
      "value",
      "if (",
      "weight",
      ") {\n    ",
      "}\n",
      " = ",
      "new ",
      "Steelyard",
      ";\n",
      "for (int ",
      "arm",
      "balance.",
      "length()",
      " + ",
      "// the long arm\n",
      "\t",
      "\"",
      "public "
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 80_000; i++) {
      long draw = Draws.mix(3, i);
      text.append(words[(int) Draws.below(draw, words.length)]);
      if (i % 11 == 0) {
        text.append(Draws.below(Draws.sm(draw), 5000));
      }
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static int zlib(Deflater deflater, byte[] text) {
    deflater.reset();
    deflater.setInput(text);
    deflater.finish();
    byte[] out = new byte[1 << 16];
    while (!deflater.finished()) {
      deflater.deflate(out);
    }
    return (int) deflater.getBytesWritten();
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static byte[] piece(long draw) {
    int most = new int[] {8, 300, 3_000, 32_000}[(int) Draws.below(Draws.mix(draw, 1), 4)];
    int length = (int) Draws.below(Draws.mix(draw, 2), most);
    byte[] bytes = new byte[length];
    int kind = (int) Draws.below(Draws.mix(draw, 3), 6);
    if (kind >= 4) {
      int from = (int) Draws.below(Draws.mix(draw, 4), SOURCE_TEXT.length - length);
      return Arrays.copyOfRange(SOURCE_TEXT, from, from + length);
    }
    for (int i = 0; i < length; i++) {
      long bits = Draws.mix(draw, 5, i);
      bytes[i] =
          switch (kind) {
            case 0 -> (byte) bits;
            case 1 -> (byte) draw;
            case 2 -> (byte) ('a' + (bits & 3));
            default -> (byte) (Long.numberOfTrailingZeros(bits | 1L << 40) * 3);
          };
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 8, 9})
  void countsWhatZlibWrites(int level) {
    Deflater deflater = new Deflater(level, true);
    try (DeflateSource source = new DeflateSource(level)) {
      for (int i = 0; i < 150; i++) {
        byte[] x = piece(Draws.mix(17, level, i));
        byte[] y = piece(Draws.mix(18, level, i));
        if (i % 3 == 0 && x.length > 0) {
          int from = (int) Draws.below(Draws.mix(19, i), x.length);
          byte[] end = Arrays.copyOfRange(x, from, x.length);
          y = Arrays.copyOf(join(end, y), Math.min(32_000, end.length + y.length));
        }
        DeflateTarget target = new DeflateTarget(y, DeflateLevel.of(level));
        source.set(x, 0, x.length);
        assertThat(source.alone()).as("text %d alone", i).isEqualTo(zlib(deflater, x));
        int pair = zlib(deflater, join(x, y));
        assertThat(source.with(target)).as("pair %d", i).isEqualTo(pair);
        assertThat(source.with(target)).as("pair %d again", i).isEqualTo(pair);
      }
    } finally {
      deflater.end();
    }
  }

  @Test
  void closesBlocksWhereZlibDoes() {
    byte[] noise = new byte[40_000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) ('a' + Draws.below(Draws.mix(4, i), 26));
    }
    Deflater deflater = new Deflater(6, true);
    try (DeflateSource source = new DeflateSource(6)) {
      for (int length : new int[] {16_382, 16_383, 16_384, 20_000, 40_000}) {
        source.set(noise, 0, length);
        assertThat(source.alone()).isEqualTo(zlib(deflater, Arrays.copyOf(noise, length)));
        byte[] y = Arrays.copyOfRange(noise, 5, 20_005);
        assertThat(source.with(new DeflateTarget(y, DeflateLevel.of(6))))
            .isEqualTo(zlib(deflater, join(Arrays.copyOf(noise, length), y)));
      }
    } finally {
      deflater.end();
    }
  }

  /** Beyond 64 KiB together the window slides; the JDK's zlib takes over. */
  @Test
  void leavesWhatIsTooLongToZlib() {
    byte[] x = Arrays.copyOf(SOURCE_TEXT, 50_000);
    byte[] y = Arrays.copyOfRange(SOURCE_TEXT, 40_000, 70_000);
    Deflater deflater = new Deflater(6, true);
    try (DeflateSource source = new DeflateSource(6)) {
      source.set(x, 0, x.length);
      assertThat(source.with(new DeflateTarget(y, DeflateLevel.of(6))))
          .isEqualTo(zlib(deflater, join(x, y)));
      byte[] all = SOURCE_TEXT;
      source.set(all, 0, all.length);
      assertThat(source.alone()).isEqualTo(zlib(deflater, all));
      source.set(y, 0, 100);
      assertThat(source.alone()).isEqualTo(zlib(deflater, Arrays.copyOf(y, 100)));
    } finally {
      deflater.end();
    }
  }
}
