package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.ScannedPattern;
import it.unimi.dsi.fastutil.ints.IntArrays;

/**
 * Encodes a long piece as short ones, which are mostly look-ups, and tests every seam; where one
 * does not hold, the two sides are encoded as one. The ids are those of merging the whole piece.
 * For the use of one thread.
 *
 * <p>Example: {@code "by the way"} is encoded as {@code by| the| way}. With a merge of {@code "y"}
 * and {@code " "} ranking before {@code " the"} the first seam would break, and {@code "by the"}
 * would be merged as a whole.
 *
 * <p>Near-linear for any text: joins may encode at most {@value #JOINED} bytes again for each byte
 * of the piece; beyond that the whole piece goes through the heap once.
 */
public final class StitchedEncoder {
  private static final int JOINED = 4;

  private final BytePairWorker worker;
  private final ScannedPattern cut;
  private final Seams seams;
  private int[] byteStarts = new int[64];
  private int[] tokenStarts = new int[64];

  private StitchedEncoder(BytePairWorker worker, ScannedPattern cut, Seams seams) {
    this.worker = worker;
    this.cut = cut;
    this.seams = seams;
  }

  /**
   * @param cut where short pieces end; any pattern gives the same ids, one near the vocabulary's
   *     own words is fast
   */
  public static StitchedEncoder of(BytePairEncoder encoder, PreTokenizer cut) {
    boolean plain = encoder.plainBytes() && !encoder.options().ignoreMerges();
    return new StitchedEncoder(
        encoder.shortWorker(),
        cut instanceof ScannedPattern scanned ? scanned : null,
        plain ? Seams.of(encoder.model(), encoder.pairs()) : null);
  }

  /** Adds the tokens of {@code utf8[from..to)}, as one piece, to {@code out}. */
  public void encode(byte[] utf8, int from, int to, TokenBuffer out) {
    if (seams == null || cut == null) {
      worker.encode(utf8, from, to, out);
      return;
    }
    int first = out.size();
    long budget = (long) JOINED * (to - from);
    int spans = 0;
    for (int i = from; i < to; ) {
      int end = cut.end(utf8, i, to);
      if (spans == byteStarts.length) {
        byteStarts = IntArrays.grow(byteStarts, spans + 1);
        tokenStarts = IntArrays.grow(tokenStarts, spans + 1);
      }
      byteStarts[spans] = i;
      tokenStarts[spans] = out.size();
      worker.encode(utf8, i, end, out);
      while (spans > 0
          && !seams.holds(out.id(tokenStarts[spans] - 1), out.id(tokenStarts[spans]))) {
        spans--;
        budget -= end - byteStarts[spans];
        if (budget < 0) {
          out.truncate(first);
          worker.encode(utf8, from, to, out);
          return;
        }
        out.truncate(tokenStarts[spans]);
        worker.encode(utf8, byteStarts[spans], end, out);
      }
      spans++;
      i = end;
    }
  }
}
