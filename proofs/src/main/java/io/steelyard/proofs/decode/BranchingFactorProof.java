package io.steelyard.proofs.decode;

import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Proof;
import io.steelyard.decode.Generation;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.branching.BranchingFactor;
import io.steelyard.decode.branching.BranchingFactorStep;
import io.steelyard.decode.branching.Nudge;
import io.steelyard.decode.chain.TopP;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.files.ChatTemplate;
import io.steelyard.proofs.lab.Continued;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Figures;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ModelProof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Measures in how many ways answers could go on: with the chat template, with the same words as raw
 * text, and raw with the beginning that chat answers have in common.
 */
public final class BranchingFactorProof extends ModelProof {
  private static final List<String> PROMPTS =
      List.of(
          "Write a story about a lighthouse keeper.",
          "Explain how rain forms.",
          "Describe your favourite season.",
          "Give advice to a new gardener.",
          "Write a letter to an old friend.",
          "Explain what a computer program is.",
          "Describe a walk through a city at night.",
          "What makes a good teacher?",
          "Write a poem about the sea.",
          "Explain why people keep pets.",
          "Describe how to bake bread.",
          "Tell me about the history of bridges.",
          "What should a traveller pack for a long trip?",
          "Write a short play about two neighbours.",
          "Explain how a bicycle works.",
          "Describe an unusual animal.",
          "What is the use of music?",
          "Write a speech for a school opening.",
          "Explain how to learn a language.",
          "Describe a meal that you remember.",
          "Why is the sky blue?",
          "Write a product review of an umbrella.",
          "Explain what money is for.",
          "Describe the view from a mountain.");
  private static final double TOP_P = .9;

  private final int prompts;
  private final int samples;
  private final int tokens;

  public BranchingFactorProof() {
    this(PROMPTS.size(), 5, 64);
  }

  BranchingFactorProof(int prompts, int samples, int tokens) {
    this.prompts = prompts;
    this.samples = samples;
    this.tokens = tokens;
  }

  @Override
  public String method() {
    return "decode.branching-factor";
  }

  @Override
  public String claim() {
    return "an aligned model's answers branch much less than raw continuations of the same words,"
        + " raw texts narrow as they go on, and an aligned beginning narrows them from the start.";
  }

  @Override
  protected List<String> reads() {
    return List.of();
  }

