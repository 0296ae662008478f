package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Proportions;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.mix.DrawCursor;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.MixtureJson;
import io.steelyard.mix.Repeat;
import io.steelyard.mix.SampledDomain;
import io.steelyard.mix.Sampler;
import io.steelyard.mix.SamplerSettings;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.tokens.MegatronReader;
import io.steelyard.vocab.tokens.OrderIndex;
import io.steelyard.vocab.tokens.Packing;
import io.steelyard.vocab.tokens.Packing.Span;
import io.steelyard.vocab.tokens.TokenText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabStepsTest {
  private static final String RECIPE =
      """
      name: small
      seed: 7
      steps:
        - toy.corpus: {documents: 300}
        - toy.mixture: {rare: 50%}
        - vocab.bpe: {size: 400}
        - vocab.tokens: {sequence-length: 32}
      """;

  @TempDir Path out;

  /** Two domains, eight to one, in shards of 50; every tenth document is for validation. */
  @Method(name = "toy.corpus", about = "Makes documents.", makes = ArtifactKind.CORPUS)
  record CorpusStep(
      @Setting(value = "how many", or = "300") int documents,
      @Setting(value = "text of validation documents", or = "zq zq zq") String held)
      implements Step {
    @Override
    public void run(Job job) {
      job.each(
          (documents + 49) / 50,
          shard ->
              job.add(
                  Corpus.writeShard(
                      job.out(),
                      Corpus.shardName(shard),
                      writer -> {
                        for (int i = shard * 50; i < Math.min(documents, shard * 50 + 50); i++) {
                          Document d = document(i, held);
                          writer.add(d);
                          synchronized (job) {
                            job.ledger().kept(d.domain(), d.bytes(), d.domain(), d.bytes());
                          }
                        }
                      })));
    }
  }

  private static Document document(int i, String held) {
    Part part = i % 10 == 9 ? Part.VALIDATION : Part.TRAIN;
    String domain = i % 9 == 0 ? "rare" : "common";
    String[] words =
        domain.equals("rare")
            ? new String[] {"żółw", "gęś", "ćma", "łoś", "źrebię", "śnieg"}
            : new String[] {"the", "cat", "sat", "on", "that", "mat", "and", "ran"};
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < 3 + i % 17; w++) {
      text.append(w == 0 ? "" : " ")
          .append(words[(int) Draws.below(Draws.mix(i, w), words.length)]);
    }
    return new Document(
        new DocumentId("toy", i),
        domain,
        part,
        part == Part.VALIDATION ? held : text.toString(),
        null,
        Map.of());
  }

  /** A constant mixture of the two domains. */
  @Method(
      name = "toy.mixture",
      about = "Makes a mixture.",
      takes = ArtifactKind.CORPUS,
      makes = ArtifactKind.MIXTURE)
  record MixtureStep(
      @Setting(value = "share of the rare domain", or = "50%") io.steelyard.core.step.Share rare,
      @Setting(value = "name of the rare domain", or = "rare") String name,
      @Setting(value = "how often a document may come again", or = "unlimited") Repeat repeat)
      implements Step {
    @Override
    public void run(Job job) {
      Mixture mixture =
          Mixture.constant(
              Proportions.of(List.of("common", name), 1 - rare.value(), rare.value()),
              Unit.TOKENS,
              4000,
              repeat);
      job.file("mixture.json", MixtureJson.write(mixture).getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<StepOutput> run(String text, Path folder, int threads) {
    List<Class<? extends Step>> steps = new ArrayList<>(new VocabSteps().steps());
    steps.add(CorpusStep.class);
    steps.add(MixtureStep.class);
    steps.add(io.steelyard.corpus.weigh.WeighStep.class);
    Recipe recipe = Recipe.parse(text, "r.yaml", "r", Path.of("."), new StepRegistry(steps));
    return RecipeRunner.run(recipe, folder, threads, RecipeRunner.Listener.SILENT);
  }

  private static String digest(List<StepOutput> steps, int i) {
    return steps.get(i).manifest().digest();
  }

  @Test
  void givesTheSameBytesForAnyNumberOfThreads() {
    List<StepOutput> one = run(RECIPE, out.resolve("1"), 1);
    List<StepOutput> two = run(RECIPE, out.resolve("2"), 2);
    List<StepOutput> four = run(RECIPE, out.resolve("4"), 4);
    for (int step = 2; step < 4; step++) {
      assertThat(digest(two, step)).isEqualTo(digest(one, step));
      assertThat(digest(four, step)).isEqualTo(digest(one, step));
    }
  }

  @Test
  void goesOnAfterAKillWithTheSameDigest() throws IOException {
    List<StepOutput> whole = run(RECIPE, out, 2);
    Path tokens = whole.get(3).folder();
    Files.delete(tokens.resolve(Manifest.FILE));
    Files.delete(tokens.resolve("000-common.bin"));
    Files.writeString(tokens.resolve("order.idx.part"), "half");
    Path encoded = Files.createDirectories(tokens.resolve("encoded"));
    Files.writeString(encoded.resolve("part-00001.tokens.part"), "half");
    List<StepOutput> again = run(RECIPE, out, 1);
    assertThat(digest(again, 3)).isEqualTo(digest(whole, 3));
    assertThat(encoded).doesNotExist();
  }

  @Test
  void neverLooksAtValidationTexts() {
    List<StepOutput> one = run(RECIPE, out.resolve("1"), 1);
    List<StepOutput> other =
        run(
            RECIPE.replace("documents: 300", "documents: 300, held: something else"),
            out.resolve("2"),
            1);
    assertThat(digest(other, 0)).isNotEqualTo(digest(one, 0));
    assertThat(digest(other, 2)).isEqualTo(digest(one, 2));
  }

  @Test
  void givesEveryDocumentBackFromItsTokens() throws IOException {
    Path tokens = run(RECIPE, out, 2).get(3).folder();
    Tokenizer tokenizer = TokenizerJson.read(tokens.resolve("tokenizer.json"));
    MegatronReader rare = MegatronReader.open(tokens.resolve("001-rare"));
    MegatronReader held = MegatronReader.open(tokens.resolve("001-rare.validation"));
    int train = 0;
    int validation = 0;
    for (int i = 0; i < 300; i++) {
      Document d = document(i, "zq zq zq");
      if (d.domain().equals("rare")) {
        int[] ids = d.part() == Part.TRAIN ? rare.read(train++) : held.read(validation++);
        assertThat(new String(TokenText.bytes(tokenizer, ids, 0), StandardCharsets.UTF_8))
            .isEqualTo(d.text());
        assertThat(ids[ids.length - 1]).isZero();
      }
    }
    assertThat(rare.documents()).isEqualTo(train);
    assertThat(held.documents()).isEqualTo(validation);
  }

  /** NUL, lone CR, emoji, a name of a special token, marks and a character newer than the JDK's. */
  @Test
  void givesHardTextsBackFromTheirTokens() throws IOException {
    String hard = "\0\0 a\rb\r\n\n 👩‍👩‍👧 e\u0301 <|endoftext|> \uFFFD \uFEFF\u1C89 \u2028 ½ ";
    String yaml =
        hard.codePoints()
            .collect(
                StringBuilder::new,
                (s, c) -> s.append(String.format(java.util.Locale.ROOT, "\\U%08x", c)),
                StringBuilder::append)
            .toString();
    String recipe = RECIPE.replace("documents: 300", "documents: 300, held: \"" + yaml + "\"");
    Path tokens = run(recipe, out, 2).get(3).folder();
    Tokenizer tokenizer = TokenizerJson.read(tokens.resolve("tokenizer.json"));
    MegatronReader held = MegatronReader.open(tokens.resolve("001-rare.validation"));
    int[] ids = held.read(0);
    assertThat(new String(TokenText.bytes(tokenizer, ids, 0), StandardCharsets.UTF_8))
        .isEqualTo(hard);
    assertThat(java.util.Arrays.stream(ids).filter(id -> id == 0).count()).isEqualTo(1);
  }

  @Test
  void theOrderIsWhatTheSamplerServesToAnyNumberOfWorkers() throws IOException {
    List<StepOutput> steps = run(RECIPE, out, 2);
    Path tokens = steps.get(3).folder();
    Mixture mixture = MixtureJson.read(steps.get(1));
    OrderIndex order = OrderIndex.open(tokens.resolve("order.idx"));
    List<MegatronReader> readers = new ArrayList<>();
    List<SampledDomain> domains = new ArrayList<>();
    for (int d = 0; d < 2; d++) {
      MegatronReader reader = MegatronReader.open(tokens.resolve(order.names().get(d)));
      int[] lengths = new int[(int) reader.documents()];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = reader.length(i);
      }
      readers.add(reader);
      domains.add(SampledDomain.withTokens(mixture.domains().get(d), lengths));
    }
    SamplerSettings settings = SamplerSettings.of(mixture, domains, mixture.budget(), 7);
    Map<Long, long[]> draws = new java.util.TreeMap<>();
    for (int rank = 0; rank < 3; rank++) {
      DrawCursor worker = new Sampler(settings).worker(rank, 3);
      while (worker.next()) {
        draws.put(worker.index(), new long[] {worker.domain(), worker.epoch(), worker.document()});
      }
    }
    List<Span> served = new ArrayList<>();
    Packing packing = new Packing(2, 32);
    for (long[] draw : draws.values()) {
      int d = (int) draw[0];
      packing.add(
          d,
          (int) draw[1],
          draw[2],
          readers.get(d).length(draw[2]),
          (domain, spans, n) -> served.addAll(java.util.Arrays.asList(spans).subList(0, n)));
    }
    List<Span> written = new ArrayList<>();
    for (long s = 0; s < order.sequences(); s++) {
      written.addAll(List.of(order.spans(s)));
    }
    assertThat(written).isEqualTo(served).anyMatch(span -> span.epoch() > 0);
  }

  @Test
  void servesTheMixtureInSequencesOfOneDomainEach() throws IOException {
    Path tokens = run(RECIPE, out, 2).get(3).folder();
    OrderIndex order = OrderIndex.open(tokens.resolve("order.idx"));
    assertThat(order.names()).containsExactly("000-common", "001-rare");
    assertThat(order.sequences()).isBetween(4000L / 32 - 2, 4100L / 32);
    long rare = 0;
    for (long s = 0; s < order.sequences(); s++) {
      Span[] spans = order.spans(s);
      for (Span span : spans) {
        assertThat(span.domain()).isEqualTo(spans[0].domain());
      }
      rare += spans[0].domain();
    }
    assertThat((double) rare / order.sequences()).isBetween(0.45, 0.55);
  }

  @Test
  void closesItsLedger() {
    List<StepOutput> steps = run(RECIPE, out, 2);
    Ledger ledger = Json.read(steps.get(3).folder().resolve(RecipeRunner.LEDGER), Ledger.class);
    ledger.requireClosed();
    assertThat(ledger.total().in.documents).isEqualTo(300);
    assertThat(ledger.total().kept.documents).isEqualTo(300);
  }

  @Test
  void givesTheRareDomainMoreOfABalancedVocabulary() throws IOException {
    Path vocabulary = run(RECIPE, out, 2).get(2).folder();
    Tokenizer balanced = TokenizerJson.read(vocabulary.resolve("tokenizer.json"));
    Tokenizer natural = TokenizerJson.read(vocabulary.resolve("tokenizer-natural.json"));
    assertThat(balanced.count("źrebię")).isLessThanOrEqualTo(natural.count("źrebię"));
    assertThat(Files.readAllBytes(vocabulary.resolve("tokenizer.json")))
        .isNotEqualTo(Files.readAllBytes(vocabulary.resolve("tokenizer-natural.json")));
  }

  @Test
  void servesEachDocumentOnceWithoutAMixture() throws IOException {
    String recipe = RECIPE.replace("  - toy.mixture: {rare: 50%}\n", "");
    List<StepOutput> steps = run(recipe, out, 2);
    assertThat(steps.get(1).folder().resolve("tokenizer-natural.json")).doesNotExist();
    Path tokens = steps.get(2).folder();
    OrderIndex order = OrderIndex.open(tokens.resolve("order.idx"));
    java.util.Set<String> seen = new java.util.HashSet<>();
    long total = 0;
    for (long s = 0; s < order.sequences(); s++) {
      for (Span span : order.spans(s)) {
        assertThat(seen.add(span.domain() + ":" + span.document() + ":" + span.offset())).isTrue();
        assertThat(span.epoch()).isZero();
        total += span.length();
      }
    }
    long stored = 0;
    for (String name : order.names()) {
      MegatronReader reader = MegatronReader.open(tokens.resolve(name));
      for (long d = 0; d < reader.documents(); d++) {
        stored += reader.length(d);
      }
    }
    assertThat(stored - total).isBetween(0L, 2L * 31);
  }

  @Test
  void refusesABudgetBeyondOnePassWithoutAMixture() throws IOException {
    String recipe = RECIPE.replace("  - toy.mixture: {rare: 50%}\n", "");
    Path whole = run(recipe, out.resolve("1"), 1).get(2).folder();
    assertThat(Files.readString(whole.resolve(RecipeRunner.SUMMARY))).doesNotContain("spent");
    assertThatThrownBy(
            () ->
                run(
                    recipe.replace("length: 32", "length: 32, budget: 1M tokens"),
                    out.resolve("2"),
                    1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the budget is 1,000,000 tokens, but with repeat: never");
  }

  @Test
  void writesTheOrderedSequencesOut() throws IOException {
    Path tokens =
        run(RECIPE.replace("length: 32", "length: 32, materialise: megatron"), out, 2)
            .get(3)
            .folder();
    OrderIndex order = OrderIndex.open(tokens.resolve("order.idx"));
    MegatronReader ordered = MegatronReader.open(tokens.resolve("ordered"));
    assertThat(ordered.documents()).isEqualTo(order.sequences());
    List<MegatronReader> readers = new ArrayList<>();
    for (String name : order.names()) {
      readers.add(MegatronReader.open(tokens.resolve(name)));
    }
    int[] tokensOfSequence = new int[32];
    order.read(5, readers, tokensOfSequence);
    assertThat(ordered.read(5)).containsExactly(tokensOfSequence);
    Path mds =
        run(RECIPE.replace("length: 32", "length: 32, materialise: mds"), out, 2).get(3).folder();
    assertThat(mds.resolve("mds/index.json")).exists();
  }

  @Test
  void measuresBothVocabulariesOnTheValidationTexts() throws IOException {
    String recipe =
        RECIPE
            .replace("documents: 300", "documents: 300, held: the cat żółw sat gęś 2024 on a mat")
            .replace("  - vocab.tokens: {sequence-length: 32}", "  - vocab.measure: {}");
    List<StepOutput> one = run(recipe, out.resolve("1"), 1);
    List<StepOutput> three = run(recipe, out.resolve("3"), 3);
    assertThat(digest(three, 3)).isEqualTo(digest(one, 3));
    List<String> rows = Files.readAllLines(one.get(3).folder().resolve("quality.jsonl"));
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0))
        .contains("\"vocabulary\":\"balanced\"")
        .contains("\"part\":\"validation\"")
        .contains("\"lost\":0")
        .contains("\"words\":" + 9 * documents("common", Part.VALIDATION));
    assertThat(rows.get(3)).contains("\"vocabulary\":\"natural\"", "\"domain\":\"rare\"");
  }

  @Test
  void namesADomainThatHasNoTextToMeasure() throws IOException {
    String recipe =
        RECIPE
            .replace("documents: 300", "documents: 14")
            .replace("  - toy.mixture: {rare: 50%}\n", "")
            .replace("  - vocab.tokens: {sequence-length: 32}", "  - vocab.measure: {}");
    Path folder = run(recipe, out, 1).get(2).folder();
    assertThat(Files.readAllLines(folder.resolve("quality.jsonl")))
        .hasSize(2)
        .anyMatch(
            row ->
                row.contains("\"domain\":\"common\"") && row.contains("\"bytes-per-token\":null"));
    assertThat(Files.readString(folder.resolve(RecipeRunner.SUMMARY)))
        .contains("domain 'common' has no validation text");
  }

  private static long documents(String domain, Part part) {
    return java.util.stream.IntStream.range(0, 300)
        .mapToObj(i -> document(i, "x"))
        .filter(d -> d.domain().equals(domain) && d.part() == part)
        .count();
  }

  @Test
  void givesPremiumsOnAlignedLines() throws IOException {
    Path lines = Files.writeString(out.resolve("lines.tsv"), "en\tpl\nthe cat\tżółw\nthat mat\t\n");
    String recipe =
        RECIPE.replace(
            "  - vocab.tokens: {sequence-length: 32}",
            "  - vocab.measure: {aligned: '" + lines + "'}");
    Path folder = run(recipe, out.resolve("r"), 1).get(3).folder();
    List<String> rows = Files.readAllLines(folder.resolve("premiums.jsonl"));
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0)).contains("\"language\":\"pl\"", "\"lines\":1");
    List<String> spreads = Files.readAllLines(folder.resolve("premium-spread.jsonl"));
    assertThat(spreads).hasSize(3);
    assertThat(spreads.get(2)).contains("\"vocabulary\":\"balanced\"", "\"against\":\"natural\"");
    Files.writeString(lines, "en\tpl\nonly one\n");
    assertThatThrownBy(() -> run(recipe, out.resolve("s"), 1))
        .hasMessageContaining("lines.tsv:2: 1 cells, 2 languages expected");
  }

  @Test
  void refusesABudgetThatTheRepeatRuleDoesNotAllow() {
    String never = RECIPE.replace("rare: 50%", "rare: 50%, repeat: never");
    assertThatThrownBy(
            () -> run(never.replace("length: 32", "length: 32, budget: 9k tokens"), out, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("r.yaml:7:5: vocab.tokens: the budget is 9,000 tokens, but with")
        .hasMessageContaining("repeat: never the domains give only")
        .hasMessageContaining("lower the budget to that, or allow repeats");
    run(never.replace("length: 32", "length: 32, budget: 500 tokens"), out, 1);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(
            () -> run(RECIPE.replace("length: 32", "length: 32, end-of-document: <s>"), out, 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("'<s>' is not in the vocabulary");
    assertThatThrownBy(
            () -> run(RECIPE.replace("length: 32", "length: 32, budget: 5 documents"), out, 1))
        .hasMessageContaining("give both in one unit");
    assertThatThrownBy(() -> run(RECIPE.replace("length: 32", "length: 1"), out, 1))
        .hasMessageContaining("sequence-length must be 2 to 16,777,216 tokens, was 1");
    assertThatThrownBy(() -> run(RECIPE.replace("size: 400", "size: 200"), out, 1))
        .hasMessageContaining("vocabulary size 200 is not between 257");
    assertThatThrownBy(() -> run(RECIPE.replace("rare: 50%", "rare: 50%, name: absent"), out, 1))
        .hasMessageContaining("domain 'absent'");
  }

  @Test
  void aVocabularyBeforeItLetsWeighCountTokens() throws IOException {
    List<StepOutput> steps =
        run(
            "name: w\nseed: 7\nsteps:\n  - toy.corpus\n  - vocab.bpe: {size: 400}\n"
                + "  - corpus.weigh: {by: [domain]}\n",
            out,
            2);
    Tokenizer tokenizer =
        io.steelyard.vocab.format.TokenizerJson.read(
            steps.get(1).folder().resolve("tokenizer.json"));
    long rare = 0;
    for (int i = 0; i < 300; i += 9) {
      rare += tokenizer.count(document(i, "zq zq zq").text());
    }
    com.fasterxml.jackson.databind.JsonNode rows =
        io.steelyard.core.artifact.Json.read(steps.get(2).folder().resolve("weights.json"));
    assertThat(rows.get(1).get("value").asText()).isEqualTo("rare");
    assertThat(rows.get(1).get("tokens").asLong()).isEqualTo(rare);
  }
}
