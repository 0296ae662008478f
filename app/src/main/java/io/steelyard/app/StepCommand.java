package io.steelyard.app;

import io.steelyard.app.report.ReportPage;
import io.steelyard.app.report.RunView;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.InlineValue;
import io.steelyard.core.step.Position;
import io.steelyard.core.step.Quantity;
import io.steelyard.core.step.SettingsReader;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepType;
import io.steelyard.core.step.StepType.SettingType;
import io.steelyard.core.step.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * One step by hand, with options generated from its settings: {@code steelyard corpus.clean --rules
 * "[length, symbols]" --in runs/a/01-corpus.read-0123456789ab --out cleaned}.
 */
@Command
final class StepCommand extends BaseCommand {
  /** Options that the command itself has; a setting of such a name gets the prefix {@code set-}. */
  private static final Set<String> OWN =
      Set.of(
          "in", "out", "page", "seed", "threads", "engine", "master", "json", "quiet", "debug",
          "help");

  /** Documents shown for each reason on the page. */
  private static final int EXAMPLES = 3;

  private final StepType type;
  @Spec CommandSpec spec;

  @Option(
      names = "--in",
      paramLabel = "DIR",
      arity = "1..*",
      description =
          "Folders of the artifacts it works on, in order (a corpus, then the verdicts about it),"
              + " or a run folder, which stands for all its steps.")
  List<Path> in = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the artifact that it makes.")
  Path out;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Also write what it found as one self-contained HTML page.")
  Path page;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all draws (default: ${DEFAULT-VALUE}).")
  String seed;

  @Mixin EngineOptions engine = new EngineOptions();

  private StepCommand(StepType type, Context context) {
    super(context);
    this.type = type;
  }

  /** The command of a step. */
  static CommandSpec spec(StepType type, Context context) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new StepCommand(type, context));
    spec.name(type.name());
    spec.usageMessage().description(description(type));
    spec.usageMessage().footer("", "Example:", "  " + example(type));
    spec.usageMessage().hidden(true);
    for (SettingType setting : type.settings()) {
      spec.addOption(
          OptionSpec.builder("--" + option(setting))
              .paramLabel(label(setting))
              .type(String.class)
              .arity("1")
              .required(setting.required())
              .description(escape(about(setting)))
              .build());
    }
    return spec;
  }

  private static String option(SettingType setting) {
    return OWN.contains(setting.name()) ? "set-" + setting.name() : setting.name();
  }

  private static String[] description(StepType type) {
    List<String> lines = new ArrayList<>();
    lines.add(escape(type.method().about()));
    String takes = type.takes().stream().map(ArtifactKind::word).collect(Collectors.joining(", "));
    lines.add(
        (takes.isEmpty() ? "Takes nothing made before" : "Takes " + takes)
            + "; makes "
            + type.makes().word()
            + ".");
    if (!type.method().source().isEmpty()) {
      lines.add(escape("After " + type.method().source() + "."));
    }
    lines.add("");
    return lines.toArray(String[]::new);
  }

  private static String label(SettingType setting) {
    String expected = SettingsReader.expected(setting.type());
    return switch (expected) {
      case "true|false" -> expected;
      case "a path" -> "PATH";
      case "a whole number", "a number" -> "N";
      case "text" -> "TEXT";
      default -> "VALUE";
    };
  }

  private static String about(SettingType setting) {
    String expected = SettingsReader.expected(setting.type());
    String about = Character.toUpperCase(setting.about().charAt(0)) + setting.about().substring(1);
    String what = label(setting).equals("VALUE") ? " Write " + expected + "." : "";
    String by =
        setting.required()
            ? " Must be given."
            : setting.byDefault() == null || setting.byDefault().isEmpty()
                ? ""
                : " (default: " + setting.byDefault() + ")";
    return about + (about.endsWith(".") ? "" : ".") + what + by;
  }

  /** Percent signs are formats to picocli. */
  private static String escape(String text) {
    return text.replace("%", "%%").replace("${", "$ {").replace("@|", "@ |");
  }

  private static String example(StepType type) {
    StringBuilder example = new StringBuilder("steelyard ").append(type.name());
    for (SettingType setting : type.settings()) {
      if (setting.required()) {
        example.append(" --").append(option(setting)).append(' ').append(label(setting));
      }
    }
    for (ArtifactKind kind : type.takes()) {
      example.append(" --in ").append(kind.word());
    }
    return example.append(" --out ").append(type.makes().word()).toString();
  }

  @Override
  int work() {
    Map<String, Value.Field> fields = new LinkedHashMap<>();
    for (SettingType setting : type.settings()) {
      Object given = spec.findOption("--" + option(setting)).getValue();
      if (given != null) {
        Position at = Position.option("--" + option(setting));
        fields.put(setting.name(), new Value.Field(at, InlineValue.parse((String) given, at)));
      }
    }
    Position whole = new Position("steelyard", 0, 0);
    Recipe.Call call =
        new Recipe.Call(type, type.read(new Value.Fields(fields, whole)), null, List.of(), whole);
    long drawn;
    try {
      drawn = Quantity.parse(seed);
    } catch (IllegalArgumentException e) {
      throw new RequestException("option --seed: " + e.getMessage() + ".", e);
    }
    EngineChoice choice = engine.choice(EngineChoice.LOCAL);
    StepOutput output;
    try (ProgressDisplay display = new ProgressDisplay(screen, quiet, json)) {
      output =
          RecipeRunner.runOne(call, in, Path.of("").toAbsolutePath(), out, drawn, choice, display);
    }
    if (page != null) {
      writePage(output, drawn);
    }
    if (json) {
      screen.event("done", "folder", out.toString(), "digest", output.manifest().digest());
    } else if (!quiet) {
      screen.out().println(type.makes().word() + "  " + screen.bold(out.toString()));
    }
    return Cli.DONE;
  }

  private void writePage(StepOutput output, long drawn) {
    RunView view = RunView.of(type.name(), drawn, "", List.of(output));
    String html = ReportPage.render(view, new ReportPage.Settings("", EXAMPLES, true));
    AtomicFile.write(page.toAbsolutePath(), html.getBytes(StandardCharsets.UTF_8));
    if (json) {
      screen.event("page", "file", page.toString(), "bytes", html.length());
    } else if (!quiet) {
      screen.out().println("page  " + screen.bold(page.toString()));
    }
  }
}
