package io.steelyard.corpus.read;

import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.step.RemoteFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files of one source, in canonical order: by relative path, by code point.
 *
 * <p>The source is a file, a folder or a pattern. Its read root, to which paths are relative, is
 * the file's folder, the folder itself, or the pattern's part before the first name with a special
 * character: {@code data/x/*.jsonl} reads below {@code data/x}. Hidden names (with a dot at the
 * start) are not read unless the pattern itself names them. A link is followed where it stays below
 * the root; one that leads out or round in a circle is refused and listed in {@link #refused()}.
 *
 * @param root the read root
 * @param files what to read
 * @param refused what was found and is not read, each with its reason
 */
public record InputFiles(Path root, List<InputFile> files, List<Rejected> refused) {
  private static final int DEEPEST = 200;

  /**
   * Finds the files of a source.
   *
   * @param source file, folder or pattern; relative to {@code base}
   * @param include which relative paths of a folder to take; a pattern's own matches are not asked
   * @throws IllegalArgumentException if nothing is there
   */
  public static InputFiles find(Path base, String source, Predicate<String> include)
      throws IOException {
    if (RemoteFiles.isRemote(source)) {
      return RemoteInput.find(source, include);
    }
    if (Glob.isPattern(source) && !Files.exists(base.resolve(source))) {
      int special = 0;
      while ("*?[{".indexOf(source.charAt(special)) < 0) {
        special++;
      }
      int cut = source.lastIndexOf('/', special) + 1;
      String folder = source.substring(0, cut);
      Glob glob = Glob.of(source.substring(cut));
      InputFiles found =
          new Walk(
                  root(base, folder.isEmpty() ? "." : folder),
                  glob::matches,
                  source.contains("/.") || source.startsWith(".", cut))
              .run();
      if (found.files.isEmpty() && found.refused.isEmpty()) {
        throw new IllegalArgumentException("no file matches " + source);
      }
      return found;
    }
    Path path = base.resolve(source);
    if (Files.isDirectory(path)) {
      InputFiles found = new Walk(root(base, source), include, false).run();
      if (found.files.isEmpty() && found.refused.isEmpty()) {
        throw new IllegalArgumentException("the folder " + source + " holds no file to read");
      }
      return found;
    }
    return single(base, source, path);
  }

  private static InputFiles single(Path base, String source, Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(
          "no file or folder " + source + " (looked in " + base.toAbsolutePath() + ")");
    }
    Path name = path.getFileName();
    String relative = name.toString();
    Path parent = path.toAbsolutePath().getParent();
    if (!Files.isRegularFile(path)) {
      return new InputFiles(parent, List.of(), List.of(notRegular(relative)));
    }
    return new InputFiles(
        parent, List.of(InputFile.of(relative, Files.size(path), path)), List.of());
  }

  private static Path root(Path base, String folder) {
    Path root = base.resolve(folder);
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException(
          "no folder " + folder + " (looked in " + base.toAbsolutePath() + ")");
    }
    return root;
  }

  private static Rejected notRegular(String path) {
    return new Rejected(
        Reason.UNREADABLE,
        Position.file(path),
        1,
        0,
        "not a regular file (a pipe, socket or device); copy its content to a file");
  }

  /** Goes through a folder, each folder's names in code-point order. */
  private static final class Walk {
    private final Path root;
    private final Path realRoot;
    private final Predicate<String> include;
    private final boolean hidden;
    private final List<InputFile> files = new ArrayList<>();
    private final List<Rejected> refused = new ArrayList<>();
    private final Deque<Path> above = new ArrayDeque<>();

    Walk(Path root, Predicate<String> include, boolean hidden) throws IOException {
      this.root = root;
      this.realRoot = root.toRealPath();
      this.include = include;
      this.hidden = hidden;
    }

    InputFiles run() throws IOException {
      above.push(realRoot);
      folder(root, "");
      files.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.path(), b.path()));
      refused.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.at().path(), b.at().path()));
      return new InputFiles(root, List.copyOf(files), List.copyOf(refused));
    }

    private void folder(Path folder, String prefix) throws IOException {
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      } catch (java.nio.file.DirectoryIteratorException e) {
        throw e.getCause();
      } catch (IOException e) {
        if (prefix.isEmpty()) {
          throw e;
        }
        refuse(prefix.substring(0, prefix.length() - 1), InputFailure.of(e));
        return;
      }
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (hidden || !name.startsWith(".")) {
          entry(entry, prefix + name);
        }
      }
    }

    private void entry(Path entry, String path) throws IOException {
      try {
        BasicFileAttributes attributes =
            Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
          Path real = entry.toRealPath();
          if (!real.startsWith(realRoot)) {
            if (Files.isDirectory(real) || include.test(path)) {
              refuse(path, outside(real));
            }
            return;
          }
          attributes = Files.readAttributes(real, BasicFileAttributes.class);
        }
        if (attributes.isDirectory()) {
          enter(entry, path);
        } else if (include.test(path)) {
          file(entry, path, attributes);
        }
      } catch (java.nio.file.FileSystemLoopException e) {
        refuse(path, loop());
      } catch (IOException e) {
        if (include.test(path)) {
          refuse(path, InputFailure.of(e));
        }
      }
    }

    private void enter(Path entry, String path) throws IOException {
      Path real = entry.toRealPath();
      if (above.contains(real)) {
        refuse(path, loop());
        return;
      }
      if (above.size() > DEEPEST) {
        refuse(path, new InputFailure(Reason.BAD_NAME, "more than 200 folders deep"));
        return;
      }
      above.push(real);
      folder(entry, path + "/");
      above.pop();
    }

    private void file(Path entry, String path, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        refused.add(notRegular(path));
      } else if (path.indexOf('\uFFFD') >= 0 || path.chars().anyMatch(c -> c < ' ')) {
        refuse(
            path,
            new InputFailure(
                Reason.BAD_NAME,
                "the file's name is not text in this system's encoding or has control characters;"
                    + " rename it, or run with LC_ALL=C.UTF-8"));
      } else {
        files.add(InputFile.of(path, attributes.size(), entry));
      }
    }

    private void refuse(String path, InputFailure failure) {
      refused.add(new Rejected(failure.reason(), Position.file(path), 1, 0, failure.getMessage()));
    }

    private static InputFailure outside(Path target) {
      return new InputFailure(
          Reason.OUTSIDE_ROOT,
          "a link that leads out of the folder, to "
              + target
              + "; copy the file in, or read the folder that holds it");
    }

    private static InputFailure loop() {
      return new InputFailure(
          Reason.LINK_LOOP, "a link that leads back to a folder above it; remove it");
    }
  }
}
