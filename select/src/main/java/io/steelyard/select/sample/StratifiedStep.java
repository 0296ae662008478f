package io.steelyard.select.sample;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.Ranking;
import io.steelyard.select.pool.Selection;
import io.steelyard.select.pool.SelectionSummary;
import io.steelyard.select.pool.State;
import io.steelyard.select.pool.TargetCopies;
import io.steelyard.select.pool.Wanted;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The recipe's {@code select.stratified}: keeps documents drawn at random within domains and
 * lengths, in the pool's shares or in equal ones.
 */
@Method(
    name = "select.stratified",
    about = "Keeps documents drawn at random within each domain and length.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.VERDICTS)
public record StratifiedStep(
    @Setting(value = "how much to keep: 5000 documents, 20M tokens or 2G bytes", or = "")
        Optional<Amount> budget,
    @Setting(value = "or which share of the documents to keep", or = "") Optional<Share> share,
    @Setting(
            value = "what cuts the pool: domain, length (by octaves of bytes)",
            or = "[domain, length]")
        List<Cut> by,
    @Setting(
            value = "natural (the pool's shares) or equal (as far as each has so much)",
            or = "natural")
        Strata.Shares shares)
    implements Step {
  /** What cuts the pool into strata. */
  public enum Cut {
    DOMAIN,
    LENGTH
  }

  /** Strata shown on the page. */
  private static final int SHOWN = 50;

  public StratifiedStep {
    new Wanted(budget, share, Optional.empty());
    if (by.isEmpty()) {
      throw new IllegalArgumentException("by: name domain, length or both");
    }
  }

  @Override
  public void run(Job job) throws IOException {
    Pool pool =
        new Pool(
            job,
            new Wanted(budget, share, Optional.empty()),
            new TargetCopies(List.of(), TargetCopies.Exclude.NOTHING),
            "stratified");
    pool.score("drawing", 0, shard -> (document, scores) -> State.POOL);
    Strata strata = new Strata(pool, by.contains(Cut.DOMAIN), by.contains(Cut.LENGTH));
    Ranking draw = RandomStep.draw(job.seed(), "select.stratified");
    String[] names = strata.names();
    Selection selection =
        Selection.within(pool, strata.numbers(), draw, most -> strata.split(most, shares));
    selection.judge(
        job,
        List.of(
            Column.number("draw", "uniform in [0, 1); the highest of each stratum are kept"),
            Column.text("stratum", "domain and length")),
        (scores, i, taken) -> new Object[] {draw.of(scores, i), strata.of(scores, i)});
    new SelectionSummary(pool, selection, draw, "draw").describe();
    Summary.Table table =
        Summary.table(
            "strata",
            "Strata",
            names.length > SHOWN ? "the first " + SHOWN + " of " + names.length : "",
            "stratum",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "selected",
            Format.COUNT);
    for (int s = 0; s < Math.min(SHOWN, names.length); s++) {
      Summary.row(table, names[s], strata.sizes().get(names[s])[0], selection.of(s).documents());
    }
    job.summary().figure("strata", names.length, Format.COUNT).add(table);
    pool.close();
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.bytes(), 100e6);
    new Wanted(budget, share, Optional.empty()).foresee(forecast);
  }
}
