package io.steelyard.core.artifact;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/** SHA-256 over logical content, never over compressed bytes, and CRC-32C for damage on disk. */
public final class Digest {
  private final MessageDigest sha = sha256();
  private final byte[] eight = new byte[8];

  public Digest bytes(byte[] bytes, int from, int length) {
    sha.update(bytes, from, length);
    return this;
  }

  public Digest bytes(byte[] bytes) {
    return bytes(bytes, 0, bytes.length);
  }

  /** Eight bytes, big-endian. */
  public Digest word(long value) {
    for (int i = 7; i >= 0; i--) {
      eight[7 - i] = (byte) (value >>> (8 * i));
    }
    return bytes(eight);
  }

  /** Length, then UTF-8: so that ("ab", "c") differs from ("a", "bc"). */
  public Digest text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return word(utf8.length).bytes(utf8);
  }

  /** 64 hexadecimal digits; the digest starts anew. */
  public String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }

  /** The digest of an artifact: its kind, then each named part's digest in the given order. */
  public static String ofParts(ArtifactKind kind, List<ShardStamp> parts) {
    Digest digest = new Digest().text(kind.word());
    for (ShardStamp part : parts) {
      digest.text(part.name()).text(part.sha256());
    }
    return digest.hex();
  }

  public static String of(byte[] bytes) {
    return new Digest().bytes(bytes).hex();
  }

  /** SHA-256 of a file's bytes. */
  public static String ofFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Digest of all bytes that are left in a stream. */
  public static String of(InputStream in) throws IOException {
    Digest digest = new Digest();
    byte[] buffer = new byte[1 << 16];
    for (int n; (n = in.read(buffer)) >= 0; ) {
      digest.bytes(buffer, 0, n);
    }
    return digest.hex();
  }

  static String crc32c(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        crc.update(buffer, 0, n);
      }
    }
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
