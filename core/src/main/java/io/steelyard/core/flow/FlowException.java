package io.steelyard.core.flow;

/** A flow failed; the message names the partition and says why. */
public class FlowException extends RuntimeException {
  public FlowException(String message, Throwable cause) {
    super(message, cause);
  }

  /** {@code where: why}, without repeating the wrappers in between; for engines. */
  public static FlowException at(String where, Throwable cause) {
    Throwable root = cause;
    String operation = "";
    while (root instanceof In && root.getCause() != null) {
      operation = ", " + ((In) root).operation;
      root = root.getCause();
    }
    String why = root.getMessage() == null ? "" : ": " + root.getMessage();
    return new FlowException(
        where + operation + " failed with " + root.getClass().getSimpleName() + why, root);
  }

  /** Carries a checked exception of a user's function out of an iterator. */
  static final class In extends RuntimeException {
    private final String operation;

    In(String operation, Exception cause) {
      super(cause);
      this.operation = operation;
    }
  }
}
