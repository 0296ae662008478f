package io.steelyard.model.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.tensors.TensorFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * How text is cut before byte pairs are merged, by the names that {@code tokenizer.ggml.pre} has
 * for it; as the component of a {@code tokenizer.json} that does the same.
 *
 * <p>Example: {@code smollm} cuts digits one by one, then as GPT-2 does.
 *
 * @param json the {@code pre_tokenizer}
 * @param wholeTokensFirst whether a piece that is a token is taken whole before any merge
 * @param composed whether text is brought to NFC first
 * @param startsText whether a start token is put before texts where the file does not say
 */
record PreTokenization(
    ObjectNode json, boolean wholeTokensFirst, boolean composed, boolean startsText) {
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String LLAMA3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN2 = LLAMA3.replace("\\p{N}{1,3}", "\\p{N}");

  static PreTokenization of(String file, String name) {
    return switch (name) {
      case "default", "" ->
          new PreTokenization(
              splits("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"),
              false,
              false,
              false);
      case "gpt-2", "phi-2", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de" ->
          new PreTokenization(byteLevel(true), false, false, false);
      case "smollm", "starcoder", "refact", "command-r", "codeshell" ->
          new PreTokenization(digitsThenGpt2(), false, false, false);
      case "llama-bpe", "llama3", "llama-v3", "falcon3" ->
          new PreTokenization(splits(LLAMA3), true, false, true);
      case "qwen2", "deepseek-r1-qwen", "megrez" ->
          new PreTokenization(splits(QWEN2), false, true, false);
      default ->
          throw new TensorFormatException(
              file
                  + ": tokenizer.ggml.pre \""
                  + name
                  + "\" is not supported; supported are default, gpt-2, smollm, starcoder,"
                  + " llama-bpe, qwen2");
    };
  }

  /** GPT-2's alphabet of bytes, with every field that the tokenizers library wants to see. */
  static ObjectNode byteLevel(boolean cuts) {
    return Json.MAPPER
        .createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", cuts);
  }

  private static ObjectNode digitsThenGpt2() {
    ObjectNode digits =
        Json.MAPPER.createObjectNode().put("type", "Digits").put("individual_digits", true);
    return sequence(List.of(digits, byteLevel(true)));
  }

  private static ObjectNode splits(String... patterns) {
    List<ObjectNode> parts = new ArrayList<>();
    for (String pattern : patterns) {
      ObjectNode split = Json.MAPPER.createObjectNode().put("type", "Split");
      split.putObject("pattern").put("Regex", pattern);
      parts.add(split.put("behavior", "Isolated").put("invert", false));
    }
    parts.add(byteLevel(false));
    return sequence(parts);
  }

  private static ObjectNode sequence(List<ObjectNode> parts) {
    ObjectNode all = Json.MAPPER.createObjectNode().put("type", "Sequence");
    ArrayNode list = all.putArray("pretokenizers");
    parts.forEach(list::add);
    return all;
  }
}
