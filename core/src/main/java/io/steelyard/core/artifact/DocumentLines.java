package io.steelyard.core.artifact;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.core.RequestException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Documents as JSON Lines, one way only, so that equal documents are equal bytes:
 *
 * <pre>{"path":"a.jsonl","record":3,"domain":"fr","text":"Bonjour","metadata":{"year":1999}}</pre>
 *
 * {@code part} is left out for training documents, {@code externalId} and {@code metadata} where
 * there are none.
 */
final class DocumentLines {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Json.MAX_STRING)
                  .maxNestingDepth(100)
                  .build())
          .build();
  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private DocumentLines() {}

  static void write(Document d, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("path", d.id().path());
    out.writeNumberField("record", d.id().record());
    out.writeStringField("domain", d.domain());
    if (d.part() != Part.TRAIN) {
      out.writeStringField("part", d.part().word());
    }
    if (d.externalId() != null) {
      out.writeStringField("externalId", d.externalId());
    }
    out.writeStringField("text", d.text());
    if (!d.metadata().isEmpty()) {
      out.writeFieldName("metadata");
      MAPPER.writeValue(out, d.metadata());
    }
    out.writeEndObject();
    out.writeRaw('\n');
  }

  static JsonGenerator generator(java.io.OutputStream out) throws IOException {
    JsonGenerator generator = FACTORY.createGenerator(out);
    generator.setRootValueSeparator(null);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    generator.setCodec(MAPPER);
    return generator;
  }

  /** The documents of a run of lines; {@code where} names the file in messages. */
  static Iterator<Document> read(byte[] lines, int length, String where) {
    final JsonParser parser;
    try {
      parser = FACTORY.createParser(lines, 0, length);
      parser.setCodec(MAPPER);
    } catch (IOException e) {
      throw broken(where, e);
    }
    return new Iterator<>() {
      private Document next = advance();

      private Document advance() {
        try {
          JsonToken token = parser.nextToken();
          return token == null ? null : document(parser);
        } catch (IOException | IllegalArgumentException e) {
          throw broken(where, e);
        }
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Document next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        Document document = next;
        next = advance();
        return document;
      }
    };
  }

  private static Document document(JsonParser in) throws IOException {
    String path = null;
    long record = -1;
    String domain = null;
    Part part = Part.TRAIN;
    String external = null;
    String text = null;
    Map<String, Object> metadata = Map.of();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      switch (field) {
        case "path" -> path = in.getText();
        case "record" -> record = in.getLongValue();
        case "domain" -> domain = in.getText();
        case "part" -> part = Part.of(in.getText());
        case "externalId" -> external = in.getText();
        case "text" -> text = in.getText();
        case "metadata" -> metadata = metadata(in);
        default -> in.skipChildren();
      }
    }
    if (path == null || domain == null || text == null) {
      throw new IllegalArgumentException("a document without path, domain or text");
    }
    return new Document(new DocumentId(path, record), domain, part, text, external, metadata);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> metadata(JsonParser in) throws IOException {
    return in.readValueAs(LinkedHashMap.class);
  }

  static RequestException broken(String where, Exception e) {
    return new RequestException(
        where
            + ": damaged ("
            + e.getMessage()
            + "). Delete the folder of this step and run the same command again.",
        e);
  }
}
