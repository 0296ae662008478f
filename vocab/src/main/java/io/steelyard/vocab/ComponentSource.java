package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.Gpt2Pattern;
import io.steelyard.vocab.pretokenize.RegexPattern;
import io.steelyard.vocab.pretokenize.ScannedPattern;
import java.util.List;
import java.util.Locale;

/**
 * The components of a tokenizer as the JSON values that {@code tokenizer.json} has for them, each
 * null where there is none.
 *
 * @param symbols tokens that the model prefers by itself, which a {@code tokenizer.json} can only
 *     say as added tokens
 */
public record ComponentSource(
    String normalizer,
    String preTokenizer,
    String postProcessor,
    String decoder,
    List<AddedToken> symbols) {

  public ComponentSource {
    symbols = List.copyOf(symbols);
  }

  public ComponentSource(
      String normalizer, String preTokenizer, String postProcessor, String decoder) {
    this(normalizer, preTokenizer, postProcessor, decoder, List.of());
  }

  private static final String BYTE_LEVEL =
      "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":%s}";

  /**
   * The components of a byte-level tokenizer with this pattern; null if the pattern has no text.
   */
  static ComponentSource byteLevel(PreTokenizer pattern) {
    String decoder = String.format(Locale.ROOT, BYTE_LEVEL, "true");
    if (pattern instanceof Gpt2Pattern) {
      return new ComponentSource(
          null, String.format(Locale.ROOT, BYTE_LEVEL, "true"), null, decoder);
    }
    String text;
    if (pattern instanceof ScannedPattern s) {
      text = s.text();
    } else if (pattern instanceof RegexPattern r) {
      text = r.text();
    } else {
      return null;
    }
    String split =
        "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":\""
            + text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t")
            + "\"},\"behavior\":\"Isolated\",\"invert\":false},"
            + String.format(Locale.ROOT, BYTE_LEVEL, "false")
            + "]}";
    return new ComponentSource(null, split, null, decoder);
  }
}
