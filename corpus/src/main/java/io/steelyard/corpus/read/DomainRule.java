package io.steelyard.corpus.read;

/**
 * Where a document's domain comes from.
 *
 * <ul>
 *   <li>{@code Constant("code")}: always {@code code};
 *   <li>{@code Field(/meta/lang)}: a field of the record (string, number or true/false);
 *   <li>{@code Folder(0)}: the n-th folder of the path relative to the read root: {@code
 *       de/a/b.txt} gives {@code de} for 0 and {@code a} for 1; -1 is the folder that holds the
 *       file;
 *   <li>{@code FileName()}: the file's name up to its first dot: {@code wiki.de.jsonl.gz} gives
 *       {@code wiki}.
 * </ul>
 */
public sealed interface DomainRule {
  /** The domain of everything that is read without a rule. */
  String UNKNOWN = "unknown";

  /** The same domain for every record. */
  record Constant(String domain) implements DomainRule {
    public Constant {
      if (domain.isBlank()) {
        throw new IllegalArgumentException("a domain's name is blank; expected for example code");
      }
    }
  }

  /** The value of a field. */
  record Field(FieldPath path) implements DomainRule {}

  /** A folder of the file's path. */
  record Folder(int index) implements DomainRule {
    public Folder {
      if (index < -1) {
        throw new IllegalArgumentException(
            "folder number " + index + "; expected 0 or more from the top, or -1 for the last");
      }
    }
  }

  /** The file's name without its extensions. */
  record FileName() implements DomainRule {}

  /** The domain where the path decides it; null where the record does, or the path is too short. */
  default String ofPath(String path) {
    if (this instanceof Constant constant) {
      return constant.domain();
    }
    String[] names = path.split("/", -1);
    if (this instanceof FileName) {
      String name = names[names.length - 1];
      int dot = name.indexOf('.', 1);
      return dot < 0 ? name : name.substring(0, dot);
    }
    if (this instanceof Folder folder) {
      int at = folder.index() < 0 ? names.length - 2 : folder.index();
      return at >= 0 && at < names.length - 1 ? names[at] : null;
    }
    return null;
  }
}
