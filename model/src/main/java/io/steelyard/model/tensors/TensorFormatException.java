package io.steelyard.model.tensors;

import io.steelyard.core.RequestException;

/** A file that holds no tensors which can be used: which file, what is wrong, what was expected. */
public final class TensorFormatException extends RequestException {
  private static final long serialVersionUID = 1L;

  public TensorFormatException(String message) {
    super(message);
  }

  public TensorFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
