package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.Tokenizer;
import java.util.List;

/**
 * The tokens of another vocabulary, added to this one in the order in which that one learnt them,
 * each with its merge. No id that it had changes.
 *
 * <p>A token comes in only if both its parts are there, which they are unless one has the text of
 * an added token. The older merges still apply first, so a new token may be one that no text makes;
 * {@link #unreached} of them are counted.
 *
 * <p>Example: {@code a, b, c, ab} and another vocabulary's {@code bc, abc} with the merges (b,c)
 * and (a,bc): both are added, but {@code abc} in text is {@code ab, c} as before: {@code abc} is
 * not reached.
 *
 * @param tokenizer with the new tokens
 * @param added how many came in
 * @param unreached how many of those their own text does not give
 */
record Extension(Tokenizer tokenizer, int added, int unreached) {
  /**
   * @param size tokens in all afterwards at most
   */
  static Extension of(
      Tokenizer base,
      String name,
      Tokenizer other,
      String otherName,
      int size,
      List<String> special) {
    Grown grown = new Grown(base, name);
    Continuation.requireLarger(name, grown.size(), size);
    special.forEach(grown::addSpecial);
    if (grown.size() > size) {
      throw new RequestException(
          "size must be at least "
              + grown.size()
              + ", the tokens of "
              + name
              + " and the special tokens, was "
              + size);
    }
    int first = grown.size();
    BytePairModel model = Grown.bytePair(other, otherName).model();
    for (int[] merge : Grown.merges(model, otherName)) {
      if (grown.size() >= size) {
        break;
      }
      grown.merge(model.token(merge[0]), model.token(merge[1]));
    }
    Tokenizer extended = grown.tokenizer();
    int unreached = 0;
    for (int id = first; id < extended.size(); id++) {
      int[] ids = extended.encodeOrdinary(extended.token(id));
      unreached += ids.length == 1 && ids[0] == id ? 0 : 1;
    }
    return new Extension(extended, grown.size() - first, unreached);
  }
}
