package io.steelyard.vocab.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.UnigramModel;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Metaspace;
import io.steelyard.vocab.train.unigram.PieceBorders;
import io.steelyard.vocab.train.unigram.UnigramTrainer.Trained;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The tokenizer around trained unigram pieces: text is normalised, every space becomes the mark
 * {@code ▁}, one is put before the text, and words are cut before their mark.
 *
 * <p>Example, spaces single: {@code " Hi you"} is {@code ▁Hi | ▁you} and decodes to {@code "Hi
 * you"}; spaces kept: {@code ▁ | ▁Hi | ▁ | ▁you}, which loses nothing.
 *
 * <p>Ids: special tokens, the 256 bytes if text falls back to them, pieces from the most probable
 * on.
 */
public final class UnigramFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MARK = "\u2581";

  private final UnigramText how;
  private final List<String> specialTokens;
  private final String unknown;
  private final boolean byteFallback;

  /**
   * @param unknown one of the special tokens
   */
  public UnigramFile(
      UnigramText how, List<String> specialTokens, String unknown, boolean byteFallback) {
    this.how = how;
    this.specialTokens = specialTokens;
    this.unknown = unknown;
    this.byteFallback = byteFallback;
  }

  /** Normalised text with its marks, as its words are counted. */
  public UnaryOperator<byte[]> marked() {
    Tokenizer normal = read(json(List.of(), new double[0]));
    Metaspace mark =
        new Metaspace(
            MARK.codePointAt(0),
            how.keepSpaces() ? Metaspace.Prepend.NEVER : Metaspace.Prepend.ALWAYS,
            false);
    return utf8 -> {
      AlignedText text = AlignedText.source(utf8, 0, utf8.length, false);
      if (normal.parts().normalizer() != null) {
        text = normal.parts().normalizer().normalize(text);
      }
      byte[][] marked = {new byte[0]};
      mark.apply(text, t -> marked[0] = Arrays.copyOfRange(t.bytes(), t.from(), t.to()));
      return marked[0];
    };
  }

  /** What no piece crosses. */
  public PreTokenizer cut() {
    return new PieceBorders(how.splitScripts(), how.splitDigits());
  }

  public Tokenizer tokenizer(Trained trained) {
    return read(json(trained.pieces(), trained.scores()));
  }

  private static Tokenizer read(ObjectNode json) {
    try {
      return TokenizerJson.read(
          new ByteArrayInputStream(MAPPER.writeValueAsBytes(json)), "trained vocabulary");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode json(List<String> pieces, double[] scores) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode added = json.putArray("added_tokens");
    for (int id = 0; id < specialTokens.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", specialTokens.get(id))
          .put("special", true)
          .put("normalized", false);
    }
    normalizer(json);
    metaspace(json.putObject("pre_tokenizer")).put("split", true);
    decoder(json);
    model(json.putObject("model"), pieces, scores);
    return json;
  }

  private void normalizer(ObjectNode json) {
    ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
    ArrayNode all = sequence.putArray("normalizers");
    how.form().components().forEach(type -> all.addObject().put("type", type));
    if (how.keepSpaces()) {
      all.addObject().put("type", "Prepend").put("prepend", MARK);
    } else {
      all.addObject().put("type", "Strip").put("strip_left", true).put("strip_right", true);
      ObjectNode single = all.addObject().put("type", "Replace");
      single.putObject("pattern").put("Regex", " {2,}");
      single.put("content", " ");
    }
    json.set("normalizer", sequence);
  }

  private ObjectNode metaspace(ObjectNode json) {
    return json.put("type", "Metaspace")
        .put("replacement", MARK)
        .put("prepend_scheme", how.keepSpaces() ? "never" : "always");
  }

  private void decoder(ObjectNode json) {
    ObjectNode sequence = json.putObject("decoder").put("type", "Sequence");
    ArrayNode all = sequence.putArray("decoders");
    if (byteFallback) {
      all.addObject().put("type", "ByteFallback");
    }
    if (how.keepSpaces()) {
      all.addObject().put("type", "Fuse");
      ObjectNode spaces = all.addObject().put("type", "Replace");
      spaces.putObject("pattern").put("String", MARK);
      spaces.put("content", " ");
      all.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    } else {
      metaspace(all.addObject()).put("split", true);
    }
  }

  /**
   * A byte's token scores less than its six characters together, so that text which only looks like
   * one is not taken for it.
   */
  private void model(ObjectNode model, List<String> pieces, double[] scores) {
    model.put("type", "Unigram").put("unk_id", specialTokens.indexOf(unknown));
    ArrayNode vocabulary = model.putArray("vocab");
    for (String token : specialTokens) {
      vocabulary.addArray().add(token).add(0.0);
    }
    if (byteFallback) {
      double least = Arrays.stream(scores).min().orElse(0);
      for (int b = 0; b < 256; b++) {
        vocabulary.addArray().add(UnigramModel.byteToken(b)).add(6 * least - 1);
      }
    }
    for (int i = 0; i < scores.length; i++) {
      vocabulary.addArray().add(pieces.get(i)).add(scores[i]);
    }
    model.put("byte_fallback", byteFallback);
  }
}
