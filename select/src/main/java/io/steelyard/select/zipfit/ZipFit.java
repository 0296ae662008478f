package io.steelyard.select.zipfit;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.steelyard.select.pool.Targets;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ZIP-FIT: how alike a text is to a target by how well they compress together.
 *
 * <pre>
 * NCD(x, y)  = (C(xy) - min(C(x), C(y))) / max(C(x), C(y))
 * align(x)   = 1 - (1/n) sum_j NCD(x, y_j)
 * contain(x) = (1/n) sum_j (C(x) + C(y_j) - C(x y_j)) / min(C(x), C(y_j))
 * </pre>
 *
 * C is the compressed length of the UTF-8 bytes, x the document and y_j the n target texts; the
 * document stands first and nothing between them. Alignment rewards texts for having the targets'
 * length; containment does not, and rewards short ones. Scores are not clamped: deflate can give an
 * NCD a little below 0 or above 1.
 *
 * <p>With {@link Codec#ZSTD}: {@code align(x) = 1 - C(x | D) / C(x)}, where D is a dictionary
 * trained on the target: what the target spares of the document.
 *
 * <p>Example, raw deflate at level 6: x = {@code theorem add_comm (a b : Nat) : a + b = b + a := by
 * induction a}, y the same for {@code mul_comm} and {@code *}: C(x) = C(y) = 57, C(xy) = 73, NCD =
 * 16/57.
 *
 * @see <a href="https://arxiv.org/abs/2410.18194">ZIP-FIT (2024)</a>
 */
public final class ZipFit implements Serializable {
  private final transient Targets targets;
  private final transient ZipFitSettings settings;
  private final int[] groupOf;
  private final int[] groupSizes;
  private final byte[][] texts;
  private final int[] alone;
  private final int clipped;
  private DeflateTarget[] counted;
  private TargetDictionary[] dictionaries;

  /** What goes to another machine, which prepares the targets again. */
  private record Made(Map<String, List<String>> groups, int blank, ZipFitSettings settings)
      implements Serializable {
    private Object readResolve() {
      return new ZipFit(new Targets(groups, blank), settings);
    }
  }

  private Object writeReplace() {
    return new Made(targets.groups(), targets.blank(), settings);
  }

  public ZipFit(Targets targets, ZipFitSettings settings) {
    this.targets = targets;
    this.settings = settings;
    List<byte[]> all = new ArrayList<>();
    groupSizes = new int[targets.names().size()];
    groupOf = new int[targets.size()];
    int cut = 0;
    for (int g = 0; g < groupSizes.length; g++) {
      for (String text : targets.groups().get(targets.names().get(g))) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = clip(utf8, settings.maxBytes());
        cut += length < utf8.length ? 1 : 0;
        groupOf[all.size()] = g;
        groupSizes[g]++;
        all.add(Arrays.copyOf(utf8, length));
      }
    }
    clipped = cut;
    texts = all.toArray(byte[][]::new);
    alone = new int[texts.length];
    if (settings.codec() == Codec.ZSTD) {
      dictionaries = dictionaries();
    } else {
      prepare();
    }
  }

  private void prepare() {
    if (settings.level() >= DeflateLevel.LOWEST) {
      DeflateLevel level = DeflateLevel.of(settings.level());
      counted = new DeflateTarget[texts.length];
      Arrays.setAll(counted, t -> new DeflateTarget(texts[t], level));
    }
    try (PairLengths lengths = lengths()) {
      for (int t = 0; t < texts.length; t++) {
        lengths.set(texts[t], texts[t].length);
        alone[t] = lengths.alone();
      }
    }
  }

  /** One for each group, then, where there is one group of two texts or more, one for each half. */
  private TargetDictionary[] dictionaries() {
    boolean halves = hasHalves();
    TargetDictionary[] made = new TargetDictionary[groupSizes.length + (halves ? 2 : 0)];
    for (int d = 0; d < made.length; d++) {
      List<byte[]> mine = new ArrayList<>();
      for (int t = 0; t < texts.length; t++) {
        boolean taken = d < groupSizes.length ? groupOf[t] == d : t % 2 == d - groupSizes.length;
        if (taken) {
          mine.add(texts[t]);
        }
      }
      made[d] = new TargetDictionary(mine, settings.level());
    }
    return made;
  }

  /** How many targets there are apart from each other. */
  public int groups() {
    return groupSizes.length;
  }

  /** Target texts of all groups. */
  public int size() {
    return texts.length;
  }

  /** Target texts that were longer than what is looked at. */
  public int clippedTargets() {
    return clipped;
  }

  /** Whether {@link Worker#half} means something: there is one target of at least two texts. */
  public boolean hasHalves() {
    return groupSizes.length == 1 && texts.length > 1;
  }

  /** Whether zstd could train its dictionaries; else it uses the texts as they are. */
  boolean trained() {
    return dictionaries == null || Arrays.stream(dictionaries).allMatch(d -> d.trained);
  }

  private PairLengths lengths() {
    return counted != null
        ? new CountedLengths(counted, settings.level())
        : new DeflatedLengths(texts, settings.level());
  }

  /** Length up to {@code most} bytes that ends between characters. */
  static int clip(byte[] utf8, int most) {
    if (utf8.length <= most) {
      return utf8.length;
    }
    int end = most;
    while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return end;
  }

  /**
   * Codec, level, build and the length of a fixed text: what scores depend on that no setting says.
   * Scores with different signatures must not be put together.
   */
  public static String signature(ZipFitSettings settings) {
    byte[] probe = probe();
    String codec = settings.codec().name().toLowerCase(java.util.Locale.ROOT);
    int length;
    String build;
    if (settings.codec() == Codec.ZSTD) {
      try (ZstdCompressCtx context = TargetDictionary.context(settings.level())) {
        length = context.compress(probe).length;
      }
      build = "zstd-jni " + com.github.luben.zstd.util.ZstdVersion.VERSION;
    } else {
      boolean counts = settings.level() >= DeflateLevel.LOWEST;
      try (PairLengths lengths =
          counts
              ? new CountedLengths(new DeflateTarget[0], settings.level())
              : new DeflatedLengths(new byte[0][], settings.level())) {
        lengths.set(probe, probe.length);
        length = lengths.alone() + settings.codec().overhead();
      }
      build = counts ? "counted as zlib 1.2 and 1.3" : "zlib of the JDK";
    }
    return codec + " level " + settings.level() + ", " + build + ", probe " + length + " bytes";
  }

  /** A text with near and far repeats: codecs of different builds hardly agree on it by chance. */
  private static byte[] probe() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      text.append("weight ")
          .append(i * 7919 % 1009)
          .append(i % 3 == 0 ? " hangs on " : " lies on ");
      text.append(i % 7 == 0 ? "the long arm\n" : "the short arm; ");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A worker for one thread. */
  public Worker worker() {
    return settings.codec() == Codec.ZSTD ? new DictionaryWorker() : new PairWorker();
  }

  /** Scores one text after the other. */
  public abstract class Worker implements AutoCloseable {
    final double[] alignment = new double[groupSizes.length];
    final double[] containment = new double[groupSizes.length];
    final double[] halves = new double[2];
    int compressed;
    boolean cut;

    /**
     * Scores a text.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public void score(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (utf8.length == 0) {
        throw new IllegalArgumentException("an empty text cannot be compared");
      }
      int length = clip(utf8, settings.maxBytes());
      cut = length < utf8.length;
      score(utf8, length);
    }

    abstract void score(byte[] utf8, int length);

    /** Alignment with a target, of the text scored last. */
    public double alignment(int group) {
      return alignment[group];
    }

    /** Containment in a target; NaN for zstd. */
    public double containment(int group) {
      return containment[group];
    }

    /** Alignment with the targets of even or of odd number alone. */
    public double half(int which) {
      return halves[which];
    }

    /** {@code C(x)}. */
    public int compressed() {
      return compressed;
    }

    /** Whether the text was longer than what is looked at. */
    public boolean clipped() {
      return cut;
    }

    @Override
    public abstract void close();
  }

  private final class PairWorker extends Worker {
    private final PairLengths lengths = lengths();

    @Override
    void score(byte[] utf8, int length) {
      lengths.set(utf8, length);
      int x = lengths.alone();
      int overhead = settings.codec().overhead();
      compressed = x + overhead;
      Arrays.fill(alignment, 0);
      Arrays.fill(containment, 0);
      Arrays.fill(halves, 0);
      for (int t = 0; t < texts.length; t++) {
        int y = alone[t];
        double xy = lengths.before(t);
        if (settings.symmetric()) {
          xy = (xy + lengths.after(t)) / 2;
        }
        // The overhead is the same in all three lengths and cancels above the line.
        double distance = (xy - Math.min(x, y)) / (Math.max(x, y) + overhead);
        alignment[groupOf[t]] += distance;
        containment[groupOf[t]] += (x + y - xy) / (Math.min(x, y) + overhead);
        halves[t & 1] += distance;
      }
      for (int g = 0; g < groupSizes.length; g++) {
        alignment[g] = 1 - alignment[g] / groupSizes[g];
        containment[g] /= groupSizes[g];
      }
      halves[0] = 1 - halves[0] / ((texts.length + 1) / 2);
      halves[1] = 1 - halves[1] / Math.max(1, texts.length / 2);
    }

    @Override
    public void close() {
      lengths.close();
    }
  }

  private final class DictionaryWorker extends Worker {
    private final ZstdCompressCtx plain = TargetDictionary.context(settings.level());
    private final TargetDictionary.Lengths[] with =
        Arrays.stream(dictionaries)
            .map(TargetDictionary::lengths)
            .toArray(TargetDictionary.Lengths[]::new);
    private byte[] out = new byte[(int) Zstd.compressBound(settings.maxBytes())];

    @Override
    void score(byte[] utf8, int length) {
      compressed = plain.compressByteArray(out, 0, out.length, utf8, 0, length);
      Arrays.fill(containment, Double.NaN);
      for (int d = 0; d < with.length; d++) {
        double spared = 1 - (double) with[d].with(utf8, length) / compressed;
        if (d < groupSizes.length) {
          alignment[d] = spared;
        } else {
          halves[d - groupSizes.length] = spared;
        }
      }
    }

    @Override
    public void close() {
      plain.close();
      for (TargetDictionary.Lengths lengths : with) {
        lengths.close();
      }
    }
  }
}
