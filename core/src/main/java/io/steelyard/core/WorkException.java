package io.steelyard.core;

/**
 * The work failed: a full disk, too many bad records, a source that broke off. What was finished is
 * kept; the same command goes on from there. Exit code 1.
 */
public class WorkException extends RuntimeException {
  public WorkException(String message) {
    super(message);
  }

  public WorkException(String message, Throwable cause) {
    super(message, cause);
  }
}
