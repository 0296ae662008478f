package io.steelyard.core.step;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.artifact.VerdictShardWriter;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.LocalEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What a step has while it runs: its inputs, its seed, its folder, its helpers. Output shards that
 * an earlier, killed run finished are kept and skipped; a step sees no difference.
 */
public final class Job implements AutoCloseable {
  /**
   * What the step was given; made by the recipe runner.
   *
   * @param recipe the recipe as written, for reports; empty for a step by hand
   */
  public record Inputs(
      CorpusView corpus,
      Map<ArtifactKind, StepOutput> others,
      List<StepOutput> previous,
      String recipe) {}

  private final Path base;
  private final Path out;
  private final long seed;
  private final int threads;
  private final Inputs inputs;
  private final Progress progress;
  private final Summary summary = new Summary();
  private final Ledger ledger = new Ledger();
  private final Map<String, ShardStamp> parts = new TreeMap<>(CodePointOrder.INSTANCE);
  private LocalEngine engine;

  public Job(Path base, Path out, long seed, int threads, Inputs inputs, Progress progress) {
    this.base = base;
    this.out = out;
    this.seed = seed;
    this.threads = threads;
    this.inputs = inputs;
    this.progress = progress;
  }

  /** A path of the settings against the folder of the recipe. */
  public Path resolve(Path path) {
    return base.resolve(path);
  }

  /** The folder against which relative paths of the recipe are resolved. */
  public Path base() {
    return base;
  }

  /** The folder of this step's artifact. */
  public Path out() {
    return out;
  }

  /** For what need not outlive the step; removed when it ends. */
  public Path scratch() {
    return out.resolve("scratch");
  }

  public long seed() {
    return seed;
  }

  /** How many threads to use; never enters a result. */
  public int threads() {
    return threads;
  }

  public Progress progress() {
    return progress;
  }

  public Summary summary() {
    return summary;
  }

  /** For steps that do not judge: what happened to each document and byte. */
  public Ledger ledger() {
    return ledger;
  }

  /** The corpus through the verdicts so far. */
  public CorpusView corpus() {
    if (inputs.corpus() == null) {
      throw new RequestException("this step needs a corpus: put corpus.read before it");
    }
    return inputs.corpus();
  }

  /** The same where a step can do without one. */
  public Optional<CorpusView> corpusIfAny() {
    return Optional.ofNullable(inputs.corpus());
  }

  /** The nearest artifact of a kind other than corpus and verdicts, where there is one. */
  public Optional<StepOutput> input(ArtifactKind kind) {
    return Optional.ofNullable(inputs.others().get(kind));
  }

  public StepOutput require(ArtifactKind kind) {
    return input(kind)
        .orElseThrow(
            () -> new RequestException("this step needs a " + kind.word() + " made before it"));
  }

  /** All steps before this one, in order. */
  public List<StepOutput> previous() {
    return inputs.previous();
  }

  /** The recipe as written, for reports; empty for a step by hand. */
  public String recipe() {
    return inputs.recipe();
  }

  /** The engine for flows; scratch files lie in this step's folder. */
  public synchronized Engine engine() {
    if (engine == null) {
      engine =
          new LocalEngine(
              new LocalEngine.Settings(
                  threads,
                  LocalEngine.Settings.DEFAULT_PARTITIONS,
                  LocalEngine.Settings.DEFAULT_MEMORY,
                  scratch()),
              engineProgress());
    }
    return engine;
  }

  private io.steelyard.core.flow.Progress engineProgress() {
    return new io.steelyard.core.flow.Progress() {
      @Override
      public void stage(String name, int partitions) {
        progress.stage(name, partitions, "parts");
      }

      @Override
      public void partition() {
        progress.advance(1);
      }
    };
  }

  /** Decides about one document. */
  @FunctionalInterface
  public interface Judge {
    Verdict judge(Document document) throws IOException;
  }

  /** Decides about one document with scores of earlier steps. */
  @FunctionalInterface
  public interface ScoreJudge {
    Verdict judge(Document document, Object[] scores) throws IOException;
  }

