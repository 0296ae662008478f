package io.steelyard.decode.serve;

import io.steelyard.decode.Decoder;
import io.steelyard.decode.RequestFeed;
import io.steelyard.model.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The one thread that runs the model. Work is taken in the order in which it came; a text that has
 * ended makes room for the next one at once, so that a short request does not wait for a long one
 * as long as a row is free.
 */
final class ModelThread implements RequestFeed, AutoCloseable {
  private static final long LONGEST_END_MILLIS = 30_000;

  private final OpenedModel model;
  private final Decoder decoder;
  private final int context;
  private final int mostWaiting;
  private final Consumer<String> log;
  private final BlockingQueue<Work> waiting = new LinkedBlockingQueue<>();
  private final List<Generating> running = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile ApiError over;

  /**
   * @param rows texts side by side
   * @param context most tokens of a row
   * @param mostWaiting more work is refused
   */
  ModelThread(OpenedModel model, int rows, int context, int mostWaiting, Consumer<String> log) {
    this.model = model;
    this.decoder = new Decoder(model, rows, 1);
    this.context = context;
    this.mostWaiting = mostWaiting;
    this.log = log;
    this.thread = new Thread(this::run, "model");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Puts work behind what waits, all of it or none. */
  void submit(List<? extends Work> works) {
    synchronized (waiting) {
      if (over != null) {
        throw over;
      }
      waiting.removeIf(Work::cancelled);
      if (!waiting.isEmpty() && waiting.size() + works.size() > mostWaiting) {
        throw ApiError.busy(
            waiting.size() + " prompts wait already; at most " + mostWaiting + " may. Try again");
      }
      waiting.addAll(works);
    }
  }

  private void run() {
    while (over == null) {
      try {
        decoder.generate(this, context);
      } catch (RuntimeException | Error e) {
        log.accept("the model failed: " + e);
        ApiError why = ApiError.failed(500, "the model failed: " + e.getMessage());
        if (running.isEmpty()) {
          end(why); // it failed without work: it would again
        }
        running.forEach(work -> work.failed(why));
        running.clear();
      }
    }
    running.forEach(work -> work.failed(over));
  }

  @Override
  public Entry next(boolean idle) {
    running.removeIf(Generating::done);
    while (over == null) {
      Work work = idle ? take() : waiting.poll();
      if (work == null) {
        return null;
      }
      if (work.cancelled()) {
        continue;
      }
      if (work instanceof Scoring scoring) {
        score(scoring);
      } else if (work instanceof Generating generating) {
        running.add(generating);
        if (over != null) {
          generating.cancel();
        }
        return generating.entry();
      }
    }
    return null;
  }

  private Work take() {
    try {
      return waiting.take();
    } catch (InterruptedException e) {
      return null; // asked to end
    }
  }

  private void score(Scoring scoring) {
    try {
      scoring.run(model.model());
    } catch (RuntimeException e) {
      log.accept("scoring failed: " + e);
      scoring.failed(ApiError.failed(500, "scoring failed: " + e.getMessage()));
    }
  }

  private void end(ApiError why) {
    List<Work> left = new ArrayList<>();
    synchronized (waiting) {
      over = why;
      waiting.drainTo(left);
    }
    left.forEach(work -> work.failed(why));
    running.forEach(Work::cancel);
  }

  /** Ends all texts at their next token; true where the model is then not in use any more. */
  boolean end() {
    end(ApiError.failed(503, "the server is ending"));
    thread.interrupt();
    try {
      thread.join(LONGEST_END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  @Override
  public void close() {
    end();
  }
}
