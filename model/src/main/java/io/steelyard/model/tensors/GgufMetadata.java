package io.steelyard.model.tensors;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The typed key-value pairs of a GGUF file. Whole numbers are {@code long}, decimal ones {@code
 * double}; lists are {@code long[]}, {@code double[]}, {@code boolean[]}, {@code String[]} or, for
 * lists of lists, {@code Object[]}.
 *
 * <p>Example: {@code llama.block_count} = 30, {@code tokenizer.ggml.tokens} = a list of 49,152
 * texts.
 */
public final class GgufMetadata {
  private final String file;
  private final Map<String, Object> values;

  GgufMetadata(String file, Map<String, Object> values) {
    this.file = file;
    this.values = values;
  }

  public Set<String> keys() {
    return values.keySet();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** A text that must be there. */
  public String text(String key) {
    return required(key, String.class, "text");
  }

  public Optional<String> textIfAny(String key) {
    return Optional.ofNullable(optional(key, String.class, "text"));
  }

  /** A whole number that must be there. */
  public long number(String key) {
    return required(key, Long.class, "a whole number");
  }

  public long number(String key, long otherwise) {
    Long value = optional(key, Long.class, "a whole number");
    return value == null ? otherwise : value;
  }

  public double decimal(String key, double otherwise) {
    Double value = optional(key, Double.class, "a decimal number");
    return value == null ? otherwise : value;
  }

  public boolean flag(String key, boolean otherwise) {
    Boolean value = optional(key, Boolean.class, "true or false");
    return value == null ? otherwise : value;
  }

  /** A list of texts that must be there; not a copy. */
  public String[] texts(String key) {
    return required(key, String[].class, "a list of texts");
  }

  /** A list of whole numbers, or null where there is none; not a copy. */
  public long[] numbersIfAny(String key) {
    return optional(key, long[].class, "a list of whole numbers");
  }

  /** A list of decimal numbers, or null where there is none; not a copy. */
  public double[] decimalsIfAny(String key) {
    return optional(key, double[].class, "a list of decimal numbers");
  }

  private <T> T required(String key, Class<T> type, String what) {
    T value = optional(key, type, what);
    if (value == null) {
      throw new TensorFormatException(file + ": \"" + key + "\" is missing; expected " + what);
    }
    return value;
  }

  private <T> T optional(String key, Class<T> type, String what) {
    Object value = values.get(key);
    if (value != null && !type.isInstance(value)) {
      throw new TensorFormatException(
          file + ": \"" + key + "\" is " + value.getClass().getSimpleName() + "; expected " + what);
    }
    return type.cast(value);
  }
}
