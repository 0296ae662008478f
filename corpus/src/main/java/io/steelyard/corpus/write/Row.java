package io.steelyard.corpus.write;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One document on its way out. Written as JSON: {@code
 * {"id":"de/a.jsonl#12","text":"Grüezi","domain":"de","external_id":"u7","metadata":{"url":"x"}}};
 * a null external id and empty metadata are left out.
 *
 * @param path file it was read from, relative to its read root
 * @param record number of its record there
 * @param externalId the user's own id, or null
 * @param metadata other fields; null or empty for none
 */
public record Row(
    String path, long record, String text, String domain, String externalId, ObjectNode metadata) {
  public String id() {
    return path + "#" + record;
  }

  /** The metadata as JSON, or null if there are none. */
  String metadataJson() {
    return metadata == null || metadata.isEmpty() ? null : metadata.toString();
  }
}
