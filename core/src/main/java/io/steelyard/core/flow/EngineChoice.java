package io.steelyard.core.flow;

import java.util.Optional;

/**
 * Where work is to run; never enters a result.
 *
 * @param engine {@code local}, or the name of an {@link EngineProvider}
 * @param master the cluster, in the engine's own words; none for this machine
 * @param threads how many to use on this machine
 */
public record EngineChoice(String engine, Optional<String> master, int threads) {
  public static final String LOCAL = "local";

  /** The threads of this machine. */
  public static EngineChoice local(int threads) {
    return new EngineChoice(LOCAL, Optional.empty(), threads);
  }
}
