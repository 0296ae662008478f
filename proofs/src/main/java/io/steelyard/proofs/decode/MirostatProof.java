package io.steelyard.proofs.decode;

import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.decode.Generation;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Mirostat;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.TopK;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.table.TextMeasures;
import io.steelyard.model.OpenedModel;
import io.steelyard.proofs.lab.Continued;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Figures;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ModelProof;
import io.steelyard.proofs.lab.Openings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Continues manual pages at a wanted surprise, beside top-p and top-k, and follows the surprise
 * along the texts.
 */
public final class MirostatProof extends ModelProof {
  private static final double[] TAU = {2, 3, 4, 5};
  private static final double BAR = .1;
  private static final int BLOCKS = 8;
  private static final int PROMPT = 24;
  private static final int NGRAM = 4;

  private final int prompts;
  private final int beside;
  private final int tokens;

  public MirostatProof() {
    this(20, 10, 500);
  }

  MirostatProof(int prompts, int beside, int tokens) {
    this.prompts = prompts;
    this.beside = beside;
    this.tokens = tokens;
  }

  @Override
  public String method() {
    return "decode.mirostat";
  }

  @Override
  public String claim() {
    return "the observed surprise is within 0.1 bit of tau for tau 2, 3, 4 and 5, and it stays"
        + " level along a text where that of top-p falls into repetition or rises into confusion.";
  }

  /** What one chain's texts were like. */
  @SuppressWarnings("ArrayRecordComponent")
  record Texts(double[] bits, double[][] blocks, double[] repetition, double identity) {
    double mean() {
      return Figures.mean(bits);
    }

    double[] along() {
      double[] mean = new double[BLOCKS];
      Arrays.setAll(mean, b -> Arrays.stream(blocks).mapToDouble(t -> t[b]).average().orElse(0));
      return mean;
    }
  }

  private record Group(Map<String, Texts> chains) {}

