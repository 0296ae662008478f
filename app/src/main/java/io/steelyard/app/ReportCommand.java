package io.steelyard.app;

import io.steelyard.app.report.ReportPage;
import io.steelyard.app.report.ReportStep;
import io.steelyard.app.report.RunView;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.recipe.Runs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steelyard report runs/europarl}: the page of a finished run. */
@Command(
    name = "report",
    description = {"Writes the report of a finished run: one self-contained HTML file.", ""},
    footer = {
      "",
      "Examples:",
      "  steelyard report runs/europarl",
      "  steelyard report runs/europarl --to europarl.html --title \"Europarl, balanced\""
    })
final class ReportCommand extends BaseCommand {
  @Parameters(paramLabel = "DIR", description = "Folder of the run, such as runs/europarl.")
  Path run;

  @Option(
      names = {"--to", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: DIR/report.html).")
  Path to;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Title of the page (default: the run's name).")
  String title;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "3",
      description = "Documents shown for each reason (default: ${DEFAULT-VALUE}).")
  int examples;

  ReportCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    String page =
        ReportPage.render(
            RunView.of(Runs.open(run)), new ReportPage.Settings(title, examples, true));
    Path file = to == null ? run.resolve(ReportStep.FILE) : to;
    AtomicFile.write(file, page.getBytes(StandardCharsets.UTF_8));
    if (json) {
      screen.event("report", "file", file.toString(), "bytes", page.length());
    } else {
      screen.out().println("report  " + screen.bold(file.toString()));
    }
    return Cli.DONE;
  }
}