  /**
   * Writes the verdicts of this step: one judge per shard (so that it may hold buffers), shards in
   * parallel.
   */
  public void judge(List<Column> columns, IntFunction<Judge> judgeOfShard) {
    judge(
        columns,
        List.of(),
        shard -> {
          Judge judge = judgeOfShard.apply(shard);
          return (document, scores) -> judge.judge(document);
        });
  }

  /** The same, with the named scores of earlier steps. */
  public void judge(
      List<Column> columns, List<String> scores, IntFunction<ScoreJudge> judgeOfShard) {
    CorpusView view = corpus();
    progress.stage("judging", view.inventory().documents().total(), "documents");
    Workers.each(
        threads,
        view.shards(),
        shard -> {
          ScoreJudge judge = judgeOfShard.apply(shard);
          add(
              Verdicts.writeShard(
                  out,
                  view.corpus().name(shard),
                  columns,
                  writer -> judgeShard(view, shard, scores, judge, writer)));
        });
    ledger.merge(Verdicts.ledger(parts()));
  }

  private void judgeShard(
      CorpusView view, int shard, List<String> scores, ScoreJudge judge, VerdictShardWriter writer)
      throws IOException {
    try (CloseableIterator<CorpusView.Scored> documents = view.read(shard, scores)) {
      int count = 0;
      while (documents.hasNext()) {
        CorpusView.Scored scored = documents.next();
        Document document = scored.document();
        writer.add(document, document.bytes(), judge.judge(document, scored.scores()));
        if (++count % 256 == 0) {
          progress.advance(256);
          stopIfInterrupted();
        }
      }
      progress.advance(count % 256);
    }
  }

  /** Gives up between documents when the run is interrupted. */
  public static void stopIfInterrupted() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new java.io.InterruptedIOException("interrupted");
    }
  }

  /** Changes the text of one document; the ledger takes the difference. */
  @FunctionalInterface
  public interface Edit {
    Document edit(Document document) throws IOException;
  }

  /** Writes a corpus of the same shards with edited texts; ids, domains and parts stay. */
  public void edit(IntFunction<Edit> editOfShard) {
    CorpusView view = corpus();
    progress.stage("editing", view.inventory().documents().total(), "documents");
    Ledger[] ledgers = new Ledger[view.shards()];
    Workers.each(
        threads,
        view.shards(),
        shard -> {
          Edit edit = editOfShard.apply(shard);
          ShardStamp stamp =
              Corpus.writeShard(
                  out,
                  view.corpus().name(shard),
                  writer -> {
                    ledgers[shard] = new Ledger();
                    try (CloseableIterator<Document> documents = view.read(shard)) {
                      while (documents.hasNext()) {
                        Document before = documents.next();
                        Document after = edit.edit(before);
                        writer.add(after);
                        ledgers[shard].kept(
                            before.domain(), before.bytes(), after.domain(), after.bytes());
                        progress.advance(1);
                        stopIfInterrupted();
                      }
                    }
                    writer.note("ledger", ledgers[shard]);
                  });
          add(stamp);
        });
    ledger.merge(Verdicts.ledger(parts()));
  }

  /** Adds a finished file to the artifact. */
  public synchronized void add(ShardStamp part) {
    parts.put(part.name(), part);
  }

  /** Writes a small file whole and adds it; its bytes are its logical content. */
  public void file(String name, byte[] bytes) {
    Path file = out.resolve(name);
    AtomicFile.write(file, bytes);
    add(ShardStamp.of(file, 1, Digest.of(bytes), null));
  }

  /** Runs {@code task} for 0..n-1 on the job's threads; the first failure stops the rest. */
  public void each(int n, Workers.Task task) {
    Workers.each(threads, n, task);
  }

  /** The artifact's files so far, in canonical order of their names. */
  public synchronized List<ShardStamp> parts() {
    List<ShardStamp> list = new ArrayList<>(parts.values());
    list.sort(Comparator.comparing(ShardStamp::name, CodePointOrder.INSTANCE));
    return list;
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
