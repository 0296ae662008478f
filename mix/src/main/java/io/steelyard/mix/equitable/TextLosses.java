package io.steelyard.mix.equitable;

import io.steelyard.core.stats.WittenBell;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Losses of groups of text by a byte n-gram model, one for each group: nats per byte of pieces that
 * are held out. Amounts are bytes; one of more than there is gives the loss of all there is.
 */
public final class TextLosses implements Losses {
  /** Bytes of context of the model. */
  public static final int ORDER = 4;

  private static final double LN_2 = StrictMath.log(2);

  private record Run(int group, long bytes, int repeat) {}

  private final List<ChunkedText> groups;
  private final boolean report;
  private final Map<Run, Double> known = new ConcurrentHashMap<>();

  private TextLosses(List<ChunkedText> groups, boolean report) {
    this.groups = List.copyOf(groups);
    this.report = report;
  }

  /** Losses on the pieces that slopes are estimated on. */
  public static TextLosses forSlopes(List<ChunkedText> groups) {
    return new TextLosses(groups, false);
  }

  /** Losses on the pieces that no decision looks at. */
  public static TextLosses forReport(List<ChunkedText> groups) {
    return new TextLosses(groups, true);
  }

  @Override
  public double of(int group, double amount, int repeat) {
    return curve(group, new double[] {amount}, repeat)[0];
  }

  /**
   * The losses at several amounts in one pass over the largest.
   *
   * @param amounts bytes, rising
   */
  public double[] curve(int group, double[] amounts, int repeat) {
    double[] losses = new double[amounts.length];
    Run[] runs = new Run[amounts.length];
    boolean allKnown = true;
    for (int i = 0; i < amounts.length; i++) {
      runs[i] = new Run(group, Math.round(Math.min(amounts[i], groups.get(group).bytes())), repeat);
      allKnown &= known.containsKey(runs[i]);
    }
    if (!allKnown) {
      train(runs);
    }
    for (int i = 0; i < runs.length; i++) {
      losses[i] = known.get(runs[i]);
    }
    return losses;
  }

  private void train(Run[] runs) {
    ChunkedText text = groups.get(runs[0].group);
    WittenBell model = new WittenBell(ORDER, WittenBell.BYTES);
    long bytes = 0;
    int next = 0;
    for (byte[] utf8 : text.training(runs[0].repeat)) {
      int[] piece = WittenBell.bytes(utf8);
      int learned = 0;
      while (next < runs.length && bytes + piece.length >= runs[next].bytes) {
        int until = (int) (runs[next].bytes - bytes);
        model.add(piece, learned, until);
        learned = until;
        known.put(runs[next++], loss(model, text));
      }
      if (next == runs.length) {
        return;
      }
      model.add(piece, learned, piece.length);
      bytes += piece.length;
    }
    for (; next < runs.length; next++) {
      known.put(runs[next], loss(model, text));
    }
  }

  private double loss(WittenBell model, ChunkedText text) {
    List<byte[]> pieces = report ? text.heldOutForReport() : text.heldOutForSlopes();
    double nats = 0;
    long bytes = 0;
    for (byte[] piece : pieces) {
      nats += model.bits(WittenBell.bytes(piece)) * LN_2;
      bytes += piece.length;
    }
    return bytes == 0 ? Double.NaN : nats / bytes;
  }

  /** Amounts on a geometric grid that ends at {@code largest}, each a factor above the last. */
  public static double[] grid(double largest, int amounts, double factor) {
    double[] grid = new double[amounts];
    Arrays.setAll(grid, i -> largest * StrictMath.pow(factor, i - amounts + 1.0));
    return grid;
  }
}
