package io.steelyard.vocab;

import io.steelyard.vocab.pretokenize.PreTokenizerStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Tokenizer} is made of.
 *
 * @param normalizer null for none
 * @param preTokenizer a {@link PreTokenizer} where the text is only cut
 * @param added duplicates in id or text are refused
 * @param source the components as a {@code tokenizer.json} names them, kept for writing
 * @param shape what {@link InputEncoder} cuts and fills inputs to
 */
public record TokenizerParts(
    Normalizer normalizer,
    PreTokenizerStep preTokenizer,
    TokenModel model,
    PostProcessor postProcessor,
    Decoder decoder,
    List<AddedToken> added,
    ComponentSource source,
    InputShape shape) {

  /** For inputs of any shape. */
  public TokenizerParts(
      Normalizer normalizer,
      PreTokenizerStep preTokenizer,
      TokenModel model,
      PostProcessor postProcessor,
      Decoder decoder,
      List<AddedToken> added,
      ComponentSource source) {
    this(normalizer, preTokenizer, model, postProcessor, decoder, added, source, InputShape.ANY);
  }

  public TokenizerParts {
    added = List.copyOf(added);
    Map<String, AddedToken> byText = new HashMap<>();
    Map<Integer, AddedToken> byId = new HashMap<>();
    for (AddedToken token : added) {
      if (token.id() >= BytePairModel.MAX_TOKENS) {
        throw new IllegalArgumentException(
            "added token \""
                + token.content()
                + "\" has the id "
                + token.id()
                + "; at most "
                + BytePairModel.MAX_TOKENS
                + " ids are allowed");
      }
      AddedToken same = byText.put(token.content(), token);
      if (same != null) {
        throw new IllegalArgumentException(
            "added token \""
                + token.content()
                + "\" occurs twice, as "
                + same.id()
                + " and "
                + token.id());
      }
      AddedToken other = byId.put(token.id(), token);
      if (other != null) {
        throw new IllegalArgumentException(
            "added tokens \""
                + other.content()
                + "\" and \""
                + token.content()
                + "\" share the id "
                + token.id());
      }
    }
  }

  static TokenizerParts of(BytePairEncoder model, PreTokenizer pattern, List<AddedToken> added) {
    return new TokenizerParts(
        null,
        pattern,
        model,
        PostProcessor.NONE,
        Decoder.PLAIN,
        added,
        ComponentSource.byteLevel(pattern));
  }
}
