package io.steelyard.decode.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.draws.Draws;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static float[] logits(int vocabulary, int step) {
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] =
          (float) (-3 * Math.log(Draws.unit(Draws.mix(5, step, i)) + 1e-9) - 2 * Math.log(1 + i));
    }
    return logits;
  }

  @Test
  void aWarmChainAllocatesNothing() {
    int vocabulary = 4096;
    float[][] logits = new float[8][];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = logits(vocabulary, i);
    }
    for (Sampler sampler : List.of(Sampler.MULTINOMIAL, Sampler.RACE, Sampler.GREEDY)) {
      Chain chain =
          new Chain(
              List.of(
                  new LogitBias(java.util.Map.of(3, 1.0)),
                  new Penalty(1.1, 0, 0, 64, true),
                  new Penalty(1, .1, .1, -1, false),
                  new Dry(.8, 1.75, 2, -1, Set.of(7), true),
                  new NoRepeatNgram(4),
                  new Temperature(.9),
                  new TopNSigma(3),
                  new TopK(1000, true),
                  new TopP(.95, 1),
                  new Typical(.9, 1, Typical.Rule.HF),
                  new MinP(.001),
                  new Eta(1e-4, 1),
                  new Xtc(.5, .1, 1)),
              sampler);
      assertThat(allocated(chain, vocabulary, logits)).isLessThan(1000);
    }
    for (Mirostat mirostat : List.of(Mirostat.v1(3, 1), Mirostat.v2(3, 1))) {
      Chain chain = new Chain(List.of(new Penalty(1.1, 0, 0, 64, true)), mirostat);
      assertThat(allocated(chain, vocabulary, logits)).isLessThan(1000);
    }
  }

  /** Bytes that 1,000 steps allocate after 3,000 of warm-up. */
  private static long allocated(Chain chain, int vocabulary, float[][] logits) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    CandidateSet candidates = new CandidateSet(vocabulary);
    SequenceContext context = new SequenceContext();
    context.start(0, new int[] {1, 2, 3}, 7, 0, 0);
    context.ensure(8192);
    ChainState state = chain.open(context);
    steps(state, context, candidates, logits, 3000);
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    steps(state, context, candidates, logits, 1000);
    return threads.getThreadAllocatedBytes(id) - before;
  }

  private static void steps(
      ChainState state,
      SequenceContext context,
      CandidateSet candidates,
      float[][] logits,
      int steps) {
    for (int t = 0; t < steps; t++) {
      float[] raw = logits[context.step() % logits.length];
      candidates.load(raw, 0, context.length());
      context.observe(raw, candidates.logSumExp());
      int chosen = candidates.id(state.choose(context, candidates));
      context.append(chosen);
      state.accept(context);
    }
  }

  @Test
  void samplersDrawByTheProbabilities() {
    double[] logits = {2, 1, 0, -1, .5, -3};
    CandidateSet set = Candidates.ofLogits(logits);
    double[] p = new double[6];
    for (int i = 0; i < 6; i++) {
      p[i] = set.probability(i);
    }
    for (Sampler.Stateless sampler : List.of(Sampler.MULTINOMIAL, Sampler.RACE)) {
      long[] counts = new long[6];
      SequenceContext context = new SequenceContext();
      for (int i = 0; i < 200_000; i++) {
        context.start(0, new int[0], 7, i, 0);
        counts[set.id(sampler.choose(context, set))]++;
      }
      double statistic = 0;
      for (int i = 0; i < 6; i++) {
        double expected = 200_000 * p[i];
        statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
      assertThat(ChiSquaredDistribution.of(5).survivalProbability(statistic))
          .as(sampler.toString())
          .isGreaterThan(1e-4);
    }
  }

  @Test
  void theLastCandidateIsTakenWhereRoundingLeavesTheSumShort() {
    CandidateSet set = Candidates.ofLogits(0, 0, 0);
    assertThat(Sampler.byCumulative(set, Math.nextDown(1.0))).isEqualTo(2);
  }

  @Test
  void addingXtcDoesNotShiftTheTokensRandomNumber() {
    SequenceContext context = Candidates.context(1, 2);
    double before = context.uniform(Stream.TOKEN);
    context.uniform(Stream.XTC);
    assertThat(context.uniform(Stream.TOKEN)).isEqualTo(before);
    assertThat(context.uniform(Stream.XTC)).isNotEqualTo(before);
  }

  @Test
  void aRestoredChainGoesOnAsBefore() {
    SequenceContext context = Candidates.context(1, 2, 3);
    ChainState state =
        new Chain(List.of(new Penalty(1.5, 0, 0, 2, true)), Sampler.GREEDY).open(context);
    Object snapshot = state.snapshot();
    ChainState fork = state.fork();
    context.append(5);
    state.accept(context);
    context.truncate(3);
    state.restore(snapshot);
    for (ChainState each : List.of(state, fork)) {
      CandidateSet set = Candidates.ofLogits(1, 1, 1, 1, 1, 1);
      each.shape(context, set);
      assertThat(Candidates.byId(set, 6)).containsExactly(1, 1, 1 / 1.5, 1 / 1.5, 1, 1);
    }
  }

  @Test
  void theOrderOfAPresetIsReadable() {
    assertThat(new Chain(List.of(new TopK(40, false), new Temperature(.8)), Sampler.MULTINOMIAL))
        .hasToString("TopK[k=40, ties=false] -> Temperature[temperature=0.8] -> Multinomial");
  }
}
