package io.steelyard.proofs.decode;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.stats.Proportion;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.FinishReason;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Overflow;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.LogitBias;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.diverse.Diversity;
import io.steelyard.decode.diverse.LabelRepair;
import io.steelyard.decode.diverse.LabelledText;
import io.steelyard.decode.diverse.SetSuppression;
import io.steelyard.model.OpenedModel;
import io.steelyard.proofs.lab.Continued;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ModelProof;
import io.steelyard.proofs.lab.Packages;
import io.steelyard.proofs.lab.Packages.Described;
import io.steelyard.proofs.lab.SentenceVectors;
import io.steelyard.proofs.lab.SoftmaxRegression;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes descriptions of packages of four sections with and without suppression of what the set has
 * said, repairs their labels by an oracle, and trains classifiers on what comes out.
 */
public final class DiverseGenerationProof extends ModelProof {
  private static final List<String> LABELS = List.of("games", "net", "science", "sound");
  private static final double[] TEMPERATURES = {.7, 1.3};
  private static final double WEIGHT = 7.5;
  private static final int MOST = 100;
  private static final int BATCH = 16;
  private static final int TOKENS = 30;
  private static final int SHOTS = 3;
  private static final int REVIEWED = 60;
  private static final double RATE = 2;

  private final int perLabel;
  private final int real;

  public DiverseGenerationProof() {
    this(48, 300);
  }

  DiverseGenerationProof(int perLabel, int real) {
    this.perLabel = perLabel;
    this.real = real;
  }

  @Override
  public String method() {
    return "decode.diverse-generation";
  }

  @Override
  public String claim() {
    return "suppressing what a set has said makes it more diverse and its labels less right;"
        + " replacing labels makes up for that in a classifier, and a few reviewed texts are enough"
        + " for much of it.";
  }

  @Override
  protected List<String> reads() {
    return List.of(Packages.FILE);
  }

  /** Texts of one condition by label, and how many did not end in time. */
  record Written(Map<String, List<String>> texts, int tooLong) {}

