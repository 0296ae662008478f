package io.steelyard.decode.toy;

import io.steelyard.core.draws.Draws;
import io.steelyard.model.Gradients;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.KeySpace;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.ModelShape;
import io.steelyard.model.Session;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.util.BitSet;
import java.util.List;

/**
 * The smallest model that can be tuned: the hidden state is the last token's embedding plus a bias
 * vector, logits are embeddings times twice the hidden state, and one step of the expected next
 * embedding gives that embedding. Gradients are written out by hand.
 */
public final class LinearModel implements LanguageModel {
  private final int vocabulary;
  private final int width;
  private final int context;
  private final float[] embeddings;
  private boolean lowers = true;

  public LinearModel(int vocabulary, int width, int context) {
    this.vocabulary = vocabulary;
    this.width = width;
    this.context = context;
    embeddings = new float[vocabulary * width];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = (float) (2 * Draws.unit(Draws.mix(51, i)) - 1);
    }
  }

  public static Tokenizer tokenizer(int vocabulary) {
    byte[][] ranks = new byte[vocabulary][];
    for (int i = 0; i < vocabulary; i++) {
      ranks[i] = new byte[] {(byte) ('a' + i)};
    }
    return Tokenizer.ofRanks(ranks, PreTokenizer.GPT2, List.of());
  }

  public float[] embeddings() {
    return embeddings;
  }

  public double[] row(int token) {
    double[] row = new double[width];
    for (int i = 0; i < width; i++) {
      row[i] = embeddings[token * width + i];
    }
    return row;
  }

  /** Whether gradients agreed in sign with a small step of the linearised loss every time. */
  public boolean lowersLoss() {
    return lowers;
  }

  @Override
  public ModelShape shape() {
    return new ModelShape("linear", vocabulary, context, 3, width, 1, 1, width, 1, true, 0);
  }

  @Override
  public Session open(int rows, int capacity) {
    return new LinearSession(new TableModel(vocabulary, context, this::plain).open(rows, capacity));
  }

  private float[] plain(int[] text, int length) {
    return logitsOf(hiddenOf(text[length - 1], new float[width]));
  }

  private float[] hiddenOf(int token, float[] biases) {
    float[] h = new float[width];
    for (int i = 0; i < width; i++) {
      h[i] = embeddings[token * width + i] + biases[i];
    }
    return h;
  }

  private float[] logitsOf(float[] h) {
    float[] logits = new float[vocabulary];
    for (int v = 0; v < vocabulary; v++) {
      for (int i = 0; i < width; i++) {
        logits[v] += 2 * embeddings[v * width + i] * h[i];
      }
    }
    return logits;
  }

  private static float[] softmax(float[] logits) {
    double sum = 0;
    float[] p = new float[logits.length];
    for (float x : logits) {
      sum += Math.exp(x);
    }
    for (int i = 0; i < p.length; i++) {
      p[i] = (float) (Math.exp(logits[i]) / sum);
    }
    return p;
  }

  @Override
  public KeySpace keys() {
    return new KeySpace() {
      @Override
      public int vocabulary() {
        return vocabulary;
      }

      @Override
      public int width() {
        return width;
      }

      @Override
      public void read(int from, int to, float[] out) {
        System.arraycopy(embeddings, from * width, out, 0, (to - from) * width);
      }

      @Override
      public void multiply(float[] hidden, float[] logits) {
        System.arraycopy(logitsOf(hidden), 0, logits, 0, vocabulary);
      }
    };
  }

  @Override
  public void close() {}

  private final class LinearSession implements Session, HiddenStates, Gradients {
    private final Session rows;
    private final int[] last;

    LinearSession(Session rows) {
      this.rows = rows;
      last = new int[rows.rows()];
    }

    @Override
    public int biases(int layers) {
      return width;
    }

    @Override
    public void tuned(int row, int layers, float[] biases, Loss loss, float[] gradient) {
      float[] h = hiddenOf(last[row], biases);
      float[] p = softmax(logitsOf(h));
      float[] g = new float[vocabulary];
      loss.next(p, h, g);
      if (loss.lookAhead()) {
        float[] expected = new float[width];
        for (int v = 0; v < vocabulary; v++) {
          for (int i = 0; i < width; i++) {
            expected[i] += p[v] * embeddings[v * width + i];
          }
        }
        float[] gh = new float[width];
        loss.ahead(expected, gh);
        for (int v = 0; v < vocabulary; v++) {
          for (int i = 0; i < width; i++) {
            g[v] += gh[i] * embeddings[v * width + i];
          }
        }
      }
      double mean = 0;
      for (int v = 0; v < vocabulary; v++) {
        mean += p[v] * g[v];
      }
      for (int i = 0; i < width; i++) {
        double sum = 0;
        for (int v = 0; v < vocabulary; v++) {
          sum += p[v] * (g[v] - mean) * 2 * embeddings[v * width + i];
        }
        gradient[i] = (float) sum;
      }
      // A small step against the gradient must lower p·g.
      float[] moved = biases.clone();
      for (int i = 0; i < width; i++) {
        moved[i] -= .01f * gradient[i];
      }
      float[] after = softmax(logitsOf(hiddenOf(last[row], moved)));
      double value = 0;
      for (int v = 0; v < vocabulary; v++) {
        value += after[v] * g[v];
      }
      lowers &= value <= mean + 1e-6;
    }

    @Override
    public void tuned(int row, int layers, float[] biases, float[] logits) {
      System.arraycopy(logitsOf(hiddenOf(last[row], biases)), 0, logits, 0, vocabulary);
    }

    @Override
    public float[] hidden(int row) {
      return hiddenOf(last[row], new float[width]);
    }

    @Override
    public int rows() {
      return rows.rows();
    }

    @Override
    public int capacity() {
      return rows.capacity();
    }

    @Override
    public int length(int row) {
      return rows.length(row);
    }

    @Override
    public void prefill(int row, int[] ids, int from, int to) {
      rows.prefill(row, ids, from, to);
      last[row] = ids[to - 1];
    }

    @Override
    public void step(int[] tokens, BitSet active) {
      rows.step(tokens, active);
      active.stream().forEach(row -> last[row] = tokens[row]);
    }

    @Override
    public float[] logits(int row) {
      return rows.logits(row);
    }

    @Override
    public void fork(int source, int... targets) {
      rows.fork(source, targets);
      for (int target : targets) {
        last[target] = last[source];
      }
    }

    @Override
    public void truncate(int row, int length) {
      rows.truncate(row, length);
    }

    @Override
    public float[] score(int row, int[] continuation) {
      return rows.score(row, continuation);
    }

    @Override
    public void close() {}
  }
}
