package io.steelyard.proofs.decode;

import io.steelyard.core.stats.Bootstrap;
import io.steelyard.decode.Generation;
import io.steelyard.decode.Trace;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Eta;
import io.steelyard.decode.chain.MinP;
import io.steelyard.decode.chain.TopK;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.chain.Typical;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Continues manual pages by locally typical sampling and by other truncations. */
public final class LocallyTypicalProof extends ModelProof {
  private static final int PROMPT = 24;
  private static final int NGRAM = 4;
  private static final int RANKS = 1000;

  private final int prompts;
  private final int tokens;

  public LocallyTypicalProof() {
    this(20, 192);
  }

  LocallyTypicalProof(int prompts, int tokens) {
    this.prompts = prompts;
    this.tokens = tokens;
  }

  @Override
  public String method() {
    return "decode.locally-typical";
  }

  @Override
  public String claim() {
    return "locally typical sampling keeps the surprise of tokens nearer to the entropy of their"
        + " step than nucleus sampling, repeats no more, and leaves out the most probable token"
        + " where it says too little.";
  }

  /** What one chain's texts were like: means of texts in bits, shares, and Zipf's exponent. */
  @SuppressWarnings("ArrayRecordComponent")
  record Texts(
      double[] away, double[] bits, double[] repetition, double[] topDropped, double exponent) {}

  private record Group(Map<String, Texts> chains) {}

  @Override
  public Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines) throws IOException {
    return prove(opened, Openings.read(opened, data, prompts, PROMPT), kept, lines);
  }

  Outcome prove(OpenedModel opened, List<int[]> openings, Kept kept, Lines lines) {
    int fewer = Math.max(1, openings.size() / 4);
    lines.say(
        "%d texts of %d tokens after %d tokens of a manual page, the chains without a part in the"
            + " verdict on the first %d of them; end tokens do not end a text. Bits are under the"
            + " model's own distribution.",
        openings.size(), tokens, PROMPT, fewer);
    Map<String, Texts> chains = new LinkedHashMap<>();
    Group judged = kept.get("judged", Group.class, () -> run(opened, openings, judged()));
    Group beside =
        kept.get("beside", Group.class, () -> run(opened, openings.subList(0, fewer), beside()));
    judged().keySet().forEach(name -> chains.put(name, judged.chains().get(name)));
    beside().keySet().forEach(name -> chains.put(name, beside.chains().get(name)));
    lines.table(
        "chain",
        "\\|surprise - entropy\\|, bits [95%]",
        "surprise, bits",
        "repetition of 4-grams [95%]",
        "most probable token left out",
        "Zipf exponent");
    chains.forEach(
        (name, t) ->
            lines.row(
                name,
                Bootstrap.of(1).mean(t.away()),
                Figures.mean(t.bits()),
                Bootstrap.of(1).mean(t.repetition()),
                Figures.mean(t.topDropped()),
                t.exponent()));
    return judge(chains, lines);
  }

  private static Map<String, Chain> judged() {
    Map<String, Chain> chains = new LinkedHashMap<>();
    chains.put("typical 0.2", typical(.2));
    chains.put("typical 0.5", typical(.5));
    chains.put("top-p 0.9", Continued.chain(new TopP(.9, 1)));
    return chains;
  }

  private static Map<String, Chain> beside() {
    Map<String, Chain> chains = new LinkedHashMap<>();
    chains.put("typical 0.95", typical(.95));
    chains.put("top-p 0.95", Continued.chain(new TopP(.95, 1)));
    chains.put("top-k 40", Continued.chain(new TopK(40, false)));
    chains.put("min-p 0.05", Continued.chain(new MinP(.05)));
    chains.put("eta 3e-4", Continued.chain(new Eta(3e-4, 1)));
    return chains;
  }

  private static Chain typical(double mass) {
    return Continued.chain(new Typical(mass, 1, Typical.Rule.HF));
  }

  private Group run(OpenedModel opened, List<int[]> openings, Map<String, Chain> chains) {
    Map<String, Texts> texts = new LinkedHashMap<>();
    new Continued(opened, 1, tokens, List.of(), true, 1)
        .run(openings, chains)
        .forEach((name, all) -> texts.put(name, texts(all)));
    return new Group(texts);
  }

  private static Texts texts(List<Generation> all) {
    int n = all.size();
    double[] away = new double[n];
    double[] bits = new double[n];
    double[] repetition = new double[n];
    double[] dropped = new double[n];
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < n; i++) {
      Trace trace = all.get(i).trace();
      bits[i] = trace.meanBits();
      repetition[i] = TextMeasures.repetition(all.get(i).ids(), NGRAM);
      for (int t = 0; t < trace.steps(); t++) {
        double h = trace.entropyRaw()[t];
        away[i] += Math.abs(-trace.rawLogProbability()[t] - h) / StrictMath.log(2) / trace.steps();
        dropped[i] += trace.topDropped()[t] ? 1.0 / trace.steps() : 0;
        counts.merge(trace.ids()[t], 1, Integer::sum);
      }
    }
    return new Texts(away, bits, repetition, dropped, exponent(counts));
  }

  /** Slope of ln count over ln rank, with its sign turned. */
  private static double exponent(Map<Integer, Integer> counts) {
    int[] sorted = counts.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    int n = Math.min(RANKS, sorted.length);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int r = 0; r < n; r++) {
      x[r] = StrictMath.log(r + 1);
      y[r] = StrictMath.log(sorted[sorted.length - 1 - r]);
    }
    double spread = Arrays.stream(x).map(v -> (v - Figures.mean(x)) * v).sum();
    double mean = Figures.mean(x);
    double above = 0;
    for (int r = 0; r < n; r++) {
      above += (x[r] - mean) * y[r];
    }
    return -above / spread;
  }

  private static Outcome judge(Map<String, Texts> chains, Lines lines) {
    Criteria criteria = new Criteria();
    double typical = Figures.mean(chains.get("typical 0.2").away());
    double nucleus = Figures.mean(chains.get("top-p 0.9").away());
    criteria.check(
        "surprise of typical 0.2 nearer to the entropy than that of top-p 0.9 by at least 20%",
        typical <= .8 * nucleus, Lines.number(100 * (1 - typical / nucleus)) + "%");
    double half = Figures.mean(chains.get("typical 0.5").repetition());
    double other = Figures.mean(chains.get("top-p 0.9").repetition());
    criteria.check(
        "typical 0.5 repeats no more than top-p 0.9",
        half <= other,
        Lines.number(half) + " against " + Lines.number(other));
    double dropped = Figures.mean(chains.get("typical 0.2").topDropped());
    criteria.check(
        "typical 0.2 leaves out the most probable token in at least 5% of the steps",
        dropped >= .05, Lines.number(100 * dropped) + "%");
    return criteria.verdict(lines);
  }
}
