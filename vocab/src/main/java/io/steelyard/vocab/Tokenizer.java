package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.PreTokenizerStep;
import io.steelyard.vocab.pretokenize.ScannedPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Text to token ids and back: added tokens are cut out, the rest is normalised, cut into pieces and
 * encoded by the model, and special tokens are put around it.
 *
 * <p>Example: {@code Tokenizer.ofRanks(ranks, PreTokenizer.CL100K, List.of()).encode("Hello
 * world")} is {@code {9906, 1917}} with cl100k's ranks.
 *
 * <p>Instances are immutable and safe for use by many threads; each thread keeps its own buffers.
 * Where nothing changes the text (no normaliser, no space put before it), pieces are encoded
 * straight from the UTF-8 and nothing is allocated but the result.
 */
public final class Tokenizer {
  private final TokenizerParts parts;
  private final TokenModel model;
  private final PreTokenizer cut;
  private final ScannedPattern scanned;
  private final PreTokenizerStep step;
  private final AddedTokenMatcher early;
  private final AddedTokenMatcher late;
  private final Map<String, Integer> addedIds = new HashMap<>();
  private final byte[][] addedById;
  private final boolean[] special;
  private final ThreadLocal<TokenizerThread> threads;

  public Tokenizer(TokenizerParts parts) {
    this.parts = parts;
    this.model = parts.model();
    this.cut = parts.preTokenizer() instanceof PreTokenizer p ? p : null;
    this.scanned = cut instanceof ScannedPattern s ? s : null;
    this.step = parts.preTokenizer();
    int size = model.size();
    for (AddedToken token : parts.added()) {
      size = Math.max(size, token.id() + 1);
    }
    this.addedById = new byte[size][];
    this.special = new boolean[size];
    for (AddedToken token : parts.added()) {
      addedIds.put(token.content(), token.id());
      addedById[token.id()] = token.content().getBytes(StandardCharsets.UTF_8);
      special[token.id()] = token.special();
    }
    this.early = matcher(parts.added().stream().filter(t -> !t.normalized()).toList(), null);
    this.late =
        matcher(parts.added().stream().filter(AddedToken::normalized).toList(), parts.normalizer());
    this.threads = ThreadLocal.withInitial(() -> new TokenizerThread(model.worker()));
  }

  /** A byte-level tokenizer from a model and a pattern, with no normaliser. */
  public static Tokenizer byteLevel(
      BytePairModel model, PreTokenizer pattern, List<AddedToken> added) {
    return new Tokenizer(
        TokenizerParts.of(new BytePairEncoder(model, BytePairOptions.BYTE_LEVEL), pattern, added));
  }

  /** A tokenizer from ranks (id = rank), as tiktoken's files hold them. */
  public static Tokenizer ofRanks(byte[][] ranks, PreTokenizer pattern, List<AddedToken> added) {
    return new Tokenizer(
        TokenizerParts.of(
            new BytePairEncoder(BytePairModel.ofRanks(ranks), BytePairOptions.WHOLE_TOKENS_FIRST),
            pattern,
            added));
  }

  private static AddedTokenMatcher matcher(List<AddedToken> added, Normalizer normalizer) {
    List<byte[]> texts = new ArrayList<>();
    for (AddedToken token : added) {
      byte[] text = token.content().getBytes(StandardCharsets.UTF_8);
      if (normalizer != null) {
        text =
            normalizer
                .normalize(AlignedText.source(text, 0, text.length, false))
                .string()
                .getBytes(StandardCharsets.UTF_8);
      }
      texts.add(text);
    }
    return new AddedTokenMatcher(added, texts);
  }

  public TokenizerParts parts() {
    return parts;
  }

  /** Number of ids, gaps included. */
  public int size() {
    return addedById.length;
  }

  /** The ids of a text with the special tokens that the tokenizer puts around it. */
  public int[] encode(String text) {
    TokenizerThread thread = threads.get();
    int n = thread.write(text, Surrogates.ERROR);
    return encode(thread, thread.bytes(), n, true);
  }

  /** The same for UTF-8; ill-formed bytes count as symbols of one byte each. */
  public int[] encode(byte[] utf8) {
    return encode(threads.get(), utf8, utf8.length, true);
  }

  /** The ids of a text, with or without special tokens around it. */
  public int[] encode(String text, boolean addSpecialTokens, Surrogates surrogates) {
    TokenizerThread thread = threads.get();
    int n = thread.write(text, surrogates);
    return encode(thread, thread.bytes(), n, addSpecialTokens);
  }

  private int[] encode(TokenizerThread thread, byte[] utf8, int n, boolean addSpecialTokens) {
    TokenBuffer out = thread.plain();
    if (addSpecialTokens) {
      add(parts.postProcessor().before(), 0, out);
    }
    run(thread, utf8, n, false, out, Integer.MAX_VALUE);
    if (addSpecialTokens) {
      add(parts.postProcessor().after(), n, out);
    }
    return out.ids();
  }

  /** The ids of a text in which added tokens are ordinary text and none is put around it. */
  public int[] encodeOrdinary(String text) {
    TokenizerThread thread = threads.get();
    int n = thread.write(text, Surrogates.ERROR);
    return run(thread, thread.bytes(), n, true, thread.plain(), Integer.MAX_VALUE).ids();
  }

  /** The same for UTF-8. */
  public int[] encodeOrdinary(byte[] utf8) {
    TokenizerThread thread = threads.get();
    return run(thread, utf8, utf8.length, true, thread.plain(), Integer.MAX_VALUE).ids();
  }

  /** The ids with where each came from; as {@link #encode(String)} otherwise. */
  public Encoding encodeWithOffsets(String text) {
    return encodeWithOffsets(text, true, Surrogates.ERROR);
  }

  public Encoding encodeWithOffsets(String text, boolean addSpecialTokens, Surrogates surrogates) {
    TokenizerThread thread = threads.get();
    int n = thread.write(text, surrogates);
    TokenBuffer out = thread.traced();
    if (addSpecialTokens) {
      add(parts.postProcessor().before(), 0, out);
    }
    int first = out.size();
    run(thread, thread.bytes(), n, false, out, Integer.MAX_VALUE);
    if (parts.postProcessor().trimOffsets()) {
      trim(out, first);
    }
    if (addSpecialTokens) {
      add(parts.postProcessor().after(), 0, out);
    }
    return Encoding.of(out.ids(), out.starts(), out.ends(), thread.bytes(), n);
  }

  /** Leaves the spaces at the ends of each token out of its range. */
  private void trim(TokenBuffer out, int first) {
    for (int i = first; i < out.size(); i++) {
      byte[] token = token(out.id(i));
      int head = 0;
      while (head < token.length && token[head] == ' ') {
        head++;
      }
      int tail = 0;
      while (tail < token.length && token[token.length - 1 - tail] == ' ') {
        tail++;
      }
      int start = out.start(i);
      int end = out.end(i);
      boolean added = parts.postProcessor().prefixSpace() && (i == first || start == 0);
      if (head > 0 && !added) {
        start = Math.min(start + head, end);
      }
      if (tail > 0 && end >= tail) {
        end = Math.max(end - tail, start);
      }
      out.setRange(i, start, end);
    }
  }

  private static void add(int[] ids, int at, TokenBuffer out) {
    for (int id : ids) {
      out.add(id, at, at);
    }
  }

  /** How many ids {@link #encodeOrdinary} gives, without making them. */
  public int count(String text) {
    return countUntil(text, Integer.MAX_VALUE);
  }

  public int count(byte[] utf8) {
    TokenizerThread thread = threads.get();
    return run(thread, utf8, utf8.length, true, thread.plain(), Integer.MAX_VALUE).size();
  }

  /** The count, or {@code limit} as soon as there are that many: the rest is not looked at. */
  public int countUntil(String text, int limit) {
    TokenizerThread thread = threads.get();
    int n = thread.write(text, Surrogates.ERROR);
    return Math.min(limit, run(thread, thread.bytes(), n, true, thread.plain(), limit).size());
  }

  /** The ids of many texts, on as many threads as the common pool has. */
  public int[][] encodeBatch(List<String> texts) {
    int[][] ids = new int[texts.size()][];
    IntStream.range(0, ids.length).parallel().forEach(i -> ids[i] = encode(texts.get(i)));
    return ids;
  }

  private TokenBuffer run(
      TokenizerThread thread, byte[] utf8, int n, boolean ordinary, TokenBuffer out, int limit) {
    if (ordinary || early.isEmpty()) {
      section(thread, utf8, 0, n, ordinary, out, limit);
      return out;
    }
    early.split(
        utf8,
        0,
        n,
        new AddedTokenMatcher.Sink() {
          @Override
          public void text(int from, int to) {
            section(thread, utf8, from, to, false, out, limit);
          }

          @Override
          public void token(int id, int from, int to) {
            out.add(id, from, to);
          }
        });
    return out;
  }

  /** Text without added tokens that are looked for before normalisation. */
  private void section(
      TokenizerThread thread,
      byte[] utf8,
      int from,
      int to,
      boolean ordinary,
      TokenBuffer out,
      int limit) {
    boolean searched = ordinary || late.isEmpty();
    if (parts.normalizer() == null && cut != null && searched) {
      pieces(thread, utf8, from, to, out, limit);
      return;
    }
    AlignedText text = AlignedText.source(utf8, from, to, out.withOffsets());
    if (parts.normalizer() != null) {
      text = parts.normalizer().normalize(text);
    }
    if (searched) {
      normalized(thread, text, out, limit);
      return;
    }
    AlignedText whole = text;
    late.split(
        text.bytes(),
        text.from(),
        text.to(),
        new AddedTokenMatcher.Sink() {
          @Override
          public void text(int a, int b) {
            normalized(thread, whole.part(a, b), out, limit);
          }

          @Override
          public void token(int id, int a, int b) {
            out.add(id, whole.sourceStart(a), whole.sourceEnd(b - 1));
          }
        });
  }

  private void normalized(TokenizerThread thread, AlignedText text, TokenBuffer out, int limit) {
    if (text.isEmpty()) {
      return;
    }
    if (cut != null && !out.withOffsets()) {
      pieces(thread, text.bytes(), text.from(), text.to(), out, limit);
      return;
    }
    TokenModel.Worker worker = thread.worker();
    step.apply(
        text,
        piece -> {
          if (out.size() >= limit) {
            return;
          }
          int first = out.size();
          worker.encode(piece.bytes(), piece.from(), piece.to(), out);
          if (out.withOffsets()) {
            for (int i = first; i < out.size(); i++) {
              out.setRange(i, piece.sourceStart(out.start(i)), piece.sourceEnd(out.end(i) - 1));
            }
          }
        });
  }

  private void pieces(
      TokenizerThread thread, byte[] utf8, int from, int to, TokenBuffer out, int limit) {
    TokenModel.Worker worker = thread.worker();
    if (scanned != null) {
      for (int i = from; i < to && out.size() < limit; ) {
        int end = scanned.end(utf8, i, to);
        worker.encode(utf8, i, end, out);
        i = end;
      }
      return;
    }
    cut.split(
        utf8,
        from,
        to,
        (a, b) -> {
          if (out.size() < limit) {
            worker.encode(utf8, a, b, out);
          }
        });
  }

  /** The id of a token by its text, added tokens first; -1 if there is none. */
  public int idOf(String token) {
    Integer id = addedIds.get(token);
    return id != null ? id : model.idOf(token.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of a token; empty for a gap. */
  public byte[] token(int id) {
    if (id < 0 || id >= size()) {
      throw new IllegalArgumentException(
          "token id " + id + " is not in the vocabulary; ids are 0 to " + (size() - 1));
    }
    if (addedById[id] != null) {
      return addedById[id].clone();
    }
    return id < model.size() ? model.token(id) : new byte[0];
  }

  /** Whether decoding may leave the token out. */
  public boolean isSpecial(int id) {
    return id >= 0 && id < special.length && special[id];
  }

  /** The text of the ids as bytes: exactly what was encoded, where the tokenizer loses nothing. */
  public byte[] decodeBytes(int[] ids, boolean skipSpecialTokens) {
    List<byte[]> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      if (!(skipSpecialTokens && isSpecial(id))) {
        tokens.add(token(id));
      }
    }
    List<byte[]> decoded = parts.decoder().decode(tokens);
    int n = 0;
    for (byte[] token : decoded) {
      n += token.length;
    }
    byte[] text = new byte[n];
    int at = 0;
    for (byte[] token : decoded) {
      System.arraycopy(token, 0, text, at, token.length);
      at += token.length;
    }
    return text;
  }

  /** The text of the ids; bytes that are not UTF-8 become U+FFFD. */
  public String decode(int[] ids) {
    return decode(ids, false);
  }

  public String decode(int[] ids, boolean skipSpecialTokens) {
    return new String(decodeBytes(ids, skipSpecialTokens), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Tokenizer[" + size() + " ids, added " + Arrays.toString(parts.added().toArray()) + "]";
  }
}
