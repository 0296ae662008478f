package io.steelyard.app;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.flow.FlowException;
import io.steelyard.core.flow.FlowInterruptedException;
import io.steelyard.core.recipe.RunFacts;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.StepType;
import io.steelyard.core.step.Tool;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Builds all commands, those of the steps included, and turns failures into messages and codes. */
final class Cli {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG = 2;
  static final int INTERRUPTED = 130;

  private Cli() {}

  static int execute(Screen screen, StepRegistry registry, String... args) {
    return commandLine(screen, registry).execute(args);
  }

  static CommandLine commandLine(Screen screen, StepRegistry registry) {
    Context context = new Context(screen, registry);
    CommandLine line = new CommandLine(new TopCommand(context));
    List.of(
            new RunCommand(context),
            new PlanCommand(context),
            new DemoCommand(context),
            new MethodsCommand(context),
            new ReportCommand(context),
            new ServeCommand(context),
            new QueryCommand(context),
            new WhyCommand(context),
            new PeekCommand(context),
            new DiffCommand(context),
            new CleanCommand(context),
            new ExamplesCommand(context),
            new SchemaCommand(context),
            new DoctorCommand(context),
            new ProveCommand(context))
        .forEach(line::addSubcommand);
    for (Tool tool : ServiceLoader.load(Tool.class)) {
      line.addSubcommand(tool.name(), ToolCommand.spec(tool, context));
    }
    for (StepType type : registry.types()) {
      if (!line.getSubcommands().containsKey(type.name())) {
        line.addSubcommand(type.name(), StepCommand.spec(type, context));
      }
    }
    line.setOut(new PrintWriter(screen.out(), true));
    line.setErr(new PrintWriter(screen.err(), true));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(screen.colours() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(Math.max(80, Math.min(100, screen.width())));
    line.setUsageHelpAutoWidth(false);
    line.setAbbreviatedSubcommandsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, args) -> wrongOption(screen, e, args));
    line.setExecutionExceptionHandler((e, at, parsed) -> failed(screen, e, context));
    return line;
  }

  private static int wrongOption(Screen screen, CommandLine.ParameterException e, String[] args) {
    CommandLine at = e.getCommandLine();
    String message = e.getMessage();
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && at.getParent() == null
        && !unmatched.getUnmatched().isEmpty()
        && !unmatched.getUnmatched().get(0).startsWith("-")) {
      String wrong = unmatched.getUnmatched().get(0);
      message =
          "unknown command '"
              + wrong
              + "'"
              + io.steelyard.core.Nearest.of(wrong, at.getSubcommands().keySet())
                  .map(name -> "; did you mean '" + name + "'?")
                  .orElse("; 'steelyard --help' lists them.");
    } else if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && unmatched.getUnmatched().get(0).startsWith("--")) {
      String wrong = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      List<String> names = at.getCommandSpec().optionsMap().keySet().stream().sorted().toList();
      message =
          at.getCommandName()
              + " has no option '"
              + wrong
              + "'"
              + io.steelyard.core.Nearest.of(wrong, names)
                  .map(name -> "; did you mean '" + name + "'?")
                  .orElse("; 'steelyard " + at.getCommandName() + " --help' lists them.");
    } else if (e.getCause() instanceof RequestException request) {
      message = request.getMessage();
    }
    return say(screen, Arrays.asList(args).contains("--json"), message, WRONG);
  }

  private static int failed(Screen screen, Exception e, Context context) {
    if (context.debug()) {
      e.printStackTrace(screen.err());
    }
    boolean json = context.json();
    if (interrupted(e)) {
      return INTERRUPTED;
    } else if (e instanceof RequestException) {
      return say(screen, json, e.getMessage(), WRONG);
    } else if (e instanceof WorkException || e instanceof FlowException) {
      return say(screen, json, e.getMessage(), FAILED);
    }
    if (!context.debug()) {
      e.printStackTrace(screen.err());
    }
    return say(
        screen,
        json,
        "a defect in Steelyard "
            + RunFacts.version()
            + ": "
            + e
            + ". Please report it with the lines above.",
        FAILED);
  }

  private static boolean interrupted(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof InterruptedException
          || t instanceof java.io.InterruptedIOException
          || t instanceof java.nio.channels.ClosedByInterruptException
          || t instanceof FlowInterruptedException) {
        return true;
      }
    }
    return false;
  }

  private static int say(Screen screen, boolean json, String message, int code) {
    if (json) {
      screen.event("error", "exit", code, "message", message);
    } else {
      screen.err().println(screen.red("error: ") + Screen.safe(message));
    }
    return code;
  }
}
