package io.steelyard.core;

/**
 * The request is wrong and no work was started (or none of it was lost): a bad recipe, setting,
 * path or artifact. The message says what, where, what was expected and what to do. Exit code 2.
 */
public class RequestException extends RuntimeException {
  public RequestException(String message) {
    super(message);
  }

  public RequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
