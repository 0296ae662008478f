package io.steelyard.corpus.deduplicate;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.corpus.decontaminate.DecontaminateStep;
import io.steelyard.corpus.mask.MaskStep;
import io.steelyard.corpus.split.SplitStep;
import java.util.List;

/** A corpus of planted copies for the tests of steps, and the steps under test. */
public final class TextSteps {
  public static final StepRegistry REGISTRY =
      new StepRegistry(
          List.of(
              PlantStep.class,
              DeduplicateStep.class,
              SplitStep.class,
              DecontaminateStep.class,
              MaskStep.class));

  private TextSteps() {}

  /** Writes {@link PlantedCopies} in shards of 100 documents. */
  @Method(name = "toy.plant", about = "Makes texts with copies.", makes = ArtifactKind.CORPUS)
  public record PlantStep(
      @Setting(value = "originals", or = "200") int originals,
      @Setting(value = "copies of each kind", or = "40") int copies)
      implements Step {
    @Override
    public void run(Job job) {
      List<String> texts = new PlantedCopies(1, originals, copies, copies, 10).texts;
      job.each(
          (texts.size() + 99) / 100,
          shard ->
              job.add(
                  Corpus.writeShard(
                      job.out(),
                      Corpus.shardName(shard),
                      writer -> {
                        for (int i = shard * 100;
                            i < Math.min(texts.size(), shard * 100 + 100);
                            i++) {
                          Document d =
                              new Document(
                                  new DocumentId("planted", i),
                                  i % 4 == 0 ? "rare" : "common",
                                  texts.get(i));
                          writer.add(d);
                          synchronized (job) {
                            job.ledger().kept(d.domain(), d.bytes(), d.domain(), d.bytes());
                          }
                        }
                      })));
    }
  }
}
