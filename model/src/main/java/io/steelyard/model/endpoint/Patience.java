package io.steelyard.model.endpoint;

import io.steelyard.core.artifact.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Tries again where that may help, and lets only so many requests out at once.
 *
 * <p>The wait before repetition k is {@code min(longest, first 2^k)}, of which between a half and
 * all is waited (by a hash of the request, so that many of them do not come back at once), or what
 * the server asks for in {@code Retry-After}. A server that asks for more than the longest wait is
 * given up on.
 */
final class Patience implements Transport {
  /** How waiting is done. */
  @FunctionalInterface
  interface Wait {
    void of(Duration time) throws InterruptedException;
  }

  private final EndpointSettings settings;
  private final Transport inner;
  private final Wait wait;
  private final Semaphore places;

  Patience(EndpointSettings settings, Transport inner, Wait wait) {
    this.settings = settings;
    this.inner = inner;
    this.wait = wait;
    this.places = new Semaphore(settings.concurrency(), true);
  }

  @Override
  public void send(String path, byte[] body, Lines lines) {
    for (int tried = 0; ; tried++) {
      boolean[] begun = {false};
      try {
        places.acquire();
        try {
          inner.send(
              path,
              body,
              line -> {
                begun[0] = true;
                lines.line(line);
              });
          return;
        } finally {
          places.release();
        }
      } catch (EndpointException e) {
        if (!e.kind().passing() || begun[0] || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        Duration next = next(e, tried, path, body);
        if (tried >= settings.retries() || next.compareTo(settings.longestWait()) > 0) {
          throw givenUp(e, tried, next);
        }
        pause(next);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private Duration next(EndpointException e, int tried, String path, byte[] body) {
    if (e.retryAfter() != null) {
      return e.retryAfter().isNegative() ? Duration.ZERO : e.retryAfter();
    }
    double most =
        Math.min(
            settings.longestWait().toNanos(),
            settings.firstWait().toNanos() * Math.pow(2, Math.min(tried, 40)));
    Digest digest = new Digest().word(tried).bytes(path.getBytes(StandardCharsets.UTF_8));
    String hash = (body == null ? digest : digest.bytes(body)).hex();
    double share = Integer.parseInt(hash.substring(0, 6), 16) / (double) (1 << 24);
    return Duration.ofNanos((long) (most * (0.5 + 0.5 * share)));
  }

  private EndpointException givenUp(EndpointException e, int tried, Duration next) {
    String why =
        next.compareTo(settings.longestWait()) > 0
            ? "; it asks to wait "
                + next.toSeconds()
                + " s, longer than the longest wait of "
                + settings.longestWait().toSeconds()
                + " s"
            : "";
    String times = tried == 0 ? "" : " (tried " + (tried + 1) + " times)";
    return new EndpointException(
        e.kind(), e.status(), e.retryAfter(), e.getMessage() + why + times, e);
  }

  private void pause(Duration time) {
    try {
      wait.of(time);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private EndpointException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EndpointException(EndpointException.Kind.DOWN, settings.base() + ": interrupted", e);
  }

  @Override
  public void close() {
    inner.close();
  }
}
