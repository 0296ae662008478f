package io.steelyard.corpus.read;

import java.io.IOException;

/** The bytes of a file end or become unusable for a {@link Reason}; what came before stays good. */
final class InputFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InputFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /** The failure behind any exception that opening or reading a file throws. */
  static InputFailure of(IOException e) {
    if (e instanceof InputFailure failure) {
      return failure;
    }
    if (e instanceof java.nio.file.NoSuchFileException) {
      return new InputFailure(
          Reason.VANISHED,
          "the file was listed but is gone; keep the input still while it is read");
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return new InputFailure(
          Reason.UNREADABLE, "permission denied; make the file readable for this user");
    }
    String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new InputFailure(Reason.UNREADABLE, "cannot be read: " + detail);
  }
}
