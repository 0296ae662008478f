package io.steelyard.core.flow;

/** The thread that ran a flow was interrupted; its interrupt flag is set again. */
public final class FlowInterruptedException extends FlowException {
  public FlowInterruptedException(String name) {
    super(name + " was interrupted", null);
  }
}
