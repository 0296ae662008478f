package io.steelyard.app;

import io.steelyard.app.report.ReportStep;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Interval;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small real steps: a skewed corpus in many languages, a judge, an editor, a mixer, shards. */
final class ToySteps {
  static final StepRegistry REGISTRY =
      new StepRegistry(
          List.of(
              MakeStep.class,
              DropStep.class,
              EditStep.class,
              MixStep.class,
              ShardStep.class,
              FailStep.class,
              ReportStep.class));

  static final String RECIPE =
      """
      name: toy
      seed: 7
      steps:
        - toy.make: {documents: 600}
        - toy.drop: {every: 9}
        - toy.edit: {letters: 60}
        - toy.mix
        - toy.shards
        - report
      """;

  static final String[] LANGUAGES = {
    "fr", "en", "de", "es", "it", "nl", "pt", "sv", "da", "fi", "el", "pl", "cs", "hu", "sk", "lt",
    "et", "sl", "lv", "bg", "ro"
  };

  /** Text that must never act on a page. */
  static final String HOSTILE =
      "</p><script>alert('xss')</script><img src=http://example.invalid/x"
          + " onerror=alert(1)>\u202e\u0000";

  private ToySteps() {}

  /** How documents are drawn. */
  enum Skew {
    NONE,
    LONG_TAIL
  }

  @Method(
      name = "toy.make",
      about = "Makes documents in 21 languages, 50% of them in few.",
      makes = ArtifactKind.CORPUS)
  record MakeStep(
      @Setting(value = "how many", or = "60") int documents,
      @Setting(value = "how they are spread", or = "long-tail") Skew skew,
      @Setting(value = "a file to read along", or = "") Optional<Path> file)
      implements Step {
    MakeStep {
      if (documents < 0) {
        throw new IllegalArgumentException("documents must not be negative, was " + documents);
      }
    }

    @Override
    public void run(Job job) {
      job.progress().stage("making", documents, "documents");
      for (int shard = 0; shard * 100 < documents; shard++) {
        int from = shard * 100;
        job.add(
            Corpus.writeShard(
                job.out(),
                Corpus.shardName(shard),
                writer -> {
                  for (int i = from; i < Math.min(documents, from + 100); i++) {
                    Document d = document(job.seed(), i);
                    writer.add(d);
                    job.ledger().kept(d.domain(), d.bytes(), d.domain(), d.bytes());
                    job.progress().advance(1);
                  }
                }));
      }
      if (documents > 50) {
        for (int i = 0; i < 5; i++) {
          job.ledger().rejected("fr", 100 + i, "invalid_utf8");
        }
      }
    }

    private Document document(long seed, int i) {
      double u = Draws.below(Draws.mix(seed, i), 1_000_000) / 1e6;
      int language =
          skew == Skew.NONE ? i % LANGUAGES.length : (int) (LANGUAGES.length * Math.pow(u, 2.2));
      String text = "Document number " + i + " speaks of the budget, of fish and of roads. é😀 ";
      if (i == 9) {
        text = HOSTILE;
      }
      return new Document(
          new DocumentId("toy/lines.txt", i),
          LANGUAGES[language],
          Part.TRAIN,
          text.repeat(1 + i % 5),
          "own-" + i,
          Map.of("index", i));
    }
  }

