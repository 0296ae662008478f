package io.steelyard.spark;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.steelyard.core.flow.EngineChoice;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** What the tests of this room share. */
final class SparkTests {
  private SparkTests() {}

  /** Skips where Spark does not run. */
  static void requireJava() {
    boolean fits = Runtime.version().feature() < 24;
    if (!fits) {
      System.out.println("skipped: Spark 4.1 does not run on Java " + Runtime.version().feature());
    }
    assumeTrue(fits, "Spark 4.1 runs on Java 17 and 21");
  }

  static SparkSession open(String master, Path scratch) {
    return SparkSession.open(new EngineChoice("spark", Optional.of(master), 2), scratch);
  }

  static JavaSparkContext context(SparkSession session) {
    return session.context();
  }
}
