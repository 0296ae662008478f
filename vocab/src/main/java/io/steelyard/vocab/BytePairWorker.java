package io.steelyard.vocab;

/** The memory of one thread that encodes with a {@link BytePairEncoder}; see there. */
final class BytePairWorker implements TokenModel.Worker {
  /** Up to this many bytes the linear scan beats the heap. */
  private static final int LINEAR_LIMIT = 64;

  private final BytePairEncoder encoder;
  private final PairTable pairs;
  private final TokenIndex index;
  private final boolean plainBytes;
  private final boolean ignoreMerges;
  private final PieceCache cache = new PieceCache();
  private final MergeQueue queue;
  private final int[] ids = new int[LINEAR_LIMIT];
  private final long[] merges = new long[LINEAR_LIMIT];
  private final SymbolMerge general;

  /** Encodes the words of lines, for a vocabulary with phrases; or null. */
  private final StitchedEncoder words;

  private final TokenBuffer wordTokens = new TokenBuffer(false);

  BytePairWorker(BytePairEncoder encoder) {
    this.encoder = encoder;
    this.pairs = encoder.pairs();
    this.index = encoder.index();
    this.plainBytes = encoder.plainBytes();
    this.ignoreMerges = encoder.options().ignoreMerges();
    this.queue = new MergeQueue(pairs);
    this.general = new SymbolMerge(encoder);
    this.words =
        encoder.words() == null ? null : StitchedEncoder.of(encoder.words(), PreTokenizer.SUBWORDS);
  }

  @Override
  public void encode(byte[] utf8, int from, int to, TokenBuffer out) {
    int n = to - from;
    if (n <= 0) {
      return;
    }
    int before = out.size();
    if (n <= 8) {
      long key = TokenIndex.word(utf8, from, n);
      int id = index.findSmall(key, n);
      if (id >= 0 && whole(id)) {
        out.add(id, from, to);
        return;
      }
    } else {
      int id = index.find(utf8, from, to);
      if (id >= 0 && whole(id)) {
        out.add(id, from, to);
        return;
      }
    }
    if (!plainBytes) {
      general.encode(utf8, from, to, out);
      return;
    }
    if (n <= PieceCache.MAX_BYTES) {
      if (!cache.find(utf8, from, n, out)) {
        out.advance(mergeLinear(utf8, from, n, out.reserve(n), before));
        cache.add(out, before);
      }
    } else if (words != null) {
      phrases(utf8, from, to, out);
    } else if (n <= LINEAR_LIMIT) {
      out.advance(mergeLinear(utf8, from, n, out.reserve(n), before));
    } else {
      int[] symbols = queue.symbols(n);
      for (int i = 0; i < n; i++) {
        symbols[i] = encoder.byteToken(utf8[from + i]);
      }
      queue.run(n);
      for (int at = 0; at < n; at = queue.next(at)) {
        out.add(queue.id(at));
      }
    }
    fillOffsets(out, before, from);
  }

  /** Encodes by words, then merges their tokens to phrases. */
  private void phrases(byte[] utf8, int from, int to, TokenBuffer out) {
    wordTokens.clear();
    words.encode(utf8, from, to, wordTokens);
    int n = wordTokens.size();
    if (n <= LINEAR_LIMIT) {
      System.arraycopy(wordTokens.array(), 0, ids, 0, n);
      n = mergeLinear(n);
      System.arraycopy(ids, 0, out.reserve(n), out.size(), n);
      out.advance(n);
      return;
    }
    System.arraycopy(wordTokens.array(), 0, queue.symbols(n), 0, n);
    queue.run(n);
    for (int at = 0; at < n; at = queue.next(at)) {
      out.add(queue.id(at));
    }
  }

  private boolean whole(int id) {
    return ignoreMerges || encoder.encodesToItself(id);
  }

  private void fillOffsets(TokenBuffer out, int first, int from) {
    if (out.withOffsets()) {
      BytePairModel model = encoder.model();
      int at = from;
      for (int i = first; i < out.size(); i++) {
        int end = at + model.tokenLength(out.id(i));
        out.setRange(i, at, end);
        at = end;
      }
    }
  }

  /** Merges the bytes of a short piece into {@code target[at..]}; returns how many tokens. */
  private int mergeLinear(byte[] utf8, int from, int n, int[] target, int at) {
    for (int i = 0; i < n; i++) {
      ids[i] = encoder.byteToken(utf8[from + i]);
    }
    int count = mergeLinear(n);
    System.arraycopy(ids, 0, target, at, count);
    return count;
  }

  /** Merges {@code ids[0..n)} in place by scanning for the lowest rank; returns how many remain. */
  private int mergeLinear(int n) {
    for (int i = 0; i + 1 < n; i++) {
      merges[i] = pairs.merge(ids[i], ids[i + 1]);
    }
    while (n > 1) {
      long best = PairTable.NONE;
      int at = -1;
      for (int i = 0; i < n - 1; i++) {
        if (merges[i] < best) {
          best = merges[i];
          at = i;
        }
      }
      if (at < 0) {
        break;
      }
      n--;
      ids[at] = (int) best;
      for (int i = at + 1; i < n; i++) {
        ids[i] = ids[i + 1];
        merges[i - 1] = merges[i];
      }
      if (at + 1 < n) {
        merges[at] = pairs.merge(ids[at], ids[at + 1]);
      }
      if (at > 0) {
        merges[at - 1] = pairs.merge(ids[at - 1], ids[at]);
      }
    }
    return n;
  }
}
