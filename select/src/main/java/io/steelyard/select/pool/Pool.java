package io.steelyard.select.pool;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.TokenCounter;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The training documents from which a step selects, scored shard by shard: each shard's scores are
 * a file beside the step's verdicts, so that a killed run goes on after the last one, and nothing
 * of the corpus is held in memory. Documents of validation and test are left alone. A copy goes to
 * every machine that works on the shards.
 */
public final class Pool implements Serializable {
  private final Job job;
  private final String name;
  private final Path vocabulary;
  private final Wanted wanted;
  private final TargetCopies copies;
  private final String signature;
  private transient TokenCounter tokens;

  /**
   * @param wanted how much is selected; tokens need a vocabulary made before
   * @param copies what is no part of the pool
   * @param signature what the scores depend on beyond the step's key
   * @throws RequestException if the corpus cannot hold as much as is wanted
   */
  public Pool(Job job, Wanted wanted, TargetCopies copies, String signature) throws IOException {
    this(job, "scores", wanted, copies, signature);
  }

  /** {@code name} is the folder of the scores, for steps that score more than once. */
  public Pool(Job job, String name, Wanted wanted, TargetCopies copies, String signature)
      throws IOException {
    this.job = job;
    this.name = name;
    this.wanted = wanted;
    this.copies = copies;
    this.signature = signature;
    this.vocabulary = wanted.unit() == Amount.Unit.TOKENS ? vocabulary(job) : null;
    if (vocabulary != null) {
      tokens();
    }
    CorpusView view = job.corpus();
    long documents = view.inventory().documents(Part.TRAIN).total();
    if (documents == 0) {
      throw new RequestException(
          "the corpus has no training document to select from; look at the steps before");
    }
    long asked = wanted.budget().map(Amount::value).orElse(0L);
    long most =
        wanted.unit() == Amount.Unit.DOCUMENTS
            ? documents
            : view.inventory().bytes(Part.TRAIN).total();
    if (wanted.unit() != Amount.Unit.TOKENS && asked > most) {
      throw wanted.tooLarge(asked, most);
    }
  }

  private static Path vocabulary(Job job) {
    return job.input(ArtifactKind.VOCABULARY)
        .orElseThrow(
            () ->
                new RequestException(
                    "budget: an amount of tokens needs a vocabulary made before this step,"
                        + " such as vocab.bpe; or give documents or bytes"))
        .folder();
  }

  /** Opened once on each machine. */
  private synchronized TokenCounter tokens() throws IOException {
    if (tokens == null) {
      tokens =
          TokenCounter.of(vocabulary)
              .orElseThrow(
                  () ->
                      new RequestException(
                          "budget: no room that counts tokens is on the class path"));
    }
    return tokens;
  }

  public int shards() {
    return job.corpus().shards();
  }

  Wanted wanted() {
    return wanted;
  }

  Job job() {
    return job;
  }

  /** Scores all shards that are not yet scored. */
  public void score(String stage, int columns, Job.OfShard<Scorer> scorerOfShard) {
    job.progress().stage(stage, job.corpus().inventory().documents().total(), "documents");
    job.pieces(
        shards(),
        shard -> {
          if (ShardScores.read(file(shard), signature) == null) {
            try (Scorer scorer = scorerOfShard.of(shard)) {
              score(shard, columns, scorer).write(file(shard), signature);
            }
          }
          return shard;
        },
        shard -> {});
  }

  /** Takes one document. */
  @FunctionalInterface
  public interface Visitor {
    /** Whether to go on. */
    boolean visit(Document document) throws IOException;
  }

  /** Shows the documents of a shard that can be selected, in order. */
  public void visit(int shard, Visitor visitor) throws IOException {
    TargetCopies.Search search = copies.search();
    try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        Job.stopIfInterrupted();
        if (state(document, search) == State.POOL && !visitor.visit(document)) {
          return;
        }
      }
    }
  }

  /** A file of the shard beside its scores, removed with them. */
  public Path file(int shard, String suffix) {
    return folder().resolve(job.corpus().corpus().name(shard) + suffix);
  }

  private Path folder() {
    return job.out().resolve(name);
  }

  private ShardScores score(int shard, int columns, Scorer scorer) throws IOException {
    ShardScores scores = new ShardScores(columns);
    TargetCopies.Search search = copies.search();
    double[] values = new double[columns];
    try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        java.util.Arrays.fill(values, 0);
        State state = state(document, search);
        if (state == State.POOL) {
          state = scorer.score(document, values);
        }
        long bytes = document.bytes();
        scores.add(
            state,
            document.domain(),
            Draws.hash(document.id().toString()),
            bytes,
            units(document, state, bytes),
            values);
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
    return scores;
  }

  private static State state(Document document, TargetCopies.Search search) {
    if (document.part() != Part.TRAIN) {
      return State.OTHER_PART;
    }
    return Targets.isBlank(document.text()) ? State.EMPTY : search.state(document.text());
  }

  private long units(Document document, State state, long bytes) throws IOException {
    return switch (wanted.unit()) {
      case DOCUMENTS -> 1;
      case BYTES -> bytes;
      case TOKENS -> state == State.POOL ? tokens().count(document.text()) : 0;
    };
  }

  /** The scores of a shard. */
  public ShardScores read(int shard) {
    return ShardScores.read(file(shard), signature);
  }

  private Path file(int shard) {
    return file(shard, ".scores");
  }

  /** Removes the score files: what people want of them is in the verdicts. */
  public void close() {
    if (!Files.isDirectory(folder())) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (java.nio.file.DirectoryNotEmptyException late) {
      // An attempt that another one overtook has just written; what it left harms nothing.
      job.progress().note(folder() + ": a late score file was left behind");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
