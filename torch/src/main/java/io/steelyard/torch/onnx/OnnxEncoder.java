package io.steelyard.torch.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.step.Workers;
import io.steelyard.model.Encoder;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.EncoderSettings.Pooling;
import io.steelyard.model.files.EncoderFiles;
import io.steelyard.model.tensors.SafeTensors;
import io.steelyard.model.tensors.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A sentence encoder of the BERT family: the graph's token vectors, pooled ({@code sum_t m_t h_t /
 * sum_t m_t}, or the first token's), a linear layer where the files have one, then divided by their
 * Euclidean norm. A graph that gives one vector per text already is taken at its word.
 *
 * <p>Sums are taken in double precision and in the order of the tokens. Batches depend on the list
 * of texts alone, so the vectors are the same for any number of threads.
 */
final class OnnxEncoder implements Encoder {
  /** Names under which exports put one vector per text. */
  private static final List<String> POOLED = List.of("sentence_embedding", "embeddings");

  private static final List<String> TOKENS = List.of("last_hidden_state", "token_embeddings");

  private final OnnxGraph graph;
  private final TokenInputs inputs;
  private final String output;
  private final Pooling pooling;
  private final float[] dense;
  private final float[] denseBias;
  private final boolean tanh;
  private final String prefix;
  private final int threads;
  private final int width;
  private long texts;
  private long cut;
  private long tokens;

  OnnxEncoder(EncoderFiles files, OnnxGraph graph, EncoderSettings settings, int threads) {
    this.graph = graph;
    this.prefix = settings.prefix();
    this.threads = threads;
    int most = settings.maxTokens() > 0 ? settings.maxTokens() : files.maxTokens();
    this.inputs = new TokenInputs(files, most, 0);
    this.output = output(graph, settings.pooling().isPresent());
    this.pooling = settings.pooling().or(files::pooling).orElse(Pooling.MEAN);
    int hidden = probe(inputs.tokenizer().size() - 1);
    if (files.dense().isEmpty()) {
      dense = null;
      denseBias = null;
      tanh = false;
      width = hidden;
    } else {
      JsonNode config = Json.read(files.dense().get().config());
      tanh = config.path("activation_function").asText("").endsWith("Tanh");
      try (TensorSource weights = SafeTensors.open(files.dense().get().weights())) {
        dense = weights.read("linear.weight");
        denseBias =
            weights.names().contains("linear.bias") ? weights.read("linear.bias") : new float[0];
      }
      width = dense.length / hidden;
      if (width * hidden != dense.length || denseBias.length > 0 && denseBias.length != width) {
        throw new RequestException(
            files.dense().get().weights()
                + ": "
                + dense.length
                + " weights do not fit vectors of "
                + hidden
                + "; they belong to another encoder");
      }
    }
  }

  private static String output(OnnxGraph graph, boolean tokensWanted) {
    Map<String, long[]> outputs = graph.outputs();
    if (!tokensWanted) {
      for (String name : POOLED) {
        if (outputs.containsKey(name) && outputs.get(name).length == 2) {
          return name;
        }
      }
    }
    for (String name : TOKENS) {
      if (outputs.containsKey(name)) {
        return name;
      }
    }
    for (int rank : tokensWanted ? new int[] {3} : new int[] {3, 2}) {
      for (Map.Entry<String, long[]> found : outputs.entrySet()) {
        if (found.getValue().length == rank) {
          return found.getKey();
        }
      }
    }
    throw new RequestException(
        graph.path()
            + ": no output of the shape [batch, tokens, width]"
            + (tokensWanted ? ", which pooling needs" : " or [batch, width]")
            + "; found "
            + outputs.keySet());
  }

  /** Runs the tokenizer's last token: tells the width, and whether the two belong together. */
  private int probe(int last) {
    OnnxGraph.Output found;
    try {
      found =
          graph
              .run(
                  List.of(new TokenInputs.Row(new int[] {last, 0, 0}, new int[3])),
                  inputs.paddingId(),
                  List.of(output))
              .get(0);
    } catch (WorkException e) {
      throw new RequestException(
          graph.path()
              + ": the graph refuses a token of its tokenizer, which has "
              + (last + 1)
              + " tokens; take both from one place ("
              + e.getMessage()
              + ")",
          e);
    }
    int rank = found.shape().length;
    long tokenCount = rank == 3 ? found.shape()[1] : 3;
    if (rank < 2 || rank > 3 || found.shape()[0] != 1 || tokenCount != 3) {
      throw new RequestException(
          graph.path()
              + ": the output "
              + output
              + " has the shape "
              + Arrays.toString(found.shape())
              + " for one text of 3 tokens; expected [1, 3, width] or [1, width]");
    }
    return (int) found.shape()[rank - 1];
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public float[][] encode(List<String> given) {
    List<String> prefixed =
        prefix.isEmpty() ? given : given.stream().map(text -> prefix + text).toList();
    List<TokenInputs.Row> rows = new ArrayList<>(given.size());
    for (List<TokenInputs.Row> windows : inputs.windows(prefixed, threads)) {
      rows.add(windows.get(0));
      cut += windows.size() > 1 ? 1 : 0;
      tokens += windows.get(0).ids().length;
    }
    texts += given.size();
    float[][] vectors = new float[given.size()][];
    List<int[]> batches = TokenInputs.batches(rows);
    Workers.each(threads, batches.size(), b -> batch(rows, batches.get(b), vectors));
    return vectors;
  }

  private void batch(List<TokenInputs.Row> rows, int[] batch, float[][] vectors) {
    List<TokenInputs.Row> chosen = Arrays.stream(batch).mapToObj(rows::get).toList();
    OnnxGraph.Output out = graph.run(chosen, inputs.paddingId(), List.of(output)).get(0);
    int hidden = (int) out.shape()[out.shape().length - 1];
    int length = out.shape().length == 3 ? (int) out.shape()[1] : 1;
    for (int i = 0; i < batch.length; i++) {
      int kept = out.shape().length == 2 || pooling == Pooling.CLS ? 1 : chosen.get(i).ids().length;
      double[] pooled = new double[hidden];
      for (int t = 0; t < kept; t++) {
        int at = (i * length + t) * hidden;
        for (int j = 0; j < hidden; j++) {
          pooled[j] += out.values()[at + j];
        }
      }
      for (int j = 0; j < hidden; j++) {
        pooled[j] /= kept;
      }
      vectors[batch[i]] = unit(layered(pooled));
    }
  }

  /** {@code tanh(W x + b)}, where there is such a layer. */
  private double[] layered(double[] x) {
    if (dense == null) {
      return x;
    }
    double[] y = new double[width];
    for (int i = 0; i < width; i++) {
      double sum = denseBias.length > 0 ? denseBias[i] : 0;
      for (int j = 0; j < x.length; j++) {
        sum += dense[i * x.length + j] * x[j];
      }
      y[i] = tanh ? StrictMath.tanh(sum) : sum;
    }
    return y;
  }

  private float[] unit(double[] x) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    if (Double.isNaN(squares) || Double.isInfinite(squares)) {
      throw new WorkException(
          graph.path() + ": a text came out as a vector that is not finite; is the graph whole?");
    }
    float[] unit = new float[x.length];
    double norm = Math.sqrt(squares);
    for (int i = 0; i < x.length && norm > 0; i++) {
      unit[i] = (float) (x[i] / norm);
    }
    return unit;
  }

  @Override
  public Report report() {
    return new Report(texts, cut, tokens);
  }

  @Override
  public void close() {
    graph.close();
  }
}
