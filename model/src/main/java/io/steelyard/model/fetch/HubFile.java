package io.steelyard.model.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.WorkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a repository with what the hub says of its content: SHA-256 for large files, git's
 * SHA-1 of {@code "blob " + size + "\0" + content} for the others.
 *
 * @param name its name in the top folder
 * @param size bytes
 * @param sha256 empty where the hub gives none
 * @param blob git's object id
 */
record HubFile(String name, long size, String sha256, String blob) {

  static HubFile of(JsonNode sibling) {
    JsonNode large = sibling.path("lfs");
    return new HubFile(
        sibling.path("rfilename").asText(),
        large.path("size").asLong(sibling.path("size").asLong(-1)),
        large.path("sha256").asText(large.path("oid").asText("")),
        sibling.path("blobId").asText(""));
  }

  /** Whether a file's content is this one's. */
  boolean matches(Path file) throws IOException {
    if (Files.size(file) != size) {
      return false;
    }
    if (sha256.isEmpty() && blob.isEmpty()) {
      throw new WorkException(name + ": the hub gives no checksum; it is not taken without one");
    }
    MessageDigest digest = digest(sha256.isEmpty() ? "SHA-1" : "SHA-256");
    if (sha256.isEmpty()) {
      digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(sha256.isEmpty() ? blob : sha256);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
