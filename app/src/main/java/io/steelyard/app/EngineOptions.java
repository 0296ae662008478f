package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineSession;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where work runs: options of every command that runs steps. */
final class EngineOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads (default: all cores); never changes a result.")
  Integer threads;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "local, or spark for many machines; never changes a result.")
  String engine;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "The Spark cluster: local[*], spark://host:7077, yarn, k8s://https://host:443.")
  String master;

  /**
   * @param otherwise the engine where none is asked for
   */
  EngineChoice choice(String otherwise) {
    String name = engine == null ? otherwise : engine;
    if (!EngineSession.names().contains(name)) {
      throw new RequestException(
          "option --engine: there is no engine '"
              + name
              + "'"
              + io.steelyard.core.Nearest.hint(name, EngineSession.names()));
    }
    if (master != null && name.equals(EngineChoice.LOCAL)) {
      throw new RequestException(
          "option --master: "
              + master
              + " is for an engine that has machines; add --engine spark.");
    }
    return new EngineChoice(name, Optional.ofNullable(master), threads(threads));
  }

  static int threads(Integer asked) {
    if (asked == null) {
      return Runtime.getRuntime().availableProcessors();
    } else if (asked < 1 || asked > 1024) {
      throw new RequestException("option --threads: expected 1 to 1024, got " + asked + ".");
    }
    return asked;
  }
}
