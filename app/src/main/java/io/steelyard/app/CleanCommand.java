package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.recipe.Runs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code steelyard clean runs/europarl --keep 1}: removes step folders of earlier settings. The
 * latest run's folders always stay.
 */
@Command(
    name = "clean",
    description = {
      "Removes step folders that the latest run of a recipe does not use.",
      "Of each step, the newest N such folders stay (--keep). Only folders named as Steelyard",
      "names them are touched.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  steelyard clean runs/europarl",
      "  steelyard clean runs/europarl --keep 2 --yes"
    })
final class CleanCommand extends BaseCommand {
  private static final String STEP_FOLDER = "\\d{2,}-[a-z][a-z0-9.-]*-[0-9a-f]{12}";

  @Parameters(paramLabel = "DIR", description = "Folder of a run, such as runs/europarl.")
  Path run;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Unused folders of each step that stay, newest first (default: ${DEFAULT-VALUE}).")
  int keep;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  CleanCommand(Context context) {
    super(context);
  }

  @Override
  int work() throws IOException {
    if (keep < 0) {
      throw new RequestException("option --keep: expected 0 or more, got " + keep + ".");
    }
    List<Path> unused = unused();
    if (unused.isEmpty()) {
      finish(0, 0);
      return Cli.DONE;
    }
    long bytes = 0;
    for (Path folder : unused) {
      long size = size(folder);
      bytes += size;
      if (!json) {
        screen.out().println(Numbers.bytes(size) + "  " + folder);
      }
    }
    if (!yes && !agreed(unused.size(), bytes)) {
      screen.err().println("Nothing was removed.");
      return Cli.DONE;
    }
    for (Path folder : unused) {
      delete(folder);
    }
    finish(unused.size(), bytes);
    return Cli.DONE;
  }

  private void finish(int folders, long bytes) {
    if (json) {
      screen.event("cleaned", "folders", folders, "bytes", bytes);
    } else {
      screen
          .out()
          .println(
              folders == 0
                  ? "Nothing to remove."
                  : "Removed "
                      + folders
                      + (folders == 1 ? " folder, " : " folders, ")
                      + Numbers.bytes(bytes)
                      + ".");
    }
  }

  private boolean agreed(int folders, long bytes) throws IOException {
    if (json || System.console() == null) {
      throw new RequestException(
          "would remove "
              + folders
              + (folders == 1 ? " folder" : " folders")
              + "; nobody can be asked here, so say --yes.");
    }
    screen
        .err()
        .print(
            "Remove "
                + folders
                + (folders == 1 ? " folder" : " folders")
                + " ("
                + Numbers.bytes(bytes)
                + ")? [y/N] ");
    screen.err().flush();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    String answer = in.readLine();
    return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
  }

  /**
   * Step folders beyond those of the latest run and the newest {@code keep} others of each step.
   */
  private List<Path> unused() throws IOException {
    Set<Path> used = new HashSet<>();
    Runs.open(run).steps().forEach(step -> used.add(step.folder().normalize()));
    Map<String, List<Path>> byStep = new TreeMap<>();
    try (Stream<Path> folders = Files.list(run)) {
      for (Path folder : folders.toList()) {
        String name = folder.getFileName().toString();
        if (name.matches(STEP_FOLDER)
            && Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)
            && !used.contains(folder.normalize())) {
          String step = name.substring(name.indexOf('-') + 1, name.length() - 13);
          byStep.computeIfAbsent(step, s -> new ArrayList<>()).add(folder);
        }
      }
    }
    List<Path> unused = new ArrayList<>();
    for (List<Path> folders : byStep.values()) {
      folders.sort(Comparator.comparing(CleanCommand::time).reversed().thenComparing(f -> f));
      unused.addAll(folders.subList(Math.min(keep, folders.size()), folders.size()));
    }
    unused.sort(Comparator.naturalOrder());
    return unused;
  }

  private static long time(Path folder) {
    Path manifest = folder.resolve(Manifest.FILE);
    try {
      return Files.getLastModifiedTime(Files.exists(manifest) ? manifest : folder).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new WorkException(folder + ": cannot be removed (" + e.getMessage() + ")", e);
    }
  }
}
