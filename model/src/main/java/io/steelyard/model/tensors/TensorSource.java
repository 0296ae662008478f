package io.steelyard.model.tensors;

import java.nio.FloatBuffer;
import java.util.Set;

/**
 * Named tensors that are read as float32 a part at a time: nothing is loaded before it is asked
 * for, and nothing is kept.
 *
 * <pre>{@code
 * try (TensorSource source = SafeTensors.open(Path.of("model.safetensors"))) {
 *   TensorInfo embedding = source.info("model.embed_tokens.weight");   // F16[49152, 576]
 *   float[] row = new float[576];
 *   source.read(embedding.name(), 7 * 576, 8 * 576, row, 0);           // row of token 7
 * }
 * }</pre>
 *
 * <p>Many threads may read from one source.
 */
public interface TensorSource extends AutoCloseable {
  /** Names of the tensors, in the order of the file. */
  Set<String> names();

  /**
   * What is known of a tensor.
   *
   * @throws io.steelyard.core.RequestException where there is none of that name
   */
  TensorInfo info(String name);

  /** Copies elements {@code [fromElement, toElement)} in row-major order to {@code out[at..]}. */
  void read(String name, long fromElement, long toElement, float[] out, int at);

  /**
   * Copies a whole tensor to a buffer, from its position on; afterwards the position is behind the
   * last element. A direct buffer over a tensor's own memory makes it the only copy.
   */
  void read(String name, FloatBuffer out);

  /** A whole tensor as an array: for small ones. */
  default float[] read(String name) {
    long n = info(name).elements();
    if (n > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          name + " has " + n + " elements, more than an array can hold; read it in parts");
    }
    float[] out = new float[(int) n];
    read(name, 0, n, out, 0);
    return out;
  }

  @Override
  void close();
}
