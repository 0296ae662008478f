package io.steelyard.app;

import io.steelyard.core.step.StepRegistry;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all commands share. */
final class Context {
  private final Screen screen;
  private final StepRegistry registry;
  private boolean debug;
  private boolean json;

  Context(Screen screen, StepRegistry registry) {
    this.screen = screen;
    this.registry = registry;
  }

  Screen screen() {
    return screen;
  }

  StepRegistry registry() {
    return registry;
  }

  boolean debug() {
    return debug;
  }

  boolean json() {
    return json;
  }

  void messages(boolean asJson, boolean withTraces) {
    json = asJson;
    debug = withTraces;
  }

  /** The folder of the distribution, or the working folder where there is none. */
  static Path home() {
    String home = System.getProperty("steelyard.home");
    return home == null ? Path.of("").toAbsolutePath() : Path.of(home);
  }

  /** The shipped recipes: of the source checkout where there is one, else of the distribution. */
  static Path examples() {
    String checkout = System.getProperty("steelyard.checkout");
    if (checkout != null && Files.isDirectory(Path.of(checkout, "examples"))) {
      return Path.of(checkout, "examples");
    }
    return home().resolve("examples");
  }
}
