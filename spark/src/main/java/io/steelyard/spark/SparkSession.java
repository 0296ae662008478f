package io.steelyard.spark;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.flow.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark application for one run. What the user configured stands; defaults fill the rest. */
final class SparkSession implements EngineSession {
  private final JavaSparkContext spark;
  private final Path scratch;

  private SparkSession(JavaSparkContext spark, Path scratch) {
    this.spark = spark;
    this.scratch = scratch;
  }

  static SparkSession open(EngineChoice choice, Path scratch) {
    SparkConf conf = new SparkConf();
    String master =
        choice
            .master()
            .or(() -> Optional.ofNullable(conf.get("spark.master", null)))
            .orElse("local[" + choice.threads() + "]");
    conf.setMaster(master);
    conf.setIfMissing("spark.app.name", "steelyard");
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    // Results are handed over one by one; all together they may be many.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    if (master.startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.local.dir", makeFolder(scratch).toString());
    }
    if (master.startsWith("local-cluster")) {
      conf.setIfMissing("spark.executor.extraClassPath", classPath());
    } else if (!Masters.isThisProcess(master)) {
      String jars = jars();
      if (!jars.isEmpty()) {
        conf.setIfMissing("spark.jars", jars);
      }
    }
    try {
      return new SparkSession(new JavaSparkContext(conf), scratch);
    } catch (RuntimeException e) {
      throw new RequestException(
          "Spark could not be started on " + master + ": " + Failures.why(e), e);
    }
  }

  JavaSparkContext context() {
    return spark;
  }

  private static Path makeFolder(Path folder) {
    remove(folder);
    try {
      return Files.createDirectories(folder.toAbsolutePath());
    } catch (IOException e) {
      throw new WorkException(folder + ": cannot be made for Spark's temporary files: " + e, e);
    }
  }

  /** This process' class path, for processes that start elsewhere on this machine. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Steelyard's own jars, which executors fetch from here. */
  private static String jars() {
    String home = System.getProperty("steelyard.home");
    if (home == null) {
      return "";
    }
    try (Stream<Path> files = Files.list(Path.of(home, "lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("slf4j-nop"))
          .map(file -> file.toUri().toString())
          .sorted()
          .collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new WorkException(home + "/lib cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String describe() {
    return "spark " + spark.version() + " on " + spark.master();
  }

  @Override
  public Engine engine(int partitions, Path folder, Progress progress) {
    return new SparkEngine(spark, partitions, folder, progress);
  }

  @Override
  public void close() {
    spark.close();
    remove(scratch);
  }

  private static void remove(Path folder) {
    try {
      if (Files.exists(folder)) {
        List<Path> left;
        try (Stream<Path> files = Files.walk(folder)) {
          left = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new WorkException(folder + ": Spark's temporary files cannot be removed: " + e, e);
    }
  }
}
