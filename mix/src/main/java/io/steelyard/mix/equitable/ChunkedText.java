package io.steelyard.mix.equitable;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The text of one group, made ready for a learning curve: lines that more than one document has are
 * left out, for a paragraph that comes again makes a step in the curve; the rest is cut into pieces
 * of about 300 bytes, so that every sample of it is like every other.
 *
 * <p>A tenth of the pieces is held out for slopes and a tenth for the final report; which ones
 * hangs on the seed alone.
 */
public final class ChunkedText {
  /** Bytes of a piece, at most; a character is never cut. */
  public static final int PIECE = 300;

  private static final int HELD_OUT = 10;

  private final List<byte[]> training = new ArrayList<>();
  private final List<byte[]> forSlopes = new ArrayList<>();
  private final List<byte[]> forReport = new ArrayList<>();
  private final long key;
  private final long bytes;

  /**
   * @param name the group; its pieces are shuffled by it
   * @param documents texts, in an order that hangs on the input alone
   */
  public ChunkedText(String name, List<String> documents, long seed) {
    this.key = Draws.key(seed, Purpose.ALLOCATE, name);
    List<byte[]> pieces = pieces(documents);
    order(pieces.size(), key)
        .forEach(
            i -> {
              long slot = Long.remainderUnsigned(Draws.mix(key, 1, i), HELD_OUT);
              (slot == 0 ? forSlopes : slot == 1 ? forReport : training).add(pieces.get(i));
            });
    this.bytes = training.stream().mapToLong(piece -> piece.length).sum();
  }

  /** Bytes to train on. */
  public long bytes() {
    return bytes;
  }

  public List<byte[]> heldOutForSlopes() {
    return Collections.unmodifiableList(forSlopes);
  }

  public List<byte[]> heldOutForReport() {
    return Collections.unmodifiableList(forReport);
  }

  /** The training pieces in one of the random orders. */
  public List<byte[]> training(int repeat) {
    return order(training.size(), Draws.mix(key, 2, repeat)).mapToObj(training::get).toList();
  }

  private static IntStream order(int n, long key) {
    return IntStream.range(0, n)
        .boxed()
        .sorted(
            (a, b) -> {
              int byDraw = Long.compareUnsigned(Draws.mix(key, 0, a), Draws.mix(key, 0, b));
              return byDraw != 0 ? byDraw : Integer.compare(a, b);
            })
        .mapToInt(i -> i);
  }

  private static List<byte[]> pieces(List<String> documents) {
    Map<String, Integer> lastSeen = new HashMap<>();
    Set<String> shared = new HashSet<>();
    for (int d = 0; d < documents.size(); d++) {
      int document = d;
      documents
          .get(d)
          .lines()
          .forEach(
              line -> {
                Integer before = lastSeen.put(line, document);
                if (before != null && before != document) {
                  shared.add(line);
                }
              });
    }
    List<byte[]> pieces = new ArrayList<>();
    for (String document : documents) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      document
          .lines()
          .filter(line -> !shared.contains(line))
          .forEach(line -> kept.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8)));
      cut(kept.toByteArray(), pieces);
    }
    return pieces;
  }

  private static void cut(byte[] text, List<byte[]> pieces) {
    int from = 0;
    while (from < text.length) {
      int to = Math.min(from + PIECE, text.length);
      while (to < text.length && (text[to] & 0xC0) == 0x80 && to > from + 1) {
        to--;
      }
      pieces.add(Arrays.copyOfRange(text, from, to));
      from = to;
    }
  }
}
