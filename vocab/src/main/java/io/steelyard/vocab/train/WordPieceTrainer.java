package io.steelyard.vocab.train;

import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.pretokenize.Utf8;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns word pieces from counted words: beginning with characters, again and again the pair of
 * neighbours that adds most to the likelihood of the text becomes a piece (Schuster and Nakajima
 * 2012; Wu et al. 2016, section 4.1). See {@link PieceCriterion} for the formula and two others.
 *
 * <p>Ids: the special tokens in the order given, then the alphabet by code point (with continuation
 * marks first all plain characters, then all marked ones, so that any word made of the alphabet can
 * be encoded), then one id for each merge. Characters beyond the alphabet's limit, the rarest, are
 * unknown: they count as one piece that never merges.
 *
 * <p>Example: {@code low x5, lower x2, newest x6, widest x3} with the starts of words marked by
 * {@code _} give first (s,t) with a gain of 29.769416 nats, then (l,o) with 24.266116.
 *
 * <p>Gains do not fall from merge to merge: the seventh of the example gains 13.1 after a sixth of
 * 10.8. The next pair is the exact best all the same, see {@link PieceQueue}.
 */
public final class WordPieceTrainer {
  private final Settings settings;

  /**
   * @param size ids in all, special tokens and alphabet among them
   * @param criterion which pair is next
   * @param marking how words are marked
   * @param alphabet most characters in the alphabet, the reserved ones among them
   * @param reserved characters that are in the alphabet however rare they are
   * @param specialTokens tokens that no text makes, first in the vocabulary
   * @param unknown which of them stands for what cannot be encoded
   * @param minFrequency a pair that occurs less often never merges; in the counts' own unit
   * @param maxCharacters longer words are unknown to the encoder and are not learnt from
   */
  public record Settings(
      int size,
      PieceCriterion criterion,
      PieceMarking marking,
      int alphabet,
      String reserved,
      List<String> specialTokens,
      String unknown,
      long minFrequency,
      int maxCharacters) {

    public Settings {
      specialTokens = List.copyOf(specialTokens);
      Set<String> seen = new HashSet<>();
      for (String token : specialTokens) {
        if (token.codePointCount(0, token.length()) < 2 || !seen.add(token)) {
          throw new IllegalArgumentException(
              "special token '"
                  + token
                  + "' is empty, a single character or named twice; give each special token a"
                  + " longer name of its own, such as [CLS]");
        }
      }
      if (!seen.contains(unknown)) {
        throw new IllegalArgumentException(
            "the unknown token '"
                + unknown
                + "' is not one of the special tokens "
                + specialTokens
                + "; add it to them");
      }
      if (size < 1 || size > BytePairModel.MAX_TOKENS) {
        throw new IllegalArgumentException(
            "vocabulary size " + size + " is not between 1 and " + BytePairModel.MAX_TOKENS);
      }
      long kept = reserved.codePoints().distinct().count();
      if (alphabet < 1 || kept > alphabet) {
        throw new IllegalArgumentException(
            "an alphabet of at most "
                + alphabet
                + " characters, "
                + kept
                + " of them reserved; give 1 or more, and no less than are reserved");
      }
      if (minFrequency < 0 || maxCharacters < 1) {
        throw new IllegalArgumentException(
            "minimum frequency "
                + minFrequency
                + " and at most "
                + maxCharacters
                + " characters per word; give 0 or more, and 1 or more");
      }
    }

    /** The defaults: likelihood, continuations marked, 500 characters, BERT's special tokens. */
    public static Settings ofSize(int size) {
      return new Settings(
          size,
          PieceCriterion.LIKELIHOOD,
          PieceMarking.CONTINUATION,
          500,
          "",
          List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
          "[UNK]",
          0,
          100);
    }
  }

  /**
   * One merge.
   *
   * @param left the left part as written
   * @param right the right part as written
   * @param count how often the pair occurred when it was chosen, in the counts' unit
   * @param value what it was worth by the criterion, in the counts' unit
   */
  public record Merge(String left, String right, long count, double value) {}

  /**
   * A trained vocabulary.
   *
   * @param pieces as written, by id
   * @param merges in order
   * @param alphabet characters in it
   * @param unknownCharacters occurrences of characters beyond it, in the counts' unit
   * @param tooLong occurrences of words with too many characters, in the counts' unit
   */
  public record Trained(
      List<String> pieces,
      List<Merge> merges,
      int alphabet,
      long unknownCharacters,
      long tooLong) {}

  public WordPieceTrainer(Settings settings) {
    this.settings = settings;
  }

  public Trained train(WordCounts words) {
    if (words.textBytes() == 0) {
      throw new IllegalArgumentException(
          "no words to learn from: the training text is empty; check the corpus and its weights");
    }
    return new Run().learn(words);
  }

  /** One training. */
  private final class Run {
    private final PieceMarking marking = settings.marking();
    private final List<String> pieces = new ArrayList<>(settings.specialTokens());
    private final Map<String, Integer> ids = new HashMap<>();
    private final int unknown = pieces.indexOf(settings.unknown());
    private final Int2IntOpenHashMap first = new Int2IntOpenHashMap();
    private final Int2IntOpenHashMap later = new Int2IntOpenHashMap();
    private int mark = -1;

