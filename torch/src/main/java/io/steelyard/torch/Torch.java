package io.steelyard.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
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

  /** Numbers of a loop, about a quarter of a millisecond. */
  private static final long WORTH_SHARING = 1 << 20;

  /** What OpenBLAS may use where it shares a product itself. */
  private static volatile int cores = 1;

  /** What it was told last; read from any thread, changed under the class' lock. */
  private static volatile ThreadLocal<Integer> told = ThreadLocal.withInitial(() -> 0);

  /** JavaCPP's number of the library. */
  private static final int MKL = 3;

  /** What libtorch's loops may use where they are long. */
  private static volatile int loops = 1;

  private Torch() {}

  /** Loads the library if that has not been done. */
  public static void load() {}

  /**
   * Cores that one operation may use, in this process.
   *
   * <p>Three pools of threads take part: OpenMP's for libtorch's own loops, {@link Cores} for
   * products without a gradient, OpenBLAS's for those that a gradient follows. An OpenMP thread
   * that waits spins for milliseconds on the core that the next product needs (seen: 250 ms instead
   * of 50 for a token), unless {@code GOMP_SPINCOUNT=0} is in the environment, as Steelyard's
   * launcher puts it there.
   */
  public static void threads(int n) {
    set(n, n);
    torch.set_num_threads(n);
  }

  /** The same for running models: where waiting threads would spin, only products are shared. */
  static void threadsToRun(int n) {
    set(n, "0".equals(System.getenv("GOMP_SPINCOUNT")) ? n : 1);
  }

  private static void set(int products, int loopsAtMost) {
    if (products < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + products);
    }
    cores = products;
    loops = loopsAtMost;
    Cores.all().use(products);
    productsUse(products);
  }

  /**
   * Before a model runs: loops of one token are over before a second thread is awake.
   *
   * @param numbers that the longest loops look at
   */
  static void loopsOver(long numbers) {
    torch.set_num_threads(numbers < WORTH_SHARING ? 1 : loops);
  }

  /** Whether products are MKL's, as {@code STEELYARD_MKL} asks. */
  static boolean isMkl() {
    productsUse(cores); // only then does the library know what it is
    return openblas.blas_get_vendor() == MKL;
  }

  /** The library that computes products: its last bits are its own. */
  static String productsBy() {
    return isMkl() ? "MKL" : "OpenBLAS";
  }

  /** Sets the library's own threads, all of them or, with MKL, those for this thread's calls. */
  static void productsUse(int threads) {
    if (told.get() != threads) {
      synchronized (Torch.class) {
        openblas.blas_set_num_threads(threads);
        if (openblas.blas_get_vendor() == MKL) {
          told.set(threads);
        } else {
          told = ThreadLocal.withInitial(() -> threads);
        }
      }
    }
  }

  /**
   * {@code x Wᵀ}, with W of [out, in]. One row is a product of matrix and vector, which reads the
   * weights at twice the speed that a product of matrices does.
   */
  static Tensor linear(Tensor x, Tensor weight) {
    if (!GradMode.is_enabled() && Products.fits(x, weight, 1)) {
      return Products.of(x, weight);
    }
    productsUse(cores);
    return x.size(0) == 1 ? torch.mv(weight, x.view(-1)).view(1, -1) : torch.linear(x, weight);
  }

  /** {@code x W + b}, with W of [in, out]. */
  static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
    if (!GradMode.is_enabled() && Products.fits(x, weight, 0)) {
      return Products.straight(x, weight).add_(bias);
    }
    productsUse(cores);
    return x.size(0) == 1
        ? torch.addmv(bias, weight.t(), x.view(-1)).view(1, -1)
        : torch.addmm(bias, x, weight);
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
