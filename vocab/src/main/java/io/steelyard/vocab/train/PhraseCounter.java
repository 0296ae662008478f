package io.steelyard.vocab.train;

import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.BytePairOptions;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.StitchedEncoder;
import io.steelyard.vocab.TokenBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads text for the second stage of SuperBPE: line by line, each with its line end, cut by {@link
 * PreTokenizer#SUPERWORDS} and encoded with the merges kept from the first stage. Encoding by rank
 * is the same as replaying the merges one after the other over all text.
 *
 * <p>Example: {@code "by the way, it is\n"} is one phrase of the tokens {@code
 * by|Ġthe|Ġway|,|Ġi|s|Ċ} where those merges were kept.
 *
 * <p>Lines of more than {@value #LONGEST} bytes are cut there, at a space: a phrase is walked
 * through as a whole for every merge in it.
 */
public final class PhraseCounter {
  /** About 4,000 tokens; lines this long are no prose. */
  static final int LONGEST = 1 << 14;

  private final BytePairEncoder encoder;
  private final PreTokenizer firstCut;
  private final List<PhraseTable> tables = new ArrayList<>();

  /**
   * @param kept the merges of the first stage
   * @param firstCut the pattern of the first stage; speeds encoding up and changes nothing
   */
  public PhraseCounter(BytePairModel kept, PreTokenizer firstCut) {
    this.encoder = new BytePairEncoder(kept, BytePairOptions.BYTE_LEVEL);
    this.firstCut = firstCut;
  }

  /** A counter for the use of one thread at a time. */
  public synchronized Worker worker() {
    PhraseTable table = new PhraseTable();
    tables.add(table);
    return new Worker(table, StitchedEncoder.of(encoder, firstCut));
  }

  /** One thread's part of the reading. */
  public static final class Worker {
    private final PhraseTable table;
    private final StitchedEncoder encoder;
    private final TokenBuffer tokens = new TokenBuffer(false);

    private Worker(PhraseTable table, StitchedEncoder encoder) {
      this.table = table;
      this.encoder = encoder;
    }

    /** Counts the phrases of {@code utf8[from..to)}, each with this weight. */
    public void add(byte[] utf8, int from, int to, long weight) {
      if (weight < 0) {
        throw new IllegalArgumentException("weight " + weight + " is negative; give 0 or more");
      }
      if (weight == 0) {
        return;
      }
      for (int i = from; i < to; ) {
        int end = lineEnd(utf8, i, to);
        PreTokenizer.SUPERWORDS.split(utf8, i, end, (a, b) -> phrase(utf8, a, b, weight));
        i = end;
      }
    }

    private void phrase(byte[] utf8, int from, int to, long weight) {
      tokens.clear();
      encoder.encode(utf8, from, to, tokens);
      if (tokens.size() > 1) {
        table.add(tokens.array(), 0, tokens.size(), weight);
      }
    }

    private static int lineEnd(byte[] utf8, int from, int to) {
      int most = Math.min(to, from + LONGEST);
      for (int i = from; i < most; i++) {
        if (utf8[i] == '\n') {
          return i + 1;
        }
      }
      if (most == to) {
        return to;
      }
      for (int i = most; i > from; i--) {
        if (utf8[i] == ' ') {
          return i;
        }
      }
      int i = most;
      while (i > from + 1 && (utf8[i] & 0xC0) == 0x80) {
        i--;
      }
      return i;
    }
  }

  /** What all workers counted; they must have stopped, and the counter is empty afterwards. */
  synchronized TokenizedWords finish() {
    PhraseTable all = new PhraseTable();
    for (PhraseTable table : tables) {
      if (table.size > all.size) {
        all = table;
      }
    }
    for (PhraseTable table : tables) {
      if (table != all) {
        all.addAll(table);
      }
    }
    tables.clear();
    return TokenizedWords.of(all);
  }
}
