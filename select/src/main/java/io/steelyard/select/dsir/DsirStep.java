package io.steelyard.select.dsir;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.corpus.read.ReadSource;
import io.steelyard.corpus.read.SourceDocuments;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.Ranking;
import io.steelyard.select.pool.Selection;
import io.steelyard.select.pool.SelectionSummary;
import io.steelyard.select.pool.ShardScores;
import io.steelyard.select.pool.TargetCopies;
import io.steelyard.select.pool.TargetLanguage;
import io.steelyard.select.pool.TargetShares;
import io.steelyard.select.pool.Targets;
import io.steelyard.select.pool.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recipe's {@code select.dsir}: keeps documents drawn by importance, so that the words and
 * pairs of words of the selection are spread as those of the target.
 *
 * <pre>
 * - select.dsir: {target: data/wanted.jsonl, budget: 20M tokens}
 * </pre>
 */
@Method(
    name = "select.dsir",
    about = "Keeps documents drawn by importance weights of hashed n-grams.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.VERDICTS,
    source = "DSIR, https://arxiv.org/abs/2302.03169")
public record DsirStep(
    @Setting("examples of what is wanted: files, or sources as in corpus.read")
        List<ReadSource> target,
    @Setting(value = "how much to keep: 5000 documents, 20M tokens or 2G bytes", or = "")
        Optional<Amount> budget,
    @Setting(value = "or which share of the documents to keep", or = "") Optional<Share> share,
    @Setting(value = "or the score above which to keep", or = "") Optional<Double> above,
    @Setting(value = "longest n-gram, in words", or = "2") int ngrams,
    @Setting(value = "buckets that n-grams are hashed to", or = "10k") int buckets,
    @Setting(value = "sha256 (as published) or xxhash64 (faster, other buckets)", or = "sha256")
        HashedNgrams.Hash hash,
    @Setting(value = "fewest words of a document that can be selected", or = "100") int minWords,
    @Setting(value = "added to each count of the target", or = "0") double laplace,
    @Setting(
            value =
                "n-grams of the pool that its distribution is taken from, 0 for all; default:"
                    + " 100,000 for each bucket",
            or = "")
        Optional<Long> fit,
    @Setting(value = "take the highest weights instead of drawing by them", or = "false")
        boolean topK,
    @Setting(value = "divides the log-weights before the draw (an extension)", or = "1")
        double temperature,
    @Setting(value = "divide log-weights by the number of words (an extension)", or = "false")
        boolean perToken,
    @Setting(
            value = "whether each domain of the target is a target of its own, with its own share",
            or = "false")
        boolean separateTargets,
    @Setting(value = "shares of separate targets; default: by their n-grams", or = "")
        Map<String, Double> shares,
    @Setting(
            value =
                "what is no part of the pool: nothing, copies of target texts, or overlaps too (a"
                    + " run of 13 words)",
            or = "copies")
        TargetCopies.Exclude exclude)
    implements Step {
  private static final int MOST_NGRAM = 8;

  public DsirStep {
    new Wanted(budget, share, above);
    if (ngrams < 1 || ngrams > MOST_NGRAM) {
      throw new IllegalArgumentException("ngrams must be 1 to 8, was " + ngrams);
    }
    if (buckets < 1 || buckets > 1 << 24) {
      throw new IllegalArgumentException("buckets must be 1 to 16,777,216, was " + buckets);
    }
    if (minWords < 0) {
      throw new IllegalArgumentException("min-words must be 0 or more, was " + minWords);
    }
    if (!(laplace >= 0) || Double.isInfinite(laplace)) {
      throw new IllegalArgumentException("laplace must be 0 or more, was " + laplace);
    }
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature must be above 0, was " + temperature);
    }
    if (fit.isPresent() && fit.get() < 0) {
      throw new IllegalArgumentException("fit must be 0 or more, was " + fit.get());
    }
    TargetShares.check(shares, separateTargets);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return SourceDocuments.locations(base, target);
  }

  @Override
  public void run(Job job) throws IOException {
    Targets targets = Targets.read(job.base(), target, separateTargets);
    Pool pool =
        new Pool(
            job,
            new Wanted(budget, share, above),
            new TargetCopies(targets.texts(), exclude),
            "dsir");
    DsirPass pass =
        new DsirPass(ngrams, buckets, hash, minWords, fit.orElse(DsirPass.FIT_BY_BUCKET * buckets));
    NgramCounts raw = pass.count(job, pool);
    List<Dsir> models = new ArrayList<>();
    double[] masses = new double[targets.names().size()];
    for (String name : targets.names()) {
      NgramCounts counts = pass.count(targets.groups().get(name));
      masses[models.size()] = counts.total();
      models.add(new Dsir(counts, raw, laplace));
    }
    int groups = models.size();
    pool.score("weighing", groups + 1, shard -> pass.scorer(models));
    Ranking[] rankings = new Ranking[groups];
    for (int g = 0; g < groups; g++) {
      rankings[g] = ranking(job.seed(), g, groups);
    }
    Selection selection =
        Selection.of(pool, rankings, TargetShares.of(shares, targets.names(), masses));
    List<String> names = targets.names();
    selection.judge(
        job,
        List.of(
            Column.number("log_weight", "log of the importance weight, in nats"),
            Column.number("rank_score", "what the document was ranked by, noise included"),
            Column.text("aligned_with", "the target that took it, or that it is most like"),
            Column.count("words", "words of the document, as the n-grams have them")),
        (scores, i, taken) -> {
          int g = taken >= 0 ? taken : best(scores, i, groups);
          return new Object[] {
            scores.score(i, g),
            rankings[g].of(scores, i),
            names.get(g),
            (long) scores.score(i, groups)
          };
        });
    new SelectionSummary(pool, selection, (s, i) -> s.score(i, best(s, i, groups)), "log-weight")
        .describe();
    job.summary()
        .figure("target texts", targets.size(), Format.COUNT, String.join(", ", targets.names()))
        .figure("n-grams of the pool that were counted", raw.total(), Format.COUNT);
    if (targets.blank() > 0) {
      job.summary()
          .warning(targets.blank() + " texts of the target are white space and were left out");
    }
    if (targets.isSeparate()) {
      job.summary().add(TargetShares.table(targets.names(), selection));
    }
    TargetLanguage.warn(job, targets);
    pool.close();
  }

  private Ranking ranking(long seed, int group, int groups) {
    Ranking weight =
        (scores, i) -> {
          double nats = scores.score(i, group) / temperature;
          return perToken ? nats / Math.max(1, scores.score(i, groups)) : nats;
        };
    return topK ? weight : DsirPass.drawn(seed, weight, group);
  }

  private static int best(ShardScores scores, int i, int groups) {
    int best = 0;
    for (int g = 1; g < groups; g++) {
      best = scores.score(i, g) > scores.score(i, best) ? g : best;
    }
    return best;
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(2 * forecast.bytes(), 25e6); // text bytes a second and core, as in bench/run dsir
    new Wanted(budget, share, above).foresee(forecast);
  }
}
