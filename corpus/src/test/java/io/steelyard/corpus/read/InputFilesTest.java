package io.steelyard.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  @TempDir Path base;

  private void write(String... paths) throws IOException {
    for (String path : paths) {
      Path file = base.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, path);
    }
  }

  private InputFiles find(String source) throws IOException {
    return InputFiles.find(base, source, path -> true);
  }

  private static List<String> paths(InputFiles found) {
    return found.files().stream().map(InputFile::path).toList();
  }

  @Test
  void sortsByCodePointOfTheWholePath() throws IOException {
    write("r/b.txt", "r/a/z.txt", "r/a-b.txt", "r/a.txt", "r/\uFF21.txt", "r/😀.txt", "r/Z.txt");
    assertThat(paths(find("r")))
        .containsExactly("Z.txt", "a-b.txt", "a.txt", "a/z.txt", "b.txt", "\uFF21.txt", "😀.txt");
  }

  @Test
  void leavesHiddenNamesOut() throws IOException {
    write("r/.git/x", "r/a/.b", "r/c");
    assertThat(paths(find("r"))).containsExactly("c");
  }

  @Test
  void readsAPatternBelowItsPlainPart() throws IOException {
    write("r/x/a.jsonl", "r/x/y/b.jsonl", "r/x/c.txt");
    InputFiles found = find("r/x/**/*.jsonl");
    assertThat(paths(found)).containsExactly("a.jsonl", "y/b.jsonl");
    assertThat(found.root()).isEqualTo(base.resolve("r/x/"));
  }

  @Test
  void takesAnExistingNameWithSpecialCharactersLiterally() throws IOException {
    write("a[1].txt", "a1.txt");
    assertThat(paths(find("a[1].txt"))).containsExactly("a[1].txt");
  }

  @Test
  void readsASingleFileRelativeToItsFolder() throws IOException {
    write("r/a b.txt");
    assertThat(paths(find("r/a b.txt"))).containsExactly("a b.txt");
  }

  @Test
  void refusesLinksThatLeaveTheRoot() throws IOException {
    write("out/secret.txt", "r/a.txt");
    Files.createSymbolicLink(base.resolve("r/b.txt"), base.resolve("out/secret.txt"));
    Files.createSymbolicLink(base.resolve("r/d"), base.resolve("out"));
    InputFiles found = find("r");
    assertThat(paths(found)).containsExactly("a.txt");
    assertThat(found.refused()).extracting(r -> r.at().path()).containsExactly("b.txt", "d");
    assertThat(found.refused()).extracting(Rejected::reason).containsOnly(Reason.OUTSIDE_ROOT);
    assertThat(found.refused().get(0).message()).startsWith("a link that leads out of the folder");
  }

  @Test
  void refusesLinksInACircle() throws IOException {
    write("r/a/x.txt");
    Files.createSymbolicLink(base.resolve("r/a/up"), base.resolve("r"));
    Files.createSymbolicLink(base.resolve("r/self"), base.resolve("r/self"));
    InputFiles found = find("r");
    assertThat(paths(found)).containsExactly("a/x.txt");
    assertThat(found.refused()).extracting(r -> r.at().path()).containsExactly("a/up", "self");
    assertThat(found.refused().get(0).message())
        .isEqualTo("a link that leads back to a folder above it; remove it");
  }

  @Test
  void followsLinksInsideTheRootAndReportsDanglingOnes() throws IOException {
    write("r/a.txt");
    Files.createSymbolicLink(base.resolve("r/b.txt"), Path.of("a.txt"));
    Files.createSymbolicLink(base.resolve("r/c.txt"), Path.of("gone.txt"));
    InputFiles found = find("r");
    assertThat(paths(found)).containsExactly("a.txt", "b.txt");
    assertThat(found.refused()).extracting(Rejected::reason).containsExactly(Reason.VANISHED);
  }

  @Test
  void refusesNamesWithControlCharacters() throws IOException {
    write("r/a\nb.txt");
    assertThat(find("r").refused()).extracting(Rejected::reason).containsExactly(Reason.BAD_NAME);
  }

  @Test
  void takesOnlyWhatIsIncluded() throws IOException {
    write("r/a.java", "r/b.class");
    assertThat(paths(InputFiles.find(base, "r", Glob.of("**/*.java")::matches)))
        .containsExactly("a.java");
  }

  @Test
  void saysWhatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find("nope.txt"))
        .withMessage("no file or folder nope.txt (looked in " + base + ")");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find("*.txt"))
        .withMessage("no file matches *.txt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find("x/*.txt"))
        .withMessage("no folder x/ (looked in " + base + ")");
  }

  @Test
  void saysThatAFolderIsEmpty() throws IOException {
    Files.createDirectory(base.resolve("r"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> find("r"))
        .withMessage("the folder r holds no file to read");
  }
}
