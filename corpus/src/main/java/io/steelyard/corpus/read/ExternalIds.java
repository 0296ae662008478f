package io.steelyard.corpus.read;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Remembers which external ids were seen, as 128 bits of SHA-256 each: 16 bytes per document plus
 * the table's free slots (22 to 43 bytes per document in all; 10 million documents take at most 430
 * MB). Two different ids share their 128 bits with probability below {@code n^2 / 2^129}: for a
 * billion documents, 1.5e-21.
 */
public final class ExternalIds {
  private final MessageDigest sha256;
  private long[] table = new long[1 << 11];
  private long size;
  private boolean zero;

  public ExternalIds() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether the id is new; from then on it is known. */
  public boolean add(String externalId) {
    byte[] digest = sha256.digest(externalId.getBytes(StandardCharsets.UTF_8));
    return add(word(digest, 0), word(digest, 8));
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word = word << 8 | bytes[from + i] & 0xFF;
    }
    return word;
  }

  private boolean add(long high, long low) {
    if (high == 0 && low == 0) {
      boolean first = !zero;
      zero = true;
      return first;
    }
    int slot = slot(table, high, low);
    if (table[slot] == high && table[slot + 1] == low) {
      return false;
    }
    table[slot] = high;
    table[slot + 1] = low;
    size++;
    if (size * 8 > table.length * 3L) {
      grow();
    }
    return true;
  }

  private static int slot(long[] table, long high, long low) {
    int mask = table.length - 2;
    int slot = (int) (high << 1) & mask;
    while ((table[slot] != 0 || table[slot + 1] != 0)
        && (table[slot] != high || table[slot + 1] != low)) {
      slot = slot + 2 & mask;
    }
    return slot;
  }

  private void grow() {
    if (table.length > 1 << 29) {
      throw new IllegalStateException(
          "more than 400 million external ids; read the corpus in parts, or without external-id");
    }
    long[] larger = new long[table.length * 2];
    for (int i = 0; i < table.length; i += 2) {
      if (table[i] != 0 || table[i + 1] != 0) {
        int slot = slot(larger, table[i], table[i + 1]);
        larger[slot] = table[i];
        larger[slot + 1] = table[i + 1];
      }
    }
    table = larger;
  }

  /** A record whose external id was seen before; null if it is new. */
  public Rejected check(Accepted record) {
    if (record.externalId() == null || add(record.externalId())) {
      return null;
    }
    return new Rejected(
        Reason.DUPLICATE_EXTERNAL_ID,
        record.at(),
        1,
        Texts.utf8Length(record.text()),
        "the external id "
            + record.externalId()
            + " stands at an earlier document; the first one is kept");
  }
}