  /**
   * What one way to ask gave, by prompt.
   *
   * @param ids first tokens of each answer, for nudging
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Asked(
      double[] entropy,
      double[] aep,
      double[] first,
      double[] last,
      double[] perByte,
      int[][] ids) {
    double[] factors() {
      return Arrays.stream(entropy).map(StrictMath::exp).toArray();
    }
  }

  @Override
  public Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines) {
    if (opened.chat().isEmpty()) {
      return new Outcome(Proof.Verdict.NOT_RUN, "this model has no chat template");
    }
    lines.say(
        "%d prompts, %d answers of at most %d tokens each, drawn from and measured on top-p %.1f;"
            + " the specification asks for 16 answers of 128. Raw is the prompt and a new line.",
        prompts, samples, tokens, TOP_P);
    List<String> texts = PROMPTS.subList(0, prompts);
    Asked chat =
        kept.get(
            "chat",
            Asked.class,
            () -> ask(opened, texts.stream().map(t -> chat(opened, t)).toList()));
    List<int[]> plain = texts.stream().map(t -> Prompts.encode(opened, t + "\n")).toList();
    Asked raw = kept.get("raw", Asked.class, () -> ask(opened, plain));
    // The paper's 50 of 50 samples of each prompt are a share; so is this tenth.
    Nudge nudge =
        Nudge.mine(List.of(chat.ids()), Math.max(2, chat.ids().length / 10), Nudge.LONGEST);
    int[] prefix = nudge.tokens().stream().mapToInt(Integer::intValue).toArray();
    lines.say("");
    lines.say(
        "The beginning that most chat answers share: \"%s\" (%d of %d answers).",
        opened.tokenizer().decode(prefix, true), nudge.count(), chat.ids().length);
    Asked nudged =
        kept.get(
            "nudged",
            Asked.class,
            () -> ask(opened, plain.stream().map(p -> joined(p, prefix)).toList()));
    table(Map.of("chat", chat, "raw", raw, "raw, nudged", nudged), lines);
    return judge(chat, raw, nudged, lines);
  }

  private static int[] chat(OpenedModel opened, String text) {
    return opened
        .chat()
        .orElseThrow()
        .encode(opened.tokenizer(), List.of(new ChatTemplate.Message("user", text)), true);
  }

  private static int[] joined(int[] prompt, int[] prefix) {
    int[] both = Arrays.copyOf(prompt, prompt.length + prefix.length);
    System.arraycopy(prefix, 0, both, prompt.length, prefix.length);
    return both;
  }

  private Asked ask(OpenedModel opened, List<int[]> asked) {
    List<Generation> all =
        new Continued(opened, samples, tokens, Continued.ends(opened), true, 1)
            .run(asked, Map.of("top-p", Continued.chain(new TopP(TOP_P, 1))))
            .get("top-p");
    int n = asked.size();
    double[][] figures = new double[5][n];
    List<int[]> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Generation> texts = all.subList(i * samples, (i + 1) * samples);
      List<BranchingFactor.Sample> traces =
          texts.stream().map(t -> BranchingFactorStep.sample(t.trace())).toList();
      BranchingFactor factor = BranchingFactor.of(traces, false);
      int positions = factor.positions();
      int quarter = Math.max(1, positions / 4);
      figures[0][i] = factor.logFactors()[positions - 1];
      figures[1][i] = factor.aep()[positions - 1];
      figures[2][i] = factor.window(0, quarter);
      figures[3][i] = factor.window(positions - quarter, positions);
      figures[4][i] =
          BranchingFactor.perByte(
              traces,
              texts.stream()
                  .mapToLong(t -> t.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                  .toArray());
      texts.forEach(t -> ids.add(Arrays.copyOf(t.ids(), Math.min(Nudge.LONGEST, t.ids().length))));
    }
    return new Asked(
        figures[0], figures[1], figures[2], figures[3], figures[4], ids.toArray(int[][]::new));
  }

  private static void table(Map<String, Asked> all, Lines lines) {
    lines.table(
        "asked",
        "branching factor, mean of prompts [95%]",
        "exp of the mean log",
        "by AEP",
        "first quarter",
        "last quarter",
        "per byte");
    for (String name : List.of("chat", "raw", "raw, nudged")) {
      Asked asked = all.get(name);
      lines.row(
          name,
          Bootstrap.of(1).mean(asked.factors()),
          StrictMath.exp(Figures.mean(asked.entropy())),
          Figures.mean(Arrays.stream(asked.aep()).map(StrictMath::exp).toArray()),
          Figures.mean(asked.first()),
          Figures.mean(asked.last()),
          Figures.mean(asked.perByte()));
    }
  }

  private static Outcome judge(Asked chat, Asked raw, Asked nudged, Lines lines) {
    Criteria criteria = new Criteria();
    int n = raw.entropy().length;
    Estimate ratio = Bootstrap.of(1).ratio(chat.factors(), raw.factors());
    criteria.check(
        "BF(chat) at most 0.7 of BF(raw), the interval's upper end too",
        ratio.interval() != null && ratio.interval().hi() <= .7,
        Lines.number(ratio));
    boolean[] narrows = new boolean[n];
    boolean[] lower = new boolean[n];
    double[] entropy = new double[3 * n];
    double[] aep = new double[3 * n];
    List<Asked> all = List.of(chat, raw, nudged);
    for (int i = 0; i < n; i++) {
      narrows[i] = raw.last()[i] < raw.first()[i];
      lower[i] = nudged.entropy()[i] < raw.entropy()[i];
      for (int a = 0; a < 3; a++) {
        entropy[a * n + i] = all.get(a).entropy()[i];
        aep[a * n + i] = all.get(a).aep()[i];
      }
    }
    criteria.check(
        "raw: the last quarter branches less than the first on at least 75% of prompts",
        Figures.share(narrows) >= .75, Lines.number(100 * Figures.share(narrows)) + "%");
    criteria.check(
        "the nudge lowers BF on at least 75% of prompts",
        Figures.share(lower) >= .75, Lines.number(100 * Figures.share(lower)) + "%");
    double correlation = Figures.correlation(entropy, aep);
    criteria.check(
        "log BF by entropy and by AEP correlate by at least 0.9 over prompts",
        correlation >= .9,
        Lines.number(correlation));
    return criteria.verdict(lines);
  }
}
