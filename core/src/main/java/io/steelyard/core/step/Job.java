package io.steelyard.core.step;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusShardWriter;
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
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.flow.FlowException;
import io.steelyard.core.flow.Fn;
import io.steelyard.core.flow.LocalEngine;
import io.steelyard.core.flow.NotShippableException;
import io.steelyard.core.flow.Plan;
import io.steelyard.core.flow.Source;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a step has while it runs: its inputs, its seed, its folder, its helpers. Output shards that
 * an earlier, killed run finished are kept and skipped; a step sees no difference.
 *
 * <p>Work on shards ({@link #judge}, {@link #edit}, {@link #pieces}) runs where the engine works. A
 * piece of work that is sent to another machine takes a copy of the job along, which knows folder,
 * seed and corpus; what it adds and tells comes back with the piece.
 */
public final class Job implements AutoCloseable, Serializable {
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

  /** Shards of a corpus for each partition of grouped records, where there are many shards. */
  private static final int SHARDS_A_PARTITION = 16;

  private final transient Path base;
  private final transient Path out;
  private final transient long seed;
  private final transient int threads;
  private final transient Inputs inputs;
  private final transient EngineSession session;
  private final transient Progress progress;
  private final transient Summary summary = new Summary();
  private final transient Ledger ledger = new Ledger();
  private final transient Map<String, ShardStamp> parts = new TreeMap<>(CodePointOrder.INSTANCE);
  private transient Engine engine;
  private transient volatile boolean inPieces;

  public Job(
      Path base,
      Path out,
      long seed,
      int threads,
      Inputs inputs,
      EngineSession session,
      Progress progress) {
    this.base = base;
    this.out = out;
    this.seed = seed;
    this.threads = threads;
    this.inputs = inputs;
    this.session = session;
    this.progress = progress;
  }

  /** A job as it goes to another machine. */
  private record Copy(String base, String out, long seed, CorpusView corpus)
      implements Serializable {
    private Object readResolve() {
      return new Job(
          Path.of(base),
          Path.of(out),
          seed,
          1,
          new Inputs(corpus, Map.of(), List.of(), ""),
          null,
          Piecework.PROGRESS);
    }
  }

  private Object writeReplace() {
    return new Copy(
        base.toAbsolutePath().toString(), out.toAbsolutePath().toString(), seed, inputs.corpus());
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
      // By the corpus and not by the machine: the number may be seen in a floating sum.
      int shards = inputs.corpus() == null ? 0 : inputs.corpus().shards();
      int partitions =
          Math.max(
              LocalEngine.Settings.DEFAULT_PARTITIONS,
              Math.min(shards / SHARDS_A_PARTITION, 1 << 16));
      engine = session.engine(partitions, scratch(), engineProgress());
    }
    return engine;
  }

  /**
   * Whether all work runs in this process, so that pieces may share memory. Where not, they give
   * back what they found, or leave it in {@link #scratch()} under a name of their own.
   */
  public boolean isLocal() {
    return session != null && session.isLocal();
  }

  private io.steelyard.core.flow.Progress engineProgress() {
    return new io.steelyard.core.flow.Progress() {
      @Override
      public void stage(String name, int partitions) {
        if (!inPieces) {
          progress.stage(name, partitions, "parts");
        }
      }

      @Override
      public void partition() {
        if (!inPieces) {
          progress.advance(1);
        }
      }
    };
  }

  /**
   * Runs numbered pieces of work wherever the engine works, several at a time, and hands each
   * result to {@code taken}, one at a time, in any order. A piece must give the same when run
   * again, even at the same time as itself: an engine repeats what was lost or is slow.
   */
  public <R> void pieces(int n, Fn.Piece<R> piece, Consumer<R> taken) {
    if (session.isLocal()) {
      piecesHere(n, piece, taken);
      return;
    }
    inPieces = true;
    try {
      engine()
          .run(
              "pieces",
              new Plan.Read<>(Source.numbers(n)),
              (i, none) -> Piecework.run(piece, i),
              (Piecework.Done<R> done) -> {
                done.tell(this);
                taken.accept(done.result());
              });
    } catch (NotShippableException e) {
      progress.note("this work stays on one machine: it " + e.getMessage());
      piecesHere(n, piece, taken);
    } catch (FlowException e) {
      if (e.getCause() != null) {
        Workers.rethrow(e.getCause());
      }
      throw e;
    } finally {
      inPieces = false;
    }
  }

  private <R> void piecesHere(int n, Fn.Piece<R> piece, Consumer<R> taken) {
    Workers.each(
        threads,
        n,
        i -> {
          R result = piece.run(i);
          synchronized (taken) {
            taken.accept(result);
          }
        });
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
   * Makes what works on one shard, on the machine that works on it. What it takes along must be
   * records, values or {@link Serializable}.
   */
  @FunctionalInterface
  public interface OfShard<J> extends Serializable {
    J of(int shard) throws Exception;
  }

  /**
   * Writes the verdicts of this step: one judge per shard (so that it may hold buffers), shards in
   * parallel.
   */
  public void judge(List<Column> columns, OfShard<Judge> judgeOfShard) {
    judge(
        columns,
        List.of(),
        shard -> {
          Judge judge = judgeOfShard.of(shard);
          return (document, scores) -> judge.judge(document);
        });
  }

  /** The same, with the named scores of earlier steps. */
  public void judge(List<Column> columns, List<String> scores, OfShard<ScoreJudge> judgeOfShard) {
    CorpusView view = corpus();
    progress.stage("judging", view.inventory().documents().total(), "documents");
    pieces(
        view.shards(),
        shard -> {
          ScoreJudge judge = judgeOfShard.of(shard);
          add(
              Verdicts.writeShard(
                  out(),
                  corpus().corpus().name(shard),
                  columns,
                  writer -> judgeShard(corpus(), shard, scores, judge, writer)));
          return shard;
        },
        shard -> {});
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
  public void edit(OfShard<Edit> editOfShard) {
    CorpusView view = corpus();
    progress.stage("editing", view.inventory().documents().total(), "documents");
    pieces(
        view.shards(),
        shard -> {
          Edit edit = editOfShard.of(shard);
          add(
              Corpus.writeShard(
                  out(),
                  corpus().corpus().name(shard),
                  writer -> editShard(corpus(), shard, edit, writer)));
          return shard;
        },
        shard -> {});
    ledger.merge(Verdicts.ledger(parts()));
  }

  private void editShard(CorpusView view, int shard, Edit edit, CorpusShardWriter writer)
      throws IOException {
    Ledger mine = new Ledger();
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document before = documents.next();
        Document after = edit.edit(before);
        writer.add(after);
        mine.kept(before.domain(), before.bytes(), after.domain(), after.bytes());
        progress.advance(1);
        stopIfInterrupted();
      }
    }
    writer.note("ledger", mine);
  }

  /** Adds a finished file to the artifact. */
  public synchronized void add(ShardStamp part) {
    if (session == null) {
      Piecework.add(part);
      return;
    }
    parts.put(part.name(), part);
  }

  /** Writes a small file whole and adds it; its bytes are its logical content. */
  public void file(String name, byte[] bytes) {
    Path file = out.resolve(name);
    AtomicFile.write(file, bytes);
    add(ShardStamp.of(file, 1, Digest.of(bytes), null));
  }

  /**
   * Runs {@code task} for 0..n-1 on the threads of this machine, whatever the engine: for work that
   * fills shared memory. The first failure stops the rest.
   */
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
