package io.steelyard.model.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.tensors.GgufMetadata;
import io.steelyard.model.tensors.TensorFormatException;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.ComponentSource;
import io.steelyard.vocab.PostProcessor;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.TokenizerParts;
import io.steelyard.vocab.format.SentencePieceFile;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tokenizer inside a GGUF file: byte-level pairs ({@code tokenizer.ggml.model} = {@code gpt2},
 * cut as {@code tokenizer.ggml.pre} says) or SentencePiece ({@code llama}).
 *
 * <p>It is put together as the model's {@code tokenizer.json} or {@code tokenizer.model} would have
 * it and read by the same readers, so it can be written as a {@code tokenizer.json} again. Control
 * tokens become special tokens.
 */
final class GgufTokenizer {
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;

  /** Longer than any model's: the work for a SentencePiece token grows with its square. */
  private static final int LONGEST_TOKEN = 4096;

  private final String file;
  private final GgufMetadata facts;
  private final String[] tokens;
  private final long[] types;

  private GgufTokenizer(String file, GgufMetadata facts) {
    this.file = file;
    this.facts = facts;
    this.tokens = facts.texts("tokenizer.ggml.tokens");
    this.types = facts.numbersIfAny("tokenizer.ggml.token_type");
  }

  /**
   * @param file what messages call the file
   * @throws TensorFormatException where the kind is not supported or its lists do not fit
   */
  static Tokenizer read(String file, GgufMetadata facts) {
    String model = facts.text("tokenizer.ggml.model");
    GgufTokenizer reader = new GgufTokenizer(file, facts);
    if (reader.tokens.length == 0
        || (reader.types != null && reader.types.length != reader.tokens.length)) {
      throw reader.wrong(
          "tokenizer.ggml.token_type has "
              + (reader.types == null ? 0 : reader.types.length)
              + " entries for "
              + reader.tokens.length
              + " tokens");
    }
    for (int id = 0; id < reader.tokens.length; id++) {
      if (reader.tokens[id].length() > LONGEST_TOKEN) {
        throw reader.wrong(
            "token " + id + " has more than " + LONGEST_TOKEN + " characters; no model has such");
      }
    }
    try {
      return switch (model) {
        case "gpt2" -> reader.bytePairs();
        case "llama" -> reader.sentencePiece();
        default ->
            throw reader.wrong(
                "tokenizer \"" + model + "\" is not supported; supported are gpt2, llama");
      };
    } catch (TensorFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TensorFormatException(file + ": tokenizer: " + e.getMessage(), e);
    }
  }

