package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceIndexTest {
  @TempDir Path folder;

  @Test
  void everyProofHasARowWithItsVerdict() throws IOException {
    Files.writeString(
        folder.resolve("mix-cooldown.md"),
        "# mix.cooldown: NOT REPRODUCED\n\nClaim: it cools.\n\nSeen: 3 of 4 held | so\n");
    Files.writeString(folder.resolve("notes.md"), "# Notes\n");
    EvidenceIndex.write(folder);
    EvidenceIndex.write(folder);
    assertThat(Files.readString(folder.resolve("README.md")))
        .endsWith(
            "|---|---|---|\n"
                + "| [mix.cooldown](mix-cooldown.md) | NOT REPRODUCED | 3 of 4 held \\| so |\n");
  }
}
