package io.steelyard.decode.chain;

import io.steelyard.core.WorkException;

/**
 * The tokens that may still come next, with their logits, in arrays that are made once per row.
 *
 * <p>What stages ask for again and again is kept until a logit changes: the maximum, the
 * log-sum-exp, the entropy, and how many of the first places are in order. So a stage asks for what
 * it needs ({@link #sortTop}, {@link #logSumExp}), and nobody sorts 49,152 tokens or takes a
 * softmax twice.
 *
 * <p>Example: {@code load} of logits (2, 1, 0, -1), {@code keepTop(2, false)}: ids 0 and 1 are
 * left, {@code logSumExp()} is ln(e^2 + e^1) = 2.3133.
 *
 * <p>Tokens at minus infinity are left out when the set is loaded, so every logit here is finite.
 * Order is by logit descending, then id ascending.
 */
public final class CandidateSet {
  private final int[] ids;
  private final double[] logits;
  private final double[] keys;
  private final int[] places;
  private int size;
  private int sorted;
  private boolean idOrder;
  private boolean hasMax;
  private double max;
  private boolean hasSum;
  private double logSumExp;
  private boolean hasEntropy;
  private double entropy;
  private int row;
  private int position;

  public CandidateSet(int vocabulary) {
    ids = new int[vocabulary];
    logits = new double[vocabulary];
    keys = new double[vocabulary];
    places = new int[vocabulary];
  }