  @Method(
      name = "toy.drop",
      about = "Drops every n-th document and some more.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.VERDICTS,
      source = "A Toy's Guide (2024), eq. 2")
  record DropStep(@Setting("which") int every, @Setting(value = "most", or = "100%") Share most)
      implements Step {
    @Override
    public void run(Job job) {
      job.judge(
          List.of(Column.number("share", "record over 1000"), Column.text("word", "a word")),
          shard ->
              d -> {
                long r = d.id().record();
                double score = r / 1000.0;
                if (r % every == 0) {
                  return Verdict.drop(d, "too_short", score, "it's");
                } else if (r % 13 == 0) {
                  return Verdict.drop(d, "repeated_lines", score, "again");
                } else if (d.domain().equals("bg") && r % 3 == 0) {
                  return Verdict.drop(d, "few_stop_words", score, null);
                }
                return Verdict.keep(d, score, "fine");
              });
      Ledger.Account total = job.ledger().total();
      long dropped = total.in.documents - total.kept.documents;
      Summary summary = job.summary();
      summary.figure("dropped", dropped, Format.COUNT, "of " + total.in.documents);
      summary.figure("dropped text", total.in.bytes - total.kept.bytes, Format.BYTES);
      summary.figure("share dropped", (double) dropped / total.in.documents, Format.SHARE);
      summary.warning("no stop words for 'xx': the rule was skipped for 12 documents");
      Summary.Table table =
          Summary.table(
              "rules",
              "What each rule saw",
              "As configured.",
              "rule",
              Format.TEXT,
              "seen",
              Format.COUNT,
              "mean",
              Format.NUMBER,
              "share",
              Format.SHARE,
              "time",
              Format.SECONDS);
      Summary.row(table, "length <b>", 17597, 3.14159, 0.0123, 1.25);
      Summary.row(table, "repetition", 16930, 0.00004, 0.5, 61.0);
      Summary.row(table, "symbols", null, 12345.6, 1.0, 7300);
      summary.add(table);
      summary.add(
          new Summary.Examples(
              "dropped",
              "Documents that were dropped",
              "Drawn at random.",
              List.of(
                  new Summary.Group(
                      "too_short",
                      "shorter than 50 words",
                      List.of(
                          new Summary.Example("toy/lines.txt#9", "fr", HOSTILE, "3 words"),
                          new Summary.Example(
                              "toy/lines.txt#18", "ar", "مرحبا بالعالم", "2 words"))),
                  new Summary.Group(
                      "repeated_lines",
                      "",
                      List.of(
                          new Summary.Example(
                              "toy/lines.txt#13", "en", "a\na\na\na", "80% repeated"))))));
      summary.add(
          new Summary.Estimates(
              "agreement",
              "Agreement of two detectors",
              "Bootstrap, 2,000 draws.",
              List.of(
                  new Summary.Named(
                      "fr", Estimate.of(0.991, 400, new Interval(0.981, 0.997, 0.95, "wilson"))),
                  new Summary.Named(
                      "ro", Estimate.of(0.952, 60, new Interval(0.871, 0.987, 0.95, "wilson"))),
                  new Summary.Named("all", Estimate.count(0.985, 17597)),
                  new Summary.Named("none", Estimate.undefined(0)))));
    }
  }

