package io.steelyard.core.recipe;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepRegistry;
import java.util.List;
import java.util.Map;

/** Small real steps with which the runner is tested: make numbers, drop some, shout. */
final class ToySteps {
  static final StepRegistry REGISTRY =
      new StepRegistry(List.of(MakeStep.class, DropStep.class, RenameStep.class, EditStep.class));

  private ToySteps() {}

  /** Writes {@code documents} documents into shards of ten. */
  @Method(name = "toy.make", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record MakeStep(@Setting(value = "how many", or = "35") int documents) implements Step {
    MakeStep {
      if (documents < 0) {
        throw new IllegalArgumentException("documents must not be negative, was " + documents);
      }
    }

    @Override
    public void run(Job job) {
      job.each(
          (documents + 9) / 10,
          shard ->
              job.add(
                  Corpus.writeShard(
                      job.out(),
                      Corpus.shardName(shard),
                      writer -> {
                        for (int i = shard * 10; i < Math.min(documents, shard * 10 + 10); i++) {
                          Document d = document(job.seed(), i);
                          writer.add(d);
                          synchronized (job) {
                            job.ledger().kept(d.domain(), d.bytes(), d.domain(), d.bytes());
                          }
                        }
                      })));
    }

    static Document document(long seed, int i) {
      return new Document(
          new DocumentId("toy", i),
          i % 3 == 0 ? "rare" : "common",
          Part.TRAIN,
          "document number " + i + " " + Draws.below(Draws.mix(seed, i), 1000) + " é😀",
          "x" + i,
          Map.of("index", i));
    }
  }

  /** Drops every n-th document. */
  @Method(
      name = "toy.drop",
      about = "Drops every n-th document.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.VERDICTS)
  record DropStep(@Setting(value = "which", or = "5") int every) implements Step {
    @Override
    public void run(Job job) {
      job.judge(
          List.of(Column.count("rest", "record modulo n"), Column.text("word", "a word")),
          shard ->
              d -> {
                long rest = d.id().record() % every;
                return rest == 0
                    ? Verdict.drop(d, "nth", rest, null)
                    : Verdict.keep(d, rest, "kept'\"");
              });
      job.summary().warning("toy");
    }
  }

  /** Moves documents by a score of an earlier step. */
  @Method(
      name = "toy.rename",
      about = "Moves documents to a domain named by a score.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.VERDICTS)
  record RenameStep() implements Step {
    @Override
    public void run(Job job) {
      job.judge(
          List.of(),
          List.of("rest"),
          shard ->
              (d, scores) ->
                  Verdict.keep(d)
                      .inDomain("rest" + scores[0])
                      .inPart(d.id().record() % 2 == 0 ? Part.VALIDATION : Part.TRAIN));
    }
  }

  /** Cuts texts short. */
  @Method(
      name = "toy.edit",
      about = "Keeps the first letters.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.CORPUS)
  record EditStep(@Setting(value = "how many", or = "4") int letters) implements Step {
    @Override
    public void run(Job job) {
      job.edit(shard -> d -> d.withText(d.text().substring(0, letters)));
    }
  }
}
