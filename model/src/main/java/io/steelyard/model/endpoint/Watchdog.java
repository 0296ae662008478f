package io.steelyard.model.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes streams that nothing was read from for too long: the client's own timeout ends with the
 * headers of an answer.
 */
final class Watchdog implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "endpoint-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  /** One stream that is watched until it is closed. */
  final class Watch implements AutoCloseable {
    private final InputStream stream;
    private final long patience;
    private volatile long last = System.nanoTime();
    private volatile boolean barked;
    private volatile boolean done;

    private Watch(InputStream stream, Duration patience) {
      this.stream = stream;
      this.patience = patience.toNanos();
      look();
    }

    private void look() {
      long left = last + patience - System.nanoTime();
      if (done) {
        return;
      }
      if (left > 0) {
        clock.schedule(this::look, left, TimeUnit.NANOSECONDS);
        return;
      }
      barked = true;
      try {
        stream.close();
      } catch (IOException e) {
        // the reader sees that it is closed
      }
    }

    void alive() {
      last = System.nanoTime();
    }

    boolean barked() {
      return barked;
    }

    @Override
    public void close() {
      done = true;
    }
  }

  Watch over(InputStream stream, Duration patience) {
    return new Watch(stream, patience);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
