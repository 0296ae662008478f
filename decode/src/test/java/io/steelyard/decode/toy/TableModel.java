package io.steelyard.decode.toy;

import io.steelyard.model.ContextOverflowException;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.KeySpace;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.ModelShape;
import io.steelyard.model.Session;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A language model that is a table: the logits after a text are the row of its last two tokens (or
 * of its last, where all rows of a last token are equal). Hidden states are the logits themselves
 * and the keys are the identity, so {@code logits = keys · hidden} holds.
 */
public final class TableModel implements LanguageModel {
  /** Logits after a text. */
  @FunctionalInterface
  public interface Table {
    float[] after(int[] text, int length);
  }

  private final int vocabulary;
  private final int context;
  private final Table table;
  private int steps;

  public TableModel(int vocabulary, int context, Table table) {
    this.vocabulary = vocabulary;
    this.context = context;
    this.table = table;
  }

  /** A Markov chain of order one from probabilities. */
  public static TableModel markov(int context, double[]... rows) {
    float[][] logits = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      logits[i] = new float[rows[i].length];
      for (int j = 0; j < rows[i].length; j++) {
        logits[i][j] = (float) Math.log(rows[i][j]);
      }
    }
    return new TableModel(rows[0].length, context, (text, length) -> logits[text[length - 1]]);
  }

  /** Batched steps run so far, prefills not counted. */
  public int steps() {
    return steps;
  }

  @Override
  public ModelShape shape() {
    return new ModelShape(
        "table", vocabulary, context, 1, vocabulary, 1, 1, 1, 1, true, vocabulary);
  }

  @Override
  public Session open(int rows, int capacity) {
    if (rows < 1 || capacity < 1 || capacity > context) {
      throw new IllegalArgumentException(rows + " rows of " + capacity);
    }
    return new TableSession(rows, capacity);
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
        return vocabulary;
      }

      @Override
      public void read(int from, int to, float[] out) {
        Arrays.fill(out, 0, (to - from) * vocabulary, 0);
        for (int i = from; i < to; i++) {
          out[(i - from) * vocabulary + i] = 1;
        }
      }

      @Override
      public void multiply(float[] hidden, float[] logits) {
        System.arraycopy(hidden, 0, logits, 0, vocabulary);
      }
    };
  }

  @Override
  public void close() {}

  private final class TableSession implements Session, HiddenStates {
    private final int[][] text;
    private final int[] length;
    private final float[][] logits;
    private final int capacity;

    TableSession(int rows, int capacity) {
      this.capacity = capacity;
      text = new int[rows][capacity];
      length = new int[rows];
      logits = new float[rows][];
    }

    @Override
    public int rows() {
      return text.length;
    }

    @Override
    public int capacity() {
      return capacity;
    }

    @Override
    public int length(int row) {
      return length[row];
    }

    private void append(int row, int token) {
      if (length[row] == capacity) {
        throw new ContextOverflowException(row, length[row] + 1L, capacity);
      }
      text[row][length[row]++] = token;
      logits[row] = table.after(text[row], length[row]);
    }

    @Override
    public void prefill(int row, int[] ids, int from, int to) {
      for (int i = from; i < to; i++) {
        append(row, ids[i]);
      }
    }

    @Override
    public void step(int[] tokens, BitSet active) {
      steps++;
      active.stream().forEach(row -> append(row, tokens[row]));
    }

    @Override
    public float[] logits(int row) {
      if (logits[row] == null) {
        throw new IllegalStateException("row " + row + " has no logits");
      }
      return logits[row];
    }

    @Override
    public float[] hidden(int row) {
      return logits(row);
    }

    @Override
    public void fork(int source, int... targets) {
      for (int target : targets) {
        text[target] = text[source].clone();
        length[target] = length[source];
        logits[target] = logits[source];
      }
    }

    @Override
    public void truncate(int row, int newLength) {
      if (newLength < length[row]) {
        logits[row] = null;
      }
      length[row] = newLength;
    }

    @Override
    public float[] score(int row, int[] continuation) {
      int[] whole = Arrays.copyOf(text[row], length[row] + continuation.length);
      float[] scores = new float[continuation.length];
      for (int i = 0; i < continuation.length; i++) {
        float[] x = i == 0 ? logits(row) : table.after(whole, length[row] + i);
        double sum = 0;
        for (float v : x) {
          sum += Math.exp(v);
        }
        scores[i] = (float) (x[continuation[i]] - Math.log(sum));
        whole[length[row] + i] = continuation[i];
      }
      return scores;
    }

    @Override
    public void close() {}
  }
}
