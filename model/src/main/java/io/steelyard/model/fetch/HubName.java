package io.steelyard.model.fetch;

import io.steelyard.core.RequestException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on the Hugging Face hub: {@code owner/name}, then {@code @revision} and {@code :file}
 * where wanted.
 *
 * @param owner user or organisation
 * @param name repository
 * @param revision branch, tag or commit; {@code main} where none is given
 * @param file one GGUF file of several; empty for the whole folder
 */
record HubName(String owner, String name, String revision, String file) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<owner>\\w[\\w.-]{0,95})/(?<name>\\w[\\w.-]{0,95})(@(?<revision>\\w[\\w.-]{0,99}))?"
              + "(:(?<file>\\w[\\w.-]{0,199}\\.gguf))?");

  static HubName of(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches() || text.contains("..")) {
      throw new RequestException(
          "model \""
              + text
              + "\" is not known; expected "
              + ModelFetch.SMOLLM2
              + ", "
              + ModelFetch.MINILM
              + ", or owner/name of the Hugging Face hub, with @revision or :file.gguf behind it");
    }
    String revision = m.group("revision");
    String file = m.group("file");
    return new HubName(
        m.group("owner"),
        m.group("name"),
        revision == null ? "main" : revision,
        file == null ? "" : file);
  }

  String repository() {
    return owner + "/" + name;
  }

  /** One folder per model and revision. */
  String folder() {
    return owner + "--" + name + (revision.equals("main") ? "" : "@" + revision);
  }
}
