package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.mix.rules.Scalarization;
import java.util.Arrays;
import java.util.List;

/** A phase that draws naturally and lifts domains by their loss. */
final class Lifted {
  private Lifted() {}

  static Mixture.Phase byLoss(double from, Proportions target, MixJob.Corpus corpus) {
    Scalarization scalarization = new Scalarization(target, corpus.natural());
    List<Double> weights = Arrays.stream(scalarization.weights()).boxed().toList();
    return new Mixture.Phase(from, corpus.natural(), weights);
  }
}
