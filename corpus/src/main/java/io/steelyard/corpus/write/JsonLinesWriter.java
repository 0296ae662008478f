package io.steelyard.corpus.write;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import java.io.IOException;
import java.nio.file.Path;

/**
 * JSON Lines in UTF-8, keys in a fixed order, LF after each object: {@code
 * {"id":"de/a.jsonl#12","text":"Grüezi","domain":"de","external_id":"u7","metadata":{"url":"x"}}}.
 * Left out are the part of training documents, and an external id or metadata where there are none.
 */
final class JsonLinesWriter extends StreamWriter {
  private final JsonGenerator json;
  private boolean any;

  JsonLinesWriter(Path target) throws IOException {
    super(target);
    json = Json.MAPPER.createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  @Override
  public void write(Document document) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", document.id().toString());
    json.writeStringField("text", document.text());
    json.writeStringField("domain", document.domain());
    if (document.part() != Part.TRAIN) {
      json.writeStringField("part", document.part().word());
    }
    if (document.externalId() != null) {
      json.writeStringField("external_id", document.externalId());
    }
    if (!document.metadata().isEmpty()) {
      json.writeFieldName("metadata");
      Json.MAPPER.writeValue(json, document.metadata());
    }
    json.writeEndObject();
    any = true;
  }

  @Override
  public void finish() throws IOException {
    if (any) {
      json.writeRaw('\n');
    }
    json.close();
    super.finish();
  }
}