  @Override
  public Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines) throws IOException {
    List<int[]> openings = Openings.read(opened, data, prompts, PROMPT);
    return prove(opened, openings, kept, lines);
  }

  Outcome prove(OpenedModel opened, List<int[]> openings, Kept kept, Lines lines) {
    lines.say(
        "%d texts of %d tokens for each tau and %d for each chain beside it, each after %d tokens"
            + " of a manual page; end tokens do not end a text; version 2, eta 1, no temperature."
            + " Surprise in bits per token under the model's own distribution; repetition is the"
            + " share of 4-grams of tokens that came before in the same text.",
        openings.size(), tokens, Math.min(beside, openings.size()), PROMPT);
    Map<String, Texts> chains = new LinkedHashMap<>();
    Group mirostat = kept.get("mirostat", Group.class, () -> run(opened, openings, controlled()));
    Group others =
        kept.get(
            "truncated",
            Group.class,
            () -> run(opened, openings.subList(0, Math.min(beside, openings.size())), truncated()));
    controlled().keySet().forEach(name -> chains.put(name, mirostat.chains().get(name)));
    truncated().keySet().forEach(name -> chains.put(name, others.chains().get(name)));
    table(chains, lines);
    return judge(chains, lines);
  }

  private static Map<String, Chain> controlled() {
    Map<String, Chain> chains = new LinkedHashMap<>();
    for (double tau : TAU) {
      chains.put(name(tau), new Chain(List.of(), Mirostat.v2(tau, 1)));
    }
    return chains;
  }

  private static Map<String, Chain> truncated() {
    Map<String, Chain> chains = new LinkedHashMap<>();
    chains.put("top-p 0.4", Continued.chain(new TopP(.4, 1)));
    chains.put("top-p 0.95", Continued.chain(new TopP(.95, 1)));
    chains.put("top-p 1", new Chain(List.of(), Sampler.MULTINOMIAL));
    chains.put("top-k 5", Continued.chain(new TopK(5, false)));
    chains.put("top-k 50", Continued.chain(new TopK(50, false)));
    return chains;
  }

  private static String name(double tau) {
    return "mirostat, tau " + tau;
  }

  private Group run(OpenedModel opened, List<int[]> openings, Map<String, Chain> chains) {
    Map<String, Texts> texts = new LinkedHashMap<>();
    new Continued(opened, 1, tokens, List.of(), true, 1)
        .run(openings, chains)
        .forEach((name, all) -> texts.put(name, texts(all, chains.get(name))));
    return new Group(texts);
  }

  private static Texts texts(List<Generation> all, Chain chain) {
    double[] bits = new double[all.size()];
    double[] repetition = new double[all.size()];
    double[][] blocks = new double[all.size()][BLOCKS];
    double identity = 0;
    for (int i = 0; i < bits.length; i++) {
      Generation text = all.get(i);
      bits[i] = text.trace().meanBits();
      repetition[i] = TextMeasures.repetition(text.ids(), NGRAM);
      int n = text.trace().steps();
      for (int t = 0; t < n; t++) {
        int block = t * BLOCKS / n;
        int size = (block + 1) * n / BLOCKS - block * n / BLOCKS;
        blocks[i][block] -= text.trace().rawLogProbability()[t] / StrictMath.log(2) / size;
      }
      if (chain.sampler() instanceof Mirostat m) {
        double last = text.trace().mu()[n - 1];
        double expected = (2 * m.tau() - last) / (m.eta() * n);
        identity = Math.max(identity, Math.abs(bits[i] - m.tau() - expected));
      }
    }
    return new Texts(bits, blocks, repetition, identity);
  }

  private static void table(Map<String, Texts> chains, Lines lines) {
    lines.table(
        "chain",
        "bits per token, mean of texts [95%]",
        "least and most of a text",
        "slope per eighth",
        "first to last eighth",
        "repetition");
    chains.forEach(
        (name, texts) -> {
          Estimate mean = Bootstrap.of(1).mean(texts.bits());
          double[] sorted = texts.bits().clone();
          Arrays.sort(sorted);
          lines.row(
              name,
              mean,
              Lines.number(sorted[0]) + " to " + Lines.number(sorted[sorted.length - 1]),
              Figures.slope(texts.along()),
              String.join(" ", Arrays.stream(texts.along()).mapToObj(b -> oneDecimal(b)).toList()),
              Figures.mean(texts.repetition()));
        });
  }

  private static String oneDecimal(double value) {
    return String.valueOf(Math.round(value * 100) / 100.0);
  }

  private static Outcome judge(Map<String, Texts> chains, Lines lines) {
    Criteria criteria = new Criteria();
    double steepest = 0;
    double identity = 0;
    for (double tau : TAU) {
      Texts texts = chains.get(name(tau));
      double away = texts.mean() - tau;
      criteria.check(
          "tau " + tau + ": mean surprise within " + BAR + " bit",
          Math.abs(away) <= BAR,
          Lines.number(away));
      steepest = Math.max(steepest, Math.abs(Figures.slope(texts.along())));
      identity = Math.max(identity, texts.identity());
    }
    double traps =
        Math.max(
            Math.abs(Figures.slope(chains.get("top-p 0.4").along())),
            Math.abs(Figures.slope(chains.get("top-p 1").along())));
    criteria.check(
        "the steepest slope of mirostat is at most a third of the steeper of top-p 0.4 and top-p 1",
        steepest <= traps / 3,
        Lines.number(steepest) + " against " + Lines.number(traps));
    List<Double> bits = new ArrayList<>();
    List<Double> repetition = new ArrayList<>();
    chains
        .values()
        .forEach(
            texts -> {
              bits.add(texts.mean());
              repetition.add(Figures.mean(texts.repetition()));
            });
    double rank = Figures.rankCorrelation(array(bits), array(repetition));
    criteria.check(
        "over all chains surprise and repetition have a rank correlation of at most -0.8",
        rank <= -.8,
        Lines.number(rank));
    lines.say("");
    lines.say(
        "Plain sampling carries %.3f bits; mirostat only leaves tokens out, so a tau above that"
            + " would be out of its reach. While mu is off its bounds, mean(S) - tau = (mu_0 -"
            + " mu_n) / (eta n); the largest departure of a text from that is %.3f bits per token.",
        chains.get("top-p 1").mean(), identity);
    return criteria.verdict(lines);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
