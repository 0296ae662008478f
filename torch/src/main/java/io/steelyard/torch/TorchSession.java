package io.steelyard.torch;

import io.steelyard.model.ContextOverflowException;
import io.steelyard.model.Gradients;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.ModelShape;
import io.steelyard.model.Session;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Texts under way in a {@link Decoder}. */
final class TorchSession implements Session, HiddenStates, Gradients {
  /** Tokens whose logits are computed at once when a continuation is scored. */
  private static final int SCORED_AT_ONCE = 64;

  private final Decoder decoder;
  private final ModelShape shape;
  private final KeyValueCache cache;
  private final int[] length;
  private final int[][] tokens;
  private final float[][] logits;
  private final float[][] hidden;
  private final boolean[] fresh;

  TorchSession(Decoder decoder, int rows, int capacity) {
    this.decoder = decoder;
    this.shape = decoder.shape();
    this.cache =
        new KeyValueCache(shape, rows, capacity, decoder.parameters().flat().scalar_type());
    this.length = new int[rows];
    this.tokens = new int[rows][capacity];
    this.logits = new float[rows][];
    this.hidden = new float[rows][shape.width()];
    this.fresh = new boolean[rows];
  }

  @Override
  public int rows() {
    return length.length;
  }

  @Override
  public int capacity() {
    return cache.capacity;
  }

  @Override
  public int length(int row) {
    return length[row];
  }

  @Override
  public void prefill(int row, int[] ids, int from, int to) {
    if (to <= from) {
      return;
    }
    check(row, to - from);
    checkIds(row, ids, from, to);
    Torch.plain(
        () -> {
          Tensor h = append(row, ids, from, to);
          keep(row, h.narrow(0, to - from - 1L, 1));
        });
    System.arraycopy(ids, from, tokens[row], length[row], to - from);
    length[row] += to - from;
  }

  /** Hidden states of new tokens of a row, whose keys and values are then in the cache. */
  private Tensor append(int row, int[] ids, int from, int to) {
    int n = to - from;
    long[] positions = new long[n];
    Arrays.setAll(positions, i -> length[row] + i);
    Torch.loopsOver((long) n * (shape.inner() + (long) shape.heads() * (length[row] + n)));
    return decoder.hidden(
        Torch.ids(ids, from, to),
        Tensor.create(positions, n),
        new AppendAttention(cache, row, length[row], n));
  }

  @Override
  public void step(int[] next, BitSet active) {
    int first = active.nextSetBit(0);
    if (first < 0) {
      return;
    }
    int n = active.length() - first;
    long[] ids = new long[n];
    long[] positions = new long[n];
    int[] past = new int[n];
    for (int i = 0; i < n; i++) {
      int row = first + i;
      past[i] = -1;
      if (active.get(row)) {
        check(row, 1);
        checkIds(row, next, row, row + 1);
        ids[i] = next[row];
        positions[i] = length[row];
        past[i] = length[row];
      }
    }
    long keys = (long) shape.keyValueHeads() * shape.headWidth();
    long longest = Arrays.stream(past).max().orElse(0) + 1L;
    Torch.loopsOver(n * Math.max(keys * longest, shape.inner()));
    Torch.plain(
        () -> {
          Tensor like = decoder.head();
          Tensor h =
              decoder.hidden(
                  Tensor.create(ids, n),
                  Tensor.create(positions, n),
                  new StepAttention(cache, first, past, shape.keyValueHeads(), like));
          Tensor all = decoder.logits(h);
          for (int i = 0; i < n; i++) {
            int row = first + i;
            if (past[i] >= 0) {
              copy(all.narrow(0, i, 1), logitsOf(row));
              copy(h.narrow(0, i, 1), hidden[row]);
              fresh[row] = true;
              tokens[row][length[row]] = next[row];
              length[row]++;
            }
          }
        });
  }

  private void keep(int row, Tensor lastHidden) {
    copy(lastHidden, hidden[row]);
    copy(decoder.logits(lastHidden), logitsOf(row));
    fresh[row] = true;
  }

  private float[] logitsOf(int row) {
    if (logits[row] == null) {
      logits[row] = new float[shape.vocabulary()];
    }
    return logits[row];
  }

  private static void copy(Tensor from, float[] to) {
    Tensor single = from.contiguous().to(ScalarType.Float);
    single.<FloatBuffer>createBuffer().get(to);
  }

  @Override
  public float[] logits(int row) {
    checkFresh(row);
    return logits[row];
  }

  @Override
  public float[] hidden(int row) {
    checkFresh(row);
    return hidden[row];
  }

  private void checkFresh(int row) {
    if (!fresh[row]) {
      throw new IllegalStateException(
          "row "
              + row
              + (length[row] == 0 ? " is empty" : " was cut to " + length[row] + " tokens")
              + ": append a token before its logits are asked for");
    }
  }

