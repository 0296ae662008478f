package io.steelyard.model.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * The {@code README.md} of a model folder, with the front matter that the Hugging Face hub reads.
 *
 * @param name title
 * @param license identifier such as {@code apache-2.0}; empty for none
 * @param languages codes such as {@code de}; may be empty
 * @param tags further words to find it by; may be empty
 * @param text what the model is, in Markdown
 */
public record ModelCard(
    String name, String license, List<String> languages, List<String> tags, String text) {
  public ModelCard {
    languages = List.copyOf(languages);
    tags = List.copyOf(tags);
  }

  /** The file's text. */
  public String markdown() {
    StringBuilder out = new StringBuilder("---\n");
    if (!license.isEmpty()) {
      out.append("license: ").append(quoted(license)).append('\n');
    }
    list(out, "language", languages);
    out.append("library_name: transformers\npipeline_tag: text-generation\n");
    list(out, "tags", tags);
    return out.append("---\n\n# ")
        .append(name.replace('\n', ' '))
        .append("\n\n")
        .append(text.strip())
        .append('\n')
        .toString();
  }

  private static void list(StringBuilder out, String key, List<String> values) {
    if (!values.isEmpty()) {
      out.append(key).append(":\n");
      values.forEach(value -> out.append("  - ").append(quoted(value)).append('\n'));
    }
  }

  /** A JSON string is a YAML string. */
  private static String quoted(String value) {
    return JsonNodeFactory.instance.textNode(value).toString();
  }
}
