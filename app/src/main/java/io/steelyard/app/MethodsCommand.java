package io.steelyard.app;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.StepType;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steelyard methods}: what steps there are. */
@Command(
    name = "methods",
    description = {"Lists the steps that recipes can use; each is a command, too.", ""},
    footer = {
      "",
      "Example:",
      "  steelyard methods",
      "  steelyard corpus.clean --help       settings of one step"
    })
final class MethodsCommand extends BaseCommand {
  @Option(names = "--markdown", description = "Print the reference of all steps as Markdown.")
  boolean markdown;

  MethodsCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    if (markdown) {
      screen.out().print(ReferencePage.of(context.registry()));
      return Cli.DONE;
    }
    TextTable table = new TextTable("step", "takes", "makes", "what it does");
    for (StepType type : context.registry().types()) {
      String takes =
          type.takes().stream().map(ArtifactKind::word).collect(Collectors.joining(", "));
      if (json) {
        screen.event(
            "method",
            "step",
            type.name(),
            "takes",
            type.takes().stream().map(ArtifactKind::word).toList(),
            "uses",
            type.uses().stream().map(ArtifactKind::word).toList(),
            "makes",
            type.makes().word(),
            "about",
            type.method().about(),
            "source",
            type.method().source(),
            "settings",
            type.settings().stream().map(StepType.SettingType::name).toList());
      } else {
        table.row(type.name(), takes, type.makes().word(), type.method().about());
      }
    }
    if (!json) {
      table.print(screen);
    }
    return Cli.DONE;
  }
}
