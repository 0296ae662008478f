package io.steelyard.decode;

import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.ChainState;
import io.steelyard.decode.chain.SequenceContext;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The most probable texts that a search with few alternatives finds: at each step every beam is
 * continued by its best tokens, and the best of all go on. A text that ends counts with {@code sum
 * of log-probabilities / length^lengthPenalty}.
 *
 * <p>Log-probabilities are those after the chain's stages (a penalty changes them, a truncator
 * renormalises them); its sampler is not used. Ties go to the earlier beam, then the lower id. It
 * ends when {@code beams} texts have ended that no running beam can beat, or at {@code
 * maxNewTokens}.
 *
 * @param beams how many alternatives
 * @param lengthPenalty power of the length; above 0 favours long texts
 */
public record BeamSearch(int beams, double lengthPenalty, int maxNewTokens) {
  /** A text and its score. */
  public record Hypothesis(int[] ids, double logProbability, double score, boolean ended) {}

  public BeamSearch {
    if (beams < 1 || maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "beams and max-new-tokens must be at least 1, were " + beams + ", " + maxNewTokens);
    }
  }

  private record Extension(int beam, int token, double logProbability) {}

  /** A beam: its state moves from row to row with it. */
  private static final class Beam {
    SequenceContext context;
    ChainState chain;
    double logProbability;
  }

  /** The best texts first. */
  public List<Hypothesis> search(LanguageModel model, int[] prompt, Chain chain, int[] ends) {
    int[] stops = ends.clone();
    Arrays.sort(stops);
    List<Hypothesis> done = new ArrayList<>();
    // Two sets of rows: the beams of a step are forked from one set into the other.
    try (Session session = model.open(2 * beams, prompt.length + maxNewTokens)) {
      CandidateSet candidates = new CandidateSet(model.shape().vocabulary());
      List<Beam> live = List.of(first(session, prompt, chain));
      int base = 0;
      for (int t = 0; t < maxNewTokens && !live.isEmpty() && !settled(done, live, t); t++) {
        List<Extension> best = extend(session, base, live, candidates);
        int other = beams - base;
        List<Beam> next = new ArrayList<>();
        int[] tokens = new int[2 * beams];
        BitSet step = new BitSet();
        for (Extension e : best) {
          if (next.size() == beams) {
            break;
          }
          Beam parent = live.get(e.beam());
          if (Arrays.binarySearch(stops, e.token()) >= 0) {
            int[] ids = with(parent.context.generated(), e.token());
            done.add(hypothesis(ids, e.logProbability(), true));
            continue;
          }
          int row = other + next.size();
          session.fork(base + e.beam(), row);
          next.add(child(parent, e));
          tokens[row] = e.token();
          step.set(row);
        }
        if (!step.isEmpty() && t + 1 < maxNewTokens) {
          session.step(tokens, step);
        }
        live = next;
        base = other;
      }
      for (Beam beam : live) {
        done.add(hypothesis(beam.context.generated(), beam.logProbability, false));
      }
    }
    done.sort(Comparator.comparingDouble(h -> -h.score()));
    return List.copyOf(done.subList(0, Math.min(beams, done.size())));
  }

  private static Beam first(Session session, int[] prompt, Chain chain) {
    session.prefill(0, prompt, 0, prompt.length);
    Beam beam = new Beam();
    beam.context = new SequenceContext();
    beam.context.start(0, prompt, 0, 0, 0);
    beam.chain = chain.open(beam.context);
    return beam;
  }

  private static Beam child(Beam parent, Extension extension) {
    Beam beam = new Beam();
    beam.context = new SequenceContext();
    beam.context.copyFrom(parent.context);
    beam.context.append(extension.token());
    beam.chain = parent.chain.fork();
    beam.chain.accept(beam.context);
    beam.logProbability = extension.logProbability();
    return beam;
  }

  /** The best {@code 2 beams} ways to go on: enough that as many may end as go on. */
  private List<Extension> extend(
      Session session, int base, List<Beam> live, CandidateSet candidates) {
    List<Extension> all = new ArrayList<>();
    for (int b = 0; b < live.size(); b++) {
      Beam beam = live.get(b);
      float[] raw = session.logits(base + b);
      candidates.load(raw, base + b, beam.context.length());
      beam.context.observe(raw, candidates.logSumExp());
      beam.chain.shape(beam.context, candidates);
      candidates.sortTop(2 * beams);
      for (int i = 0; i < Math.min(2 * beams, candidates.size()); i++) {
        double sum = beam.logProbability + candidates.logProbability(i);
        all.add(new Extension(b, candidates.id(i), sum));
      }
    }
    all.sort(
        Comparator.<Extension>comparingDouble(e -> -e.logProbability())
            .thenComparing(Extension::beam)
            .thenComparing(Extension::token));
    return all.subList(0, Math.min(2 * beams, all.size()));
  }

  /** Whether enough texts have ended that the best running beam, as it is, is not better. */
  private boolean settled(List<Hypothesis> done, List<Beam> live, int tokens) {
    if (done.size() < beams || tokens == 0) {
      return false;
    }
    done.sort(Comparator.comparingDouble(h -> -h.score()));
    int length = lengthPenalty > 0 ? maxNewTokens : tokens;
    double best = score(live.get(0).logProbability, length);
    return done.get(beams - 1).score() >= best;
  }

  private double score(double logProbability, int length) {
    return logProbability / StrictMath.pow(length, lengthPenalty);
  }

  private Hypothesis hypothesis(int[] ids, double logProbability, boolean ended) {
    return new Hypothesis(ids, logProbability, score(logProbability, ids.length), ended);
  }

  private static int[] with(int[] ids, int last) {
    int[] more = Arrays.copyOf(ids, ids.length + 1);
    more[ids.length] = last;
    return more;
  }
}
