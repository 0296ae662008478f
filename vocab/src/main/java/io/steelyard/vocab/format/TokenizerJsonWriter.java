package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.BytePairOptions;
import io.steelyard.vocab.ComponentSource;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Writes {@code tokenizer.json}; see {@link TokenizerJson}. */
final class TokenizerJsonWriter {
  private final Tokenizer tokenizer;
  private final BytePairModel model;
  private final BytePairOptions options;
  private final JsonGenerator json;

  private TokenizerJsonWriter(Tokenizer tokenizer, BytePairEncoder encoder, JsonGenerator json) {
    this.tokenizer = tokenizer;
    this.model = encoder.model();
    this.options = encoder.options();
    this.json = json;
  }

  static void write(Tokenizer tokenizer, OutputStream out) throws IOException {
    if (!(tokenizer.parts().model() instanceof BytePairEncoder encoder)) {
      throw new IllegalArgumentException("only byte-pair tokenizers can be written");
    }
    if (tokenizer.parts().source() == null) {
      throw new IllegalArgumentException(
          "the tokenizer's pre-tokenizer was made by hand and has no name in tokenizer.json; make"
              + " it with PreTokenizer.ofPattern");
    }
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.useDefaultPrettyPrinter();
      new TokenizerJsonWriter(tokenizer, encoder, json).write();
    }
  }

  private void write() throws IOException {
    ComponentSource source = tokenizer.parts().source();
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    json.writeNullField("truncation");
    json.writeNullField("padding");
    json.writeArrayFieldStart("added_tokens");
    for (AddedToken token :
        tokenizer.parts().added().stream()
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
    json.writeObjectFieldStart("model");
    json.writeStringField("type", "BPE");
    json.writeNullField("dropout");
    json.writeFieldName("unk_token");
    if (options.unknown() < 0) {
      json.writeNull();
    } else {
      json.writeString(text(options.unknown()));
    }
    json.writeNullField("continuing_subword_prefix");
    json.writeFieldName("end_of_word_suffix");
    if (options.suffix().isEmpty()) {
      json.writeNull();
    } else {
      json.writeString(options.suffix());
    }
    json.writeBooleanField("fuse_unk", options.fuseUnknown());
    json.writeBooleanField("byte_fallback", options.byteFallback());
    json.writeBooleanField("ignore_merges", options.ignoreMerges());
    vocabulary();
    merges();
    json.writeEndObject();
  }

  /**
   * Added tokens beyond the model's ids are written too: a loader that counts tokens instead of
   * reading ids would otherwise move them into the gaps.
   */
  private void vocabulary() throws IOException {
    json.writeObjectFieldStart("vocab");
    Set<String> written = new HashSet<>();
    for (int id = 0; id < model.size(); id++) {
      if (model.has(id)) {
        String text = text(id);
        written.add(text);
        json.writeNumberField(text, id);
      }
    }
    for (AddedToken token : tokenizer.parts().added()) {
      if (!model.has(token.id()) && written.add(token.content())) {
        json.writeNumberField(token.content(), token.id());
      }
    }
    json.writeEndObject();
  }

  private void merges() throws IOException {
    int[] order =
        IntStream.range(0, model.mergeCount())
            .boxed()
            .sorted(
                Comparator.comparingInt((Integer m) -> model.rank(m))
                    .thenComparingInt(m -> model.left(m))
                    .thenComparingInt(m -> model.right(m)))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean pairs = false;
    for (int id = 0; id < model.size() && !pairs; id++) {
      pairs = model.has(id) && text(id).indexOf(' ') >= 0;
    }
    json.writeArrayFieldStart("merges");
    for (int merge : order) {
      String left = text(model.left(merge));
      String right = text(model.right(merge));
      if (pairs) {
        json.writeStartArray();
        json.writeString(left);
        json.writeString(right);
        json.writeEndArray();
      } else {
        json.writeString(left + " " + right);
      }
    }
    json.writeEndArray();
  }

  private String text(int id) {
    byte[] token = model.token(id);
    return options.bytes() ? ByteAlphabet.write(token) : new String(token, StandardCharsets.UTF_8);
  }
}
