package io.steelyard.corpus.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** JSON Lines in UTF-8, keys in a fixed order, LF after each object. */
final class JsonLinesWriter extends StreamWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFactory FACTORY = MAPPER.getFactory();

  private final JsonGenerator json;
  private boolean any;

  JsonLinesWriter(Path target) throws IOException {
    super(target);
    json = FACTORY.createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  @Override
  public void write(Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", row.id());
    json.writeStringField("text", row.text());
    json.writeStringField("domain", row.domain());
    if (row.externalId() != null) {
      json.writeStringField("external_id", row.externalId());
    }
    if (row.metadata() != null && !row.metadata().isEmpty()) {
      json.writeFieldName("metadata");
      MAPPER.writeTree(json, row.metadata());
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
