package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.recipe.RunFacts;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.StepOutput;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code steelyard doctor}: is everything here that the work needs; {@code steelyard doctor DIR}:
 * is this artifact or run still as it was written.
 */
@Command(
    name = "doctor",
    description = {
      "Checks this machine: Java, memory, disk, steps, and the optional parts with how to get"
          + " each.",
      "With a folder, reads every file of the artifact or run and compares checksums.",
      ""
    },
    footer = {"", "Examples:", "  steelyard doctor", "  steelyard doctor runs/europarl"})
final class DoctorCommand extends BaseCommand {
  private static final long LITTLE_DISK = 2L << 30;
  private static final long LITTLE_HEAP = 500L << 20;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "An artifact or run to verify.")
  Path folder;

  private boolean bad;

  DoctorCommand(Context context) {
    super(context);
  }

  @Override
  int work() throws IOException {
    if (folder != null) {
      verify();
    } else {
      machine();
    }
    return bad ? Cli.FAILED : Cli.DONE;
  }

  private void verify() {
    if (!Files.isRegularFile(folder.resolve(RecipeRunner.RUN))) {
      verify(folder);
      return;
    }
    for (StepOutput step : Runs.open(folder).steps()) {
      verify(step.folder());
    }
  }

  private void verify(Path artifact) {
    try {
      Manifest manifest = Manifest.read(artifact);
      manifest.verify(artifact);
      say(
          true,
          artifact.getFileName().toString(),
          manifest.parts().size() + " files as written",
          "");
    } catch (RequestException e) {
      bad = true;
      say(false, artifact.getFileName().toString(), e.getMessage(), "");
    }
  }

  private void machine() throws IOException {
    Runtime.Version java = Runtime.version();
    must(
        java.feature() >= 17,
        "Java",
        java.toString(),
        "install a JDK 17 or newer, such as openjdk-17-jdk");
    long heap = Runtime.getRuntime().maxMemory();
    should(
        heap >= LITTLE_HEAP,
        "memory",
        Numbers.bytes(heap) + " for Java, " + Runtime.getRuntime().availableProcessors() + " cores",
        "give Java more: STEELYARD_JAVA_OPTS=-Xmx2g");
    long disk = Files.getFileStore(Path.of("").toAbsolutePath()).getUsableSpace();
    should(
        disk >= LITTLE_DISK,
        "disk",
        Numbers.bytes(disk) + " free in this folder",
        "free some space, or choose another disk with --out");
    must(
        Files.isWritable(Path.of("").toAbsolutePath()),
        "folder",
        "this folder can be written",
        "go to a folder of yours, or use --out");
    must(
        !context.registry().types().isEmpty(),
        "steps",
        context.registry().types().size() + " kinds of steps",
        "the rooms' jars are missing from lib/: unpack the distribution anew");
    should(
        Files.isDirectory(Context.examples()),
        "examples",
        Context.examples().toString(),
        "start with bin/steelyard or ./steelyard");
    String chromium = onPath("chromium", "chromium-browser", "google-chrome");
    should(
        chromium != null,
        "browser",
        chromium == null ? "no Chromium: the page's own test is skipped" : chromium,
        "apt-get install chromium (only to test the report's page)");
    String python = onPath("python3");
    String peers = System.getenv("STEELYARD_PEERS");
    Path venv =
        peers != null
            ? Path.of(peers)
            : Path.of(System.getProperty("user.home"), ".cache", "steelyard", "peers");
    should(
        python != null && Files.isDirectory(venv),
        "peers",
        Files.isDirectory(venv)
            ? venv.toString()
            : "no Python peers: side-by-side runs are skipped",
        "bench/peers/install of a source checkout (only for benchmarks)");
    Path spark = spark();
    should(
        spark != null,
        "spark",
        spark == null ? "no Spark 4.1: nothing runs with --engine spark" : spark.toString(),
        System.getProperty("steelyard.checkout") != null
            ? "a run with --engine spark fetches it"
            : "pip install pyspark==4.1.1, and set SPARK_HOME to its folder");
    if (!json) {
      screen.out().println("steelyard " + RunFacts.version());
    }
  }

  /** Where the launcher would find Spark's jars, or null. */
  private static Path spark() throws IOException {
    List<Path> folders = new ArrayList<>();
    String home = System.getProperty("steelyard.home");
    if (home != null) {
      folders.add(Path.of(home, "lib", "spark"));
    }
    if (System.getenv("SPARK_HOME") != null) {
      folders.add(Path.of(System.getenv("SPARK_HOME"), "jars"));
    }
    String checkout = System.getProperty("steelyard.checkout");
    if (checkout != null) {
      folders.add(Path.of(checkout, "spark", "jars", "target", "lib"));
    }
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> jars =
            Files.newDirectoryStream(folder, "spark-core_2.13-4.*.jar")) {
          if (jars.iterator().hasNext()) {
            return folder;
          }
        }
      }
    }
    return null;
  }

  private void must(boolean good, String what, String found, String remedy) {
    bad |= !good;
    say(good, what, found, good ? "" : remedy);
  }

  private void should(boolean good, String what, String found, String remedy) {
    say(good, what, found, good ? "" : remedy);
  }

  private void say(boolean good, String what, String found, String remedy) {
    if (json) {
      screen.event("check", "what", what, "good", good, "found", found, "remedy", remedy);
      return;
    }
    String mark = good ? "ok     " : screen.yellow("missing");
    screen.out().println(mark + " " + what + " ".repeat(Math.max(1, 10 - what.length())) + found);
    if (!remedy.isEmpty()) {
      screen.out().println(" ".repeat(18) + remedy);
    }
  }

  private static String onPath(String... names) {
    String path = System.getenv("PATH");
    if (path == null) {
      return null;
    }
    for (String name : names) {
      for (String folder : List.of(path.split(File.pathSeparator))) {
        if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
          return Path.of(folder, name).toString();
        }
      }
    }
    return null;
  }
}