    Trained learn(WordCounts words) {
      for (int id = 0; id < pieces.size(); id++) {
        ids.put(pieces.get(id), id);
      }
      int[] alphabet = alphabet(words);
      addAlphabet(alphabet);
      PieceWords state = words(words);
      PieceCounts counts =
          new PieceCounts(
              state,
              unknown,
              settings.size(),
              settings.criterion(),
              Math.max(1, settings.minFrequency()),
              this::compare);
      final long unknownCharacters = counts.pieceCount(unknown);
      List<Merge> merges = new ArrayList<>();
      while (pieces.size() < settings.size()) {
        long best = counts.best(0);
        if (best < 0) {
          break;
        }
        String left = pieces.get(PairTable.left(best));
        String right = pieces.get(PairTable.right(best));
        String piece = marking.join(left, right);
        if (ids.containsKey(piece)) {
          // Written like another piece, such as ## of text with a continuation: the encoder could
          // not tell them apart.
          counts.block(best);
          continue;
        }
        merges.add(new Merge(left, right, counts.bestCount(), counts.bestValue()));
        counts.merge(best, add(piece));
      }
      return new Trained(
          List.copyOf(pieces), merges, alphabet.length, unknownCharacters, state.tooLong());
    }

    private int add(String piece) {
      ids.put(piece, pieces.size());
      pieces.add(piece);
      return pieces.size() - 1;
    }

    /** The reserved characters and the most frequent others, by code point. */
    private int[] alphabet(WordCounts words) {
      Int2LongOpenHashMap counts = new Int2LongOpenHashMap();
      for (int w = 0; w < words.size(); w++) {
        byte[] word = words.word(w);
        for (int i = 0; i < word.length; ) {
          int c = Utf8.codePointAt(word, i, word.length);
          if (c >= 0) {
            counts.addTo(c, words.count(w));
          }
          i += c < 0 ? 1 : Utf8.length(c);
        }
      }
      int[] reserved = settings.reserved().codePoints().distinct().toArray();
      for (int c : reserved) {
        counts.remove(c);
      }
      int[] kept =
          counts
              .keySet()
              .intStream()
              .boxed()
              .filter(c -> counts.get(c.intValue()) > 0)
              .sorted(
                  (a, b) -> {
                    int byCount = Long.compare(counts.get(b.intValue()), counts.get(a.intValue()));
                    return byCount != 0 ? byCount : Integer.compare(a, b);
                  })
              .limit(settings.alphabet() - reserved.length)
              .mapToInt(Integer::intValue)
              .toArray();
      int[] all = Arrays.copyOf(reserved, reserved.length + kept.length);
      System.arraycopy(kept, 0, all, reserved.length, kept.length);
      Arrays.sort(all);
      return all;
    }

    private void addAlphabet(int[] alphabet) {
      first.defaultReturnValue(unknown);
      later.defaultReturnValue(unknown);
      int forms = marking.wordStart() ? 1 : 2;
      long least = pieces.size() + (long) forms * alphabet.length + forms % 2;
      if (settings.size() < least) {
        throw new IllegalArgumentException(
            "vocabulary size "
                + settings.size()
                + " is too small: "
                + pieces.size()
                + " special tokens and an alphabet of "
                + alphabet.length
                + " characters need "
                + least
                + "; ask for more, or for a smaller alphabet");
      }
      if (marking.wordStart()) {
        mark = add(marking.mark());
      }
      for (int c : alphabet) {
        String text = Character.toString(c);
        first.put(c, ids.containsKey(text) ? ids.get(text) : add(text));
      }
      for (int c : alphabet) {
        later.put(
            c, marking.wordStart() ? first.get(c) : add(marking.mark() + Character.toString(c)));
      }
    }

    private PieceWords words(WordCounts words) {
      IntArrayList all = new IntArrayList();
      IntArrayList starts = new IntArrayList();
      IntArrayList lengths = new IntArrayList();
      long[] counts = new long[words.size()];
      long tooLong = 0;
      for (int w = 0; w < words.size(); w++) {
        int start = all.size();
        int characters = append(words.word(w), all);
        if (characters > settings.maxCharacters()) {
          tooLong += words.count(w);
          all.size(start);
        } else if (characters > 0 && words.count(w) > 0) {
          counts[starts.size()] = words.count(w);
          starts.add(start);
          lengths.add(all.size() - start);
        } else {
          all.size(start);
        }
      }
      return new PieceWords(
          all.toIntArray(),
          starts.toIntArray(),
          lengths.toIntArray(),
          Arrays.copyOf(counts, starts.size()),
          tooLong);
    }

    /** Adds a word's characters as pieces; says how many there are. */
    private int append(byte[] word, IntArrayList all) {
      if (mark >= 0) {
        all.add(mark);
      }
      int characters = 0;
      for (int i = 0; i < word.length; ) {
        int c = Utf8.codePointAt(word, i, word.length);
        all.add(c < 0 ? unknown : characters == 0 ? first.get(c) : later.get(c));
        i += c < 0 ? 1 : Utf8.length(c);
        characters++;
      }
      return characters;
    }

    /** By the text of the left parts, then of the right ones, as UTF-8. */
    private int compare(long[] p, long[] q) {
      int byLeft = compare((int) p[0], (int) q[0]);
      return byLeft != 0 ? byLeft : compare((int) p[1], (int) q[1]);
    }

    private int compare(int a, int b) {
      return a == b
          ? 0
          : Arrays.compareUnsigned(
              pieces.get(a).getBytes(StandardCharsets.UTF_8),
              pieces.get(b).getBytes(StandardCharsets.UTF_8));
    }
  }
}
