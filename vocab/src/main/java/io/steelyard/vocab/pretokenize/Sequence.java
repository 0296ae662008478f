package io.steelyard.vocab.pretokenize;

import io.steelyard.vocab.PreTokenizer;
import java.util.List;

/**
 * Cuts one after the other, each inside the pieces of the one before.
 *
 * <p>Example (SmolLM2): every digit alone, then GPT-2's pattern: {@code "ab 12"} is {@code ab|
 * |1|2}.
 */
public final class Sequence implements PreTokenizer {
  private final PreTokenizer[] cuts;

  public Sequence(List<PreTokenizer> cuts) {
    this.cuts = cuts.toArray(PreTokenizer[]::new);
  }

  @Override
  public void split(byte[] utf8, int from, int to, PieceSink sink) {
    split(0, utf8, from, to, sink);
  }

  private void split(int level, byte[] utf8, int from, int to, PieceSink sink) {
    if (level == cuts.length) {
      sink.piece(from, to);
    } else if (from < to) {
      cuts[level].split(utf8, from, to, (a, b) -> split(level + 1, utf8, a, b, sink));
    }
  }
}
