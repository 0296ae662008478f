package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
  @Test
  void theReferenceInTheDocsIsTheOneOfTheSteps() throws IOException {
    assertThat(Files.readString(Path.of("../docs/reference/steps.md")))
        .as("run: ./steelyard methods --markdown > docs/reference/steps.md")
        .isEqualTo(ReferencePage.of(StepRegistry.installed()));
  }
}
