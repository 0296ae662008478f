package io.steelyard.core.step;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The scaled-down experiment of one method: shows on real text whether it does what its paper
 * claims. Found with {@link java.util.ServiceLoader}; the rooms that hold proofs are not shipped.
 */
public interface Proof {
  /** How an experiment ended. */
  enum Verdict {
    REPRODUCED,
    NOT_REPRODUCED,
    NOT_RUN;

    /** {@code NOT REPRODUCED}. */
    public String words() {
      return name().replace('_', ' ');
    }
  }

  /**
   * What came out.
   *
   * @param why one sentence: what was seen, or what is missing
   */
  record Outcome(Verdict verdict, String why) {}

  /** The method it proves, for example {@code mix.cooldown}. */
  String method();

  /** The paper's claim in one sentence. */
  String claim();

  /**
   * Runs the experiment.
   *
   * @param scratch a folder for what it makes
   * @param lines takes each line of what it has to say, such as the rows of its table
   */
  Outcome run(Path scratch, int threads, Consumer<String> lines) throws Exception;
}
