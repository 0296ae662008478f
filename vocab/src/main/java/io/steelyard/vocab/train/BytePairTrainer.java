package io.steelyard.vocab.train;

import io.steelyard.vocab.BytePairModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;

/**
 * Learns a byte-level byte-pair vocabulary from counted words: again and again the most frequent
 * pair of neighbouring tokens becomes a token (Sennrich et al., 2016). The merges are those of
 * Hugging Face {@code tokenizers} with {@code initial_alphabet = ByteLevel.alphabet()}, whatever
 * the number of threads.
 *
 * <p>Ids: the special tokens in the order given, then the 256 bytes in the order of {@link
 * #ALPHABET}, then one id for each merge. The next pair is the one of the highest count (64-bit),
 * the lowest left id and then the lowest right id among equals. Counts are of overlapping
 * neighbours: {@code aaa} once counts (a,a) twice.
 *
 * <p>Example: {@code aaa} and {@code aaaa}, once each, give the merges (a,a) with count 5, then
 * (aa,a) with 1, then (aa,aa) with 1.
 *
 * <p>Memory: 4 bytes for each byte of distinct words, 16 for each word, about 36 for each pair
 * alive, and 4 for each word in a pair's list.
 */
public final class BytePairTrainer {
  /**
   * The bytes in the order of their ids: by the code point that stands for a byte in {@code
   * tokenizer.json}. First the printable ones of Latin-1, each for itself, then the other 68.
   */
  private static final int[] ALPHABET = alphabet();

  /** Ids for one past the largest vocabulary; a Megatron index holds no more than 31 bits. */
  private static final int MAX_SIZE = BytePairModel.MAX_TOKENS;

  private final Settings settings;
  private final int threads;

  /**
   * @param vocabularySize ids in all, special tokens and the 256 bytes among them
   * @param minFrequency a pair that occurs less often never merges; in the counts' own unit
   * @param maxTokenBytes the longest token allowed; {@link #NO_LIMIT} for any. A token of exactly
   *     this length may be made (the trainer of {@code tokenizers} stops one short of it, and does
   *     not hold pairs of single bytes to it)
   * @param specialTokens tokens that no text makes, first in the vocabulary
   */
  public record Settings(
      int vocabularySize, long minFrequency, int maxTokenBytes, List<String> specialTokens) {
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    public Settings {
      specialTokens = List.copyOf(specialTokens);
      Set<String> seen = new HashSet<>();
      for (String token : specialTokens) {
        if (token.isEmpty()
            || token.getBytes(StandardCharsets.UTF_8).length == 1
            || !seen.add(token)) {
          throw new IllegalArgumentException(
              "special token '"
                  + token
                  + "' is empty, a single byte or named twice; give each special token a longer"
                  + " name of its own, such as <|endoftext|>");
        }
      }
      int least = specialTokens.size() + ALPHABET.length;
      if (vocabularySize < least || vocabularySize > MAX_SIZE) {
        throw new IllegalArgumentException(
            "vocabulary size "
                + vocabularySize
                + " is not between "
                + least
                + " (256 bytes and "
                + specialTokens.size()
                + " special tokens) and "
                + MAX_SIZE);
      }
      if (minFrequency < 0) {
        throw new IllegalArgumentException(
            "minimum frequency " + minFrequency + " is negative; give 0 or more");
      }
      if (maxTokenBytes < 1) {
        throw new IllegalArgumentException(
            "longest token of " + maxTokenBytes + " bytes; give 1 or more");
      }
    }

    public static Settings ofSize(int vocabularySize) {
      return new Settings(vocabularySize, 0, NO_LIMIT, List.of());
    }
  }

  /** Refuses candidates, which are then never tried again and take no place in the vocabulary. */
  @FunctionalInterface
  public interface MergeRule {
    MergeRule ANY = token -> true;

    /** Whether these bytes may become a token. */
    boolean accepts(byte[] token);
  }

  /**
   * A trained vocabulary.
   *
   * @param model tokens and merges; smaller than asked for if the text ran out of pairs
   * @param counts for each merge the count of its pair when it was chosen; for a merge that was
   *     kept from an earlier vocabulary, its count in these words, which may be 0
   */
  public record Trained(BytePairModel model, long[] counts) {}

