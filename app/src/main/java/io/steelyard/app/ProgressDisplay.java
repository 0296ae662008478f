package io.steelyard.app;

import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Progress;
import io.steelyard.core.step.StepOutput;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Draws how far a run is. On a terminal one moving line, {@code 3/9 corpus.clean judging 62% of
 * 17,597 documents 8,120/s 1 s left}; elsewhere the same line every ten seconds; with {@code
 * --json} events. When a step ends its outcome stays.
 */
final class ProgressDisplay implements RecipeRunner.Listener, AutoCloseable {
  private static final long TERMINAL_MILLIS = 100;
  private static final long PLAIN_MILLIS = 10_000;
  private static final int MOST_WARNINGS = 3;

  private final Screen screen;
  private final boolean quiet;
  private final boolean json;
  private final AtomicLong done = new AtomicLong();
  private final Thread painter;
  private volatile String step = "";
  private volatile Stage stage = new Stage("", 0, "", 0);
  private volatile boolean closed;
  private boolean painted;

  /** A stretch of work of one step. */
  private record Stage(String name, long total, String unit, long began) {}

  ProgressDisplay(Screen screen, boolean quiet, boolean json) {
    this.screen = screen;
    this.quiet = quiet;
    this.json = json;
    this.painter = new Thread(this::paint, "progress");
    painter.setDaemon(true);
    painter.start();
  }

  @Override
  public Progress begins(int number, int of, Recipe.Call call) {
    step = number + "/" + of + " " + call.type().name();
    if (json) {
      screen.event("step-begins", "number", number, "of", of, "step", call.type().name());
    }
    return new Progress() {
      @Override
      public void stage(String name, long total, String unit) {
        done.set(0);
        stage = new Stage(name, total, unit, System.nanoTime());
      }

      @Override
      public void advance(long amount) {
        done.addAndGet(amount);
      }

      @Override
      public void note(String message) {
        if (json) {
          screen.event("note", "number", number, "step", call.type().name(), "message", message);
        } else if (!quiet) {
          keep(screen.yellow("      note: ") + Screen.safe(message));
        }
      }
    };
  }

  @Override
  public void ended(int number, int of, Recipe.Call call, StepOutput output) {
    stage = new Stage("", 0, "", 0);
    if (json) {
      Ledger.Account total = RunLines.ledger(output).total();
      screen.event(
          "step-ended",
          "number",
          number,
          "of",
          of,
          "step",
          call.type().name(),
          "reused",
          output.reused(),
          "seconds",
          Math.round(output.seconds() * 1000) / 1000.0,
          "documentsIn",
          total.in.documents,
          "documentsKept",
          total.kept.documents,
          "digest",
          output.manifest().digest(),
          "folder",
          output.folder().toString());
      RunLines.warnings(output)
          .forEach(
              w ->
                  screen.event("warning", "number", number, "step", call.type().name(), "text", w));
    } else if (!quiet) {
      String time = output.reused() ? "already done" : Numbers.seconds(output.seconds());
      keep(
          String.format(
              Locale.ROOT,
              "%s  %s  %s",
              screen.bold(number + "/" + of + " " + call.type().name()),
              Screen.safe(RunLines.outcome(output)),
              screen.dim(time)));
      if (!output.reused()) {
        List<String> warnings = RunLines.warnings(output);
        warnings.stream()
            .limit(MOST_WARNINGS)
            .forEach(w -> keep(screen.yellow("      warning: ") + Screen.safe(w)));
        if (warnings.size() > MOST_WARNINGS) {
          keep(
              "      and "
                  + (warnings.size() - MOST_WARNINGS)
                  + " more warnings; all are in the report");
        }
      }
    }
    step = "";
  }

  /** A line that stays; the moving one makes room. */
  private synchronized void keep(String line) {
    wipe();
    screen.err().println(line);
    screen.err().flush();
  }

  private synchronized void wipe() {
    if (painted) {
      screen.err().print("\r\u001b[2K");
      painted = false;
    }
  }

  private void paint() {
    long every = screen.terminal() && !json ? TERMINAL_MILLIS : PLAIN_MILLIS;
    while (!closed) {
      try {
        synchronized (done) {
          done.wait(every);
        }
      } catch (InterruptedException e) {
        return;
      }
      Stage now = stage;
      if (closed || quiet || step.isEmpty() || now.began() == 0) {
        continue;
      }
      double seconds = (System.nanoTime() - now.began()) / 1e9;
      if (json) {
        screen.event(
            "progress",
            "step",
            step.substring(step.indexOf(' ') + 1),
            "stage",
            now.name(),
            "done",
            done.get(),
            "total",
            now.total(),
            "unit",
            now.unit(),
            "seconds",
            Math.round(seconds * 10) / 10.0);
      } else {
        draw(line(step, now.name(), done.get(), now.total(), now.unit(), seconds));
      }
    }
  }

  private synchronized void draw(String line) {
    if (screen.terminal()) {
      String cut = line.length() < screen.width() ? line : line.substring(0, screen.width() - 1);
      screen.err().print("\r\u001b[2K" + cut);
      painted = true;
    } else {
      screen.err().println(line);
    }
    screen.err().flush();
  }

  /** {@code 3/9 corpus.clean judging 62% of 17,597 documents 8,120/s 1 s left}. */
  static String line(String step, String name, long done, long total, String unit, double seconds) {
    StringBuilder line = new StringBuilder(step).append("  ").append(name).append(' ');
    if (total > 0) {
      double share = Math.min(1, (double) done / total);
      int filled = (int) Math.round(share * 12);
      line.append("█".repeat(filled)).append("░".repeat(12 - filled));
      line.append(String.format(Locale.ROOT, " %.0f%% of ", share * 100))
          .append(amount(total, unit));
    } else {
      line.append(amount(done, unit));
    }
    if (done > 0 && seconds > 0.2) {
      double rate = done / seconds;
      line.append("  ")
          .append(unit.equals("bytes") ? Numbers.bytes(rate) : Numbers.number(Math.rint(rate)))
          .append("/s");
      if (total > done) {
        line.append("  ").append(Numbers.seconds((total - done) / rate)).append(" left");
      }
    }
    return line.toString();
  }

  private static String amount(long n, String unit) {
    return unit.equals("bytes") ? Numbers.bytes(n) : Numbers.count(n) + " " + unit;
  }

  @Override
  public void close() {
    closed = true;
    synchronized (done) {
      done.notifyAll();
    }
    synchronized (this) {
      wipe();
      screen.err().flush();
    }
  }
}
