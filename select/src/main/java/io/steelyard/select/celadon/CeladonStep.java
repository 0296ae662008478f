package io.steelyard.select.celadon;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.artifact.VerdictShardWriter;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.model.Encoder;
import io.steelyard.model.Encoders;
import io.steelyard.model.files.EncoderFiles;
import io.steelyard.select.features.ScannedText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Grades each document on five axes of toxicity and drops what the rule says, with what that costs
 * each language and source.
 *
 * <pre>
 * - select.celadon: {labels: graded.jsonl}                  # heads trained on the spot
 * - select.celadon: {classifier: models/celadon}            # an ONNX model with five heads
 * - select.celadon: {heads: runs/heads, drop: [toxic]}      # what select.celadon-train made
 * </pre>
 */
@Method(
    name = "select.celadon",
    about = "Grades documents on five axes of toxicity; drops mild and toxic ones.",
    takes = ArtifactKind.CORPUS,
    uses = ArtifactKind.MODEL,
    makes = ArtifactKind.VERDICTS,
    source = "Toxicity of the Commons, https://arxiv.org/abs/2410.22587")
public record CeladonStep(
    @Setting(
            value =
                "ONNX model with five heads of four levels, in the order race, gender, religion,"
                    + " ability, violence: folder or file",
            or = "")
        Optional<String> classifier,
    @Setting(value = "folder that select.celadon-train made; else the model made before", or = "")
        Optional<Path> heads,
    @Setting(
            value =
                "labelled texts to train heads on now: JSON Lines with text, language and scores",
            or = "")
        Optional<Path> labels,
    @Setting(value = "how heads are trained on labels", or = "{}") HeadSettings training,
    @Setting(
            value = "buckets whose documents are dropped; empty: none, only graded",
            or = "[mild, toxic]")
        List<Bucket> drop,
    @Setting(value = "from grades to buckets", or = "{}") BucketRule rule,
    @Setting(
            value = "expected grades (sum of level times probability), not the likeliest",
            or = "false")
        boolean expected,
    @Setting(
            value =
                "languages that the annotator covers; empty: those it was trained on, for a"
                    + " classifier the published model's nine",
            or = "")
        List<String> languages,
    @Setting(value = "tokens of a window of the classifier (published: 512)", or = "512")
        int window,
    @Setting(value = "tokens from one window to the next", or = "384") int windowStep,
    @Setting(value = "metadata field that names a source, for the report", or = "")
        Optional<String> sourceField,
    @Setting(value = "metadata field with a year, for the report", or = "")
        Optional<String> yearField)
    implements Step {
  /** The languages of the published model's training texts. */
  private static final List<String> PUBLISHED =
      List.of("de", "en", "es", "fr", "it", "la", "nl", "pl", "pt");

  /** The score of {@code corpus.language}, used where a step before made it. */
  private static final String LANGUAGE = "language";

  private static final int DOCUMENTS_AT_ONCE = 256;

  static final List<Column> COLUMNS = columns();

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      columns.add(
          Column.count(axis.column(), "grade 0 to 3 on " + axis.label() + "; null: not covered"));
    }
    columns.add(Column.number("toxicity", "sum of the grades that decide, 0 to 15"));
    columns.add(Column.text("toxicity_bucket", "none, mild, toxic or unknown"));
    columns.add(Column.text("toxicity_levels", "probabilities by axis and level, as JSON"));
    columns.add(Column.count("toxicity_windows", "windows that were read; 0 for an empty text"));
    columns.add(Column.number("toxicity_high", "share of windows with a grade of 2 or more"));
    columns.add(Column.text("toxicity_language", "the language it was graded as"));
    columns.add(Column.text("toxicity_source", "the source, where source-field names one"));
    columns.add(Column.count("toxicity_decade", "the decade, where year-field names a year"));
    return List.copyOf(columns);
  }

  public CeladonStep {
    long given = (classifier.isPresent() ? 1 : 0) + (heads.isPresent() ? 1 : 0);
    if (given + (labels.isPresent() ? 1 : 0) > 1) {
      throw new IllegalArgumentException(
          "classifier, heads and labels exclude each other: give one of them");
    }
    if (drop.contains(Bucket.NONE)) {
      throw new IllegalArgumentException("drop may name mild, toxic and unknown, not none");
    }
    if (window < 8 || windowStep < 1 || windowStep > window - 2) {
      throw new IllegalArgumentException(
          "window must be at least 8 tokens, and window-step from 1 to window - 2");
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    classifier.ifPresent(name -> files.putAll(EncoderFiles.find(name, base).reads()));
    heads.ifPresent(
        folder -> {
          for (String name : List.of(TrainedHeads.CARD, "model.safetensors")) {
            Path file = base.resolve(folder).resolve(name);
            if (!Files.isReadable(file)) {
              throw new RequestException(
                  file + ": cannot be read; heads must be a folder that select.celadon-train made");
            }
            files.put("heads/" + name, file);
          }
        });
    labels.ifPresent(
        path -> {
          Path file = base.resolve(path);
          if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new RequestException("labels: cannot read the file " + file);
          }
          files.put("labels", file);
          training.encoder().ifPresent(e -> files.putAll(e.reads(base)));
        });
    return files;
  }

  /** How an annotator is opened where it works. */
  private interface Opening extends Serializable {
    Annotator open(Path base, int threads);
  }

  /**
   * Annotators for shards; one with a model inside uses all threads itself, stays in this process
   * and serves one shard at a time.
   */
  private record Annotators(Opening opening, boolean alone) {}

  @Override
  public void run(Job job) throws IOException {
    Annotators annotators = annotators(job);
    CorpusView view = job.corpus();
    boolean identified = view.has(LANGUAGE);
    List<String> scores = identified ? List.of(LANGUAGE) : List.of();
    Encoder.Report read = Encoder.Report.NOTHING;
    job.progress().stage("grading", view.inventory().documents().total(), "documents");
    if (annotators.alone) {
      try (Annotator annotator = annotators.opening.open(job.base(), job.threads())) {
        for (int shard = 0; shard < view.shards(); shard++) {
          grade(job, shard, scores, annotator);
        }
        read = annotator.report();
      }
    } else {
      Opening opening = annotators.opening;
      job.pieces(
          view.shards(),
          shard -> {
            try (Annotator annotator = opening.open(job.base(), job.threads())) {
              grade(job, shard, scores, annotator);
              return shard;
            }
          },
          shard -> {});
    }
    job.ledger().merge(Verdicts.ledger(job.parts()));
    new CeladonReport(job, rule, drop).describe();
    if (read.cut() > 0) {
      job.summary()
          .warning(
              read.cut()
                  + " of "
                  + read.texts()
                  + " windows were longer than the encoder takes and lost their ends; give a"
                  + " smaller window");
    }
  }

  private Annotators annotators(Job job) throws IOException {
    if (classifier.isPresent()) {
      Set<String> covered = new TreeSet<>(languages.isEmpty() ? PUBLISHED : languages);
      EncoderFiles files = EncoderFiles.find(classifier.get(), job.base());
      return new Annotators(
          (base, threads) ->
              new ClassifierAnnotator(
                  Encoders.classifier(
                      files, Axis.COUNT, Axis.LEVELS, window, window - windowStep, threads),
                  covered),
          true);
    }
    TrainedHeads trained = trained(job);
    Set<String> covered = languages.isEmpty() ? trained.languages() : Set.copyOf(languages);
    TrainedHeads used =
        new TrainedHeads(
            trained.heads(),
            trained.bits(),
            trained.encoder(),
            trained.encoderDigest(),
            trained.windows(),
            covered);
    return new Annotators(used::open, used.encoder().isPresent());
  }

  private TrainedHeads trained(Job job) throws IOException {
    if (labels.isPresent()) {
      LabelledTexts labelled = labelled(job.resolve(labels.get()));
      job.progress().stage("training heads", 0, "");
      HeadSettings.Outcome outcome =
          training.train(labelled, job.base(), job.seed(), job.threads());
      HeadSettings.describe(outcome, labelled, job.summary());
      return outcome.heads();
    }
    Path folder =
        heads
            .map(job::resolve)
            .or(() -> job.input(ArtifactKind.MODEL).map(StepOutput::folder))
            .orElseThrow(
                () ->
                    new RequestException(
                        "nothing here grades texts: give classifier, heads or labels, or put"
                            + " select.celadon-train before"));
    return TrainedHeads.read(folder);
  }

  /** JSON Lines with text, language and scores; document where texts are pieces of one. */
  private static LabelledTexts labelled(Path file) throws IOException {
    LabelledTexts labelled = new LabelledTexts();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line; (line = lines.readLine()) != null; ) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        Map<?, ?> record;
        try {
          record = Json.MAPPER.readValue(line, Map.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw new RequestException(
              file + ":" + number + ": not a JSON object: " + e.getOriginalMessage(), e);
        }
        if (!(record.get("text") instanceof String text)
            || !(record.get("language") instanceof String language)) {
          throw new RequestException(
              file
                  + ":"
                  + number
                  + ": expected the fields text and language with strings, and scores with five"
                  + " numbers");
        }
        Object document = record.get("document");
        labelled.add(text, language, record.get("scores"), document == null ? null : "" + document);
      }
    }
    return labelled;
  }

  private void grade(Job job, int shard, List<String> scores, Annotator annotator) {
    job.add(
        Verdicts.writeShard(
            job.out(),
            job.corpus().corpus().name(shard),
            COLUMNS,
            writer -> grade(job, shard, scores, annotator, writer)));
  }

  private void grade(
      Job job, int shard, List<String> scores, Annotator annotator, VerdictShardWriter writer)
      throws IOException {
    List<Document> documents = new ArrayList<>();
    List<String> spoken = new ArrayList<>();
    try (CloseableIterator<CorpusView.Scored> all = job.corpus().read(shard, scores)) {
      while (all.hasNext()) {
        CorpusView.Scored scored = all.next();
        documents.add(scored.document());
        spoken.add(
            scores.isEmpty() || scored.scores()[0] == null
                ? scored.document().domain()
                : (String) scored.scores()[0]);
        if (documents.size() == DOCUMENTS_AT_ONCE || !all.hasNext()) {
          write(documents, spoken, annotator, writer);
          job.progress().advance(documents.size());
          documents.clear();
          spoken.clear();
          Job.stopIfInterrupted();
        }
      }
    }
  }

  private void write(
      List<Document> documents, List<String> spoken, Annotator annotator, VerdictShardWriter writer)
      throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (covers(annotator, spoken.get(i))) {
        texts.add(ScannedText.readable(documents.get(i).text()));
      }
    }
    List<Annotation> found = annotator.annotate(texts);
    int next = 0;
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      Annotation annotation = covers(annotator, spoken.get(i)) ? found.get(next++) : null;
      Bucket bucket = annotation == null ? Bucket.UNKNOWN : rule.of(annotation.grades(expected));
      Object[] row = row(document, spoken.get(i), annotation, bucket);
      writer.add(
          document,
          document.bytes(),
          drop.contains(bucket)
              ? Verdict.drop(document, "toxicity_" + bucket.word(), row)
              : Verdict.keep(document, row));
    }
  }

  private static boolean covers(Annotator annotator, String language) {
    return annotator.languages().isEmpty() || annotator.languages().contains(language);
  }

  private Object[] row(Document document, String language, Annotation annotation, Bucket bucket) {
    Object[] row = new Object[COLUMNS.size()];
    int at = Axis.COUNT;
    if (annotation != null) {
      for (Axis axis : Axis.values()) {
        row[axis.ordinal()] = (long) annotation.grade(axis);
      }
      row[at] = Arrays.stream(annotation.grades(expected)).sum();
      row[at + 2] = levels(annotation);
      row[at + 3] = (long) annotation.windows();
      row[at + 4] = annotation.high();
    }
    row[at + 1] = bucket.word();
    row[at + 5] = language;
    row[at + 6] =
        sourceField.map(field -> document.metadata().get(field)).map(String::valueOf).orElse(null);
    row[at + 7] = yearField.map(field -> decade(document.metadata().get(field))).orElse(null);
    return row;
  }

  /** Four decimals are more than an annotator knows. */
  private static String levels(Annotation annotation) {
    StringBuilder out = new StringBuilder("[");
    for (float[] axis : annotation.probabilities()) {
      out.append(out.length() > 1 ? ",[" : "[");
      for (int k = 0; k < axis.length; k++) {
        out.append(k == 0 ? "" : ",").append(Math.rint(axis[k] * 1e4) / 1e4);
      }
      out.append(']');
    }
    return out.append(']').toString();
  }

  private static Long decade(Object year) {
    try {
      return year == null
          ? null
          : Math.floorDiv(Long.parseLong(String.valueOf(year).strip()), 10L) * 10;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
