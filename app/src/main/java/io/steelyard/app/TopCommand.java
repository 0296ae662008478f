package io.steelyard.app;

import io.steelyard.core.recipe.RunFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steelyard} itself: says what there is. */
@Command(
    name = "steelyard",
    versionProvider = TopCommand.Version.class,
    header =
        "Finds what is lopsided in the life of a language model, moves weight, shows what moved.%n",
    synopsisHeading = "Usage: ",
    customSynopsis = "steelyard COMMAND [OPTIONS]",
    descriptionHeading = "%n",
    optionListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Start here:",
      "  steelyard demo                  real corpora in, balanced shards and report out",
      "  steelyard examples              recipes to start from",
      "  steelyard plan my.yaml          check a recipe without doing any work",
      "  steelyard run my.yaml           do it; the same command goes on after a stop",
      "  steelyard corpus.clean --help   every step of a recipe is a command, too",
      "",
      "Exit codes: 0 done, 1 the work failed, 2 the request is wrong, 130 interrupted."
    })
final class TopCommand extends BaseCommand {
  @Spec CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  TopCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    spec.commandLine().usage(screen.out());
    return Cli.DONE;
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"steelyard " + RunFacts.version() + " (Java " + Runtime.version() + ")"};
    }
  }
}