  @Override
  public void fork(int source, int... targets) {
    Torch.plain(
        () -> {
          for (int target : targets) {
            if (target == source) {
              continue;
            }
            cache.copy(source, target, length[source]);
            System.arraycopy(tokens[source], 0, tokens[target], 0, length[source]);
            length[target] = length[source];
            fresh[target] = fresh[source];
            if (fresh[source]) {
              System.arraycopy(logits[source], 0, logitsOf(target), 0, shape.vocabulary());
              System.arraycopy(hidden[source], 0, hidden[target], 0, shape.width());
            }
          }
        });
  }

  @Override
  public void truncate(int row, int to) {
    if (to < 0 || to > length[row]) {
      throw new IllegalArgumentException(
          "row " + row + " holds " + length[row] + " tokens and cannot be cut to " + to);
    }
    fresh[row] &= to == length[row];
    length[row] = to;
  }

  @Override
  public float[] score(int row, int[] continuation) {
    float[] out = new float[continuation.length];
    if (out.length == 0) {
      return out;
    }
    checkFresh(row);
    // The last token is asked about, never appended.
    check(row, continuation.length - 1);
    checkIds(row, continuation, 0, continuation.length);
    out[0] = LogSoftmax.at(logits[row], continuation[0]);
    int kept = length[row];
    float[] after = new float[shape.vocabulary()];
    try {
      for (int at = 0; at < continuation.length - 1; at += SCORED_AT_ONCE) {
        int from = at;
        int to = Math.min(from + SCORED_AT_ONCE, continuation.length - 1);
        Torch.plain(
            () -> {
              Tensor all = decoder.logits(append(row, continuation, from, to));
              for (int i = from; i < to; i++) {
                copy(all.narrow(0, i - from, 1), after);
                out[i + 1] = LogSoftmax.at(after, continuation[i + 1]);
              }
            });
        length[row] += to - from;
      }
    } finally {
      length[row] = kept;
    }
    return out;
  }

  @Override
  public int biases(int layers) {
    return Biases.count(shape, layers);
  }

  @Override
  public void tuned(int row, int layers, float[] biases, Loss loss, float[] gradient) {
    checkFresh(row);
    int last = length[row] - 1;
    Torch.scoped(
        () -> {
          Tensor values = Tensor.create(biases, biases.length).set_requires_grad(true);
          Slots slots = new Biases(shape, layers, values);
          TunedAttention attention = new TunedAttention(cache, row, last, null);
          Tensor place = Tensor.create(new long[] {last}, 1);
          Tensor h =
              decoder.blocks(
                  decoder.embed(Torch.ids(tokens[row], last, last + 1)), place, attention, slots);
          Tensor p = torch.softmax(decoder.logits(h), 1);
          float[] ofNext = new float[shape.vocabulary()];
          loss.next(array(p), array(h), ofNext);
          Tensor sum = p.mul(Tensor.create(ofNext, 1, ofNext.length)).sum();
          if (loss.lookAhead()) {
            Tensor expected = torch.matmul(p, decoder.embeddings());
            Tensor ahead =
                decoder.blocks(
                    expected,
                    Tensor.create(new long[] {last + 1}, 1),
                    new TunedAttention(cache, row, last, attention),
                    slots);
            float[] ofAhead = new float[shape.width()];
            loss.ahead(array(ahead), ofAhead);
            sum = sum.add(ahead.mul(Tensor.create(ofAhead, 1, ofAhead.length)).sum());
          }
          sum.backward();
          copy(values.grad(), gradient);
        });
  }

  @Override
  public void tuned(int row, int layers, float[] biases, float[] into) {
    checkFresh(row);
    int last = length[row] - 1;
    Torch.plain(
        () -> {
          Tensor values = Tensor.create(biases, biases.length);
          Tensor h =
              decoder.blocks(
                  decoder.embed(Torch.ids(tokens[row], last, last + 1)),
                  Tensor.create(new long[] {last}, 1),
                  new TunedAttention(cache, row, last, null),
                  new Biases(shape, layers, values));
          copy(decoder.logits(h), into);
        });
  }

  private static float[] array(Tensor tensor) {
    float[] out = new float[(int) tensor.numel()];
    copy(tensor.detach(), out);
    return out;
  }

  private void check(int row, int more) {
    if ((long) length[row] + more > capacity()) {
      throw new ContextOverflowException(row, (long) length[row] + more, capacity());
    }
  }

  private void checkIds(int row, int[] ids, int from, int to) {
    for (int i = from; i < to; i++) {
      if (ids[i] < 0 || ids[i] >= shape.vocabulary()) {
        throw new io.steelyard.core.RequestException(
            "token id "
                + ids[i]
                + " of row "
                + row
                + " is not one of the model's "
                + shape.vocabulary()
                + "; is the tokenizer the model's own?");
      }
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
