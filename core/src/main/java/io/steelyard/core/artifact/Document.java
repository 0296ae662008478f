package io.steelyard.core.artifact;

import java.util.Map;
import java.util.Objects;

/**
 * One text with where it came from and the domain in which it is counted.
 *
 * @param id where it came from; never given by the user
 * @param domain the named group that is counted and balanced: language, source, topic, ...
 * @param part training, validation or test; TRAIN until a split says otherwise
 * @param text the text; may be empty
 * @param externalId the user's own id, or null
 * @param metadata further fields as JSON values (strings, numbers, booleans, lists, maps); never
 *     null
 */
public record Document(
    DocumentId id,
    String domain,
    Part part,
    String text,
    String externalId,
    Map<String, Object> metadata) {
  public Document {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(domain, "domain");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(text, "text");
    metadata = metadata == null ? Map.of() : metadata;
  }

  public Document(DocumentId id, String domain, String text) {
    this(id, domain, Part.TRAIN, text, null, Map.of());
  }

  public Document withText(String changed) {
    return new Document(id, domain, part, changed, externalId, metadata);
  }

  public Document in(String otherDomain, Part otherPart) {
    return otherDomain.equals(domain) && otherPart == part
        ? this
        : new Document(id, otherDomain, otherPart, text, externalId, metadata);
  }

  /** Length of the text in UTF-8 bytes; what ledgers and mixtures count. */
  public long bytes() {
    long n = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        n++;
      } else if (c < 0x800) {
        n += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        n += 4;
        i++;
      } else {
        n += 3;
      }
    }
    return n;
  }
}
