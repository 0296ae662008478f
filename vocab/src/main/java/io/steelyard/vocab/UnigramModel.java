package io.steelyard.vocab;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * A unigram model: of all ways to cut a piece into tokens, the one whose log-probabilities add up
 * to most (Kudo 2018). A character that is no token costs the lowest score less {@link
 * #UNKNOWN_PENALTY}; neighbours of that kind become one unknown token, or the tokens of their bytes
 * where the vocabulary has those and {@code byteFallback} is set.
 *
 * <p>Example: with {@code h -3, e -3, l -3, o -3, he -4, llo -5} the piece {@code hello} is {@code
 * he llo} (-9).
 *
 * <p>Among equal sums the one found first from the left stays, as in SentencePiece and {@code
 * tokenizers}; sums are of doubles from left to right.
 */
public final class UnigramModel implements TokenModel {
  /** What an unknown character costs beyond the worst token: SentencePiece's kUnkPenalty. */
  public static final double UNKNOWN_PENALTY = 10;

  private static final double SYMBOL_PENALTY = 0.1;

  /** In place of the unknown token's id: text that would need it is refused. */
  public static final int NO_UNKNOWN = -1;

  private static final int NONE = ByteTrie.NONE;

  private final TokenList tokens;

  /** By which ways are chosen: symbols have others than their own. */
  private final double[] scores;

  private final double[] ownScores;

  /** Null where sums are in double precision. */
  private final BitSet symbols;

  private final BitSet hidden;
  private final int unknown;
  private final boolean byteFallback;
  private final Sampling sampling;
  private final ByteTrie trie;
  private final double unknownScore;

  /** Ids of {@code <0x00>} to {@code <0xFF>}, or NONE. */
  private final int[] byteIds;

  /**
   * Draws a way to cut instead of taking the best: subword regularisation (Kudo 2018).
   *
   * @param alpha how strongly better ways are preferred: probability is proportional to {@code
   *     exp(alpha * score)}
   * @param nBest from how many best ways to draw; 0 for all
   * @param seed the same seed, piece and place give the same tokens
   */
  public record Sampling(double alpha, int nBest, long seed) {
    public static final int MAX_N_BEST = 1024;

    public Sampling {
      if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("alpha is " + alpha + "; give a number of 0 or more");
      }
      if (nBest < 0 || nBest > MAX_N_BEST) {
        throw new IllegalArgumentException(
            "n-best is " + nBest + "; give 0 (all) to " + MAX_N_BEST);
      }
    }
  }

  /**
   * @param tokens bytes by id; of equal tokens the last is used
   * @param scores log-probability by id
   * @param hidden ids that no text makes, such as control tokens
   * @param unknown the id of the unknown token, or {@link #NO_UNKNOWN}
   */
  public UnigramModel(
      byte[][] tokens, double[] scores, BitSet hidden, int unknown, boolean byteFallback) {
    this(tokens, scores, hidden, null, unknown, byteFallback);
  }

  /**
   * As SentencePiece itself encodes: sums are in single precision, which decides between ways that
   * are about alike, and symbols defined by the user are preferred: one of n bytes has n times the
   * best score of the other tokens, less 0.1, in place of its own.
   *
   * @param symbols ids; null for sums in double precision and no symbols, as {@code tokenizers}
   */
  public UnigramModel(
      byte[][] tokens,
      double[] scores,
      BitSet hidden,
      BitSet symbols,
      int unknown,
      boolean byteFallback) {
    this.tokens = TokenList.of(tokens);
    if (scores.length != tokens.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens with " + scores.length + " scores; each token has one");
    }
    if (unknown != NO_UNKNOWN) {
      this.tokens.needUnknown(unknown, String.valueOf(unknown));
    }
    this.scores = scores.clone();
    this.ownScores = scores.clone();
    this.hidden = (BitSet) hidden.clone();
    this.unknown = unknown;
    this.byteFallback = byteFallback;
    this.sampling = null;
    this.trie = new ByteTrie();
    double least = Double.POSITIVE_INFINITY;
    double best = Double.NEGATIVE_INFINITY;
    for (int id = 0; id < scores.length; id++) {
      if (!Double.isFinite(scores[id])) {
        throw new IllegalArgumentException(
            "token " + id + " has the score " + scores[id] + "; scores are finite");
      }
      if (symbols == null || !symbols.get(id)) {
        least = Math.min(least, scores[id]);
        best = hidden.get(id) ? best : Math.max(best, scores[id]);
      }
      if (this.tokens.has(id) && !hidden.get(id)) {
        trie.add(0, this.tokens.raw(id), 0, this.tokens.length(id), id);
      }
    }
    this.symbols = symbols == null ? null : (BitSet) symbols.clone();
    if (symbols != null) {
      for (int id = symbols.nextSetBit(0); id >= 0; id = symbols.nextSetBit(id + 1)) {
        this.scores[id] = (float) (this.tokens.length(id) * best) - SYMBOL_PENALTY;
      }
    }
    this.unknownScore = rounded(least - UNKNOWN_PENALTY);
    this.byteIds = byteFallback ? byteIds(this.tokens) : null;
  }

  private UnigramModel(UnigramModel of, Sampling sampling) {
    this.tokens = of.tokens;
    this.scores = of.scores;
    this.ownScores = of.ownScores;
    this.symbols = of.symbols;
    this.hidden = of.hidden;
    this.unknown = of.unknown;
    this.byteFallback = of.byteFallback;
    this.trie = of.trie;
    this.unknownScore = of.unknownScore;
    this.byteIds = of.byteIds;
    this.sampling = sampling;
  }

  private static int[] byteIds(TokenList tokens) {
    int[] ids = new int[256];
    Arrays.fill(ids, NONE);
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.length(id) == 6) {
        String text = tokens.text(id);
        if (text.startsWith("<0x") && text.endsWith(">")) {
          for (int b = 0; b < 256; b++) {
            if (text.equals(byteToken(b))) {
              ids[b] = id;
            }
          }
        }
      }
    }
    return ids;
  }

  /** How the token of a byte is written: {@code <0x0A>}. */
  public static String byteToken(int b) {
    return String.format(Locale.ROOT, "<0x%02X>", b);
  }

  /** The same model, drawing instead of taking the best. */
  public UnigramModel sampled(Sampling how) {
    return new UnigramModel(this, how);
  }

  @Override
  public int size() {
    return tokens.size();
  }

  @Override
  public byte[] token(int id) {
    return tokens.get(id);
  }

  @Override
  public int idOf(byte[] token) {
    int id = trie.find(0, token, 0, token.length);
    if (id == NONE) {
      for (int i = hidden.nextSetBit(0); i >= 0; i = hidden.nextSetBit(i + 1)) {
        if (i < size() && Arrays.equals(tokens.raw(i), token)) {
          return i;
        }
      }
    }
    return id;
  }

  private double rounded(double sum) {
    return symbols == null ? sum : (float) sum;
  }

  /** Its log-probability as given. */
  public double score(int id) {
    return ownScores[id];
  }

  /** What it counts in a way. */
  double wayScore(int id) {
    return scores[id];
  }

  /** Ids that no text makes. */
  public BitSet hidden() {
    return (BitSet) hidden.clone();
  }

  public int unknown() {
    return unknown;
  }

  public boolean byteFallback() {
    return byteFallback;
  }

  ByteTrie trie() {
    return trie;
  }

  double unknownScore() {
    return unknownScore;
  }

  @Override
  public Worker worker() {
    if (sampling == null) {
      return new Viterbi();
    }
    long key = Draws.key(sampling.seed(), Purpose.SEGMENT);
    UnigramLattice lattice = new UnigramLattice(this);
    Path path = new Path();
    return (utf8, from, to, out) -> {
      long draw =
          Draws.mix(key, from, Draws.hash(Arrays.copyOfRange(utf8, from, Math.max(from, to))));
      lattice.sample(utf8, from, to, sampling, draw, path);
      give(utf8, from, path, out);
    };
  }

  /** A way to cut: tokens from the last to the first, each with its start. */
  static final class Path {
    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int size;

    void clear() {
      size = 0;
    }

    void add(int id, int start) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
        starts = Arrays.copyOf(starts, 2 * size);
      }
      ids[size] = id;
      starts[size++] = start;
    }

    int end;
  }

  /** Gives a way out as tokens; runs of unknown characters are one, or their bytes. */
  private void give(byte[] utf8, int from, Path path, TokenBuffer out) {
    for (int i = path.size - 1; i >= 0; i--) {
      int id = path.ids[i];
      int start = path.starts[i];
      while (id == unknown && i > 0 && path.ids[i - 1] == unknown) {
        i--;
      }
      int end = i == 0 ? path.end : path.starts[i - 1];
      if (id == unknown) {
        unknown(utf8, from + start, from + end, out);
      } else {
        out.add(id, from + start, from + end);
      }
    }
  }

  private void unknown(byte[] utf8, int from, int to, TokenBuffer out) {
    int whole = trie.find(0, utf8, from, to);
    if (whole != NONE) {
      out.add(whole, from, to);
      return;
    }
    boolean bytes = byteFallback;
    for (int i = from; bytes && i < to; i++) {
      bytes = byteIds[utf8[i] & 0xFF] != NONE;
    }
    if (!bytes) {
      if (unknown == NO_UNKNOWN) {
        throw new IllegalArgumentException(
            "the vocabulary has neither \""
                + new String(utf8, from, Math.min(to - from, 40), StandardCharsets.UTF_8)
                + "\" nor an unknown token to stand for it");
      }
      out.add(unknown, from, to);
      return;
    }
    for (int i = from; i < to; i++) {
      out.add(byteIds[utf8[i] & 0xFF], from, to);
    }
  }

  /** Bytes of the character that starts at {@code i}. */
  static int characterLength(byte[] utf8, int i, int to) {
    int b = utf8[i];
    int n = b >= 0 ? 1 : (b & 0xE0) == 0xC0 ? 2 : (b & 0xF0) == 0xE0 ? 3 : 4;
    if (n > 1 && io.steelyard.vocab.pretokenize.Utf8.codePointAt(utf8, i, to) < 0) {
      return 1;
    }
    return n;
  }

  /** The best way by dynamic programming over the ends of tokens. */
  private final class Viterbi implements Worker {
    private double[] best = new double[256];
    private int[] start = new int[256];
    private int[] token = new int[256];
    private final Path path = new Path();

    @Override
    public void encode(byte[] utf8, int from, int to, TokenBuffer out) {
      int n = to - from;
      if (n <= 0) {
        return;
      }
      if (best.length <= n) {
        best = new double[n + n / 2 + 1];
        start = new int[best.length];
        token = new int[best.length];
      }
      Arrays.fill(start, 0, n + 1, -1);
      best[0] = 0;
      for (int i = 0; i < n; ) {
        int length = characterLength(utf8, from + i, to);
        double here = best[i];
        boolean single = false;
        int node = 0;
        for (int k = from + i; k < to; k++) {
          node = trie.child(node, utf8[k]);
          if (node == NONE) {
            break;
          }
          int id = trie.value(node);
          if (id != NONE) {
            int end = k + 1 - from;
            double sum = scores[id] + here;
            reach(i, end, id, symbols == null || symbols.get(id) ? sum : (float) sum);
            single |= end - i == length;
          }
        }
        if (!single) {
          reach(i, i + length, unknown, rounded(unknownScore + here));
        }
        i += length;
      }
      path.clear();
      path.end = n;
      for (int end = n; end > 0; end = start[end]) {
        path.add(token[end], start[end]);
      }
      give(utf8, from, path, out);
    }

    private void reach(int from, int end, int id, double score) {
      if (start[end] < 0 || score > best[end]) {
        best[end] = rounded(score);
        start[end] = from;
        token[end] = id;
      }
    }
  }
}