  public BytePairTrainer(Settings settings, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads + "; give 1 or more");
    }
    this.settings = settings;
    this.threads = threads;
  }

  /** Trains from bytes. */
  public Trained train(WordCounts words) {
    return train(words, List.of(), MergeRule.ANY);
  }

  /**
   * Keeps the given merges, in their order and whatever their counts here, and learns on from
   * there: the second stage of a two-stage vocabulary, or the extension of a finished one.
   *
   * @param kept merges as pairs of byte strings; each part is a byte or made by an earlier merge
   */
  public Trained train(WordCounts words, List<byte[][]> kept, MergeRule rule) {
    if (words.textBytes() == 0) {
      throw new IllegalArgumentException(
          "no words to learn from: the training text is empty; check the corpus and its weights");
    }
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.invoke(
          java.util.concurrent.ForkJoinTask.adapt(() -> new Run().learn(words, kept, rule)));
    } finally {
      pool.shutdown();
    }
  }

  /**
   * Learns on over phrases: SuperBPE's second stage.
   *
   * @param first what the first stage learnt, with the same special tokens
   * @param kept how many of its merges stay
   * @param phrases text encoded with the merges kept; it is emptied
   */
  public Trained train(Trained first, int kept, PhraseCounter phrases, MergeRule rule) {
    TokenizedWords words = phrases.finish();
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.invoke(
          java.util.concurrent.ForkJoinTask.adapt(
              () -> new Run().learnOn(first, kept, words, rule)));
    } finally {
      pool.shutdown();
    }
  }

  /** The bytes in the order of their ids. */
  public static int[] byteOrder() {
    return ALPHABET.clone();
  }

  private static int[] alphabet() {
    int[] order = new int[256];
    int n = 0;
    for (int b = 0; b < 256; b++) {
      if (printable(b)) {
        order[n++] = b;
      }
    }
    for (int b = 0; b < 256; b++) {
      if (!printable(b)) {
        order[n++] = b;
      }
    }
    return order;
  }

  private static boolean printable(int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  }

  /** One training. */
  private final class Run {
    private final List<byte[]> tokens = new ArrayList<>();
    private final Map<String, Integer> special = new HashMap<>();
    private final int firstByte = settings.specialTokens().size();
    private final List<int[]> merges = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private int[] lengths;

    Trained learn(WordCounts words, List<byte[][]> kept, MergeRule rule) {
      lengths = new int[settings.vocabularySize()];
      for (String token : settings.specialTokens()) {
        special.put(token, tokens.size());
        addToken(token.getBytes(StandardCharsets.UTF_8));
      }
      int[] idOfByte = new int[256];
      for (int b : ALPHABET) {
        idOfByte[b] = addToken(new byte[] {(byte) b});
      }
      PairCounts pairs =
          new PairCounts(
              TokenizedWords.of(words, idOfByte),
              firstByte,
              settings.vocabularySize(),
              Math.max(1, settings.minFrequency()),
              this::fits,
              threads);
      replay(pairs, kept);
      grow(pairs, rule);
      return trained();
    }

    Trained learnOn(Trained first, int kept, TokenizedWords words, MergeRule rule) {
      lengths = new int[settings.vocabularySize()];
      BytePairModel model = first.model().ofFirstMerges(kept);
      if (model.size() > lengths.length) {
        throw new IllegalArgumentException(
            "the merges kept fill "
                + model.size()
                + " of "
                + lengths.length
                + " tokens; ask for a larger vocabulary");
      }
      for (int id = 0; id < model.size(); id++) {
        addToken(model.token(id));
      }
      for (int id = 0; id < settings.specialTokens().size(); id++) {
        special.put(settings.specialTokens().get(id), id);
      }
      for (int i = 0; i < kept; i++) {
        merges.add(new int[] {model.left(i), model.right(i), model.result(i)});
        counts.add(first.counts()[i]);
      }
      int wanted = settings.vocabularySize() - tokens.size();
      grow(
          PairCounts.ofTokens(
              words,
              settings.vocabularySize(),
              wanted,
              Math.max(1, settings.minFrequency()),
              this::fits,
              threads),
          rule);
      return trained();
    }

    private boolean fits(long pair) {
      long length = (long) lengths[PairTable.left(pair)] + lengths[PairTable.right(pair)];
      return length <= settings.maxTokenBytes();
    }

    private void grow(PairCounts pairs, MergeRule rule) {
      while (tokens.size() < settings.vocabularySize()) {
        long best = pairs.best();
        if (best < 0) {
          break;
        }
        int a = PairTable.left(best);
        int b = PairTable.right(best);
        byte[] token = concatenate(tokens.get(a), tokens.get(b));
        if (rule.accepts(token)) {
          merge(pairs, a, b, token);
        } else {
          pairs.reject(best);
        }
      }
    }

    private void replay(PairCounts pairs, List<byte[][]> kept) {
      Map<String, Integer> idOf = new HashMap<>();
      for (int id = firstByte; id < tokens.size(); id++) {
        idOf.put(latin1(tokens.get(id)), id);
      }
      for (int i = 0; i < kept.size(); i++) {
        Integer a = idOf.get(latin1(kept.get(i)[0]));
        Integer b = idOf.get(latin1(kept.get(i)[1]));
        byte[] token = concatenate(kept.get(i)[0], kept.get(i)[1]);
        if (a == null || b == null) {
          throw new IllegalArgumentException(
              "kept merge " + i + " has a part that is no byte and that no earlier merge makes");
        }
        Integer existing = idOf.get(latin1(token));
        if (existing == null && tokens.size() == settings.vocabularySize()) {
          throw new IllegalArgumentException(
              "the merges kept fill the vocabulary of "
                  + settings.vocabularySize()
                  + " after "
                  + i
                  + " of "
                  + kept.size()
                  + "; ask for a larger one");
        }
        if (existing != null) {
          merge(pairs, a, b, existing);
        } else {
          idOf.put(latin1(token), merge(pairs, a, b, token));
        }
      }
    }

    private int merge(PairCounts pairs, int a, int b, byte[] token) {
      Integer known = special.get(new String(token, StandardCharsets.UTF_8));
      return merge(pairs, a, b, known == null ? addToken(token) : known);
    }

    private int merge(PairCounts pairs, int a, int b, int result) {
      counts.add(pairs.count(PairTable.key(a, b)));
      merges.add(new int[] {a, b, result});
      pairs.merge(a, b, result);
      return result;
    }

    private int addToken(byte[] token) {
      lengths[tokens.size()] = token.length;
      tokens.add(token);
      return tokens.size() - 1;
    }

    private Trained trained() {
      int n = merges.size();
      int[] left = new int[n];
      int[] right = new int[n];
      int[] result = new int[n];
      long[] count = new long[n];
      for (int i = 0; i < n; i++) {
        left[i] = merges.get(i)[0];
        right[i] = merges.get(i)[1];
        result[i] = merges.get(i)[2];
        count[i] = counts.get(i);
      }
      return new Trained(
          BytePairModel.of(tokens.toArray(byte[][]::new), left, right, result), count);
    }
  }

  private static byte[] concatenate(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
