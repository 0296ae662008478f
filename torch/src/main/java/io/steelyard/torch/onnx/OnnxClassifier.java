package io.steelyard.torch.onnx;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Workers;
import io.steelyard.model.TextClassifier;
import io.steelyard.model.files.EncoderFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A classifier with several heads: one output of logits [batch, heads, classes], [heads, batch,
 * classes] or [batch, heads × classes], or one output [batch, classes] for each head in their
 * order. Logits become probabilities by a softmax in double precision.
 */
final class OnnxClassifier implements TextClassifier {
  private static final int PROBE = 2;

  private final OnnxGraph graph;
  private final TokenInputs inputs;
  private final int heads;
  private final int classes;
  private final int threads;
  private final List<String> outputs;
  private final boolean headsFirst;

  OnnxClassifier(
      EncoderFiles files,
      OnnxGraph graph,
      int heads,
      int classes,
      int window,
      int shared,
      int threads) {
    this.graph = graph;
    this.heads = heads;
    this.classes = classes;
    this.threads = threads;
    this.inputs = new TokenInputs(files, window, shared);
    this.outputs = outputs(graph.outputs());
    // Two rows tell which side the heads are on; with two heads, rows come first.
    List<TokenInputs.Row> rows = new ArrayList<>();
    for (int i = 0; i < PROBE; i++) {
      rows.add(new TokenInputs.Row(new int[] {inputs.tokenizer().size() - 1, 0, 0}, new int[3]));
    }
    List<OnnxGraph.Output> found = graph.run(rows, inputs.paddingId(), outputs);
    this.headsFirst =
        outputs.size() == 1
            && found.get(0).shape().length == 3
            && found.get(0).shape()[0] == heads
            && found.get(0).shape()[1] == PROBE
            && heads != PROBE;
    for (OnnxGraph.Output output : found) {
      check(output, PROBE);
    }
  }

  /** One output with all heads, or the heads' outputs in their order. */
  private List<String> outputs(Map<String, long[]> all) {
    if (all.size() == 1) {
      return List.copyOf(all.keySet());
    }
    if (all.containsKey("logits")) {
      return List.of("logits");
    }
    List<String> each = new ArrayList<>();
    all.forEach(
        (name, shape) -> {
          if (shape.length == 2 && (shape[1] == classes || shape[1] < 0)) {
            each.add(name);
          }
        });
    if (each.size() != heads) {
      throw new RequestException(
          graph.path()
              + ": expected one output with "
              + heads
              + " heads of "
              + classes
              + " classes, or "
              + heads
              + " outputs [batch, "
              + classes
              + "]; found "
              + describe(all));
    }
    return each;
  }

  private static String describe(Map<String, long[]> outputs) {
    List<String> said = new ArrayList<>();
    outputs.forEach((name, shape) -> said.add(name + " " + Arrays.toString(shape)));
    return String.join(", ", said);
  }

  private void check(OnnxGraph.Output output, int rows) {
    long expected = (long) rows * classes * (outputs.size() == 1 ? heads : 1);
    boolean lastFits =
        output.shape().length == 3
            ? output.shape()[2] == classes
            : output.shape()[output.shape().length - 1]
                == (outputs.size() == 1 ? (long) heads * classes : classes);
    if (output.values().length != expected || !lastFits) {
      throw new RequestException(
          graph.path()
              + ": gives "
              + Arrays.toString(output.shape())
              + " for "
              + rows
              + " texts; expected "
              + heads
              + " heads of "
              + classes
              + " classes for each");
    }
  }

  @Override
  public int heads() {
    return heads;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public List<Scored> classify(List<String> texts) {
    List<TokenInputs.Row> rows = new ArrayList<>();
    List<Scored> scored = new ArrayList<>();
    List<int[]> places = new ArrayList<>();
    List<List<TokenInputs.Row>> windows = inputs.windows(texts, threads);
    for (int i = 0; i < windows.size(); i++) {
      scored.add(new Scored(new float[windows.get(i).size()][][]));
      for (int w = 0; w < windows.get(i).size(); w++) {
        rows.add(windows.get(i).get(w));
        places.add(new int[] {i, w});
      }
    }
    List<int[]> batches = TokenInputs.batches(rows);
    Workers.each(
        threads,
        batches.size(),
        b -> {
          int[] batch = batches.get(b);
          List<TokenInputs.Row> chosen = Arrays.stream(batch).mapToObj(rows::get).toList();
          List<OnnxGraph.Output> out = graph.run(chosen, inputs.paddingId(), outputs);
          out.forEach(output -> check(output, batch.length));
          for (int r = 0; r < batch.length; r++) {
            int[] place = places.get(batch[r]);
            scored.get(place[0]).windows()[place[1]] = row(out, r, batch.length);
          }
        });
    return scored;
  }

  private float[][] row(List<OnnxGraph.Output> out, int row, int rows) {
    float[][] probabilities = new float[heads][];
    for (int h = 0; h < heads; h++) {
      float[] values = out.get(out.size() == 1 ? 0 : h).values();
      int at;
      if (out.size() > 1) {
        at = row * classes;
      } else if (headsFirst) {
        at = (h * rows + row) * classes;
      } else {
        at = (row * heads + h) * classes;
      }
      probabilities[h] = softmax(values, at);
    }
    return probabilities;
  }

  private float[] softmax(float[] logits, int at) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      highest = Math.max(highest, logits[at + c]);
    }
    double[] weights = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      weights[c] = StrictMath.exp(logits[at + c] - highest);
      sum += weights[c];
    }
    float[] probabilities = new float[classes];
    for (int c = 0; c < classes; c++) {
      probabilities[c] = (float) (weights[c] / sum);
    }
    return probabilities;
  }

  @Override
  public void close() {
    graph.close();
  }
}
