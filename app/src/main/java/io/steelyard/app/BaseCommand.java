package io.steelyard.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** Options of every command. */
abstract class BaseCommand implements Callable<Integer> {
  final Context context;
  final Screen screen;

  @Option(names = "--json", description = "Write results and events as JSON lines.")
  boolean json;

  @Option(names = "--quiet", description = "No progress; only results and errors.")
  boolean quiet;

  @Option(names = "--debug", description = "Show where an error came from.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  BaseCommand(Context context) {
    this.context = context;
    this.screen = context.screen();
  }

  @Override
  public final Integer call() throws Exception {
    context.messages(json, debug);
    return work();
  }

  /** Does it; the exit code. */
  abstract int work() throws Exception;
}