  @Override
  public Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines) throws IOException {
    Packages packages = Packages.read(data);
    Map<String, List<Described>> bySection = new LinkedHashMap<>();
    LABELS.forEach(label -> bySection.put(label, packages.of(label)));
    return prove(opened, bySection, kept, lines);
  }

  /** What is measured of one condition. */
  private record Arm(
      String name, List<LabelledText> texts, float[][] vectors, double clique, double right) {}

  Outcome prove(OpenedModel opened, Map<String, List<Described>> packages, Kept kept, Lines lines) {
    Real reals = Real.of(packages, real);
    SentenceVectors encoder = new SentenceVectors(opened, reals.oracleTexts());
    SoftmaxRegression oracle =
        SoftmaxRegression.fit(
            encoder.encode(reals.oracleTexts()), reals.oracleLabels(), LABELS.size(), RATE);
    float[][] test = encoder.encode(reals.testTexts());
    double skill = oracle.accuracy(test, reals.testLabels());
    lines.say(
        "%d texts for each of %s and condition; the oracle is a logistic regression on weighted"
            + " token embeddings of %d real descriptions, %.3f right on %d others; classifiers are"
            + " of the same kind. The specification asks for 400 texts per condition and MiniLM.",
        perLabel, LABELS, reals.oracleTexts().size(), skill, test.length);
    List<Arm> arms = new ArrayList<>();
    for (double temperature : TEMPERATURES) {
      for (double weight : new double[] {0, WEIGHT}) {
        String name = "T " + temperature + ", w " + weight;
        Written written =
            kept.get(
                "T" + temperature + "-w" + weight,
                Written.class,
                () -> write(opened, reals.examples(), temperature, weight));
        arms.add(arm(name, written, encoder, oracle));
      }
    }
    lines.table(
        "condition",
        "texts",
        "Remote-Clique",
        "distinct-2",
        "prompted label is the oracle's [95%]",
        "an example");
    for (Arm arm : arms) {
      List<String> texts = arm.texts().stream().map(LabelledText::text).toList();
      lines.row(
          arm.name(),
          texts.size(),
          arm.clique(),
          Diversity.distinct(texts, 2),
          Proportion.WILSON.estimate(Math.round(arm.right() * texts.size()), texts.size(), .95),
          texts.get(texts.size() / 2).replace('|', '/'));
    }
    return judge(arms, encoder, oracle, test, reals.testLabels(), lines);
  }

  /** Real descriptions: for the oracle, for the test, and as examples in prompts. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Real(
      List<String> oracleTexts,
      int[] oracleLabels,
      List<String> testTexts,
      int[] testLabels,
      Map<String, List<String>> examples) {
    static Real of(Map<String, List<Described>> packages, int each) {
      List<String> oracle = new ArrayList<>();
      List<String> test = new ArrayList<>();
      List<Integer> oracleLabels = new ArrayList<>();
      List<Integer> testLabels = new ArrayList<>();
      Map<String, List<String>> examples = new LinkedHashMap<>();
      for (int label = 0; label < LABELS.size(); label++) {
        List<Described> all = packages.get(LABELS.get(label));
        examples.put(
            LABELS.get(label), all.subList(0, SHOTS).stream().map(Described::description).toList());
        int n = Math.min(each, (all.size() - SHOTS) / 2);
        for (int i = SHOTS; i < SHOTS + 2 * n; i++) {
          boolean toOracle = i < SHOTS + n;
          (toOracle ? oracle : test).add(all.get(i).description());
          (toOracle ? oracleLabels : testLabels).add(label);
        }
      }
      return new Real(oracle, array(oracleLabels), test, array(testLabels), examples);
    }
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Rounds of texts until each label has enough; the counts of all labels are one. */
  private Written write(
      OpenedModel opened, Map<String, List<String>> examples, double temperature, double weight) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    LABELS.forEach(label -> texts.put(label, new ArrayList<>()));
    Set<Integer> exempt = SetSuppression.endsOf(opened);
    SetSuppression suppression = new SetSuppression(weight, MOST, false, exempt);
    Decoder decoder = new Decoder(opened, BATCH * LABELS.size(), 1);
    int tooLong = 0;
    for (int round = 0; round < 4 * Math.max(1, perLabel / BATCH); round++) {
      List<String> open =
          LABELS.stream().filter(label -> texts.get(label).size() < perLabel).toList();
      if (open.isEmpty()) {
        break;
      }
      Map<Integer, Double> bias = suppression.bias();
      List<Processor> stages = new ArrayList<>();
      if (!bias.isEmpty()) {
        stages.add(new LogitBias(bias));
      }
      stages.add(new Temperature(temperature));
      Chain chain = Continued.chain(stages.toArray(Processor[]::new));
      List<GenerationRequest> requests = new ArrayList<>();
      for (String label : open) {
        requests.add(
            new GenerationRequest(
                Draws.mix(Draws.hash(label), round),
                Prompts.encode(opened, prompt(label, examples.get(label))),
                chain,
                BATCH,
                1,
                Continued.ends(opened, "\"", "\n"),
                TOKENS,
                false,
                Overflow.REFUSE));
      }
      List<Generation> drawn = decoder.generate(requests, TokenListener.SILENT);
      for (int i = 0; i < drawn.size(); i++) {
        Generation text = drawn.get(i);
        List<String> of = texts.get(open.get(i / BATCH));
        String plain = text.text().strip();
        if (text.reason() == FinishReason.MAX_NEW_TOKENS) {
          tooLong++;
        } else if (plain.length() > 3 && !of.contains(plain) && of.size() < perLabel) {
          of.add(plain);
          suppression.add(text.ids());
        }
      }
    }
    return new Written(texts, tooLong);
  }

  private static String prompt(String label, List<String> examples) {
    StringBuilder text =
        new StringBuilder("One-line descriptions of software packages.\nPackages for ")
            .append(Packages.SECTIONS.get(label))
            .append(":\n");
    for (int i = 0; i < examples.size(); i++) {
      text.append(i + 1).append(". \"").append(examples.get(i)).append("\"\n");
    }
    return text.append(examples.size() + 1).append(". \"").toString();
  }

  private static Arm arm(
      String name, Written written, SentenceVectors encoder, SoftmaxRegression oracle) {
    List<LabelledText> texts = new ArrayList<>();
    written
        .texts()
        .forEach(
            (label, all) -> {
              for (String text : all) {
                texts.add(LabelledText.generated(label + "-" + texts.size(), text, label));
              }
            });
    float[][] vectors = encoder.encode(texts.stream().map(LabelledText::text).toList());
    int right = 0;
    for (int i = 0; i < vectors.length; i++) {
      right += LABELS.get(oracle.predict(vectors[i])).equals(texts.get(i).promptedLabel()) ? 1 : 0;
    }
    return new Arm(
        name, texts, vectors, Diversity.remoteClique(vectors), (double) right / texts.size());
  }

  private static Outcome judge(
      List<Arm> arms,
      SentenceVectors encoder,
      SoftmaxRegression oracle,
      float[][] test,
      int[] labels,
      Lines lines) {
    Criteria criteria = new Criteria();
    double wider = arms.get(1).clique() / arms.get(0).clique() - 1;
    criteria.check(
        "at T 0.7 suppression widens the Remote-Clique by at least 5%",
        wider >= .05, Lines.number(100 * wider) + "%");
    double fewer = 100 * (arms.get(0).right() - arms.get(1).right());
    criteria.check(
        "and makes labels less right by at least 3 points", fewer >= 3, Lines.number(fewer));
    Arm wild = arms.get(3);
    Function<LabelledText, String> label = text -> label(text, encoder, oracle);
    Function<LabelledText, String> scope = text -> review(text, encoder, oracle);
    double raw = trained(wild.texts(), encoder, test, labels);
    double replaced =
        trained(new LabelRepair(true, false).apply(wild.texts(), label), encoder, test, labels);
    double filtered =
        trained(new LabelRepair(false, true).apply(wild.texts(), scope), encoder, test, labels);
    double both =
        trained(new LabelRepair(true, true).apply(wild.texts(), scope), encoder, test, labels);
    SoftmaxRegression proxy = proxy(wild, encoder, oracle);
    double byProxy =
        trained(
            new LabelRepair(true, false).apply(wild.texts(), text -> label(text, encoder, proxy)),
            encoder,
            test,
            labels);
    lines.table("T 1.3, w 7.5: classifier trained on", "right on real descriptions [95%]");
    lines.row("texts as prompted", of(raw, labels));
    lines.row("labels replaced by the oracle", of(replaced, labels));
    lines.row("texts out of scope removed", of(filtered, labels));
    lines.row("both", of(both, labels));
    lines.row("labels replaced by a proxy that saw " + REVIEWED, of(byProxy, labels));
    criteria.check(
        "label replacement raises it by at least 5 points",
        replaced - raw >= .05,
        Lines.number(100 * (replaced - raw)));
    double share = (byProxy - raw) / (replaced - raw);
    criteria.check(
        "the proxy has at least half of the oracle's gain",
        replaced > raw && share >= .5,
        replaced > raw ? Lines.number(100 * share) + "%" : "there is no gain");
    lines.say("");
    lines.say(
        "Removing texts out of scope (the oracle less than half sure): %+.1f points (no"
            + " threshold).",
        100 * (filtered - raw));
    return criteria.verdict(lines);
  }

  private static Object of(double share, int[] labels) {
    return Proportion.WILSON.estimate(Math.round(share * labels.length), labels.length, .95);
  }

  private static String label(
      LabelledText text, SentenceVectors encoder, SoftmaxRegression reviewer) {
    return LABELS.get(reviewer.predict(encoder.encode(List.of(text.text()))[0]));
  }

  /** The reviewer's label, out of scope where less than half sure. */
  private static String review(
      LabelledText text, SentenceVectors encoder, SoftmaxRegression reviewer) {
    double[] p = reviewer.probabilities(encoder.encode(List.of(text.text()))[0]);
    return Arrays.stream(p).max().orElseThrow() < .5
        ? LabelRepair.OUT_OF_SCOPE
        : label(text, encoder, reviewer);
  }

  private static double trained(
      List<LabelledText> texts, SentenceVectors encoder, float[][] test, int[] labels) {
    List<LabelledText> kept = texts.stream().filter(t -> t.finalLabel() != null).toList();
    int[] y = kept.stream().mapToInt(t -> LABELS.indexOf(t.finalLabel())).toArray();
    float[][] x = encoder.encode(kept.stream().map(LabelledText::text).toList());
    return SoftmaxRegression.fit(x, y, LABELS.size(), RATE).accuracy(test, labels);
  }

  /** A reviewer that has learned from the oracle's labels of some texts, drawn evenly. */
  private static SoftmaxRegression proxy(
      Arm arm, SentenceVectors encoder, SoftmaxRegression oracle) {
    int n = arm.texts().size();
    int m = Math.min(REVIEWED, n);
    float[][] x = new float[m][];
    int[] y = new int[m];
    for (int i = 0; i < m; i++) {
      x[i] = arm.vectors()[(int) Draws.permute(i, n, 1)];
      y[i] = oracle.predict(x[i]);
    }
    return SoftmaxRegression.fit(x, y, LABELS.size(), RATE);
  }
}
