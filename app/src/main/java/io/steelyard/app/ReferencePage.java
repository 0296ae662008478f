package io.steelyard.app;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.SettingsReader;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.StepType;
import java.util.List;
import java.util.stream.Collectors;

/** The reference of all steps as Markdown: {@code docs/reference/steps.md}. */
final class ReferencePage {
  private ReferencePage() {}

  static String of(StepRegistry registry) {
    StringBuilder page = new StringBuilder();
    page.append("# Steps\n\n");
    page.append("Written by `steelyard methods --markdown`. Every step may also have `as: NAME`");
    page.append(" (names its output) and `from: NAME` (takes that output instead of the nearest");
    page.append(" before it). Each is a command, too: `steelyard corpus.clean --help`.\n\n");
    page.append("| step | takes | makes | what it does |\n|---|---|---|---|\n");
    for (StepType type : registry.types()) {
      page.append("| [`").append(type.name()).append("`](#").append(anchor(type)).append(") | ");
      page.append(kinds(type.takes())).append(" | ").append(type.makes().word()).append(" | ");
      page.append(cell(type.method().about())).append(" |\n");
    }
    registry.types().forEach(type -> section(page, type));
    return page.toString();
  }

  private static void section(StringBuilder page, StepType type) {
    page.append("\n## ").append(type.name()).append("\n\n").append(type.method().about());
    page.append(" Version ").append(type.method().version()).append('.');
    if (!type.method().source().isEmpty()) {
      page.append(" After: ").append(type.method().source()).append('.');
    }
    page.append("\n\nTakes ").append(type.takes().isEmpty() ? "nothing" : kinds(type.takes()));
    if (!type.uses().isEmpty()) {
      page.append("; uses ").append(kinds(type.uses())).append(" where there is one");
    }
    page.append("; makes ").append(type.makes().word()).append(".\n");
    if (type.settings().isEmpty()) {
      return;
    }
    page.append("\n| setting | value | default | what it does |\n|---|---|---|---|\n");
    for (StepType.SettingType setting : type.settings()) {
      page.append("| `").append(setting.name()).append("` | ");
      page.append(cell(SettingsReader.expected(setting.type()))).append(" | ");
      page.append(standard(setting)).append(" | ").append(cell(setting.about())).append(" |\n");
    }
  }

  private static String standard(StepType.SettingType setting) {
    if (setting.required()) {
      return "required";
    }
    String value = setting.byDefault();
    return value == null || value.isEmpty() ? "none" : "`" + cell(value) + "`";
  }

  private static String kinds(List<ArtifactKind> kinds) {
    return kinds.stream().map(ArtifactKind::word).collect(Collectors.joining(", "));
  }

  private static String anchor(StepType type) {
    return type.name().replace(".", "");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
