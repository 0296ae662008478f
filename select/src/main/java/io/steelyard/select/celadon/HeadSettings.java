package io.steelyard.select.celadon;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.model.Encoder;
import io.steelyard.select.features.EncoderSetting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How heads are trained on labelled texts.
 *
 * @param encoder encoder whose vectors are the features; hashed characters without one
 * @param bits buckets are 2 to this power
 * @param window words of a window
 * @param step words from one window to the next
 * @param weights of levels in the loss
 * @param sampler whether rare grades are drawn more often
 * @param undersample whether clean training texts are cut to as many as others
 * @param shares characters of each language in training
 * @param held share of validation and test
 * @param epochs at most
 * @param patience epochs without a better one
 * @param rate of steps
 */
public record HeadSettings(
    @Setting(value = "encoder whose vectors are the features; empty: hashed characters", or = "")
        Optional<EncoderSetting> encoder,
    @Setting(value = "hashed characters go into 2 to this power of buckets", or = "16") int bits,
    @Setting(value = "words of a window; 0: 512, or 150 with an encoder", or = "0") int window,
    @Setting(value = "words from one window to the next; 0: three quarters", or = "0") int step,
    @Setting(
            value = "weights of levels: plain, paper, inverse-frequency, effective-number or focal",
            or = "paper")
        ClassWeights weights,
    @Setting(value = "whether texts with rare grades are drawn more often", or = "true")
        boolean sampler,
    @Setting(value = "whether clean training texts are cut to as many as the others", or = "false")
        boolean undersample,
    @Setting(
            value =
                "share of the characters by language in training (the paper: en 25%, fr 25%, de"
                    + " 10%, ...); empty: as they are",
            or = "")
        Map<String, Share> shares,
    @Setting(value = "share of the texts for validation and test, half each", or = "30%")
        Share held,
    @Setting(value = "epochs at most", or = "20") int epochs,
    @Setting(value = "epochs without a better one before it stops", or = "3") int patience,
    @Setting(value = "size of a step", or = "0.5") double rate) {
  private static final int USUAL_WINDOW = 512;
  private static final int USUAL_WINDOW_OF_ENCODER = 150;

  public HeadSettings {
    if (bits < 8 || bits > 22) {
      throw new IllegalArgumentException("bits must lie between 8 and 22, was " + bits);
    }
    if (window < 0 || step < 0 || window > 0 && step > window) {
      throw new IllegalArgumentException("window and step must be 0 or more, step at most window");
    }
    if (epochs < 1 || patience < 1 || !(rate > 0)) {
      throw new IllegalArgumentException("epochs, patience and rate must be above 0");
    }
    if (!(held.value() > 0 && held.value() < 1)) {
      throw new IllegalArgumentException("held must lie between 0% and 100%");
    }
  }

  TextWindows windows() {
    int words = window > 0 ? window : encoder.isPresent() ? USUAL_WINDOW_OF_ENCODER : USUAL_WINDOW;
    return new TextWindows(words, step > 0 ? step : Math.max(1, words * 3 / 4));
  }

  /**
   * What training came to.
   *
   * @param heads the best
   * @param epochs all epochs
   * @param best which was best
   * @param natural test texts as they come
   * @param halfClean test texts with no more clean ones than others, as the paper tests
   */
  record Outcome(
      TrainedHeads heads,
      List<HeadTraining.Epoch> epochs,
      int best,
      List<Confusion> natural,
      List<Confusion> halfClean) {}

  /**
   * Trains on labelled texts.
   *
   * @throws RequestException where there are too few to train and try on
   */
  Outcome train(LabelledTexts labelled, Path base, long seed, int threads) {
    LabelledTexts.Parts parts = labelled.parts(held.value(), seed);
    if (parts.training().length == 0
        || parts.validation().length == 0
        || parts.test().length == 0) {
      throw new RequestException(
          labelled.texts().size()
              + " labelled texts are too few: training, validation and test need texts of their own"
              + " ("
              + labelled.unreadable()
              + " had no grades that can be read; expected a list of five numbers from 0 to 3)");
    }
    Map<String, Double> wanted = new LinkedHashMap<>();
    shares.forEach((language, share) -> wanted.put(language, share.value()));
    int[] training = labelled.shared(parts.training(), wanted, seed);
    training = undersample ? labelled.undersampled(training, seed) : training;
    if (training.length == 0) {
      throw new RequestException(
          "no training text is left: shares names "
              + wanted.keySet()
              + " and the texts are in "
              + labelled.languages().keySet());
    }
    List<String> beginnings = new ArrayList<>();
    for (String text : labelled.strings()) {
      List<String> all = windows().of(text);
      beginnings.add(all.isEmpty() ? "" : all.get(0));
    }
    Features features = new Features.Hashed(beginnings, bits);
    String digest = "";
    if (encoder.isPresent()) {
      digest = TrainedHeads.digest(encoder.get().reads(base));
      try (Encoder opened = encoder.get().open(base, threads)) {
        features = new Features.Dense(opened.encode(beginnings));
      }
    }
    int[][] grades = labelled.grades();
    HeadTraining.Trained trained =
        new HeadTraining(weights, sampler, epochs, patience, rate, seed)
            .train(features, grades, training, parts.validation());
    return new Outcome(
        new TrainedHeads(
            trained.heads(),
            encoder.isPresent() ? 0 : bits,
            encoder,
            digest,
            windows(),
            new TreeSet<>(labelled.languages().keySet())),
        trained.epochs(),
        trained.best(),
        HeadTraining.evaluate(trained.heads(), features.row(), grades, parts.test()),
        HeadTraining.evaluate(
            trained.heads(), features.row(), grades, labelled.undersampled(parts.test(), seed)));
  }

  /** Test figures for a card. */
  static ObjectNode card(Outcome outcome) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    for (Axis axis : Axis.values()) {
      Confusion confusion = outcome.natural().get(axis.ordinal());
      ObjectNode head = node.putObject(axis.column());
      head.put("accuracy", confusion.accuracy());
      head.put("balanced_accuracy", confusion.balancedAccuracy());
      ArrayNode rows = head.putArray("confusion");
      for (long[] row : confusion.counts()) {
        ArrayNode cells = rows.addArray();
        for (long cell : row) {
          cells.add(cell);
        }
      }
    }
    return node;
  }

  /** Says in a report how well heads do on texts that they have not seen. */
  static void describe(Outcome outcome, LabelledTexts labelled, Summary summary) {
    summary.figure("labelled texts", labelled.texts().size(), Format.COUNT);
    summary.figure(
        "epochs", outcome.epochs().size(), Format.COUNT, "best: " + (outcome.best() + 1));
    Summary.Table table =
        Summary.table(
            "heads",
            "Heads on test texts",
            "natural: as they come; half clean: as many clean texts as others. Balanced accuracy is"
                + " the mean recall of the levels that occur",
            "axis",
            Format.TEXT,
            "texts",
            Format.COUNT,
            "balanced accuracy, natural",
            Format.NUMBER,
            "balanced accuracy, half clean",
            Format.NUMBER,
            "accuracy, natural",
            Format.NUMBER,
            "kappa, quadratic",
            Format.NUMBER,
            "mean error in levels",
            Format.NUMBER);
    for (Axis axis : Axis.values()) {
      Confusion natural = outcome.natural().get(axis.ordinal());
      Summary.row(
          table,
          axis.label(),
          natural.total(),
          natural.balancedAccuracy(),
          shown(outcome.halfClean().get(axis.ordinal()).balancedAccuracy()),
          natural.accuracy(),
          shown(natural.kappa()),
          natural.meanError());
    }
    summary.add(table);
    List<Object> x = new ArrayList<>();
    List<Summary.Line> lines = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      List<Double> y = new ArrayList<>();
      outcome.epochs().forEach(e -> y.add(e.validation().get(axis.ordinal()).balancedAccuracy()));
      lines.add(new Summary.Line(axis.label(), y));
    }
    for (int e = 1; e <= outcome.epochs().size(); e++) {
      x.add(e);
    }
    summary.add(
        new Summary.Chart(
            "epochs",
            "Balanced accuracy on validation texts",
            "",
            Summary.Shape.LINE,
            "epoch",
            x,
            "balanced accuracy",
            Format.NUMBER,
            lines));
    if (labelled.unreadable() > 0) {
      summary.warning(
          labelled.unreadable()
              + " texts had no grades that can be read and were left out; they are never taken for"
              + " clean");
    }
  }

  private static Double shown(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
