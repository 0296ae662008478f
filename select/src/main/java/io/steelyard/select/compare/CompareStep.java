package io.steelyard.select.compare;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.corpus.read.ReadSource;
import io.steelyard.corpus.read.SourceDocuments;
import io.steelyard.select.pool.TargetLanguage;
import io.steelyard.select.pool.Targets;
import io.steelyard.select.pool.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The recipe's {@code select.compare}: what several methods would select, side by side, at the same
 * amount. Selects nothing itself. Part of the target is held out from all of them; a character
 * model trained on each selection then says how well it prepares for that part.
 *
 * <pre>
 * - select.compare: {target: data/wanted.jsonl, budget: 20M tokens, gold: [perl]}
 * </pre>
 */
@Method(
    name = "select.compare",
    about = "Compares what several selection methods would keep, at the same amount.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.VOCABULARY,
    makes = ArtifactKind.TABLE)
public record CompareStep(
    @Setting("examples of what is wanted: files, or sources as in corpus.read")
        List<ReadSource> target,
    @Setting(value = "how much each keeps: 5000 documents, 20M tokens or 2G bytes", or = "")
        Optional<Amount> budget,
    @Setting(value = "or which share of the documents", or = "") Optional<Share> share,
    @Setting(value = "methods to compare", or = "[zip-fit, zip-fit-zstd, dsir, stratified, random]")
        List<Compared> methods,
    @Setting(value = "domains that are what is wanted, for precision", or = "") List<String> gold,
    @Setting(value = "share of the target's texts that no method sees", or = "25%") Share heldOut,
    @Setting(value = "fewest words of a document that dsir can select", or = "100") int minWords)
    implements Step {
  static final String FILE = "comparison.json";

  public CompareStep {
    new Wanted(budget, share, Optional.empty());
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("methods: name at least one");
    }
    if (heldOut.value() <= 0 || heldOut.value() >= 1) {
      throw new IllegalArgumentException("held-out must be between 0% and 100%");
    }
    if (minWords < 0) {
      throw new IllegalArgumentException("min-words must be 0 or more, was " + minWords);
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return SourceDocuments.locations(base, target);
  }

  @Override
  public void run(Job job) throws IOException {
    Targets all = Targets.read(job.base(), target, false);
    List<String> aim = new ArrayList<>();
    List<String> held = new ArrayList<>();
    long key = Draws.key(job.seed(), Purpose.SPLIT, "select.compare");
    for (String text : all.texts()) {
      boolean out = Draws.unit(Draws.mix(key, Draws.hash(text))) < heldOut.value();
      (out ? held : aim).add(text);
    }
    if (aim.isEmpty() || held.isEmpty()) {
      throw new RequestException(
          "target: of "
              + all.size()
              + " texts "
              + held.size()
              + " are held out, which leaves "
              + aim.size()
              + " to aim at; give more texts, or another share with held-out");
    }
    Comparison comparison =
        new Comparison(
            job,
            new Wanted(budget, share, Optional.empty()),
            new Targets(Map.of(Targets.ONE, aim), all.blank()),
            held,
            minWords);
    List<Comparison.Row> rows = new ArrayList<>();
    for (Compared method : methods) {
      rows.add(comparison.run(method, gold));
    }
    ComparisonTables tables = new ComparisonTables(rows, comparison.pool(), gold, job.seed());
    job.file(FILE, Json.pretty(tables.json()));
    tables.describe(job.summary(), held.size(), aim.size());
    TargetLanguage.warn(job, all);
    comparison.close();
  }
}
