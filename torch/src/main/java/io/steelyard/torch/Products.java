package io.steelyard.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Products with weights, without a gradient: pieces of the results, each a product of OpenBLAS on
 * one thread, that {@link Cores} take one after the other. OpenBLAS's own threads divide a product
 * into equal parts and wait for each other awake; on a machine with other work a token then takes
 * as long as the system's clock says, many times over. Pieces do not depend on the number of
 * threads, so neither does a bit of the result.
 */
final class Products {
  /** Results of a row in a piece, at least and at most. */
  private static final int LEAST = 64;

  private static final int MOST = 1024;

  /** Pieces of a matrix that is not large. */
  private static final int PIECES = 8;

  private static final int MULTIPLE = 32;

  /** So few rows are better the right side of a product of OpenBLAS: a third faster at 16. */
  private static final int FEW_ROWS = 32;

  private static final boolean MKL = Torch.isMkl();

  private Products() {}

  /**
   * @param inner which dimension of W goes with the columns of x
   */
  static boolean fits(Tensor x, Tensor weight, int inner) {
    return weight.scalar_type().intern() == ScalarType.Float
        && x.scalar_type().intern() == ScalarType.Float
        && x.dim() == 2
        && weight.dim() == 2
        && x.size(0) > 0
        && x.size(1) == weight.size(inner)
        && weight.is_contiguous();
  }

  /**
   * {@code x Wᵀ}.
   *
   * @param x [rows, in]
   * @param weight [out, in]
   * @return [rows, out]
   */
  static Tensor of(Tensor x, Tensor weight) {
    int rows = Math.toIntExact(x.size(0));
    int in = Math.toIntExact(weight.size(1));
    int out = Math.toIntExact(weight.size(0));
    boolean turned = rows > 1 && rows <= FEW_ROWS && !MKL;
    Tensor result = turned ? empty(out, rows) : empty(rows, out);
    FloatPointer xs = x.contiguous().data_ptr_float();
    FloatPointer ws = weight.data_ptr_float();
    FloatPointer ys = result.data_ptr_float();
    inPieces(
        out,
        (from, n) -> {
          FloatPointer w = at(ws, (long) from * in);
          if (rows == 1) {
            matrixByVector(openblas.CblasNoTrans, w, n, in, in, xs, at(ys, from));
          } else if (turned) {
            product(w, n, openblas.CblasTrans, xs, rows, in, in, at(ys, (long) from * rows), rows);
          } else {
            product(xs, rows, openblas.CblasTrans, w, n, in, in, at(ys, from), out);
          }
        });
    return turned ? result.t().contiguous() : result;
  }

  /**
   * {@code x W}.
   *
   * @param x [rows, in]
   * @param weight [in, out]
   * @return [rows, out]
   */
  static Tensor straight(Tensor x, Tensor weight) {
    int rows = Math.toIntExact(x.size(0));
    int in = Math.toIntExact(weight.size(0));
    int out = Math.toIntExact(weight.size(1));
    Tensor result = empty(rows, out);
    FloatPointer xs = x.contiguous().data_ptr_float();
    FloatPointer ws = weight.data_ptr_float();
    FloatPointer ys = result.data_ptr_float();
    inPieces(
        out,
        (from, n) -> {
          if (rows == 1) {
            matrixByVector(openblas.CblasTrans, at(ws, from), in, n, out, xs, at(ys, from));
          } else {
            product(xs, rows, openblas.CblasNoTrans, at(ws, from), n, in, out, at(ys, from), out);
          }
        });
    return result;
  }

  private static Tensor empty(long rows, long columns) {
    return torch.empty(new long[] {rows, columns}, Torch.options(ScalarType.Float), null);
  }

  /** Computes {@code n} outputs from number {@code from} on. */
  @FunctionalInterface
  private interface Piece {
    void compute(int from, int n);
  }

  private static void inPieces(int out, Piece piece) {
    int size = size(out);
    Cores.all()
        .run(
            (out + size - 1) / size,
            p -> {
              Torch.productsUse(1);
              piece.compute(p * size, Math.min(size, out - p * size));
            });
  }

  /**
   * {@code y = W x} of [m, n] in rows that lie {@code apart} numbers apart, or {@code y = Wᵀ x}.
   */
  private static void matrixByVector(
      int form, FloatPointer w, int m, int n, int apart, FloatPointer x, FloatPointer y) {
    openblas.cblas_sgemv(openblas.CblasRowMajor, form, m, n, 1, w, apart, x, 1, 0, y, 1);
  }

  /**
   * {@code C = A Bᵀ} of [m, in] and [n, in], or {@code C = A B} of [m, in] and [in, n].
   *
   * @param apart numbers from one row of B to the next
   * @param results numbers from one row of C to the next
   */
  private static void product(
      FloatPointer a,
      int m,
      int form,
      FloatPointer b,
      int n,
      int in,
      int apart,
      FloatPointer c,
      int results) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        form,
        m,
        n,
        in,
        1,
        a,
        in,
        b,
        apart,
        0,
        c,
        results);
  }

  static int size(int out) {
    int size = (out + PIECES - 1) / PIECES;
    size = (size + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    return Math.max(LEAST, Math.min(MOST, size));
  }

  /** Another place in the same memory; nobody's to free. */
  private static FloatPointer at(FloatPointer base, long offset) {
    return new FloatPointer(base).position(base.position() + offset);
  }
}
