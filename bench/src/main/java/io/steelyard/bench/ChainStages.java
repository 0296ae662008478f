package io.steelyard.bench;

import io.steelyard.core.draws.Draws;
import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.ChainState;
import io.steelyard.decode.chain.Dry;
import io.steelyard.decode.chain.Eta;
import io.steelyard.decode.chain.MinP;
import io.steelyard.decode.chain.Mirostat;
import io.steelyard.decode.chain.Penalty;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.SequenceContext;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.chain.TopK;
import io.steelyard.decode.chain.TopNSigma;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.chain.Typical;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What choosing a token costs per row and step, in microseconds of processor time: {@code
 * ChainStages VOCABULARY STEPS ROUNDS}. Logits are normal with a deviation of 3, so that a nucleus
 * of 0.9 holds some hundred tokens; 16 different sets are used in turn. Prints the median and all
 * rounds, and the bytes allocated per step.
 */
public final class ChainStages {
  private static final int SETS = 16;

  private ChainStages() {}

  public static void main(String[] args) {
    int vocabulary = Integer.parseInt(args[0]);
    int steps = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    float[][] logits = new float[SETS][vocabulary];
    for (int s = 0; s < SETS; s++) {
      for (int i = 0; i < vocabulary; i++) {
        logits[s][i] = (float) (3 * normal(s, i));
      }
    }
    System.out.println("vocabulary " + vocabulary + ", " + steps + " steps per round");
    chains()
        .forEach(
            (name, chain) -> {
              double[] times = new double[rounds];
              long[] allocated = new long[1];
              Row row = new Row(chain, vocabulary);
              row.run(logits, steps);
              for (int r = 0; r < rounds; r++) {
                times[r] = row.timed(logits, steps, allocated);
              }
              double[] sorted = times.clone();
              Arrays.sort(sorted);
              System.out.printf(
                  Locale.ROOT,
                  "%-52s %8.1f us   rounds %s   %.1f bytes per step%n",
                  name,
                  sorted[rounds / 2],
                  Arrays.toString(Arrays.stream(times).map(t -> Math.rint(t * 10) / 10).toArray()),
                  (double) allocated[0] / steps);
            });
  }

  private static Map<String, Chain> chains() {
    Processor penalties = new Penalty(1.1, .1, .1, 64, true);
    Processor typical = new Typical(.9, 1, Typical.Rule.HF);
    Map<String, Chain> chains = new LinkedHashMap<>();
    chains.put("greedy (load, log-sum-exp, argmax)", Chain.GREEDY);
    chains.put("multinomial over all", chain());
    chains.put("penalties", chain(penalties));
    chains.put("temperature", chain(new Temperature(.8)));
    chains.put("dry", chain(new Dry(.8, 1.75, 2, -1, Set.of(), true)));
    chains.put("top-k 40", chain(new TopK(40, false)));
    chains.put("top-k 1000", chain(new TopK(1000, false)));
    chains.put("top-p 0.9", chain(new TopP(.9, 1)));
    chains.put("min-p 0.05", chain(new MinP(.05)));
    chains.put("top-n-sigma 1", chain(new TopNSigma(1)));
    chains.put("eta 3e-4", chain(new Eta(3e-4, 1)));
    chains.put("typical 0.9", chain(typical));
    chains.put("race over all", new Chain(List.of(), Sampler.RACE));
    chains.put("mirostat v1", new Chain(List.of(penalties), Mirostat.v1(3, 1)));
    chains.put("mirostat v2", new Chain(List.of(penalties), Mirostat.v2(3, 1)));
    chains.put(
        "THE BAR: penalties + top-k 40 + top-p 0.95 + typical",
        chain(penalties, new TopK(40, false), new TopP(.95, 1), typical));
    chains.put(
        "penalties + top-p 0.95 + typical, no top-k", chain(penalties, new TopP(.95, 1), typical));
    return chains;
  }

  private static Chain chain(Processor... stages) {
    return new Chain(List.of(stages), Sampler.MULTINOMIAL);
  }

  private static double normal(long set, int i) {
    double u = Draws.unit(Draws.mix(1, set, i)) + 1e-18;
    double v = Draws.unit(Draws.mix(2, set, i));
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  }

  /** One text under one chain; each round begins a new one. */
  private static final class Row {
    private final Chain chain;
    private final CandidateSet candidates;
    private final SequenceContext context = new SequenceContext();
    private ChainState state;
    private long text;

    Row(Chain chain, int vocabulary) {
      this.chain = chain;
      candidates = new CandidateSet(vocabulary);
      start();
    }

    private void start() {
      context.start(0, new int[] {1, 2, 3}, 7, text++, 0);
      context.ensure(4096);
      state = chain.open(context);
    }

    void run(float[][] logits, int steps) {
      for (int t = 0; t < steps; t++) {
        float[] raw = logits[t % SETS];
        candidates.load(raw, 0, context.length());
        context.observe(raw, candidates.logSumExp());
        context.append(candidates.id(state.choose(context, candidates)));
        state.accept(context);
      }
    }

    double timed(float[][] logits, int steps, long[] allocated) {
      start();
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      ThreadMXBean clock = threads;
      long id = Thread.currentThread().getId();
      long bytes = threads.getThreadAllocatedBytes(id);
      long begin = clock.getCurrentThreadCpuTime();
      run(logits, steps);
      long end = clock.getCurrentThreadCpuTime();
      allocated[0] = threads.getThreadAllocatedBytes(id) - bytes;
      return (end - begin) / 1e3 / steps;
    }
  }
}
