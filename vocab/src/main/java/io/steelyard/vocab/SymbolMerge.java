package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * The general way through a piece: its first symbols may be characters, unknown, or the fallback
 * tokens of bytes, each with the bytes it covers; then all merges by {@link MergeQueue}.
 *
 * <p>Example (Llama-2): {@code "▁né"} without a token for {@code é} starts as {@code ▁, n, <0xC3>,
 * <0xA9>}.
 */
final class SymbolMerge {
  private final BytePairEncoder encoder;
  private final BytePairOptions options;
  private final MergeQueue queue;
  private final byte[] suffix;
  private byte[] suffixed = new byte[64];
  private int[] ids;
  private int[] starts = new int[0];
  private int[] ends = new int[0];
  private int n;
  private int unknownFrom;
  private int unknownTo;

  /**
   * Bytes that had no token and vanished. Tokens after them are placed as if the bytes had not been
   * there: {@code tokenizers} adds up the lengths of the tokens.
   */
  private int lost;

  SymbolMerge(BytePairEncoder encoder) {
    this.encoder = encoder;
    this.options = encoder.options();
    this.queue = new MergeQueue(encoder.pairs());
    this.suffix = options.suffix().getBytes(StandardCharsets.UTF_8);
  }

  void encode(byte[] utf8, int from, int to, TokenBuffer out) {
    int most = to - from;
    ids = queue.symbols(most);
    if (starts.length < most) {
      starts = new int[2 * most];
      ends = new int[2 * most];
    }
    n = 0;
    unknownFrom = -1;
    lost = 0;
    if (options.bytes()) {
      bytes(utf8, from, to);
    } else {
      characters(utf8, from, to);
    }
    flushUnknown();
    queue.run(n);
    for (int at = 0; at < n; at = queue.next(at)) {
      out.add(queue.id(at), starts[at], ends[queue.next(at) - 1]);
    }
  }

  private void bytes(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      int id = i + 1 == to ? character(utf8, i, to, true) : encoder.byteToken(utf8[i]);
      if (id >= 0) {
        flushUnknown();
        add(id, i, i + 1);
      } else {
        unknown(i, i + 1);
      }
    }
  }

  private void characters(byte[] utf8, int from, int to) {
    int i = from;
    while (i < to) {
      int codePoint = Utf8.codePointAt(utf8, i, to);
      int end = codePoint < 0 ? i + 1 : i + Utf8.length(codePoint);
      int id = character(utf8, i, end, end == to);
      if (id >= 0) {
        flushUnknown();
        add(id, i, end);
      } else if (!addFallback(utf8, i, end)) {
        unknown(i, end);
      }
      i = end;
    }
  }

  private int character(byte[] utf8, int from, int to, boolean last) {
    if (!last || suffix.length == 0) {
      return encoder.index().find(utf8, from, to);
    }
    int length = to - from + suffix.length;
    if (suffixed.length < length) {
      suffixed = new byte[length];
    }
    System.arraycopy(utf8, from, suffixed, 0, to - from);
    System.arraycopy(suffix, 0, suffixed, to - from, suffix.length);
    return encoder.index().find(suffixed, 0, length);
  }

  private boolean addFallback(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      if (encoder.fallback(utf8[i]) < 0) {
        return false;
      }
    }
    for (int i = from; i < to; i++) {
      add(encoder.fallback(utf8[i]), i, i + 1);
    }
    return true;
  }

  private void unknown(int from, int to) {
    if (options.unknown() < 0) {
      lost += to - from;
      return;
    }
    if (unknownFrom >= 0 && options.fuseUnknown()) {
      unknownTo = to;
      return;
    }
    flushUnknown();
    unknownFrom = from;
    unknownTo = to;
  }

  private void flushUnknown() {
    if (unknownFrom >= 0) {
      add(options.unknown(), unknownFrom, unknownTo);
      unknownFrom = -1;
    }
  }

  private void add(int id, int from, int to) {
    ids[n] = id;
    starts[n] = from - lost;
    ends[n] = to - lost;
    n++;
  }
}
