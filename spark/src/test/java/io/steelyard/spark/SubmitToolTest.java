package io.steelyard.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitToolTest {
  @TempDir Path home;
  private Path recipe;

  @BeforeEach
  void layOut() throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String jar : new String[] {"app-1.jar", "core-1.jar", "corpus-1.jar", "slf4j-nop-2.jar"}) {
      Files.createFile(lib.resolve(jar));
    }
    recipe = Files.createFile(home.resolve("my recipe.yaml"));
    System.setProperty("steelyard.home", home.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty("steelyard.home");
  }

  private String print(Map<String, String> given) {
    SubmitTool tool = new SubmitTool();
    Map<String, String> values = new LinkedHashMap<>();
    tool.parameters().forEach(p -> values.put(p.name(), p.or()));
    values.put("recipe", recipe.toString());
    values.putAll(given);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    tool.run(new Tool.Call(values, stream, stream, false));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsASubmissionForAShell() {
    String out = home.resolve("runs").toString();
    assertThat(print(Map.of("out", out, "master", "spark://host:7077")))
        .isEqualTo(
            """
            spark-submit \\
              --class io.steelyard.app.Main \\
              --name steelyard \\
              --master spark://host:7077 \\
              --deploy-mode client \\
              --driver-memory 8g \\
              --executor-memory 8g \\
              --executor-cores 4 \\
              --conf spark.speculation=true \\
              --jars HOME/lib/core-1.jar,HOME/lib/corpus-1.jar \\
              HOME/lib/app-1.jar \\
              run 'HOME/my recipe.yaml' \\
              --engine spark \\
              --out HOME/runs
            """
                .replace("HOME", home.toString()));
  }

  @Test
  void refusesWhatIsNoRecipeOrMode() {
    assertThatThrownBy(() -> print(Map.of("recipe", home.resolve("none.yaml").toString())))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no such recipe");
    assertThatThrownBy(() -> print(Map.of("deploy-mode", "clint")))
        .isInstanceOf(RequestException.class)
        .hasMessage("--deploy-mode: expected client or cluster, got 'clint'");
  }
}
