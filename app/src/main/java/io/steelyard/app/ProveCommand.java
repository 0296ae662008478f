package io.steelyard.app;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.step.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steelyard prove mix.cooldown}: does the method do what its paper claims. */
@Command(
    name = "prove",
    description = {
      "Runs the scaled-down experiment of a method on real text.",
      "Says REPRODUCED, NOT REPRODUCED or NOT RUN, and why. Without a method, lists the",
      "proofs. Works from a source checkout.",
      ""
    },
    footer = {"", "Examples:", "  ./steelyard prove", "  ./steelyard prove mix.cooldown"})
final class ProveCommand extends BaseCommand {
  @Parameters(arity = "0..1", paramLabel = "METHOD", description = "A method, as in a recipe.")
  String method;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads (default: all cores); never changes a result.")
  Integer threads;

  @Option(
      names = "--scratch",
      paramLabel = "FOLDER",
      description = {
        "Keeps what the experiment makes there, and goes on from what is there",
        "(default: a new folder that is deleted)."
      })
  Path kept;

  ProveCommand(Context context) {
    super(context);
  }

  @Override
  int work() throws Exception {
    Map<String, Proof> proofs = new TreeMap<>();
    ServiceLoader.load(Proof.class).forEach(proof -> proofs.put(proof.method(), proof));
    if (proofs.isEmpty()) {
      throw new RequestException(
          "proofs are not part of the distribution: they run from a source checkout, with"
              + " './steelyard prove METHOD' in its folder.");
    }
    if (method == null) {
      TextTable table = new TextTable("method", "claim");
      proofs.values().forEach(proof -> table.row(proof.method(), proof.claim()));
      table.print(screen);
      return Cli.DONE;
    }
    Proof proof = proofs.get(method);
    if (proof == null) {
      throw new RequestException(
          "no proof of '" + method + "'" + Nearest.hint(method, proofs.keySet()));
    }
    if (kept != null) {
      return prove(proof, Files.createDirectories(kept.resolve(proof.method())));
    }
    Path scratch = Files.createTempDirectory("steelyard-proof");
    try {
      return prove(proof, scratch);
    } finally {
      try (var files = Files.walk(scratch)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private int prove(Proof proof, Path scratch) throws Exception {
    List<String> said = new ArrayList<>();
    Proof.Outcome outcome =
        proof.run(
            scratch,
            EngineOptions.threads(threads),
            line -> {
              said.add(line);
              if (json) {
                screen.event("line", "text", line);
              } else {
                screen.out().println(line);
              }
            });
    if (json) {
      screen.event(
          "proof", "method", method, "verdict", outcome.verdict().words(), "why", outcome.why());
    } else {
      screen.out().println(screen.bold(outcome.verdict().words()) + ": " + outcome.why());
    }
    if (outcome.verdict() != Proof.Verdict.NOT_RUN) {
      writeEvidence(proof, said, outcome);
    }
    return outcome.verdict() == Proof.Verdict.NOT_REPRODUCED ? Cli.FAILED : Cli.DONE;
  }

  /** Writes what was seen to the checkout's {@code docs/evidence}, where there is a checkout. */
  private void writeEvidence(Proof proof, List<String> said, Proof.Outcome outcome)
      throws IOException {
    String checkout = System.getProperty("steelyard.checkout");
    if (checkout == null) {
      return;
    }
    Path file = Path.of(checkout, "docs", "evidence", proof.method().replace('.', '-') + ".md");
    String text =
        "# "
            + proof.method()
            + ": "
            + outcome.verdict().words()
            + "\n\n"
            + "Claim: "
            + proof.claim()
            + "\n\n"
            + "Seen: "
            + outcome.why()
            + "\n\n"
            + "Command: `./steelyard prove "
            + proof.method()
            + "`\n\n"
            + String.join("\n", said)
            + "\n";
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    EvidenceIndex.write(file.getParent());
    screen.out().println("written to docs/evidence/" + file.getFileName());
  }
}
