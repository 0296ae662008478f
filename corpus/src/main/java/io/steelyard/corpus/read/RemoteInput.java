package io.steelyard.corpus.read;

import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.step.RemoteFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Files of other machines, such as {@code s3a://bucket/data/*.jsonl.gz}, as those of a folder. */
final class RemoteInput {
  private RemoteInput() {}

  /** As {@link InputFiles#find}. */
  static InputFiles find(String source, Predicate<String> include) throws IOException {
    String address = RemoteFiles.address(source);
    RemoteFiles remote = RemoteFiles.reader(address);
    String root = address;
    Predicate<String> taken = include;
    if (Glob.isPattern(address)) {
      int special = 0;
      while ("*?[{".indexOf(address.charAt(special)) < 0) {
        special++;
      }
      int cut = address.lastIndexOf('/', special) + 1;
      root = address.substring(0, cut);
      taken = Glob.of(address.substring(cut))::matches;
    }
    List<RemoteFiles.Found> all = remote.list(root);
    // A source that is one file is taken whatever its name.
    boolean single = all.size() == 1 && all.get(0).address().equals(root);
    List<InputFile> files = new ArrayList<>();
    for (RemoteFiles.Found found : all) {
      if (single || !isHidden(found.path()) && taken.test(found.path())) {
        files.add(of(found));
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to read at " + address);
    }
    files.sort((a, b) -> CodePointOrder.INSTANCE.compare(a.path(), b.path()));
    return new InputFiles(Path.of(root), List.copyOf(files), List.of());
  }

  private static boolean isHidden(String path) {
    return path.startsWith(".") || path.contains("/.") || path.startsWith("_SUCCESS");
  }

  private static InputFile of(RemoteFiles.Found found) {
    String address = found.address();
    return new InputFile(
        found.path(),
        found.size(),
        Path.of(address),
        () -> RemoteFiles.reader(address).open(address));
  }

  /**
   * The file as one of this machine, for a reader that jumps about in it; deleted by the caller.
   */
  static Path fetch(InputFile file) throws IOException {
    Path copy = Files.createTempFile("steelyard-", ".input");
    try (InputStream in = file.opener().open()) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return copy;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }
}
