package io.steelyard.select.compare;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.stats.WittenBell;
import io.steelyard.core.step.Job;
import io.steelyard.select.dsir.Dsir;
import io.steelyard.select.dsir.DsirPass;
import io.steelyard.select.dsir.NgramCounts;
import io.steelyard.select.pool.Pool;
import io.steelyard.select.pool.Ranking;
import io.steelyard.select.pool.Selection;
import io.steelyard.select.pool.ShardScores;
import io.steelyard.select.pool.State;
import io.steelyard.select.pool.TargetCopies;
import io.steelyard.select.pool.Targets;
import io.steelyard.select.pool.Wanted;
import io.steelyard.select.sample.RandomStep;
import io.steelyard.select.sample.Strata;
import io.steelyard.select.zipfit.Codec;
import io.steelyard.select.zipfit.ZipFit;
import io.steelyard.select.zipfit.ZipFitSettings;
import io.steelyard.select.zipfit.ZipFitStep;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs methods over one pool with the same target and amount, and measures what they select. */
final class Comparison {
  /** Longest context of the character model. */
  private static final int ORDER = 5;

  /** Text of a selection that the model is trained on; of more, a part drawn by document. */
  private static final long MODEL_BYTES = 16L << 20;

  private final Job job;
  private final Wanted wanted;
  private final Targets targets;
  private final List<int[]> held = new ArrayList<>();
  private final int minWords;
  private final List<Pool> pools = new ArrayList<>();

  /**
   * What one method did.
   *
   * @param bits that the model needs for each held-out text
   * @param characters of each held-out text
   * @param seconds of the processor; NaN where other machines did the work
   */
  record Row(
      Compared method,
      Selection selection,
      long documents,
      long bytes,
      long goldDocuments,
      Map<String, Long> domains,
      double[] bits,
      double[] characters,
      double seconds) {
    double bitsPerCharacter() {
      double sum = 0;
      double n = 0;
      for (int i = 0; i < bits.length; i++) {
        sum += bits[i];
        n += characters[i];
      }
      return sum / n;
    }
  }

  Comparison(Job job, Wanted wanted, Targets targets, List<String> heldOut, int minWords) {
    this.job = job;
    this.wanted = wanted;
    this.targets = targets;
    this.minWords = minWords;
    heldOut.forEach(text -> held.add(WittenBell.characters(text)));
  }

  /** A pool of those that were made: all have the same documents in the same places. */
  Pool pool() {
    return pools.get(0);
  }

  Row run(Compared method, List<String> gold) throws IOException {
    Pool pool =
        new Pool(
            job,
            "scores-" + method.word(),
            wanted,
            new TargetCopies(targets.texts(), TargetCopies.Exclude.COPIES),
            method.word());
    pools.add(pool);
    long before = processorTime();
    Selection selection = select(method, pool);
    double seconds = job.isLocal() ? (processorTime() - before) / 1e9 : Double.NaN;
    Map<String, Long> domains = new TreeMap<>();
    long bytes = 0;
    long inGold = 0;
    for (int shard = 0; shard < pool.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      for (int i = 0; i < scores.size(); i++) {
        if (selection.target(shard, i) >= 0) {
          domains.merge(scores.domain(i), 1L, Long::sum);
          bytes += scores.bytes(i);
          inGold += gold.contains(scores.domain(i)) ? 1 : 0;
        }
      }
    }
    WittenBell model = train(pool, selection, bytes);
    double[] bits = new double[held.size()];
    double[] characters = new double[held.size()];
    for (int t = 0; t < bits.length; t++) {
      bits[t] = model.bits(held.get(t));
      characters[t] = held.get(t).length;
    }
    return new Row(
        method,
        selection,
        selection.documents(),
        bytes,
        inGold,
        domains,
        bits,
        characters,
        seconds);
  }

  private Selection select(Compared method, Pool pool) throws IOException {
    return switch (method) {
      case ZIP_FIT -> zipFit(pool, Codec.DEFLATE);
      case ZIP_FIT_ZSTD -> zipFit(pool, Codec.ZSTD);
      case DSIR -> dsir(pool);
      case STRATIFIED -> {
        pool.score("drawing", 0, shard -> (document, scores) -> State.POOL);
        Strata strata = new Strata(pool, true, true);
        yield Selection.within(
            pool,
            strata.numbers(),
            RandomStep.draw(job.seed(), "select.stratified"),
            units -> strata.split(units, Strata.Shares.NATURAL));
      }
      case RANDOM -> {
        pool.score("drawing", 0, shard -> (document, scores) -> State.POOL);
        yield one(pool, RandomStep.draw(job.seed(), "select.random"));
      }
    };
  }

  private static Selection one(Pool pool, Ranking ranking) {
    return Selection.of(pool, new Ranking[] {ranking}, new double[] {1});
  }

  private Selection zipFit(Pool pool, Codec codec) {
    ZipFit zipFit = new ZipFit(targets, ZipFitSettings.of(codec));
    pool.score("comparing", ZipFitStep.columns(zipFit), shard -> ZipFitStep.scorer(zipFit));
    return one(pool, Ranking.column(0));
  }

  private Selection dsir(Pool pool) {
    DsirPass pass = DsirPass.standard(minWords);
    NgramCounts raw = pass.count(job, pool);
    Dsir model = new Dsir(pass.count(targets.texts()), raw, 0);
    pool.score("weighing", 2, shard -> pass.scorer(List.of(model)));
    return one(pool, DsirPass.drawn(job.seed(), Ranking.column(0), 0));
  }

  private WittenBell train(Pool pool, Selection selection, long bytes) throws IOException {
    WittenBell model = new WittenBell(ORDER, WittenBell.CHARACTERS);
    CorpusView view = job.corpus();
    for (int shard = 0; shard < view.shards(); shard++) {
      ShardScores scores = pool.read(shard);
      try (CloseableIterator<Document> documents = view.read(shard)) {
        for (int i = 0; documents.hasNext(); i++) {
          Document document = documents.next();
          boolean taken =
              selection.target(shard, i) >= 0
                  && (bytes <= MODEL_BYTES
                      || Draws.unit(Draws.sm(scores.id(i))) < (double) MODEL_BYTES / bytes);
          if (taken) {
            model.add(WittenBell.characters(document.text()));
          }
        }
      }
    }
    return model;
  }

  /** Of the whole program, so of all threads. */
  private static long processorTime() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : System.nanoTime();
  }

  void close() {
    pools.forEach(Pool::close);
  }
}
