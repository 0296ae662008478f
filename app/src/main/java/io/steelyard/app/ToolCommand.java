package io.steelyard.app;

import io.steelyard.core.step.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** A room's own command that is no step: {@code steelyard fetch smollm2-135m}. */
@Command
final class ToolCommand extends BaseCommand {
  private final Tool tool;
  @Spec CommandSpec spec;

  private ToolCommand(Tool tool, Context context) {
    super(context);
    this.tool = tool;
  }

  static CommandSpec spec(Tool tool, Context context) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new ToolCommand(tool, context));
    spec.name(tool.name());
    spec.usageMessage().description(tool.about(), "");
    int place = 0;
    List<Tool.Parameter> parameters = tool.parameters();
    long places = parameters.stream().filter(Tool.Parameter::positional).count();
    for (Tool.Parameter p : parameters) {
      String about = sentence(p.about().replace("%", "%%"));
      if (p.positional()) {
        boolean last = place == places - 1;
        spec.addPositional(
            PositionalParamSpec.builder()
                .index(last ? place + "..*" : Integer.toString(place))
                .paramLabel(p.name().toUpperCase(java.util.Locale.ROOT))
                .type(String[].class)
                .arity(p.or() == null ? "1..*" : "0..*")
                .description(about + ".")
                .build());
        place++;
      } else {
        spec.addOption(
            OptionSpec.builder("--" + p.name())
                .paramLabel("VALUE")
                .type(String.class)
                .arity("1")
                .required(p.or() == null)
                .description(about + said(p.or()))
                .build());
      }
    }
    return spec;
  }

  private static String sentence(String about) {
    return about.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + about.substring(1);
  }

  private static String said(String or) {
    return or == null || or.isEmpty() ? "." : " (default: " + or.replace("%", "%%") + ").";
  }

  @Override
  int work() throws Exception {
    Map<String, String> values = new LinkedHashMap<>();
    var places = spec.positionalParameters().iterator();
    for (Tool.Parameter p : tool.parameters()) {
      String value = p.or();
      if (p.positional()) {
        String[] words = places.next().getValue();
        if (words != null && words.length > 0) {
          value = String.join(" ", words);
        }
      } else {
        String given = spec.findOption(p.name()).getValue();
        value = given == null ? value : given;
      }
      values.put(p.name(), value);
    }
    tool.run(new Tool.Call(values, screen.out(), screen.err(), screen.terminal() && !quiet));
    return Cli.DONE;
  }
}
