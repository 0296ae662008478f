package io.steelyard.app.report;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes {@code report.html}, one self-contained page about all steps before it.
 *
 * <p>Its digest is taken of the page without times and machine, so that it is the same wherever the
 * same recipe ran.
 */
@Method(
    name = "report",
    about = "Writes one self-contained HTML page about all steps before it.",
    makes = ArtifactKind.REPORT,
    onWholeRun = true)
public record ReportStep(
    @Setting(value = "title of the page; the run's name if empty", or = "") Optional<String> title,
    @Setting(value = "documents shown for each reason", or = "3") int examples)
    implements Step {
  public static final String FILE = "report.html";

  public ReportStep {
    if (examples < 0 || examples > 100) {
      throw new IllegalArgumentException("examples must be 0 to 100, was " + examples);
    }
  }

  @Override
  public void run(Job job) {
    Path folder = job.out().toAbsolutePath().normalize().getParent();
    String name = folder == null ? "run" : folder.getFileName().toString();
    RunView view = RunView.of(name, job.seed(), job.recipe(), job.previous());
    Path file = job.out().resolve(FILE);
    AtomicFile.write(file, page(view, true).getBytes(StandardCharsets.UTF_8));
    String logical = Digest.of(page(view, false).getBytes(StandardCharsets.UTF_8));
    job.add(ShardStamp.of(file, 1, logical, null));
  }

  private String page(RunView view, boolean runFacts) {
    return ReportPage.render(view, new ReportPage.Settings(title.orElse(""), examples, runFacts));
  }
}
