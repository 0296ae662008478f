package io.steelyard.spark;

/** A task failed; the message is the name of its partition. Travels from executor to driver. */
final class TaskFailure extends RuntimeException {
  TaskFailure(String where, Throwable cause) {
    super(where, cause);
  }

  /** Carries a checked exception where none may be thrown. */
  static final class Checked extends RuntimeException {
    Checked(Throwable cause) {
      super(cause);
    }
  }
}
