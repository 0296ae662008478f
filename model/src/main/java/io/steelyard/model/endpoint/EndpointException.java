package io.steelyard.model.endpoint;

import io.steelyard.core.WorkException;
import java.time.Duration;

/** An endpoint gave no answer that can be used: what happened, where, and what to do. */
public final class EndpointException extends WorkException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** No connection. */
    DOWN(true),
    /** No answer in time. */
    SLOW(true),
    /** 429: more requests than the server takes. */
    BUSY(true),
    /** 5xx. */
    SERVER(true),
    /** 401 or 403. */
    UNAUTHORISED(false),
    /** Another 4xx: the server does not take this request. */
    REFUSED(false),
    /** An answer that is not what the API promises. */
    BROKEN_ANSWER(false),
    /** A cassette that does not hold the request. */
    NOT_RECORDED(false);

    private final boolean passing;

    Kind(boolean passing) {
      this.passing = passing;
    }

    /** Whether trying again may help. */
    public boolean passing() {
      return passing;
    }
  }

  private final Kind kind;
  private final int status;
  private final transient Duration retryAfter;

  EndpointException(Kind kind, int status, Duration retryAfter, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  EndpointException(Kind kind, String message, Throwable cause) {
    this(kind, 0, null, message, cause);
  }

  public Kind kind() {
    return kind;
  }

  /** HTTP status; 0 where there was none. */
  public int status() {
    return status;
  }

  /** What the server asked to wait; null where it did not. */
  Duration retryAfter() {
    return retryAfter;
  }
}
