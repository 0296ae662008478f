package io.steelyard.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: the run is asked to stop between two documents, a line says that the same command goes on
 * from here, and the process ends with 130.
 */
final class Interruption {
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile boolean over;
  private volatile boolean interrupted;

  private Interruption() {}

  static Interruption watch(Thread main, Screen screen) {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruption.stop(main, screen), "interruption"));
    return interruption;
  }

  private void stop(Thread main, Screen screen) {
    if (over) {
      return;
    }
    interrupted = true;
    screen.err().println();
    screen.err().println("interrupted; the same command goes on from here");
    screen.err().flush();
    main.interrupt();
    try {
      // Files are renamed when whole, so nothing is lost even if a step does not stop in time.
      settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work is over; the exit code stands unless an interruption came first. */
  void over() {
    over = true;
    settled.countDown();
    if (interrupted) {
      // The process is on its way out with the code of the signal: wait for that.
      try {
        Thread.currentThread().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
