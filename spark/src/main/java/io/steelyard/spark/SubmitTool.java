package io.steelyard.spark;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code steelyard spark-submit-args recipe.yaml}: the submission of a recipe, ready to be run. */
public final class SubmitTool implements Tool {
  @Override
  public String name() {
    return "spark-submit-args";
  }

  @Override
  public String about() {
    return "Prints the spark-submit command that runs a recipe on a cluster.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.argument("recipe", "the recipe, on a path that all machines see", null),
        Parameter.option("out", "folder of all runs, on a path that all machines see", "runs"),
        Parameter.option(
            "master", "the cluster: yarn, k8s://https://host:443, spark://host:7077", "yarn"),
        Parameter.option("deploy-mode", "where the driver runs: client or cluster", "client"),
        Parameter.option("driver-memory", "memory of the driver", "8g"),
        Parameter.option("executor-memory", "memory of an executor", "8g"),
        Parameter.option("executor-cores", "tasks at a time in an executor", "4"));
  }

  @Override
  public void run(Call call) {
    Path recipe = Path.of(call.get("recipe")).toAbsolutePath().normalize();
    if (!Files.isRegularFile(recipe)) {
      throw new RequestException(recipe + ": no such recipe. Give the path of a YAML file.");
    }
    String mode = call.get("deploy-mode");
    if (!mode.equals("client") && !mode.equals("cluster")) {
      throw new RequestException("--deploy-mode: expected client or cluster, got '" + mode + "'");
    }
    List<Path> jars = jars();
    Path app =
        jars.stream()
            .filter(jar -> jar.getFileName().toString().startsWith("app-"))
            .findFirst()
            .orElseThrow(
                () -> new RequestException("lib/app-*.jar is missing from the distribution"));
    call.out()
        .println(
            String.join(
                " \\\n  ",
                "spark-submit",
                "--class io.steelyard.app.Main",
                "--name steelyard",
                "--master " + quoted(call.get("master")),
                "--deploy-mode " + mode,
                "--driver-memory " + quoted(call.get("driver-memory")),
                "--executor-memory " + quoted(call.get("executor-memory")),
                "--executor-cores " + call.count("executor-cores", 1),
                "--conf spark.speculation=true",
                "--jars "
                    + quoted(
                        jars.stream()
                            .filter(jar -> !jar.equals(app))
                            .map(Path::toString)
                            .collect(Collectors.joining(","))),
                quoted(app.toString()),
                "run " + quoted(recipe.toString()),
                "--engine spark",
                "--out "
                    + quoted(Path.of(call.get("out")).toAbsolutePath().normalize().toString())));
  }

  private static List<Path> jars() {
    String home = System.getProperty("steelyard.home");
    if (home == null) {
      throw new RequestException(
          "the jars to submit are those of the distribution: start this with bin/steelyard or"
              + " ./steelyard");
    }
    try (Stream<Path> files = Files.list(Path.of(home, "lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().startsWith("slf4j-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new RequestException(home + "/lib cannot be read: " + e.getMessage(), e);
    }
  }

  /** For a shell: as it is where it is plain, else in quotes. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:,=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
