package io.steelyard.vocab;

/** The memory of one thread that encodes with a {@link BytePairEncoder}; see there. */
final class BytePairWorker implements TokenModel.Worker {
  private final BytePairEncoder encoder;
  private final TokenIndex index;
  private final boolean plainBytes;
  private final boolean ignoreMerges;
  private final PieceCache cache = new PieceCache();
  private final MergeQueue queue;

  /** For short pieces of bytes; null where pieces are not {@link #plainBytes}. */
  private final ShortMerge merge;

  private final SymbolMerge general;

  /** Encodes the words of lines, for a vocabulary with phrases; or null. */
  private final StitchedEncoder words;

  private final TokenBuffer wordTokens = new TokenBuffer(false);

  BytePairWorker(BytePairEncoder encoder) {
    this.encoder = encoder;
    this.index = encoder.index();
    this.plainBytes = encoder.plainBytes();
    this.ignoreMerges = encoder.options().ignoreMerges();
    this.queue = new MergeQueue(encoder.pairs());
    this.merge = plainBytes ? new ShortMerge(encoder.pairs(), encoder.bytePairs()) : null;
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
        out.advance(merge.bytes(utf8, from, n, 1, out.reserve(n), before));
        cache.add(out, before);
      }
    } else if (words != null) {
      phrases(utf8, from, to, out);
    } else if (n <= ShortMerge.MOST) {
      out.advance(merge.bytes(utf8, from, n, 1, out.reserve(n), before));
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
    if (n <= ShortMerge.MOST) {
      out.advance(merge.tokens(wordTokens.array(), n, out.reserve(n), out.size()));
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
}
