package io.steelyard.corpus.write;

import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import java.nio.charset.StandardCharsets;

/** A document's metadata for formats whose columns hold text. */
final class ExportedMetadata {
  private ExportedMetadata() {}

  /** JSON with sorted keys, or null if there are none. */
  static String json(Document document) {
    return document.metadata().isEmpty()
        ? null
        : new String(Json.canonical(document.metadata()), StandardCharsets.UTF_8);
  }
}
