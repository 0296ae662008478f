package io.steelyard.decode.chain;

import java.util.Arrays;
import java.util.TreeSet;

/** What tests of stages share. */
final class Candidates {
  private Candidates() {}

  static CandidateSet ofLogits(double... logits) {
    CandidateSet set = new CandidateSet(logits.length);
    set.load(logits, 0, 0);
    return set;
  }

  static CandidateSet ofProbabilities(double... p) {
    return ofLogits(Arrays.stream(p).map(Math::log).toArray());
  }

  static TreeSet<Integer> ids(CandidateSet set) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (int i = 0; i < set.size(); i++) {
      ids.add(set.id(i));
    }
    return ids;
  }

  static SequenceContext context(int... prompt) {
    SequenceContext context = new SequenceContext();
    context.start(0, prompt, 7, 0, 0);
    return context;
  }

  /** The ids that a stage keeps. */
  static TreeSet<Integer> kept(Processor stage, CandidateSet set) {
    SequenceContext context = context();
    stage.open(context).apply(context, set);
    return ids(set);
  }

  static double[] byId(CandidateSet set, int vocabulary) {
    double[] logits = new double[vocabulary];
    Arrays.fill(logits, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < set.size(); i++) {
      logits[set.id(i)] = set.logit(i);
    }
    return logits;
  }
}
