package io.steelyard.vocab.measure;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Mergeable;
import java.nio.charset.StandardCharsets;

/**
 * What text of one language costs in tokens: bytes, code points, grapheme clusters and lines per
 * token, with intervals. Whole numbers, so parts merge in any order.
 *
 * <p>Example: {@code Grüße 世界} has 14 bytes, 8 code points and 8 graphemes; in 4 tokens that is 3.5
 * bytes a token.
 *
 * <p>Intervals resample lines in {@value #BUCKETS} buckets that lines fall into by the hash of
 * their key: bounded memory, and the same rows whatever the order of reading.
 */
public final class TextCost implements Mergeable<TextCost> {
  private static final long serialVersionUID = 1;

  /** Enough that a bucket of a large corpus is small, and few enough to keep per language. */
  static final int BUCKETS = 1_000;

  private final long[] bytes = new long[BUCKETS];
  private final long[] codePoints = new long[BUCKETS];
  private final long[] graphemes = new long[BUCKETS];
  private final long[] tokens = new long[BUCKETS];
  private final long[] lines = new long[BUCKETS];
  private long lost;

  /** How long a text is, whatever the tokenizer. */
  public record Size(long bytes, long codePoints, long graphemes) {
    public static Size of(String text) {
      return new Size(
          text.getBytes(StandardCharsets.UTF_8).length,
          text.codePointCount(0, text.length()),
          TextCost.graphemes(text));
    }
  }

  /**
   * Adds one line or document.
   *
   * @param key a stable number of the line, such as the hash of its document id
   * @param text as it was before any normalisation
   * @param tokenCount without special tokens around it
   * @param roundTrip whether decoding gives the text back
   */
  public void add(long key, String text, int tokenCount, boolean roundTrip) {
    add(key, Size.of(text), tokenCount, roundTrip);
  }

  /** The same where the size was measured before. */
  public void add(long key, Size size, int tokenCount, boolean roundTrip) {
    int bucket = (int) Long.remainderUnsigned(Draws.sm(key), BUCKETS);
    bytes[bucket] += size.bytes();
    codePoints[bucket] += size.codePoints();
    graphemes[bucket] += size.graphemes();
    tokens[bucket] += tokenCount;
    lines[bucket]++;
    lost += roundTrip ? 0 : 1;
  }

  private static int graphemes(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 127)) {
      return text.length();
    }
    BreakIterator breaks = BreakIterator.getCharacterInstance(ULocale.ROOT);
    breaks.setText(text);
    int n = 0;
    while (breaks.next() != BreakIterator.DONE) {
      n++;
    }
    return n;
  }

  @Override
  public void merge(TextCost other) {
    for (int b = 0; b < BUCKETS; b++) {
      bytes[b] += other.bytes[b];
      codePoints[b] += other.codePoints[b];
      graphemes[b] += other.graphemes[b];
      tokens[b] += other.tokens[b];
      lines[b] += other.lines[b];
    }
    lost += other.lost;
  }

  public long bytes() {
    return sum(bytes);
  }

  public long codePoints() {
    return sum(codePoints);
  }

  public long graphemes() {
    return sum(graphemes);
  }

  public long tokens() {
    return sum(tokens);
  }

  public long lines() {
    return sum(lines);
  }

  /**
   * Lines whose text did not come back from their tokens; must be 0 for byte-level vocabularies.
   */
  public long lost() {
    return lost;
  }

  /** B/T over everything; undefined without tokens. */
  public Estimate bytesPerToken(Bootstrap bootstrap) {
    return ratio(bytes, tokens, bootstrap);
  }

  /** C/T in code points. */
  public Estimate codePointsPerToken(Bootstrap bootstrap) {
    return ratio(codePoints, tokens, bootstrap);
  }

  public Estimate graphemesPerToken(Bootstrap bootstrap) {
    return ratio(graphemes, tokens, bootstrap);
  }

  public Estimate tokensPerLine(Bootstrap bootstrap) {
    return ratio(tokens, lines, bootstrap);
  }

  /** Normalised sequence length: our tokens over those of another tokenizer on the same text. */
  public Estimate lengthAgainst(TextCost reference, Bootstrap bootstrap) {
    return ratio(tokens, reference.tokens, bootstrap);
  }

  private Estimate ratio(long[] above, long[] below, Bootstrap bootstrap) {
    if (sum(below) == 0) {
      return Estimate.undefined(lines());
    }
    int used = 0;
    double[] numerator = new double[BUCKETS];
    double[] denominator = new double[BUCKETS];
    for (int b = 0; b < BUCKETS; b++) {
      if (lines[b] > 0) {
        numerator[used] = above[b];
        denominator[used++] = below[b];
      }
    }
    Estimate e =
        bootstrap.ratio(
            java.util.Arrays.copyOf(numerator, used), java.util.Arrays.copyOf(denominator, used));
    return new Estimate(e.value(), lines(), e.interval(), e.basis(), e.status());
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long v : values) {
      sum += v;
    }
    return sum;
  }

  /** Bits per byte of a language model: {@code loss / ln 2 / (bytes per token)}. */
  public static double bitsPerByte(double natsPerToken, double bytesPerToken) {
    return natsPerToken / StrictMath.log(2) / bytesPerToken;
  }
}