  /**
   * Starts from the logits of a position.
   *
   * @param row and {@code position}: for messages
   * @throws WorkException if a logit is NaN or plus infinity, naming the first such token
   */
  public void load(float[] raw, int row, int position) {
    start(row, position);
    int n = 0;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < raw.length; i++) {
      float x = raw[i];
      if (x > Float.NEGATIVE_INFINITY && x < Float.POSITIVE_INFINITY) {
        ids[n] = i;
        logits[n++] = x;
        top = x > top ? x : top;
      } else if (x != Float.NEGATIVE_INFINITY) {
        throw broken(i, x);
      }
    }
    end(n, top);
  }

  /** The same from doubles. */
  public void load(double[] raw, int row, int position) {
    start(row, position);
    int n = 0;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < raw.length; i++) {
      double x = raw[i];
      if (x > Double.NEGATIVE_INFINITY && x < Double.POSITIVE_INFINITY) {
        ids[n] = i;
        logits[n++] = x;
        top = Math.max(top, x);
      } else if (x != Double.NEGATIVE_INFINITY) {
        throw broken(i, x);
      }
    }
    end(n, top);
  }

  private void start(int row, int position) {
    this.row = row;
    this.position = position;
    changed();
  }

  private void end(int n, double top) {
    size = n;
    sorted = 0;
    idOrder = true;
    max = top;
    hasMax = n > 0;
  }

  private WorkException broken(int id, double x) {
    return new WorkException(
        "row "
            + row
            + ", position "
            + position
            + ": the logit of token "
            + id
            + " is "
            + x
            + "; the model's weights or its input are broken");
  }

  public int size() {
    return size;
  }

  public int id(int i) {
    return ids[i];
  }

  public double logit(int i) {
    return logits[i];
  }

  /** The ids; borrowed, the first {@link #size()} are valid. */
  public int[] ids() {
    return ids;
  }

  /** The logits; borrowed. Whoever writes them calls {@link #changed()} after. */
  public double[] logits() {
    return logits;
  }

  /** Room for one number per candidate; what is in it lasts until another stage uses it. */
  public double[] keys() {
    return keys;
  }

  /** Forgets what was computed from the logits, and that they are in order. */
  public void changed() {
    hasMax = false;
    hasSum = false;
    hasEntropy = false;
    sorted = 0;
  }

  /** Changes one logit; minus infinity drops the candidate at the next {@link #dropInfinite}. */
  public void set(int i, double logit) {
    logits[i] = logit;
    changed();
  }

  /** Where a token is, or -1. */
  public int find(int id) {
    if (!idOrder) {
      for (int i = 0; i < size; i++) {
        if (ids[i] == id) {
          return i;
        }
      }
      return -1;
    }
    if (id < size && id >= 0 && ids[id] == id) {
      return id;
    }
    int lo = 0;
    int hi = size - 1;
    while (lo <= hi) {
      int middle = (lo + hi) >>> 1;
      if (ids[middle] < id) {
        lo = middle + 1;
      } else if (ids[middle] > id) {
        hi = middle - 1;
      } else {
        return middle;
      }
    }
    return -1;
  }

  /** Whether {@link #find} is quick because ids ascend. */
  public boolean inIdOrder() {
    return idOrder;
  }

  public double max() {
    if (!hasMax) {
      double top = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < size; i++) {
        top = logits[i] > top ? logits[i] : top;
      }
      max = top;
      hasMax = true;
    }
    return max;
  }

  /** {@code ln sum_i e^logit_i}, in double. */
  public double logSumExp() {
    if (!hasSum) {
      requireSome();
      double top = max();
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += PortableExp.exp(logits[i] - top);
      }
      logSumExp = top + StrictMath.log(sum);
      hasSum = true;
    }
    return logSumExp;
  }

  /** {@code -sum_i p_i ln p_i} in nats over the candidates. */
  public double entropy() {
    if (!hasEntropy) {
      requireSome();
      double top = max();
      double sum = 0;
      double weighted = 0;
      for (int i = 0; i < size; i++) {
        double x = logits[i] - top;
        double e = PortableExp.exp(x);
        sum += e;
        weighted += e * x;
      }
      double logSum = StrictMath.log(sum);
      logSumExp = top + logSum;
      hasSum = true;
      entropy = Math.max(0, logSum - weighted / sum);
      hasEntropy = true;
    }
    return entropy;
  }

  public double probability(int i) {
    return PortableExp.exp(logits[i] - logSumExp());
  }

  /** Natural log of a candidate's probability. */
  public double logProbability(int i) {
    return logits[i] - logSumExp();
  }

  /** Makes the first {@code m} places (or all) those of the most probable, in order. */
  public void sortTop(int m) {
    int wanted = Math.min(m, size);
    if (wanted > sorted) {
      if (size > 1) {
        idOrder = false;
      }
      Selection.top(logits, ids, sorted, size, wanted - sorted);
      sorted = wanted;
    }
  }

  /** Keeps the k most probable, and with {@code ties} all that equal the last of them. */
  public void keepTop(int k, boolean ties) {
    if (k >= size) {
      return;
    }
    if (!ties) {
      sortTop(k);
      keepFirst(k);
      return;
    }
    sortTop(k);
    double last = logits[k - 1];
    int n = k;
    for (int i = k; i < size; i++) {
      if (logits[i] == last) {
        ids[n] = ids[i];
        logits[n++] = last;
      }
    }
    size = n;
    Selection.sort(logits, ids, k, n);
    sorted = n;
    removed();
  }

  /** Keeps the first n places. */
  public void keepFirst(int n) {
    if (n < size) {
      size = n;
      sorted = Math.min(sorted, n);
      removed();
    }
  }

  /** Keeps the candidates whose logit is at least {@code least}; their order stays. */
  public void keepFrom(double least) {
    int n = 0;
    int ordered = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= least) {
        ordered += i < sorted ? 1 : 0;
        ids[n] = ids[i];
        logits[n++] = logits[i];
      }
    }
    shrink(n, ordered);
  }

  /** Keeps candidate i where {@code keys[i] <= most}; their order stays. */
  public void keepByKey(double most) {
    int n = 0;
    int ordered = 0;
    for (int i = 0; i < size; i++) {
      if (keys[i] <= most) {
        ordered += i < sorted ? 1 : 0;
        ids[n] = ids[i];
        logits[n++] = logits[i];
      }
    }
    shrink(n, ordered);
  }

  /** Drops candidates that a stage set to minus infinity. */
  public void dropInfinite() {
    keepFrom(-Double.MAX_VALUE);
  }

  private void shrink(int n, int ordered) {
    if (n < size) {
      size = n;
      sorted = ordered;
      removed();
    }
  }

  private void removed() {
    hasSum = false;
    hasEntropy = false;
    if (sorted > 0 && size > 0) {
      max = logits[0];
      hasMax = true;
    } else {
      hasMax = false;
    }
    if (size <= 1) {
      idOrder = true;
    }
  }

  /** Multiplies all logits by a positive factor; their order stays. */
  public void scale(double factor) {
    for (int i = 0; i < size; i++) {
      logits[i] *= factor;
    }
    max *= factor;
    hasSum = false;
    hasEntropy = false;
  }

  /** The number of the candidate with the highest logit, the lowest id where several have it. */
  public int best() {
    requireSome();
    if (sorted > 0) {
      return 0;
    }
    double top = max();
    int best = -1;
    for (int i = 0; i < size; i++) {
      if (logits[i] == top && (best < 0 || ids[i] < ids[best])) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Candidate numbers by {@link #keys} ascending: the first {@code m} of the returned array. Ties
   * by number. The keys are left in that order too (negated).
   */
  int[] byKey(int from, int m) {
    if (from == 0) {
      for (int i = 0; i < size; i++) {
        keys[i] = -keys[i];
        places[i] = i;
      }
    }
    Selection.top(keys, places, from, size, m - from);
    return places;
  }

  /**
   * @throws NoAdmissibleToken if nothing is left
   */
  public void requireSome() {
    if (size == 0) {
      throw new NoAdmissibleToken(row, position);
    }
  }
}
