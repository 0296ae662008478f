package io.steelyard.corpus.deduplicate;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How one shingle, a byte range of normalised text, becomes 64 bits. Not thread-safe. */
public interface ShingleHash {
  long hash(byte[] bytes, int from, int to);

  /** The two families: the fast default and the parity mode. */
  enum Family {
    /** 64-bit xxHash: the default, also the anchor library's. */
    XXH64,
    /** First eight bytes of SHA-1, little-endian: FineWeb's published choice. */
    SHA1;

    /** A hash for one thread. */
    public ShingleHash create() {
      return this == XXH64 ? XxHash64::hash : new Sha1Prefix();
    }
  }

  /** Little-endian 64-bit prefix of SHA-1. */
  final class Sha1Prefix implements ShingleHash {
    private final MessageDigest sha1;
    private final byte[] digest = new byte[20];

    Sha1Prefix() {
      try {
        sha1 = MessageDigest.getInstance("SHA-1");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java runtime has no SHA-1, which every one must", e);
      }
    }

    @Override
    public long hash(byte[] bytes, int from, int to) {
      sha1.update(bytes, from, to - from);
      try {
        sha1.digest(digest, 0, digest.length);
      } catch (DigestException e) {
        throw new IllegalStateException(e);
      }
      long prefix = 0;
      for (int i = 7; i >= 0; i--) {
        prefix = prefix << 8 | digest[i] & 0xFF;
      }
      return prefix;
    }
  }
}
