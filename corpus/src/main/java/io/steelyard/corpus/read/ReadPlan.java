package io.steelyard.corpus.read;

import io.steelyard.core.RequestException;
import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.step.RemoteFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which files are read, in canonical order over all sources, and in which groups: a group is the
 * unit of parallel work and of resuming. Groups follow from paths and sizes alone.
 *
 * @param files what to read, by path in document ids
 * @param refused what was found and is not read
 * @param unnamed files of folders whose names tell no format, so that they were not taken
 */
record ReadPlan(List<Planned> files, List<Rejected> refused, List<String> unnamed) {
  private static final List<String> PACKED = List.of(".gz", ".zst", ".zstd", ".parquet");
  private static final int EXPANSION = 20;

  /** A file and how to read it. */
  record Planned(InputFile file, ReadSettings settings) {}

  static ReadPlan of(
      Path base,
      List<ReadSource> sources,
      Optional<List<String>> metadata,
      ReadSettings.OnBadText onBadText,
      ReadLimits limits) {
    TreeMap<String, Planned> files = new TreeMap<>(CodePointOrder.INSTANCE);
    List<Rejected> refused = new ArrayList<>();
    List<String> unnamed = new ArrayList<>();
    for (ReadSource source : sources) {
      ReadSettings settings = source.settings(metadata, onBadText, limits);
      String prefix = source.name().map(name -> name + "/").orElse("");
      if (!prefix.isEmpty() && settings.domain() instanceof DomainRule.Folder folder) {
        // The name stands before the first folder.
        boolean fromTop = folder.index() >= 0;
        settings = settings.withDomain(new DomainRule.Folder(folder.index() + (fromTop ? 1 : 0)));
      }
      Predicate<String> include = include(source, unnamed);
      for (Path path : source.path()) {
        InputFiles found = find(base, path, include);
        for (InputFile file : found.files()) {
          add(files, refused, new Planned(renamed(file, prefix + file.path()), settings));
        }
        found.refused().forEach(r -> refused.add(renamed(r, prefix + r.at().path())));
      }
    }
    return new ReadPlan(List.copyOf(files.values()), refused, unnamed);
  }

  private static InputFiles find(Path base, Path path, Predicate<String> include) {
    try {
      return InputFiles.find(base, path.toString().replace('\\', '/'), include);
    } catch (IllegalArgumentException e) {
      throw new RequestException(e.getMessage(), e);
    } catch (IOException e) {
      throw new RequestException(path + ": " + InputFailure.of(e).getMessage(), e);
    }
  }

  /** Takes the files of a folder that the patterns name, or those whose names tell a format. */
  private static Predicate<String> include(ReadSource source, List<String> unnamed) {
    List<Glob> globs = source.include().stream().map(Glob::of).toList();
    return path -> {
      if (!globs.isEmpty()) {
        return globs.stream().anyMatch(glob -> glob.matches(path));
      }
      if (source.format().isPresent() || Format.tells(path)) {
        return true;
      }
      unnamed.add(path);
      return false;
    };
  }

  private static void add(Map<String, Planned> files, List<Rejected> refused, Planned planned) {
    InputFile file = planned.file();
    if (planned.settings().format() == null && !Format.tells(file.path())) {
      throw new RequestException(
          file.path()
              + ": the name does not tell the format; set format to one of "
              + Format.codes()
              + ".");
    }
    if (!RemoteFiles.isRemote(file.location()) && !Files.isReadable(file.location())) {
      refused.add(
          new Rejected(
              Reason.UNREADABLE,
              Position.file(file.path()),
              1,
              file.size(),
              "permission denied; make the file readable for this user"));
      return;
    }
    Planned before = files.putIfAbsent(file.path(), planned);
    if (before != null && !before.file().location().equals(file.location())) {
      throw new RequestException(
          "two files have the path "
              + file.path()
              + " in document ids: "
              + before.file().location()
              + " and "
              + file.location()
              + ". Give each source a name, such as {path: ..., name: second}.");
    }
  }

  private static InputFile renamed(InputFile file, String path) {
    return new InputFile(path, file.size(), file.location(), file.opener());
  }

  private static Rejected renamed(Rejected r, String path) {
    return new Rejected(r.reason(), Position.file(path), r.records(), r.bytes(), r.message());
  }

  /** The files by path in document ids: what enters the step key. */
  Map<String, Path> locations() {
    Map<String, Path> locations = new LinkedHashMap<>();
    files.forEach(planned -> locations.put(planned.file().path(), planned.file().location()));
    return locations;
  }

  /**
   * No corpus has more bytes than this: those stored, where compressed twenty times over. Text that
   * compresses better is boilerplate.
   */
  long mostBytes() {
    long most = 0;
    for (Planned planned : files) {
      String name = planned.file().path().toLowerCase(Locale.ROOT);
      boolean packed = PACKED.stream().anyMatch(name::endsWith);
      most += planned.file().size() * (packed ? EXPANSION : 1);
    }
    return most;
  }

  /** Files in order, cut where a group has reached {@code size} stored bytes. */
  List<List<Planned>> groups(long size) {
    List<List<Planned>> groups = new ArrayList<>();
    List<Planned> group = new ArrayList<>();
    long bytes = 0;
    for (Planned planned : files) {
      group.add(planned);
      bytes += planned.file().size();
      if (bytes >= size) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }
}
