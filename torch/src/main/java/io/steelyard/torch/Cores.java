package io.steelyard.torch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that help the one that computes with many short rounds of work, a fraction of a
 * millisecond each. Whoever is free takes the next piece, so that a helper that other programs keep
 * from running delays a round by one piece at most, and usually by nothing. Who waits looks for a
 * moment and then sleeps.
 *
 * <p>One thread is helped at a time; others do their rounds alone.
 */
final class Cores {
  /** One piece of a round. */
  @FunctionalInterface
  interface Task {
    void run(int piece);
  }

  /** Nanoseconds of looking before sleep: about what lies between two products of a model. */
  private static final long LOOKING = 100_000;

  /** Sleep of the one that waits for a last piece; it is woken when that is done. */
  private static final long NAP = 100_000;

  private static final Cores ALL = new Cores();

  private final ReentrantLock helped = new ReentrantLock();
  private volatile Round round = new Round(0, piece -> {}, null);
  private volatile Helper[] helpers = {};

  private Cores() {}

  /** The helpers of this process. */
  static Cores all() {
    return ALL;
  }

  /** Sets how many threads compute, the caller among them; at least 1. */
  synchronized void use(int threads) {
    Helper[] now = helpers;
    if (threads - 1 == now.length) {
      return;
    }
    for (Helper helper : now) {
      helper.leave();
    }
    Helper[] next = new Helper[threads - 1];
    for (int h = 0; h < next.length; h++) {
      next[h] = new Helper(h);
      next[h].start();
    }
    helpers = next;
  }

  /** Runs {@code task} for 0 … pieces - 1, in any order, several at a time; then returns. */
  void run(int pieces, Task task) {
    Helper[] now = helpers;
    if (now.length == 0 || pieces < 2 || !helped.tryLock()) {
      for (int piece = 0; piece < pieces; piece++) {
        task.run(piece);
      }
      return;
    }
    try {
      Round mine = new Round(pieces, task, Thread.currentThread());
      round = mine;
      for (int h = 0; h < Math.min(now.length, pieces - 1); h++) {
        now[h].wake();
      }
      mine.work();
      mine.await();
    } finally {
      helped.unlock();
    }
  }

  /** Pieces that are given out one by one. */
  private static final class Round {
    private final int pieces;
    private final Task task;
    private final Thread owner;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger left;
    private volatile Throwable failure;

    Round(int pieces, Task task, Thread owner) {
      this.pieces = pieces;
      this.task = task;
      this.owner = owner;
      this.left = new AtomicInteger(pieces);
    }

    void work() {
      for (int piece; (piece = next.getAndIncrement()) < pieces; ) {
        try {
          task.run(piece);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          if (left.decrementAndGet() == 0 && Thread.currentThread() != owner) {
            LockSupport.unpark(owner);
          }
        }
      }
    }

    void await() {
      long until = System.nanoTime() + LOOKING;
      while (left.get() > 0) {
        if (System.nanoTime() < until) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(this, NAP);
        }
      }
      if (failure instanceof Error error) {
        throw error;
      } else if (failure != null) {
        throw (RuntimeException) failure;
      }
    }
  }

  private final class Helper extends Thread {
    private volatile boolean sleeps;
    private volatile boolean left;

    Helper(int number) {
      super("steelyard-cores-" + number);
      setDaemon(true);
    }

    void wake() {
      if (sleeps) {
        LockSupport.unpark(this);
      }
    }

    void leave() {
      left = true;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      Round seen = round;
      while (!left) {
        Round current = next(seen);
        current.work();
        seen = current;
      }
    }

    /** The round after {@code seen}, or the same where the helper is to leave. */
    private Round next(Round seen) {
      long until = System.nanoTime() + LOOKING;
      while (round == seen && !left) {
        if (System.nanoTime() < until) {
          Thread.onSpinWait();
          continue;
        }
        sleeps = true;
        if (round == seen && !left) {
          LockSupport.park(this);
          Thread.interrupted(); // or it would not sleep again
        }
        sleeps = false;
        until = System.nanoTime() + LOOKING;
      }
      return round;
    }
  }
}
