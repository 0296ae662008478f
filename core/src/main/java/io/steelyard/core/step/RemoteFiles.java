package io.steelyard.core.step;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Input files that no path of this machine leads to, such as {@code s3a://bucket/data/*.jsonl.gz};
 * found with {@link ServiceLoader}.
 *
 * <p>Settings hold them as paths, which keep one slash of two: {@code s3a:/bucket/data}.
 */
public interface RemoteFiles {
  /**
   * A file.
   *
   * @param path relative to the folder that was listed, with {@code /} between names
   */
  record Found(String path, long size, String address) {}

  /** Whether what it needs is on the class path. */
  boolean isReady();

  /** All files below a folder, in no order; for a file, itself under its name. */
  List<Found> list(String address) throws IOException;

  InputStream open(String address) throws IOException;

  /** Changes when the file does: length and time of change. */
  String state(String address) throws IOException;

  Pattern ADDRESS = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):/+(.*)", Pattern.DOTALL);

  static boolean isRemote(String path) {
    return ADDRESS.matcher(path).matches();
  }

  static boolean isRemote(Path path) {
    return isRemote(path.toString());
  }

  /** With both slashes; three for {@code file}, which has no authority. */
  static String address(String path) {
    Matcher matcher = ADDRESS.matcher(path);
    if (!matcher.matches()) {
      return path;
    }
    String slashes = matcher.group(1).equals("file") ? ":///" : "://";
    return matcher.group(1) + slashes + matcher.group(2);
  }

  /**
   * @throws RequestException if there is nothing that reads such files
   */
  static RemoteFiles reader(String address) {
    for (RemoteFiles files : ServiceLoader.load(RemoteFiles.class)) {
      if (files.isReady()) {
        return files;
      }
    }
    throw new RequestException(
        address(address)
            + ": files of other machines are read through Hadoop, which comes with Spark: add"
            + " --engine spark, or copy them to a folder of this machine");
  }
}
