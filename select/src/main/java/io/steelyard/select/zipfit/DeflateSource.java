package io.steelyard.select.zipfit;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * How long zlib's raw deflate stream of a text is, alone and with each of many others behind it,
 * without making the streams. What zlib does with the text itself is done once, up to the first
 * place where its choice could depend on what follows; for each text behind it only the rest is
 * done, on matches that {@link DeflateTarget} worked out before.
 *
 * <p>The lengths are those of zlib 1.2 and 1.3 at memory level 8 with the default strategy, on any
 * machine: whatever zlib the JDK was built with has no say. Beyond {@link #MOST} bytes together the
 * window would slide; such pairs are given to the JDK's {@link Deflater}.
 *
 * <p>One source serves one thread.
 *
 * @see <a href="https://zlib.net">zlib</a>, deflate.c: deflate_slow and longest_match
 */
final class DeflateSource implements AutoCloseable {
  static final int HASH_BITS = 15;

  /** Text and target together; the window of 64 KiB slides when less than 262 bytes are ahead. */
  static final int MOST = (1 << 16) - DeflateTarget.LONGEST - DeflateTarget.SHORTEST - 1;

  /** Farthest that zlib looks back. */
  private static final int FARTHEST =
      (1 << 15) - DeflateTarget.LONGEST - DeflateTarget.SHORTEST - 1;

  /** Matches of three bytes that are farther away are not worth it: {@code TOO_FAR}. */
  private static final int TOO_FAR = 4096;

  private static final DeflateTarget NOTHING =
      new DeflateTarget(new byte[0], DeflateLevel.of(DeflateLevel.LOWEST));

  private final int level;
  private final DeflateLevel effort;
  private final char[] head = new char[1 << HASH_BITS];
  private char[] earlier = new char[1 << 14];

  /** The number of a position in its chain, from 1 at the chain's far end. */
  private char[] number = new char[1 << 14];

  private final PrefixChains prefixes = new PrefixChains();
  private byte[] window = new byte[1 << 15];
  private int length;
  private boolean counted;

  /** Where the choice first depends on what follows, and what zlib knows there. */
  private final Parse prefix = new Parse();

  private final Parse parse = new Parse();
  private int foundLength;
  private int foundStart;
  private Deflater zlib;
  private final byte[] sink = new byte[1 << 13];

  /** The state of lazy matching between two positions. */
  private static final class Parse {
    final DeflateBlock block = new DeflateBlock();
    int at;
    int matchLength;
    int matchStart;
    boolean available;
    int blockStart;
    long bits;

    void begin() {
      block.clear();
      at = 0;
      matchLength = DeflateTarget.SHORTEST - 1;
      matchStart = 0;
      available = false;
      blockStart = 0;
      bits = 0;
    }

    void copy(Parse other) {
      block.copy(other.block);
      at = other.at;
      matchLength = other.matchLength;
      matchStart = other.matchStart;
      available = other.available;
      blockStart = other.blockStart;
      bits = other.bits;
    }

    void closeIfFull(int end) {
      if (block.full()) {
        close(end);
      }
    }

    void close(int end) {
      bits = block.after(bits, end - blockStart);
      block.clear();
      blockStart = end;
    }
  }

  /** {@code level} from 4 to 9. */
  DeflateSource(int level) {
    this.level = level;
    this.effort = DeflateLevel.of(level);
  }

  /** {@code UPDATE_HASH} over three bytes: the first loses its upper bits. */
  static int hash(byte a, byte b, byte c) {
    return ((a & 0xFF) << 10 ^ (b & 0xFF) << 5 ^ c & 0xFF) & (1 << HASH_BITS) - 1;
  }

  /** Takes the text that stands first from here on. */
  void set(byte[] text, int from, int to) {
    forget();
    length = to - from;
    if (window.length < length + DeflateTarget.SHORTEST) {
      window = new byte[Math.max(length + DeflateTarget.SHORTEST, 2 * window.length)];
    }
    System.arraycopy(text, from, window, 0, length);
    counted = length <= MOST;
    if (counted) {
      if (earlier.length < length) {
        earlier = new char[Math.max(length, 2 * earlier.length)];
        number = new char[earlier.length];
      }
      prefixes.reserve(length);
      parsePrefix();
      prefixes.insert(window, 0, 0, length, length);
    }
  }

  /** Empties the hash table through the positions that are in it. */
  private void forget() {
    for (int i = 0; counted && i + DeflateTarget.SHORTEST <= length; i++) {
      head[hash(window[i], window[i + 1], window[i + 2])] = 0;
    }
    if (counted) {
      prefixes.remove(window, 0, 0, length, length);
    }
  }

  /** Length of the stream of the text alone, in bytes. */
  int alone() {
    return with(NOTHING);
  }

  /** Length of the stream of the text with {@code target} behind it, in bytes. */
  int with(DeflateTarget target) {
    int total = length + target.text.length;
    if (window.length < total) {
      window = Arrays.copyOf(window, Math.max(total, 2 * window.length));
    }
    System.arraycopy(target.text, 0, window, length, target.text.length);
    // zlib never matches the very first byte: behind nothing, a target's own matches would differ.
    if (!counted || total > MOST || length == 0) {
      return deflated(total);
    }
    parse.copy(prefix);
    // The last two positions of the text reach into the target: they are chained for this pair.
    int border = Math.max(0, length - DeflateTarget.SHORTEST + 1);
    int borderEnd = Math.min(length, total - DeflateTarget.SHORTEST + 1);
    for (int i = border; i < borderEnd; i++) {
      insert(i);
    }
    int border4 = Math.max(0, length - 3);
    int border8 = Math.max(0, length - 7);
    prefixes.insert(window, border4, border8, length, total);
    parseTail(total);
    parseTarget(target, total);
    prefixes.remove(window, border4, border8, length, total);
    for (int i = borderEnd - 1; i >= border; i--) {
      head[hash(window[i], window[i + 1], window[i + 2])] = earlier[i];
    }
    if (parse.available) {
      parse.block.literal(window[total - 1]);
    }
    return (int) (parse.block.after(parse.bits, total - parse.blockStart) + 7 >>> 3);
  }

  private void insert(int i) {
    int h = hash(window[i], window[i + 1], window[i + 2]);
    earlier[i] = head[h];
    number[i] = (char) (i == 0 ? 0 : number[head[h]] + 1);
    head[h] = (char) i;
  }

  /** Parses the text as far as nothing that follows can change it. */
  private void parsePrefix() {
    prefix.begin();
    int inserted = 0;
    while (prefix.at + DeflateTarget.SHORTEST <= length) {
      int i = prefix.at;
      while (inserted <= i) {
        insert(inserted++);
      }
      foundLength = DeflateTarget.SHORTEST - 1;
      int before = prefix.matchLength;
      if (before < effort.lazy()) {
        int most = Math.min(DeflateTarget.LONGEST, length - i);
        boolean open = before >= most || searchOwn(i, before, most);
        if (open && most < DeflateTarget.LONGEST) {
          break;
        }
      }
      advance(prefix, i);
    }
    for (; inserted + DeflateTarget.SHORTEST <= length; inserted++) {
      insert(inserted);
    }
  }

  /** The rest of the text, where matches may reach into the target. */
  private void parseTail(int total) {
    while (parse.at < length) {
      int i = parse.at;
      foundLength = DeflateTarget.SHORTEST - 1;
      int before = parse.matchLength;
      int most = Math.min(DeflateTarget.LONGEST, total - i);
      if (before < effort.lazy() && most >= DeflateTarget.SHORTEST && before < most) {
        searchOwn(i, before, most);
      }
      advance(parse, i);
    }
  }

  /** Looks for a match of a position of the text in what stands before it. */
  private boolean searchOwn(int i, int before, int most) {
    int first = earlier[i];
    int chain = before >= effort.good() ? effort.chain() >> 2 : effort.chain();
    boolean touched = first != 0 && first >= i - FARTHEST && search(i, first, before, most, chain);
    leaveTooFar(i);
    return touched;
  }

  /**
   * The target, on the matches that were found in it before and the chains of the text. The state
   * of {@link Parse} is held in local variables: this loop takes most of all time.
   */
  private void parseTarget(DeflateTarget target, int total) {
    byte[] w = window;
    char[] heads = head;
    DeflateBlock block = parse.block;
    int lazy = effort.lazy();
    int good = effort.good();
    int begin = length;
    int searched = begin + target.whole.length;
    int i = parse.at;
    int before = parse.matchLength;
    int beforeStart = parse.matchStart;
    boolean available = parse.available;
    while (i < total) {
      int found = DeflateTarget.SHORTEST - 1;
      int start = 0;
      if (i < searched && before < lazy && before < total - i) {
        int j = i - begin;
        long inner = (before >= good ? target.quarter : target.whole)[j];
        int own = DeflateTarget.length(inner);
        int best = before;
        if (own > before) {
          best = own;
          found = own;
          start = begin + DeflateTarget.start(inner);
        }
        int left = DeflateTarget.left(inner);
        if (left > 0) {
          int hash = DeflateTarget.hash(inner);
          int first =
              best >= 7
                  ? prefixes.head8[target.hashOf8[j]]
                  : best >= 3 ? prefixes.head4[target.hashOf4[j]] : heads[hash];
          if (first != 0) {
            boolean isFirst = left == (before >= good ? effort.chain() >> 2 : effort.chain());
            foundLength = found;
            foundStart = start;
            searchText(i, first, hash, best, total - i, left, isFirst);
            found = foundLength;
            start = foundStart;
          }
        }
        if (found == DeflateTarget.SHORTEST && i - start > TOO_FAR) {
          found = DeflateTarget.SHORTEST - 1;
        }
      }
      if (before >= DeflateTarget.SHORTEST && found <= before) {
        block.match(before, i - 1 - beforeStart);
        i += before - 1;
        available = false;
        before = DeflateTarget.SHORTEST - 1;
        if (block.full()) {
          parse.close(i);
        }
      } else {
        if (available) {
          block.literal(w[i - 1]);
          if (block.full()) {
            parse.close(i);
          }
        }
        available = true;
        i++;
        before = found;
        beforeStart = start;
      }
    }
    parse.available = available;
  }

  /**
   * Looks in the text for a match of a position of the target that is longer than {@code before}.
   *
   * @param first where to begin in the chain by as many bytes as {@code before} allows
   * @param hash of zlib's own chain
   * @param ahead bytes up to the end
   * @param left candidates that zlib may still look at
   * @param isFirst whether it has looked at none; zlib lets the first be one byte farther away
   */
  private void searchText(
      int i, int first, int hash, int before, int ahead, int left, boolean isFirst) {
    byte[] w = window;
    int most = Math.min(DeflateTarget.LONGEST, ahead);
    int nice = Math.min(effort.nice(), most);
    int limit = Math.max(0, i - FARTHEST);
    int best = before;
    char[] links = before >= 7 ? prefixes.earlier8 : before >= 3 ? prefixes.earlier4 : earlier;
    byte end = w[i + best];
    byte beforeEnd = w[i + best - 1];
    byte begin = w[i];
    byte second = w[i + 1];
    int c = first;
    while (c > limit || c == limit && c != 0 && isFirst && c == head[hash]) {
      if (w[c + best] == end
          && w[c + best - 1] == beforeEnd
          && w[c] == begin
          && w[c + 1] == second) {
        int n = 2;
        while (n < most && w[c + n] == w[i + n]) {
          n++;
        }
        if (n > best) {
          // zlib would have come to the limit of its own chain before.
          if (number[head[hash]] - number[c] >= left) {
            return;
          }
          best = n;
          foundLength = n;
          foundStart = c;
          if (n >= nice) {
            return;
          }
          end = w[i + best];
          beforeEnd = w[i + best - 1];
          links = n >= 8 ? prefixes.earlier8 : n >= 4 ? prefixes.earlier4 : links;
        }
      }
      c = links[c];
    }
  }

  /**
   * Follows a chain for a match at {@code i} that is longer than {@code before}.
   *
   * @param most longest match that the end allows
   * @param chain most candidates
   * @return whether a candidate matched as far as the end allows
   */
  private boolean search(int i, int first, int before, int most, int chain) {
    byte[] w = window;
    char[] links = earlier;
    int limit = Math.max(0, i - FARTHEST);
    int nice = Math.min(effort.nice(), most);
    int best = before;
    int left = chain;
    int c = first;
    byte end = w[i + best];
    byte beforeEnd = w[i + best - 1];
    byte begin = w[i];
    byte second = w[i + 1];
    boolean touched = false;
    do {
      if (w[c + best] == end
          && w[c + best - 1] == beforeEnd
          && w[c] == begin
          && w[c + 1] == second) {
        int n = 2;
        while (n < most && w[c + n] == w[i + n]) {
          n++;
        }
        touched |= n == most;
        if (n > best) {
          best = n;
          foundLength = n;
          foundStart = c;
          if (n >= nice) {
            break;
          }
          end = w[i + best];
          beforeEnd = w[i + best - 1];
        }
      }
      c = links[c];
    } while (c > limit && --left != 0);
    return touched;
  }

  private void leaveTooFar(int i) {
    if (foundLength == DeflateTarget.SHORTEST && i - foundStart > TOO_FAR) {
      foundLength = DeflateTarget.SHORTEST - 1;
    }
  }

  /** One step of lazy matching: the match before is written unless this one is longer. */
  private void advance(Parse p, int i) {
    int before = p.matchLength;
    if (before >= DeflateTarget.SHORTEST && foundLength <= before) {
      p.block.match(before, i - 1 - p.matchStart);
      p.at = i - 1 + before;
      p.available = false;
      p.matchLength = DeflateTarget.SHORTEST - 1;
      p.closeIfFull(p.at);
      return;
    }
    if (p.available) {
      p.block.literal(window[i - 1]);
      p.closeIfFull(i);
    }
    p.available = true;
    p.at = i + 1;
    p.matchLength = foundLength;
    p.matchStart = foundStart;
  }

  private int deflated(int total) {
    if (zlib == null) {
      zlib = new Deflater(level, true);
    }
    zlib.reset();
    zlib.setInput(window, 0, total);
    zlib.finish();
    while (!zlib.finished()) {
      zlib.deflate(sink);
    }
    return Math.toIntExact(zlib.getBytesWritten());
  }

  @Override
  public void close() {
    if (zlib != null) {
      zlib.end();
    }
  }
}
