package io.steelyard.spark;

import io.steelyard.core.WorkException;
import io.steelyard.core.flow.FlowException;

/** What Spark says went wrong, in words for people. */
final class Failures {
  private Failures() {}

  /** The failure of a job. */
  static RuntimeException of(String name, Throwable e) {
    String all = text(e);
    if (all.contains("No space left on device") || all.contains("Disk quota exceeded")) {
      return new WorkException(
          "a disk of Spark is full: "
              + why(e)
              + ". Free space there, or choose other folders with spark.local.dir"
              + " (SPARK_LOCAL_DIRS on a cluster); the same command goes on from here",
          e);
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof TaskFailure failure && failure.getCause() != null) {
        return FlowException.at(name + " of " + failure.getMessage(), bare(failure.getCause()));
      }
    }
    if (all.contains("ExecutorLostFailure") || all.contains("Master removed our application")) {
      return new WorkException(
          "executors were lost again and again: "
              + why(e)
              + ". Their logs say why (often memory: raise spark.executor.memory or"
              + " spark.executor.memoryOverhead); the same command goes on from here",
          e);
    }
    if (all.contains("stopped SparkContext") || all.contains("SparkContext was shut down")) {
      return new WorkException(
          "the connection to Spark ended: " + why(e) + "; the same command goes on from here", e);
    }
    return new WorkException(name + " failed on Spark: " + why(e), e);
  }

  /** Takes off what only carries a checked exception. */
  private static Throwable bare(Throwable e) {
    Throwable bare = e;
    while (bare instanceof TaskFailure.Checked && bare.getCause() != null) {
      bare = bare.getCause();
    }
    return bare;
  }

  static boolean isOfSpark(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof TaskFailure || t.getClass().getName().startsWith("org.apache.spark.")) {
        return true;
      }
    }
    return text(e).contains("SparkContext");
  }

  /** The first line of the innermost message. */
  static String why(Throwable e) {
    String why = e.toString();
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        why = t.getMessage();
      }
    }
    return why.lines().filter(line -> !line.isBlank()).findFirst().orElse(why).strip();
  }

  private static String text(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = e; t != null; t = t.getCause()) {
      text.append(t).append('\n');
    }
    return text.toString();
  }
}
