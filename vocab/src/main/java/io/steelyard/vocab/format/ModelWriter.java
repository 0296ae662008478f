package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.BytePairOptions;
import io.steelyard.vocab.SymbolsFirst;
import io.steelyard.vocab.TokenModel;
import io.steelyard.vocab.UnigramModel;
import io.steelyard.vocab.WordLevelModel;
import io.steelyard.vocab.WordPieceModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Writes the {@code model} of a {@code tokenizer.json}: any of the four kinds. */
final class ModelWriter {
  private final TokenModel any;
  private final List<AddedToken> added;
  private final JsonGenerator json;

  /** Both null unless the model is of byte pairs. */
  private final BytePairModel model;

  private final BytePairOptions options;

  private ModelWriter(TokenModel any, List<AddedToken> added, JsonGenerator json) {
    this.any = any;
    this.added = added;
    this.json = json;
    this.model = any instanceof BytePairEncoder b ? b.model() : null;
    this.options = any instanceof BytePairEncoder b ? b.options() : null;
  }

  static void write(TokenModel model, List<AddedToken> added, JsonGenerator json)
      throws IOException {
    if (model instanceof SymbolsFirst first) {
      write(first.model(), added, json);
      return;
    }
    ModelWriter writer = new ModelWriter(model, added, json);
    json.writeObjectFieldStart("model");
    if (model instanceof BytePairEncoder) {
      writer.bytePairs();
    } else if (model instanceof WordPieceModel pieces) {
      writer.wordPieces(pieces);
    } else if (model instanceof WordLevelModel words) {
      json.writeStringField("type", "WordLevel");
      writer.vocabulary(words.size(), writer::plain);
      json.writeStringField("unk_token", writer.plain(words.unknown()));
    } else if (model instanceof UnigramModel unigram) {
      writer.unigram(unigram);
    } else {
      throw new IllegalArgumentException(
          "a model of " + model.getClass().getSimpleName() + " has no form in tokenizer.json");
    }
    json.writeEndObject();
  }

  private void wordPieces(WordPieceModel pieces) throws IOException {
    json.writeStringField("type", "WordPiece");
    json.writeStringField("unk_token", plain(pieces.unknown()));
    json.writeStringField("continuing_subword_prefix", pieces.prefix());
    json.writeNumberField("max_input_chars_per_word", pieces.maxCharacters());
    vocabulary(pieces.size(), this::plain);
  }

  private void unigram(UnigramModel unigram) throws IOException {
    json.writeStringField("type", "Unigram");
    if (unigram.unknown() < 0) {
      json.writeNullField("unk_id");
    } else {
      json.writeNumberField("unk_id", unigram.unknown());
    }
    json.writeArrayFieldStart("vocab");
    for (int id = 0; id < unigram.size(); id++) {
      json.writeStartArray();
      json.writeString(new String(unigram.token(id), StandardCharsets.UTF_8));
      json.writeNumber(unigram.score(id));
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeBooleanField("byte_fallback", unigram.byteFallback());
  }

  private String plain(int id) {
    byte[] token = any.token(id);
    return token.length == 0 ? null : new String(token, StandardCharsets.UTF_8);
  }

  private void bytePairs() throws IOException {
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
    vocabulary(model.size(), id -> model.has(id) ? text(id) : null);
    merges();
  }

  /**
   * Added tokens beyond the model's ids are written too: a loader that counts tokens instead of
   * reading ids would otherwise move them into the gaps.
   */
  private void vocabulary(int size, IntFunction<String> token) throws IOException {
    json.writeObjectFieldStart("vocab");
    Set<String> written = new HashSet<>();
    boolean[] has = new boolean[size];
    for (int id = 0; id < size; id++) {
      String text = token.apply(id);
      if (text != null) {
        has[id] = true;
        written.add(text);
        json.writeNumberField(text, id);
      }
    }
    for (AddedToken extra : added) {
      boolean there = extra.id() < size && has[extra.id()];
      if (!there && written.add(extra.content())) {
        json.writeNumberField(extra.content(), extra.id());
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
