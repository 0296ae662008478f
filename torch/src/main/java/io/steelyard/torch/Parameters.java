package io.steelyard.torch;

import io.steelyard.core.draws.Draws;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The weights of a model: one flat tensor, of which every parameter is a view. Parameters that lie
 * side by side can be used as one ({@link #leaf}): query, key and value projections are one
 * product. An optimiser works on the flat tensor, a few operations for all weights.
 *
 * <p>Names are those of Hugging Face files. Matrices come first and vectors (norms, biases) last,
 * so that what weight decay spares is one range.
 */
public final class Parameters implements AutoCloseable {
  /** One parameter: its name in files, shape and how it starts. */
  record Entry(String name, long[] shape, long at, Start start) {
    long size() {
      long n = 1;
      for (long s : shape) {
        n *= s;
      }
      return n;
    }
  }

  /** First values: normal with a deviation, or a constant. */
  record Start(double deviation, double constant) {
    static final Start ZERO = new Start(0, 0);
    static final Start ONE = new Start(0, 1);

    static Start normal(double deviation) {
      return new Start(deviation, 0);
    }
  }

  /** Collects the parameters of an architecture. */
  static final class Builder {
    private final List<Entry> matrices = new ArrayList<>();
    private final List<Entry> vectors = new ArrayList<>();

    Builder add(String name, Start start, long... shape) {
      (shape.length > 1 ? matrices : vectors).add(new Entry(name, shape, 0, start));
      return this;
    }

    Parameters build(ScalarType type) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      long at = 0;
      long decayed = 0;
      for (List<Entry> part : List.of(matrices, vectors)) {
        for (Entry e : part) {
          entries.put(e.name(), new Entry(e.name(), e.shape(), at, e.start()));
          at += e.size();
        }
        decayed = decayed == 0 ? at : decayed;
      }
      return new Parameters(entries, at, decayed, type);
    }
  }

  private final Map<String, Entry> entries;
  private final long size;
  private final long decayed;
  private final Tensor flat;
  private final List<Tensor> leaves = new ArrayList<>();
  private final List<long[]> ranges = new ArrayList<>();
  private Tensor gradient;

  private Parameters(Map<String, Entry> entries, long size, long decayed, ScalarType type) {
    this.entries = entries;
    this.size = size;
    this.decayed = decayed;
    this.flat = Torch.zeros(type, size);
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /** Number of weights. */
  public long size() {
    return size;
  }

  /** How many of them weight decay applies to: the first ones. */
  long decayed() {
    return decayed;
  }

  Tensor flat() {
    return flat;
  }

  /** The gradient of all weights, in the order of {@link #flat}; null before {@link #train}. */
  Tensor gradient() {
    return gradient;
  }

  /** A parameter as a view of the flat tensor. The caller closes it. */
  Tensor view(String name) {
    Entry e = entry(name);
    return flat.narrow(0, e.at(), e.size()).view(e.shape());
  }

  /**
   * Parameters that lie side by side and agree in all but the first extent, as one tensor that
   * gathers gradients. It lives as long as the parameters.
   */
  Tensor leaf(String... names) {
    Entry first = entry(names[0]);
    long[] shape = first.shape().clone();
    long end = first.at() + first.size();
    for (int i = 1; i < names.length; i++) {
      Entry e = entry(names[i]);
      if (e.at() != end) {
        throw new IllegalStateException(names[i] + " does not follow " + names[i - 1]);
      }
      shape[0] += e.shape()[0];
      end += e.size();
    }
    Tensor leaf = flat.narrow(0, first.at(), end - first.at()).view(shape).detach();
    leaves.add(leaf);
    ranges.add(new long[] {first.at(), end - first.at()});
    return leaf;
  }

  /** Makes the leaves gather their gradients in one flat tensor. */
  void train() {
    if (gradient != null) {
      return;
    }
    gradient = Torch.zeros(flat.scalar_type(), size);
    for (int i = 0; i < leaves.size(); i++) {
      Tensor leaf = leaves.get(i);
      leaf.set_requires_grad(true);
      long[] range = ranges.get(i);
      leaf.mutable_grad().put(gradient.narrow(0, range[0], range[1]).view(leaf.shape()));
    }
  }

  /** Sets first values: a pure function of the seed and the parameter's name. */
  void initialise(long seed) {
    for (Entry e : entries.values()) {
      Torch.scoped(
          () -> {
            Tensor view = view(e.name());
            if (e.start().deviation() == 0) {
              view.fill_(Torch.scalar(e.start().constant()));
            } else {
              normal(view, e, seed);
            }
          });
    }
  }

  private static void normal(Tensor view, Entry e, long seed) {
    long name = Draws.hash(e.name());
    long n = e.size();
    float[] values = new float[(int) Math.min(n, 1 << 20)];
    Tensor flat = view.view(n);
    for (long from = 0; from < n; from += values.length) {
      int part = (int) Math.min(values.length, n - from);
      NormalDraws.fill(values, part, seed, name, from, e.start().deviation());
      Tensor source = Tensor.create(values, values.length).narrow(0, 0, part);
      flat.narrow(0, from, part).copy_(source);
      source.close();
    }
  }

  private Entry entry(String name) {
    Entry e = entries.get(name);
    if (e == null) {
      throw new IllegalStateException("no parameter " + name);
    }
    return e;
  }

  /** Whether all weights are numbers. */
  boolean finite() {
    boolean[] answer = new boolean[1];
    Torch.plain(() -> answer[0] = torch.isfinite(flat).all().item().toBool());
    return answer[0];
  }

  @Override
  public void close() {
    leaves.forEach(Tensor::close);
    leaves.clear();
    if (gradient != null) {
      gradient.close();
    }
    flat.close();
  }
}