  private Tokenizer bytePairs() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode added = json.putArray("added_tokens");
    ObjectNode model = Json.MAPPER.createObjectNode();
    model.put("type", "BPE");
    Set<String> seen = new HashSet<>();
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.length; id++) {
      if (!seen.add(tokens[id])) {
        throw wrong("token \"" + tokens[id] + "\" occurs twice, again as " + id);
      }
      vocabulary.put(tokens[id], id);
      if (type(id) == CONTROL || type(id) == USER_DEFINED || type(id) == UNKNOWN) {
        added
            .addObject()
            .put("id", id)
            .put("content", tokens[id])
            .put("special", type(id) != USER_DEFINED)
            .put("normalized", false);
      }
    }
    ArrayNode merges = model.putArray("merges");
    for (String merge : facts.texts("tokenizer.ggml.merges")) {
      merges.add(merge);
    }
    PreTokenization cut =
        PreTokenization.of(file, facts.textIfAny("tokenizer.ggml.pre").orElse("default"));
    model.put("ignore_merges", cut.wholeTokensFirst());
    json.set("pre_tokenizer", cut.json());
    if (cut.composed()) {
      json.putObject("normalizer").put("type", "NFC");
    }
    json.set("decoder", PreTokenization.byteLevel(true));
    json.set("model", model);
    try {
      Tokenizer plain =
          TokenizerJson.read(new ByteArrayInputStream(Json.canonical(json)), file + ": tokenizer");
      return framed(plain, plain.parts().added(), cut.startsText());
    } catch (IOException e) {
      throw new TensorFormatException(file + ": tokenizer: " + e.getMessage(), e);
    }
  }

  private Tokenizer sentencePiece() {
    double[] scores = facts.decimalsIfAny("tokenizer.ggml.scores");
    if (scores == null || scores.length != tokens.length || types == null) {
      throw wrong(
          "a SentencePiece vocabulary needs tokenizer.ggml.scores and token_type, one per token");
    }
    boolean bytes = false;
    List<AddedToken> added = new ArrayList<>();
    SentencePieceBytes model = new SentencePieceBytes();
    for (int id = 0; id < tokens.length; id++) {
      bytes |= type(id) == BYTE;
      model.piece(tokens[id], (float) scores[id], type(id));
      if (type(id) == CONTROL || type(id) == UNKNOWN) {
        added.add(AddedToken.special(id, tokens[id]));
      }
    }
    byte[] file =
        model
            .bytePairs(bytes)
            .normalizer(
                facts.flag("tokenizer.ggml.add_space_prefix", true),
                facts.flag("tokenizer.ggml.remove_extra_whitespaces", false))
            .build();
    Tokenizer plain = SentencePieceFile.read(file, this.file + ": tokenizer");
    added.addAll(plain.parts().added());
    return framed(plain, added, true);
  }

  /** The same tokenizer with the marks of begin and end that the file asks for. */
  private Tokenizer framed(Tokenizer plain, List<AddedToken> added, boolean startsText) {
    List<AddedToken> before = mark("add_bos_token", startsText, "bos_token_id");
    List<AddedToken> after = mark("add_eos_token", false, "eos_token_id");
    TokenizerParts parts = plain.parts();
    ComponentSource source = parts.source();
    return new Tokenizer(
        new TokenizerParts(
            parts.normalizer(),
            parts.preTokenizer(),
            parts.model(),
            PostProcessor.around(ids(before), ids(after)),
            parts.decoder(),
            added,
            new ComponentSource(
                source.normalizer(),
                source.preTokenizer(),
                before.isEmpty() && after.isEmpty() ? null : template(before, after),
                source.decoder())));
  }

  private List<AddedToken> mark(String flag, boolean otherwise, String key) {
    long id = facts.number("tokenizer.ggml." + key, -1);
    boolean asked = facts.flag("tokenizer.ggml." + flag, otherwise);
    if (!asked || id < 0) {
      return List.of();
    }
    if (id >= tokens.length) {
      throw wrong(key + " is " + id + ", beyond the " + tokens.length + " tokens");
    }
    return List.of(AddedToken.special((int) id, tokens[(int) id]));
  }

  private static int[] ids(List<AddedToken> tokens) {
    return tokens.stream().mapToInt(AddedToken::id).toArray();
  }

  private static String template(List<AddedToken> before, List<AddedToken> after) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("type", "TemplateProcessing");
    ArrayNode single = json.putArray("single");
    ArrayNode pair = json.putArray("pair");
    ObjectNode special = json.putObject("special_tokens");
    for (ArrayNode list : List.of(single, pair)) {
      for (int part = 0; part < (list == single ? 1 : 2); part++) {
        before.forEach(token -> special(list, special, token, list == single ? 0 : 1));
        list.addObject()
            .putObject("Sequence")
            .put("id", part == 0 ? "A" : "B")
            .put("type_id", part);
        after.forEach(token -> special(list, special, token, list == single ? 0 : 1));
      }
    }
    return json.toString();
  }

  private static void special(ArrayNode list, ObjectNode all, AddedToken token, int type) {
    list.addObject().putObject("SpecialToken").put("id", token.content()).put("type_id", type);
    ObjectNode entry = all.putObject(token.content()).put("id", token.content());
    entry.putArray("ids").add(token.id());
    entry.putArray("tokens").add(token.content());
  }

  private int type(int id) {
    return types == null ? 1 : (int) types[id];
  }

  private TensorFormatException wrong(String what) {
    return new TensorFormatException(file + ": " + what);
  }
}
