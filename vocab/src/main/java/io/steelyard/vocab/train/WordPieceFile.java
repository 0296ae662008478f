package io.steelyard.vocab.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The tokenizer around trained word pieces: text is cleaned of control characters, cut into words
 * and encoded by the longest pieces. Training counts the words that this tokenizer finds, because
 * it takes them from here.
 *
 * <p>Example, continuations marked: {@code "Hi, you"} is the words {@code Hi | , | you}, so spaces
 * beside punctuation are lost; Han characters are words of their own. Starts marked: the words
 * {@code ▁Hi, | ▁you}, so only the number and kind of spaces is lost.
 */
final class WordPieceFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CLS = "[CLS]";
  private static final String SEP = "[SEP]";

  private final WordPieceTrainer.Settings settings;
  private final boolean lowercase;

  WordPieceFile(WordPieceTrainer.Settings settings, boolean lowercase) {
    this.settings = settings;
    this.lowercase = lowercase;
  }

  /** The tokenizer of these pieces. */
  Tokenizer tokenizer(List<String> pieces) {
    return read(json(pieces, true));
  }

  /** What changes a text before it is cut, and what cuts it into the words to count. */
  Tokenizer counting() {
    return read(json(settings.specialTokens(), false));
  }

  /** The cut of {@link #counting}. */
  static PreTokenizer cut(Tokenizer counting) {
    return (PreTokenizer) counting.parts().preTokenizer();
  }

  private static Tokenizer read(ObjectNode json) {
    try {
      return TokenizerJson.read(
          new ByteArrayInputStream(MAPPER.writeValueAsBytes(json)), "trained vocabulary");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode json(List<String> pieces, boolean marked) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode added = json.putArray("added_tokens");
    for (int id = 0; id < settings.specialTokens().size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", settings.specialTokens().get(id))
          .put("special", true)
          .put("normalized", false);
    }
    boolean wordStart = settings.marking().wordStart();
    json.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", !wordStart)
        .put("strip_accents", false)
        .put("lowercase", lowercase);
    if (wordStart) {
      words(json, marked);
    } else {
      json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
      json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
      around(json);
    }
    ObjectNode model =
        json.putObject("model")
            .put("type", "WordPiece")
            .put("unk_token", settings.unknown())
            .put("continuing_subword_prefix", wordStart ? "" : settings.marking().mark())
            .put("max_input_chars_per_word", settings.maxCharacters() + (wordStart ? 1 : 0));
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < pieces.size(); id++) {
      vocabulary.put(pieces.get(id), id);
    }
    return json;
  }

  private void words(ObjectNode json, boolean marked) {
    ArrayNode cuts =
        json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
    cuts.addObject().put("type", "WhitespaceSplit");
    if (marked) {
      metaspace(cuts.addObject());
      metaspace(json.putObject("decoder"));
    }
  }

  private void metaspace(ObjectNode json) {
    json.put("type", "Metaspace")
        .put("replacement", settings.marking().mark())
        .put("prepend_scheme", "always")
        .put("split", false);
  }

  /** BERT's {@code [CLS] text [SEP]}, if there are such tokens. */
  private void around(ObjectNode json) {
    if (!settings.specialTokens().contains(CLS) || !settings.specialTokens().contains(SEP)) {
      return;
    }
    ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    special(single, CLS, 0);
    sequence(single, "A", 0);
    special(single, SEP, 0);
    ArrayNode pair = template.putArray("pair");
    special(pair, CLS, 0);
    sequence(pair, "A", 0);
    special(pair, SEP, 0);
    sequence(pair, "B", 1);
    special(pair, SEP, 1);
    ObjectNode tokens = template.putObject("special_tokens");
    for (String token : List.of(CLS, SEP)) {
      ObjectNode entry = tokens.putObject(token).put("id", token);
      entry.putArray("ids").add(settings.specialTokens().indexOf(token));
      entry.putArray("tokens").add(token);
    }
  }

  private static void special(ArrayNode parts, String token, int type) {
    parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
  }

  private static void sequence(ArrayNode parts, String name, int type) {
    parts.addObject().putObject("Sequence").put("id", name).put("type_id", type);
  }
}
