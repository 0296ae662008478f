package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.ComponentSource;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.stream.Stream;

/** Writes {@code tokenizer.json}; see {@link TokenizerJson}. */
final class TokenizerJsonWriter {
  private final Tokenizer tokenizer;
  private final JsonGenerator json;

  private TokenizerJsonWriter(Tokenizer tokenizer, JsonGenerator json) {
    this.tokenizer = tokenizer;
    this.json = json;
  }

  static void write(Tokenizer tokenizer, OutputStream out) throws IOException {
    if (tokenizer.parts().source() == null) {
      throw new IllegalArgumentException(
          "the tokenizer has a part without a name in tokenizer.json: a pre-tokenizer made by hand"
              + " (make it with PreTokenizer.ofPattern), or SentencePiece's marks after words");
    }
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.useDefaultPrettyPrinter();
      new TokenizerJsonWriter(tokenizer, json).write();
    }
  }

  private void write() throws IOException {
    ComponentSource source = tokenizer.parts().source();
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    InputShapeFormat.write(tokenizer.parts().shape(), json);
    json.writeArrayFieldStart("added_tokens");
    for (AddedToken token :
        Stream.concat(tokenizer.parts().added().stream(), source.symbols().stream())
            .sorted(Comparator.comparingInt(AddedToken::id))
            .toList()) {
      json.writeStartObject();
      json.writeNumberField("id", token.id());
      json.writeStringField("content", token.content());
      json.writeBooleanField("single_word", token.singleWord());
      json.writeBooleanField("lstrip", token.stripLeft());
      json.writeBooleanField("rstrip", token.stripRight());
      json.writeBooleanField("normalized", token.normalized());
      json.writeBooleanField("special", token.special());
      json.writeEndObject();
    }
    json.writeEndArray();
    component("normalizer", source.normalizer());
    component("pre_tokenizer", source.preTokenizer());
    component("post_processor", source.postProcessor());
    component("decoder", source.decoder());
    model();
    json.writeEndObject();
  }

  private void component(String field, String value) throws IOException {
    json.writeFieldName(field);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeTree(Json.MAPPER.readTree(value));
    }
  }

  private void model() throws IOException {
    ModelWriter.write(tokenizer.parts().model(), tokenizer.parts().added(), json);
  }
}
