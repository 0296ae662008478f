package io.steelyard.vocab.measure;

import io.steelyard.core.stats.Mergeable;
import io.steelyard.vocab.TokenBytes;
import io.steelyard.vocab.Tokenizer;

/** One vocabulary on the texts of one domain: cost and token counts, from parts that merge. */
final class DomainMeasure implements Mergeable<DomainMeasure> {
  private static final long serialVersionUID = 1;

  final TextCost cost = new TextCost();
  final TokenUse use;
  final Probe probe = new Probe();

  DomainMeasure(int vocabularySize) {
    use = new TokenUse(vocabularySize);
  }

  void add(long key, TextCost.Size size, byte[] utf8, Tokenizer tokenizer, TokenBytes bytes) {
    int[] ids = tokenizer.encodeOrdinary(utf8);
    use.add(ids);
    cost.add(key, size, ids.length, bytes.spell(ids, utf8));
  }

  @Override
  public void merge(DomainMeasure other) {
    cost.merge(other.cost);
    use.merge(other.use);
    probe.merge(other.probe);
  }
}
