package io.steelyard.select.sample;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
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

/** The recipe's {@code select.random}: keeps documents drawn without regard to what they say. */
@Method(
    name = "select.random",
    about = "Keeps documents drawn at random: what every other selection has to beat.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.VERDICTS)
public record RandomStep(
    @Setting(value = "how much to keep: 5000 documents, 20M tokens or 2G bytes", or = "")
        Optional<Amount> budget,
    @Setting(value = "or which share of the documents to keep", or = "") Optional<Share> share)
    implements Step {

  public RandomStep {
    new Wanted(budget, share, Optional.empty());
  }

  /** A rank in [0, 1) from the document's id alone. */
  public static Ranking draw(long seed, String method) {
    long key = Draws.key(seed, Purpose.SELECT, method);
    return (scores, i) -> Draws.unit(Draws.mix(key, scores.id(i)));
  }

  @Override
  public void run(Job job) throws IOException {
    Pool pool =
        new Pool(
            job,
            new Wanted(budget, share, Optional.empty()),
            new TargetCopies(List.of(), TargetCopies.Exclude.NOTHING),
            "random");
    pool.score("drawing", 0, shard -> (document, scores) -> State.POOL);
    Ranking ranking = draw(job.seed(), "select.random");
    Selection selection = Selection.of(pool, new Ranking[] {ranking}, new double[] {1});
    selection.judge(
        job,
        List.of(Column.number("draw", "uniform in [0, 1); the highest are kept")),
        (scores, i, taken) -> new Object[] {ranking.of(scores, i)});
    new SelectionSummary(pool, selection, ranking, "draw").describe();
    pool.close();
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.bytes(), 100e6);
    new Wanted(budget, share, Optional.empty()).foresee(forecast);
  }
}
