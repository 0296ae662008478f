package io.steelyard.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * libtorch, loaded with the settings that every use here needs.
 *
 * <p>Memory outside the heap is freed by {@code PointerScope}s, one per step, never by the garbage
 * collector: a tensor that must outlive its scope is made before the scope opens.
 */
public final class Torch {
  static {
    // JavaCPP's own limits count what the whole process maps, weights included.
    System.setProperty("org.bytedeco.javacpp.maxbytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
    Loader.load(torch.class);
    Loader.load(openblas.class);
  }

  private static final int FEW_ROWS = 32;

  private Torch() {}

  /** Loads the library if that has not been done. */
  public static void load() {}

  /**
   * Cores that one operation may use, in this process.
   *
   * <p>Two pools of threads take part: OpenMP's for libtorch's own loops, OpenBLAS's for products.
   * An OpenMP thread that waits spins for milliseconds on the core that OpenBLAS needs next (seen:
   * 250 ms instead of 50 for a token), unless {@code GOMP_SPINCOUNT=0} is in the environment, as
   * Steelyard's launcher puts it there.
   */
  public static void threads(int n) {
    set(n, n);
  }

  /** The same for running models: where waiting threads would spin, only products are shared. */
  static void threadsToRun(int n) {
    set(n, "0".equals(System.getenv("GOMP_SPINCOUNT")) ? n : 1);
  }

  private static void set(int products, int loops) {
    if (products < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + products);
    }
    torch.set_num_threads(loops);
    openblas.blas_set_num_threads(products);
  }

  /**
   * {@code x Wᵀ}, with W of [out, in]. One row is a product of matrix and vector, which reads the
   * weights at twice the speed that a product of matrices does; for a few rows, the weights are
   * better the left side of the product (a fifth faster at 16 rows).
   */
  static Tensor linear(Tensor x, Tensor weight) {
    long rows = x.size(0);
    if (rows == 1) {
      return torch.mv(weight, x.view(-1)).view(1, -1);
    }
    return rows <= FEW_ROWS ? torch.mm(weight, x.t()).t().contiguous() : torch.linear(x, weight);
  }

  /** Runs a piece of work and frees all tensors that it made. */
  @SuppressWarnings("try")
  static void scoped(Runnable work) {
    try (PointerScope scope = new PointerScope()) {
      work.run();
    }
  }

  /** The same without recording what a gradient would need. */
  @SuppressWarnings("try")
  static void plain(Runnable work) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      work.run();
    }
  }

  static Tensor zeros(ScalarType type, long... shape) {
    return torch.zeros(shape, options(type));
  }

  static TensorOptions options(ScalarType type) {
    return new TensorOptions(type);
  }

  static Scalar scalar(double value) {
    return new Scalar(value);
  }

  static TensorOptional some(Tensor tensor) {
    return new TensorOptional(tensor);
  }

  static TensorOptional none() {
    return new TensorOptional();
  }

  static DoubleOptional some(double value) {
    return new DoubleOptional(value);
  }

  static Tensor ids(int[] ids, int from, int to) {
    long[] wide = new long[to - from];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = ids[from + i];
    }
    return Tensor.create(wide, wide.length);
  }
}
