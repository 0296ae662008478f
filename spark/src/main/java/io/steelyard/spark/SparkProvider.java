package io.steelyard.spark;

import io.steelyard.core.RequestException;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineProvider;
import io.steelyard.core.flow.EngineSession;
import java.nio.file.Path;

/** {@code engine: spark}. Touches no class of Spark before it is asked to open one. */
public final class SparkProvider implements EngineProvider {
  /** Spark 4.1 says so. */
  private static final int NEWEST_JAVA = 24;

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public EngineSession open(EngineChoice choice, Path scratch) {
    Masters.check(choice.master());
    if (Runtime.version().feature() >= NEWEST_JAVA) {
      throw new RequestException(
          "Spark 4.1 runs on Java 17 and 21, not on "
              + Runtime.version().feature()
              + ": set STEELYARD_JAVA to the java of such a version");
    }
    try {
      Class.forName("org.apache.spark.api.java.JavaSparkContext");
    } catch (ClassNotFoundException e) {
      throw new RequestException(
          "Spark is not on the class path. Set SPARK_HOME to a Spark 4.1 (that of your cluster, or"
              + " what 'pip install pyspark==4.1.1' brings) and start with the launcher, or use"
              + " spark-submit: 'steelyard spark-submit-args' prints how",
          e);
    }
    return SparkSession.open(choice, scratch);
  }
}
