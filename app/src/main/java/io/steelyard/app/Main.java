package io.steelyard.app;

import io.steelyard.core.step.StepRegistry;

/**
 * The command line: {@code steelyard run recipe.yaml}.
 *
 * <p>Exit codes: 0 done, 1 the work failed, 2 the request is wrong, 130 interrupted.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Screen screen = Screen.ofProcess();
    Interruption interruption = Interruption.watch(Thread.currentThread(), screen);
    int exit = Cli.execute(screen, StepRegistry.installed(), args);
    screen.out().flush();
    screen.err().flush();
    interruption.over();
    System.exit(exit);
  }
}
