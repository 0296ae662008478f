package io.steelyard.vocab;

import io.steelyard.vocab.normalize.SymbolPrefixes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A model that takes some tokens out of a piece before anything else, the longest first from the
 * left: SentencePiece's user-defined symbols beside byte pairs, which never merge with them.
 *
 * <p>Example: with the symbol {@code <sep>} the piece {@code ▁a<sep>b} is {@code ▁a | <sep> | b}.
 *
 * @param model what encodes the rest
 * @param symbols ids of the model
 */
public record SymbolsFirst(TokenModel model, BitSet symbols) implements TokenModel {
  public SymbolsFirst {
    symbols = (BitSet) symbols.clone();
  }

  @Override
  public BitSet symbols() {
    return (BitSet) symbols.clone();
  }

  @Override
  public int size() {
    return model.size();
  }

  @Override
  public byte[] token(int id) {
    return model.token(id);
  }

  @Override
  public int idOf(byte[] token) {
    return model.idOf(token);
  }

  @Override
  public Worker worker() {
    Worker rest = model.worker();
    List<byte[]> texts = new ArrayList<>();
    symbols.stream().forEach(id -> texts.add(model.token(id)));
    SymbolPrefixes prefixes = new SymbolPrefixes(texts);
    return (utf8, from, to, out) -> {
      int start = from;
      for (int i = from; i < to; ) {
        int length = prefixes.length(utf8, i, to);
        if (length == 0) {
          i++;
          continue;
        }
        if (i > start) {
          rest.encode(utf8, start, i, out);
        }
        out.add(model.idOf(Arrays.copyOfRange(utf8, i, i + length)), i, i + length);
        i += length;
        start = i;
      }
      if (to > start) {
        rest.encode(utf8, start, to, out);
      }
    };
  }
}
