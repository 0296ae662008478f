package io.steelyard.select.zipfit;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.corpus.read.ReadSource;
import io.steelyard.corpus.read.SourceDocuments;
import io.steelyard.select.pool.Chosen;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.Ranking;
import io.steelyard.select.pool.Scorer;
import io.steelyard.select.pool.Selection;
import io.steelyard.select.pool.SelectionSummary;
import io.steelyard.select.pool.ShardScores;
import io.steelyard.select.pool.State;
import io.steelyard.select.pool.TargetCopies;
import io.steelyard.select.pool.TargetLanguage;
import io.steelyard.select.pool.TargetShares;
import io.steelyard.select.pool.Targets;
import io.steelyard.select.pool.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recipe's {@code select.zip-fit}: keeps the documents that compress best together with
 * examples of what is wanted.
 *
 * <pre>
 * - select.zip-fit: {target: data/wanted.jsonl, budget: 20M tokens}
 * </pre>
 */
@Method(
    name = "select.zip-fit",
    about = "Keeps the documents that compress best together with examples of what is wanted.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.VERDICTS,
    source = "ZIP-FIT, https://arxiv.org/abs/2410.18194")
public record ZipFitStep(
    @Setting("examples of what is wanted: files, or sources as in corpus.read")
        List<ReadSource> target,
    @Setting(value = "how much to keep: 5000 documents, 20M tokens or 2G bytes", or = "")
        Optional<Amount> budget,
    @Setting(value = "or which share of the documents to keep", or = "") Optional<Share> share,
    @Setting(value = "or the score above which to keep (the paper: 0.1 to 0.3)", or = "")
        Optional<Double> above,
    @Setting(
            value =
                "deflate; gzip (the paper's, whose header draws short texts together); zstd (with a"
                    + " dictionary trained on the target: one compression a document, fast)",
            or = "deflate")
        Codec codec,
    @Setting(value = "level of the codec; default: 6, for zstd 3", or = "") Optional<Integer> level,
    @Setting(value = "bytes of a text that are looked at, at most 32 KiB", or = "16 KiB")
        ByteSize maxBytes,
    @Setting(value = "compress each pair in both orders, at twice the cost", or = "false")
        boolean symmetric,
    @Setting(
            value =
                "alignment (the paper's; likes documents as long as the examples), z-score"
                    + " (alignment among documents of like length) or containment (of the shorter"
                    + " text in the longer; likes short documents)",
            or = "alignment")
        Score score,
    @Setting(
            value = "whether each domain of the target is a target of its own, with its own share",
            or = "false")
        boolean separateTargets,
    @Setting(value = "shares of separate targets in the budget; default: equal", or = "")
        Map<String, Double> shares,
    @Setting(
            value =
                "what is no part of the pool: nothing, copies of target texts, or overlaps too (a"
                    + " run of 13 words)",
            or = "copies")
        TargetCopies.Exclude exclude)
    implements Step {

  /** By what documents are ranked. */
  public enum Score {
    ALIGNMENT,
    CONTAINMENT,
    Z_SCORE
  }

  /** Below this agreement of two halves of the target the ranking is said to rest on too few. */
  private static final double AGREEMENT = 0.6;

  public ZipFitStep {
    wanted(budget, share, above);
    settings(codec, level, maxBytes, symmetric);
    TargetShares.check(shares, separateTargets);
    if (score == Score.CONTAINMENT && codec == Codec.ZSTD) {
      throw new IllegalArgumentException(
          "score: zstd has no containment, its score does not depend on the targets' lengths; use"
              + " alignment or z-score");
    }
  }

  private static Wanted wanted(
      Optional<Amount> budget, Optional<Share> share, Optional<Double> above) {
    return new Wanted(budget, share, above);
  }

  private static ZipFitSettings settings(
      Codec codec, Optional<Integer> level, ByteSize maxBytes, boolean symmetric) {
    return new ZipFitSettings(
        codec,
        level.orElse(codec.defaultLevel()),
        (int) Math.min(Integer.MAX_VALUE, maxBytes.bytes()),
        symmetric);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return SourceDocuments.locations(base, target);
  }

  @Override
  public void run(Job job) throws IOException {
    ZipFitSettings settings = settings(codec, level, maxBytes, symmetric);
    Targets targets = Targets.read(job.base(), target, separateTargets);
    ZipFit zipFit = new ZipFit(targets, settings);
    String signature = ZipFit.signature(settings);
    Pool pool =
        new Pool(
            job,
            wanted(budget, share, above),
            new TargetCopies(targets.texts(), exclude),
            signature);
    Layout columns = new Layout(zipFit.groups());
    pool.score("comparing", columns.width(), shard -> scorer(zipFit));
    Ranking[] rankings = new Ranking[zipFit.groups()];
    for (int g = 0; g < rankings.length; g++) {
      rankings[g] = ranking(pool, columns, g);
    }
    Selection selection =
        Selection.of(pool, rankings, TargetShares.of(shares, targets.names(), null));
    List<String> names = targets.names();
    selection.judge(
        job,
        List.of(
            Column.number("alignment", "1 - mean NCD with the target's texts"),
            Column.number("containment", "mean share of the shorter text that the other spares"),
            Column.number("rank_score", "what the document was ranked by"),
            Column.text("aligned_with", "the target that took it, or that it is most like"),
            Column.count("compressed_bytes", "compressed length of what was looked at"),
            Column.flag("clipped", "whether it is longer than what was looked at")),
        (scores, i, taken) -> {
          int g = taken >= 0 ? taken : best(rankings, scores, i);
          double containment = scores.score(i, columns.containment(g));
          return new Object[] {
            scores.score(i, columns.alignment(g)),
            Double.isNaN(containment) ? null : (Double) containment,
            rankings[g].of(scores, i),
            names.get(g),
            (long) scores.score(i, columns.compressed()),
            scores.score(i, columns.clipped()) != 0
          };
        });
    new SelectionSummary(
            pool,
            selection,
            (scores, i) -> rankings[best(rankings, scores, i)].of(scores, i),
            score.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
        .describe();
    summarise(job, pool, selection, targets, zipFit, columns, signature);
    TargetLanguage.warn(job, targets);
    pool.close();
  }

  /** Scores by likeness to the target; where there is one target, column 0 is the alignment. */
  public static Scorer scorer(ZipFit zipFit) {
    Layout columns = new Layout(zipFit.groups());
    ZipFit.Worker worker = zipFit.worker();
    return new Scorer() {
      @Override
      public State score(Document document, double[] scores) {
        worker.score(document.text());
        for (int g = 0; g < columns.groups(); g++) {
          scores[columns.alignment(g)] = worker.alignment(g);
          scores[columns.containment(g)] = worker.containment(g);
        }
        scores[columns.half(0)] = worker.half(0);
        scores[columns.half(1)] = worker.half(1);
        scores[columns.compressed()] = worker.compressed();
        scores[columns.clipped()] = worker.clipped() ? 1 : 0;
        return State.POOL;
      }

      @Override
      public void close() {
        worker.close();
      }
    };
  }

  /** Scores of {@link #scorer} for each document. */
  public static int columns(ZipFit zipFit) {
    return new Layout(zipFit.groups()).width();
  }

  /** Where the scores of a document stand. */
  private record Layout(int groups) {
    int alignment(int group) {
      return group;
    }

    int containment(int group) {
      return groups + group;
    }

    int half(int which) {
      return 2 * groups + which;
    }

    int compressed() {
      return 2 * groups + 2;
    }

    int clipped() {
      return 2 * groups + 3;
    }

    int width() {
      return 2 * groups + 4;
    }
  }

  private Ranking ranking(Pool pool, Layout columns, int group) {
    return switch (score) {
      case ALIGNMENT -> Ranking.column(columns.alignment(group));
      case CONTAINMENT -> Ranking.column(columns.containment(group));
      case Z_SCORE -> new LengthBins(pool, columns.alignment(group));
    };
  }

  private static int best(Ranking[] rankings, ShardScores scores, int i) {
    int best = 0;
    for (int g = 1; g < rankings.length; g++) {
      best = rankings[g].of(scores, i) > rankings[best].of(scores, i) ? g : best;
    }
    return best;
  }

  private void summarise(
      Job job,
      Pool pool,
      Selection selection,
      Targets targets,
      ZipFit zipFit,
      Layout columns,
      String signature) {
    Summary summary = job.summary();
    summary
        .figure("target texts", zipFit.size(), Format.COUNT, String.join(", ", targets.names()))
        .figure("codec", signature, Format.TEXT, zipFit.trained() ? "" : "dictionary not trained");
    clips(pool, zipFit, columns, summary);
    if (targets.blank() > 0) {
      summary.warning(targets.blank() + " texts of the target are white space and were left out");
    }
    if (targets.isSeparate()) {
      summary.add(TargetShares.table(targets.names(), selection));
    }
    if (zipFit.hasHalves() && selection.documents() > 0) {
      agreement(pool, selection, zipFit, columns, summary);
    } else if (zipFit.size() == 1) {
      summary.warning("the target is one text: the ranking follows its accidents; give dozens");
    }
  }

  private void clips(Pool pool, ZipFit zipFit, Layout columns, Summary summary) {
    long clipped = 0;
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        clipped += scores.score(i, columns.clipped()) != 0 ? 1 : 0;
      }
    }
    summary.figure(
        "documents clipped",
        clipped,
        Format.COUNT,
        "to " + maxBytes.bytes() + " bytes; and " + zipFit.clippedTargets() + " target texts");
  }

  /** Ranks by either half of the target: where they hardly agree, the target is too small. */
  private static void agreement(
      Pool pool, Selection selection, ZipFit zipFit, Layout columns, Summary summary) {
    Chosen even = Chosen.first(pool, Ranking.column(columns.half(0)), selection.units());
    Chosen odd = Chosen.first(pool, Ranking.column(columns.half(1)), selection.units());
    long smaller = Math.min(even.documents(), odd.documents());
    if (smaller == 0) {
      return;
    }
    double agreement = (double) even.common(odd) / smaller;
    summary.figure(
        "agreement of two halves of the target",
        agreement,
        Format.SHARE,
        "share of the selection that both choose");
    if (agreement < AGREEMENT) {
      summary.warning(
          String.format(
              java.util.Locale.ROOT,
              "two halves of the %d target texts agree on %.0f%% of the selection only: the target"
                  + " is too small or too mixed for so large a selection; give more examples, or"
                  + " separate targets",
              zipFit.size(),
              100 * agreement));
    }
  }

  @Override
  public void foresee(Forecast forecast) {
    int texts = Targets.read(forecast.base(), target, separateTargets).size();
    // Pairs and documents a second and core, as in bench/run zip-fit.
    forecast.work(
        codec == Codec.ZSTD ? forecast.documents() : forecast.documents() * texts,
        codec == Codec.ZSTD ? 20_000 : 60_000);
    wanted(budget, share, above).foresee(forecast);
  }
}
