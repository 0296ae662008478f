package io.steelyard.corpus.deduplicate;

import com.ibm.icu.text.Normalizer2;
import io.steelyard.core.flow.LongRecordSorter;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Documents equal up to Unicode composition and white space: the first pass, before the cleaning
 * rules. Two documents are duplicates where the 128-bit hashes of their NFC texts with white space
 * folded are equal.
 *
 * <p>Example: {@code "a b\n"} and {@code "a b"} are duplicates, {@code "A b"} is not. A document
 * that is empty after folding equals every other empty one.
 *
 * <p>Memory: the sort buffer given (24 bytes per document, spilled to disk when full), then 16
 * bytes per document while clusters form (8 after). The result depends on the (ordinal, hash) pairs
 * alone. {@link #add} may be called from several threads.
 */
public final class ExactDuplicates implements Closeable {
  private final LongRecordSorter hashes;

  public ExactDuplicates(long memoryBytes, Path folder) {
    hashes = new LongRecordSorter(3, memoryBytes, folder);
  }

  /** The identity of a text. */
  public static Hash128 identity(String text) {
    byte[] folded = folded(text).getBytes(StandardCharsets.UTF_8);
    return Murmur3.hash(folded, 0, folded.length);
  }

  /** NFC, runs of white space to one space, none at the ends. */
  static String folded(String text) {
    String nfc = isAscii(text) ? text : Normalizer2.getNFCInstance().normalize(text);
    StringBuilder out = new StringBuilder(nfc.length());
    boolean pending = false;
    for (int i = 0; i < nfc.length(); i++) {
      char c = nfc.charAt(i); // all white space lies in the basic plane
      if (c < 0x80
          ? c == ' ' || c >= 9 && c <= 13 || c >= 0x1C && c <= 0x1F
          : NormalForm.isSpace(c)) {
        pending = true;
      } else {
        if (pending && out.length() > 0) {
          out.append(' ');
        }
        pending = false;
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  public synchronized void add(int ordinal, Hash128 identity) throws IOException {
    hashes.add(identity.high(), identity.low(), ordinal);
  }

  /** Joins equal documents. Call once, after the last {@link #add}. */
  public synchronized Clusters clusters(int documents, Preference preference) throws IOException {
    UnionFind sets = new UnionFind(documents);
    long[] previous = {0, 0, -1};
    hashes.forEach(
        hash -> {
          if (previous[2] >= 0 && hash[0] == previous[0] && hash[1] == previous[1]) {
            sets.union((int) previous[2], (int) hash[2]);
          }
          System.arraycopy(hash, 0, previous, 0, 3);
        });
    return Clusters.of(documents, sets::find, preference);
  }

  @Override
  public void close() {
    hashes.close();
  }
}
