package io.steelyard.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code x Wᵀ} without a gradient: pieces of W's rows, each a product of OpenBLAS on one thread,
 * that {@link Cores} take one after the other. OpenBLAS's own threads divide a product into equal
 * parts and wait for each other awake; on a machine with other work a token then takes as long as
 * the system's clock says, many times over. Pieces do not depend on the number of threads, so
 * neither does a bit of the result.
 */
final class Products {
  /** Rows of W in a piece, at least and at most. */
  private static final int LEAST = 64;

  private static final int MOST = 1024;

  /** Pieces of a matrix that is not large. */
  private static final int PIECES = 8;

  private static final int MULTIPLE = 32;

  /** So few rows are better the right side of a product of OpenBLAS: a third faster at 16. */
  private static final int FEW_ROWS = 32;

  private static final boolean OPENBLAS = Torch.productsBy().equals("OpenBLAS");

  private Products() {}

  static boolean fits(Tensor x, Tensor weight) {
    return weight.scalar_type().intern() == ScalarType.Float
        && x.scalar_type().intern() == ScalarType.Float
        && weight.is_contiguous();
  }

  /**
   * @param x [rows, in]
   * @param weight [out, in]
   * @return [rows, out]
   */
  static Tensor of(Tensor x, Tensor weight) {
    int rows = Math.toIntExact(x.size(0));
    int in = Math.toIntExact(weight.size(1));
    int out = Math.toIntExact(weight.size(0));
    boolean turned = rows > 1 && rows <= FEW_ROWS && OPENBLAS;
    long[] shape = turned ? new long[] {out, rows} : new long[] {rows, out};
    Tensor straight = x.contiguous();
    Tensor result = torch.empty(shape, Torch.options(ScalarType.Float), null);
    FloatPointer xs = straight.data_ptr_float();
    FloatPointer ws = weight.data_ptr_float();
    FloatPointer ys = result.data_ptr_float();
    int size = size(out);
    Cores.all()
        .run(
            (out + size - 1) / size,
            piece -> {
              int from = piece * size;
              int n = Math.min(size, out - from);
              FloatPointer w = at(ws, (long) from * in);
              if (rows == 1) {
                matrixByVector(w, n, in, xs, at(ys, from));
              } else if (turned) {
                product(w, n, xs, rows, in, at(ys, (long) from * rows), rows);
              } else {
                product(xs, rows, w, n, in, at(ys, from), out);
              }
            });
    return turned ? result.t().contiguous() : result;
  }

  private static void matrixByVector(
      FloatPointer w, int n, int in, FloatPointer x, FloatPointer y) {
    openblas.cblas_sgemv(
        openblas.CblasRowMajor, openblas.CblasNoTrans, n, in, 1, w, in, x, 1, 0, y, 1);
  }

  /** {@code C = A Bᵀ} of [m, in] and [n, in], in rows that lie {@code apart} numbers apart. */
  private static void product(
      FloatPointer a, int m, FloatPointer b, int n, int in, FloatPointer c, int apart) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasTrans,
        m,
        n,
        in,
        1,
        a,
        in,
        b,
        in,
        0,
        c,
        apart);
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
