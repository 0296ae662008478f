package io.steelyard.core.flow;

/** Some work holds what cannot go to another machine; nothing was run. */
public final class NotShippableException extends FlowException {
  /**
   * @param what the class that cannot be shipped
   */
  public NotShippableException(String what, Throwable cause) {
    super("cannot be sent to another machine: " + what, cause);
  }
}
