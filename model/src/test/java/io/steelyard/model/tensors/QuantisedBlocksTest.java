package io.steelyard.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantisedBlocksTest {
  @ParameterizedTest
  @CsvSource({
    "Q4_0, 7bb28e7f7f6e6e3d5d4a4c3b3b2a0a191708",
    "Q4_1, 8d32cdbd7180809191c2a2b5b3c4c4d5f5e6e8f7",
    "Q5_0, 7baeffbf01000cfeeddccb7aa9958776655403322e10",
    "Q5_1, 572ecdbd0040fefff30011223384556a778899aafbccd1ee",
    "Q8_0, 8822a38e969ea6aeb6dac5cdd5dde5ec11fc040c141b2348333b434a525a7f6a727a"
  })
  void encodesTheReferencesBytes(TensorType type, String hex) {
    assertThat(HexFormat.of().formatHex(encode(type, ramp()))).isEqualTo(hex);
  }

  @Test
  void decodesWhatItEncoded() {
    assertThat(at(decode(TensorType.Q4_0, encode(TensorType.Q4_0, ramp())), 0, 1, 31))
        .containsExactly(-1.215087890625f, -1.4176025390625f, 1.6201171875f);
    assertThat(at(decode(TensorType.Q4_1, encode(TensorType.Q4_1, ramp())), 0, 16, 31))
        .containsExactly(-1.2454833984375f, -0.0172119140625f, 1.6204833984375f);
    assertThat(at(decode(TensorType.Q5_0, encode(TensorType.Q5_0, ramp())), 0, 2))
        .containsExactly(-1.215087890625f, -1.31634521484375f);
    assertThat(at(decode(TensorType.Q5_1, encode(TensorType.Q5_1, ramp())), 0, 31))
        .containsExactly(-1.15301513671875f, 1.5216064453125f);
    float[] eight = decode(TensorType.Q8_0, encode(TensorType.Q8_0, ramp()));
    assertThat(at(eight, 0, 31)).containsExactly(-1.18634033203125f, 1.5562744140625f);
    float worst = 0;
    for (int i = 0; i < 32; i++) {
      worst = Math.max(worst, Math.abs(eight[i] - ramp()[i]));
    }
    assertThat(worst).isCloseTo(0.00634f, within(1e-5f));
  }

  @Test
  void encodesZerosAndRefusesWhatIsNotFinite() {
    for (float zero : decode(TensorType.Q4_0, encode(TensorType.Q4_0, new float[32]))) {
      assertThat(zero).isZero();
    }
    float[] x = ramp();
    x[3] = Float.NaN;
    assertThatThrownBy(() -> encode(TensorType.Q8_0, x)).hasMessageContaining("element 3 is NaN");
    assertThatThrownBy(() -> encode(TensorType.Q4_K, ramp()))
        .hasMessageContaining("Q4_K is not written");
  }

  @Test
  void decodesQ4K() {
    byte[] block = patterned(144, 0, 2);
    ByteBuffer bytes = ByteBuffer.wrap(block);
    int[] scales = new int[8];
    int[] minima = new int[8];
    for (int j = 0; j < 8; j++) {
      scales[j] = Blocks256.scale(bytes, 4, j);
      minima[j] = Blocks256.minimum(bytes, 4, j);
    }
    assertThat(scales).containsExactly(31, 4, 41, 14, 39, 60, 49, 6);
    assertThat(minima).containsExactly(51, 24, 61, 34, 12, 30, 17, 35);
    float[] x = decode(TensorType.Q4_K, block);
    assertThat(at(x, 0, 1, 31, 32, 255))
        .containsExactly(3.734375f, -1.59375f, 1.3125f, -0.4375f, -0.0625f);
    sums(x, 652.625, 4808.72265625);
  }

  @Test
  void decodesQ5K() {
    float[] x = decode(TensorType.Q5_K, patterned(176, 0, 2));
    assertThat(at(x, 0, 1, 31, 32, 63, 128, 255))
        .containsExactly(11.484375f, -1.59375f, 1.3125f, 1.1875f, 0.6875f, 16.078125f, 0.875f);
    sums(x, 1617.875, 22526.69921875);
  }

  @Test
  void decodesQ6K() {
    float[] x = decode(TensorType.Q6_K, patterned(210, 208, -1));
    assertThat(at(x, 0, 1, 31, 32, 63, 64, 127, 128, 255))
        .containsExactly(
            -22.359375f, 26.5f, -1.5f, 3.609375f, -9.0625f, -47.5f, 23.4375f, -5.484375f, -0.9375f);
    sums(x, 72.0625, 115698.3056640625);
    float min = 0;
    float max = 0;
    for (float v : x) {
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    assertThat(min).isEqualTo(-60.0625f);
    assertThat(max).isEqualTo(56.71875f);
  }

  @Test
  void decodesTheSmallestKinds() {
    float[] two = decode(TensorType.Q2_K, patterned(84, 80, 82));
    assertThat(two[0]).isEqualTo(0.515625f);
    assertThat(sum(two)).isEqualTo(-7.203125);
    float[] three = decode(TensorType.Q3_K, patterned(110, 108, -1));
    assertThat(three[0]).isEqualTo(1.265625f);
    assertThat(sum(three)).isEqualTo(14.96875);
    assertThat(
            at(
                decode(
                    TensorType.IQ4_NL,
                    HexFormat.of().parseHex("00240b30557a9fc4e90e33587da2c7ec1136")),
                0,
                1,
                15,
                16,
                31))
        .containsExactly(0.59375f, -1.984375f, -0.34375f, -1.984375f, -1.015625f);
  }

  private static float[] ramp() {
    float[] x = new float[32];
    for (int i = 0; i < 32; i++) {
      x[i] = (float) ((i - 15.5) * 0.1 + (i % 7 == 0 ? 0.37 : 0));
    }
    return x;
  }

  private static byte[] encode(TensorType type, float[] x) {
    ByteBuffer out = ByteBuffer.allocate(type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
    BlockEncoder.encode(type, x, 0, out);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  private static float[] decode(TensorType type, byte[] block) {
    assertThat(block).hasSize(type.blockBytes());
    float[] x = new float[type.blockElements()];
    ElementDecoder.of(type)
        .decode(ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN), 0, 1, x, 0);
    return x;
  }

  /** Bytes (37 k + 11) mod 256 with d = 1/64 and dmin = 1/32 put in. */
  private static byte[] patterned(int size, int d, int dmin) {
    ByteBuffer block = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < size; k++) {
      block.put(k, (byte) (37 * k + 11));
    }
    block.putShort(d, (short) 0x2400);
    if (dmin >= 0) {
      block.putShort(dmin, (short) 0x2800);
    }
    return block.array();
  }

  private static float[] at(float[] x, int... places) {
    float[] some = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      some[i] = x[places[i]];
    }
    return some;
  }

  private static double sum(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += v;
    }
    return sum;
  }

  private static void sums(float[] x, double sum, double squares) {
    assertThat(sum(x)).isEqualTo(sum);
    double all = 0;
    for (float v : x) {
      all += (double) v * v;
    }
    assertThat(all).isEqualTo(squares);
  }
}
