package io.steelyard.corpus.read;

import io.steelyard.core.step.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One source of {@code corpus.read}: where its files are and how their records become documents.
 */
public record ReadSource(
    @Setting("files, folders or patterns such as data/**/*.jsonl.gz") List<Path> path,
    @Setting(
            value = "patterns of the files to take from a folder, such as **/*.java; default: all",
            or = "")
        List<String> include,
    @Setting(value = "file format; default: what each file's name tells", or = "")
        Optional<Format> format,
    @Setting(value = "field or column of the text: a name, or a JSON pointer", or = "text")
        String text,
    @Setting(value = "one domain for all documents; default: unknown", or = "")
        Optional<String> domain,
    @Setting(value = "field or column of the domain: a name, or a JSON pointer", or = "")
        Optional<String> domainField,
    @Setting(value = "what part of a file's path is the domain", or = "")
        Optional<DomainPath> domainPath,
    @Setting(
            value = "field or column of your own id; a second document with it is rejected",
            or = "")
        Optional<String> externalId,
    @Setting(value = "what one document of a plain text file is", or = "file")
        ReadSettings.TextUnit unit,
    @Setting(value = "whether CSV and TSV files begin with column names", or = "true")
        boolean header,
    @Setting(value = "whether CSV and TSV fields may be quoted", or = "true") boolean quotes,
    @Setting(
            value = "goes before the paths in document ids, to tell sources apart that share paths",
            or = "")
        Optional<String> name) {

  /** Parts of a path that can be a domain. */
  public enum DomainPath {
    /** The first folder below the read root. */
    TOP_FOLDER,
    /** The folder that holds the file. */
    FOLDER,
    /** The file's name up to its first dot. */
    FILE_NAME
  }

  public ReadSource {
    if (Stream.of(domain, domainField, domainPath).filter(Optional::isPresent).count() > 1) {
      throw new IllegalArgumentException(
          "domain: give one of domain, domain-field and domain-path");
    }
    check("text", () -> FieldPath.parse(text));
    domain.ifPresent(d -> check("domain", () -> new DomainRule.Constant(d)));
    domainField.ifPresent(f -> check("domain-field", () -> FieldPath.parse(f)));
    externalId.ifPresent(f -> check("external-id", () -> FieldPath.parse(f)));
    include.forEach(i -> check("include", () -> Glob.of(i)));
    name.ifPresent(ReadSource::requireName);
  }

  /** A source of one path, all else by default: {@code data/target.jsonl}. */
  public static ReadSource parse(String path) {
    return new ReadSource(
        List.of(Path.of(path)),
        List.of(),
        Optional.empty(),
        "text",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ReadSettings.TextUnit.FILE,
        true,
        true,
        Optional.empty());
  }

  private static void check(String setting, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
    }
  }

  private static void requireName(String name) {
    boolean plain = name.matches("[\\p{L}\\p{N}._-]+") && !name.startsWith(".");
    if (!plain) {
      throw new IllegalArgumentException(
          "name: '" + name + "': expected letters, digits, '.', '_' and '-', no '.' at the start");
    }
  }

  ReadSettings settings(
      Optional<List<String>> metadata, ReadSettings.OnBadText onBadText, ReadLimits limits) {
    return new ReadSettings(
        format.orElse(null),
        FieldPath.parse(text),
        domainRule(),
        externalId.map(FieldPath::parse).orElse(null),
        metadata.map(java.util.Set::copyOf).orElse(null),
        unit,
        header,
        quotes,
        onBadText,
        limits);
  }

  private DomainRule domainRule() {
    if (domainField.isPresent()) {
      return new DomainRule.Field(FieldPath.parse(domainField.get()));
    }
    if (domainPath.isPresent()) {
      return switch (domainPath.get()) {
        case TOP_FOLDER -> new DomainRule.Folder(0);
        case FOLDER -> new DomainRule.Folder(-1);
        case FILE_NAME -> new DomainRule.FileName();
      };
    }
    return new DomainRule.Constant(domain.orElse(DomainRule.UNKNOWN));
  }
}