  @Method(
      name = "toy.edit",
      about = "Keeps the first letters.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.CORPUS)
  record EditStep(
      @Setting(value = "how many", or = "40") int letters,
      @Setting(value = "buffer", or = "1 MiB") ByteSize buffer)
      implements Step {
    @Override
    public void run(Job job) {
      job.edit(
          shard -> d -> d.withText(d.text().substring(0, Math.min(letters, d.text().length()))));
    }
  }

  @Method(
      name = "toy.mix",
      about = "Evens out.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.MIXTURE)
  record MixStep() implements Step {
    @Override
    public void run(Job job) {
      var bytes = job.corpus().inventory().bytes();
      Map<String, Double> before = new LinkedHashMap<>();
      Map<String, Double> after = new LinkedHashMap<>();
      List<Object> x = new ArrayList<>();
      for (int i = 0; i <= 20; i++) {
        x.add(i * 50);
      }
      List<Summary.Line> lines = new ArrayList<>();
      double flat = 0;
      for (String name : bytes.names()) {
        flat += Math.pow(bytes.get(name), 0.2);
      }
      List<Object> names = new ArrayList<>(bytes.names());
      List<Double> epochs = new ArrayList<>();
      for (String name : bytes.names()) {
        double natural = (double) bytes.get(name) / bytes.total();
        double even = Math.pow(bytes.get(name), 0.2) / flat;
        before.put(name, (double) bytes.get(name));
        after.put(name, even * bytes.total());
        List<Double> y = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
          y.add(i < 12 ? even : natural);
        }
        lines.add(new Summary.Line(name, y));
        epochs.add(even / natural);
      }
      job.summary().figure("budget", 20_000_000, Format.COUNT, "tokens");
      job.summary()
          .add(
              new Summary.Balance(
                  "shares",
                  "Share of training bytes",
                  "bytes",
                  before,
                  after,
                  "natural",
                  "balanced"));
      job.summary()
          .add(
              new Summary.Chart(
                  "schedule",
                  "Proportions over training",
                  "Temperature 5 until step 600, then natural.",
                  Summary.Shape.STACKED_AREA,
                  "training step",
                  x,
                  "share",
                  Format.SHARE,
                  lines));
      job.summary()
          .add(
              new Summary.Chart(
                  "tau",
                  "Temperature",
                  "",
                  Summary.Shape.STEP,
                  "training step",
                  x,
                  "tau",
                  Format.NUMBER,
                  List.of(
                      new Summary.Line(
                          "tau", lines.get(0).y().stream().map(v -> v * 100).toList()))));
      job.summary()
          .add(
              new Summary.Chart(
                  "epochs",
                  "Epochs per domain",
                  "",
                  Summary.Shape.BAR,
                  "domain",
                  names,
                  "epochs",
                  Format.NUMBER,
                  List.of(new Summary.Line("epochs", epochs))));
      job.file("mixture.json", "{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Method(
      name = "toy.shards",
      about = "Writes shards.",
      takes = {ArtifactKind.CORPUS, ArtifactKind.MIXTURE},
      makes = ArtifactKind.TOKENS)
  record ShardStep() implements Step {
    @Override
    public void run(Job job) {
      job.summary().figure("tokens", 1_234_567, Format.COUNT);
      job.summary().figure("bytes per token, worst", 2.31, Format.NUMBER, "el");
      List<Object> names = List.of("el", "fr", "en");
      job.summary()
          .add(
              new Summary.Chart(
                  "bpt",
                  "Bytes per token",
                  "Natural against balanced vocabulary.",
                  Summary.Shape.BAR,
                  "language",
                  names,
                  "bytes per token",
                  Format.NUMBER,
                  List.of(
                      new Summary.Line("natural", List.of(2.31, 4.6, 4.8)),
                      new Summary.Line("balanced", List.of(3.4, 4.2, 4.3)))));
      job.summary()
          .add(
              new Summary.Chart(
                  "kinds",
                  "Tokens by kind",
                  "",
                  Summary.Shape.STACKED_BAR,
                  "language",
                  names,
                  "tokens",
                  Format.COUNT,
                  List.of(
                      new Summary.Line("words", List.of(120.0, 800.0, 900.0)),
                      new Summary.Line("bytes", List.of(300.0, 20.0, 4.0)))));
      job.summary()
          .add(
              new Summary.Chart(
                  "loss",
                  "Fertility by size",
                  "",
                  Summary.Shape.LINE,
                  "vocabulary",
                  List.of(1000, 2000, 4000, 8000, 16000),
                  "tokens per word",
                  Format.NUMBER,
                  List.of(
                      new Summary.Line("el", java.util.Arrays.asList(6.1, 5.0, null, 3.0, 2.4)),
                      new Summary.Line("en", List.of(3.1, 2.3, 1.9, 1.6, 1.4)))));
      job.file("order.idx", new byte[] {1, 2, 3});
    }
  }

  @Method(name = "toy.fail", about = "Fails.", makes = ArtifactKind.TABLE)
  record FailStep(@Setting(value = "how: work or defect", or = "work") String how) implements Step {
    @Override
    public void run(Job job) {
      if (how.equals("work")) {
        throw new WorkException("the disk is full. Free some space and run the same command again");
      }
      throw new IllegalStateException("a bug");
    }
  }
}
