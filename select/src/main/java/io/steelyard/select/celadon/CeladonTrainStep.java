package io.steelyard.select.celadon;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the heads of {@code select.celadon} on a corpus whose documents carry grades; a document's
 * language is its domain.
 *
 * <p>Labelled texts are held in memory: their characters and some 200 bytes each.
 */
@Method(
    name = "select.celadon-train",
    about = "Trains heads that grade texts on five axes of toxicity.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.MODEL,
    source = "Toxicity of the Commons, https://arxiv.org/abs/2410.22587")
public record CeladonTrainStep(
    @Setting(
            value =
                "metadata field with the grades: five numbers from 0 to 3, or a teacher's answer",
            or = "scores")
        String labels,
    @Setting(value = "metadata field that names the document a text is a piece of", or = "")
        Optional<String> document,
    @Setting(value = "how the heads are trained", or = "{}") HeadSettings heads)
    implements Step {
  @Override
  public Map<String, Path> reads(Path base) {
    return heads.encoder().map(e -> e.reads(base)).orElse(Map.of());
  }

  @Override
  public void run(Job job) throws IOException {
    LabelledTexts labelled = new LabelledTexts();
    CorpusView view = job.corpus();
    for (int shard = 0; shard < view.shards(); shard++) {
      try (CloseableIterator<Document> documents = view.read(shard)) {
        while (documents.hasNext()) {
          Document d = documents.next();
          labelled.add(
              d.text(),
              d.domain(),
              d.metadata().get(labels),
              document.map(field -> String.valueOf(d.metadata().get(field))).orElse(null));
        }
      }
    }
    if (labelled.texts().isEmpty()) {
      throw new RequestException(
          "no document has grades in the metadata field '"
              + labels
              + "'; expected a list of five numbers from 0 to 3 (race, gender, religion, ability,"
              + " violence). Name another field with labels");
    }
    job.progress().stage("training heads", 0, "");
    HeadSettings.Outcome outcome = heads.train(labelled, job.base(), job.seed(), job.threads());
    outcome.heads().write(job, HeadSettings.card(outcome));
    HeadSettings.describe(outcome, labelled, job.summary());
  }
}
