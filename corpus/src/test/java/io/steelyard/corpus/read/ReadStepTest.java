package io.steelyard.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.corpus.weigh.WeighStep;
import io.steelyard.corpus.write.WriteStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadStepTest {
  private static final StepRegistry REGISTRY =
      new StepRegistry(List.of(ReadStep.class, WriteStep.class, WeighStep.class));

  @TempDir Path base;

  private void write(String path, String text) throws IOException {
    Path file = base.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<StepOutput> run(String steps, String out, int threads) {
    String recipe = "name: r\nseed: 7\nsteps:\n" + steps.indent(2);
    return RecipeRunner.run(
        Recipe.parse(recipe, "r.yaml", "r", base, REGISTRY),
        base.resolve(out),
        threads,
        RecipeRunner.Listener.SILENT);
  }

  private StepOutput read(String settings) {
    return run("- corpus.read: " + settings, "out", 2).get(0);
  }

  private static List<Document> documents(StepOutput output) throws IOException {
    CorpusView view = new CorpusView(Corpus.open(output.folder()), List.of());
    List<Document> documents = new ArrayList<>();
    for (int shard = 0; shard < view.shards(); shard++) {
      try (CloseableIterator<Document> shardDocuments = view.read(shard)) {
        shardDocuments.forEachRemaining(documents::add);
      }
    }
    return documents;
  }

  /** Nine JSON Lines files of 40 documents, one bad line in 120. */
  private void manyFiles() throws IOException {
    for (int file = 0; file < 9; file++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        boolean bad = file % 3 == 0 && i == 20;
        lines.append(
            bad
                ? "broken\n"
                : "{\"text\":\""
                    + Draws.sm(file * 40L + i)
                    + " é\",\"n\":"
                    + i
                    + ",\"k\":\""
                    + file
                    + "-"
                    + i
                    + "\"}\n");
      }
      write("in/" + (file % 2 == 0 ? "a" : "b") + "/" + file + ".jsonl", lines.toString());
    }
  }

  private static final String MANY = "{path: in, domain-path: top-folder, shard-size: 700}";

  @Test
  void readsAFolderInCanonicalOrderAndClosesItsLedger() throws IOException {
    manyFiles();
    StepOutput output = read(MANY);
    List<Document> documents = documents(output);
    assertThat(documents).hasSize(357);
    assertThat(documents).isSortedAccordingTo((x, y) -> x.id().compareTo(y.id()));
    assertThat(documents.get(0).id().toString()).isEqualTo("a/0.jsonl#0");
    assertThat(documents.get(0).domain()).isEqualTo("a");
    assertThat(documents.get(1).metadata().toString()).isEqualTo("{n=1, k=0-1}");
    String rejects = Files.readString(output.folder().resolve(ReadStep.REJECTS));
    assertThat(rejects.lines()).hasSize(3);
    assertThat(Json.MAPPER.readTree(rejects.lines().findFirst().orElseThrow()).toString())
        .startsWith(
            "{\"bytes\":6,\"line\":21,\"message\":\"line 21, column 7: Unrecognized token"
                + " 'broken'");
    assertThat(Json.read(output.folder().resolve("ledger.json")).toString())
        .contains("\"a\":{", "\"rejected\":{\"bad_json\":{\"bytes\":12,\"documents\":2}}");
    assertThat(files(output)).noneMatch(name -> name.startsWith("group"));
  }

  private static List<String> files(StepOutput output) throws IOException {
    try (Stream<Path> files = Files.list(output.folder())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameDigestAndRejects() throws IOException {
    manyFiles();
    StepOutput one = run("- corpus.read: " + MANY, "one", 1).get(0);
    StepOutput four = run("- corpus.read: " + MANY, "four", 4).get(0);
    assertThat(four.manifest().digest()).isEqualTo(one.manifest().digest());
    assertThat(four.folder().resolve(ReadStep.REJECTS))
        .hasSameBinaryContentAs(one.folder().resolve(ReadStep.REJECTS));
    assertThat(one.manifest().parts().size()).isGreaterThan(9);
  }

  @Test
  void aKilledRunGoesOnAfterItsFinishedShards() throws IOException {
    manyFiles();
    StepOutput whole = run("- corpus.read: " + MANY, "whole", 1).get(0);
    StepOutput killed = run("- corpus.read: " + MANY, "killed", 1).get(0);
    Files.delete(killed.folder().resolve(Manifest.FILE));
    Files.delete(killed.folder().resolve(ReadStep.REJECTS));
    List<String> shards = killed.manifest().parts().stream().map(part -> part.name()).toList();
    for (int i = 0; i < shards.size(); i++) {
      if (i % 3 == 1) {
        Files.delete(killed.folder().resolve(shards.get(i) + ".stamp.json"));
      }
    }
    StepOutput again = run("- corpus.read: " + MANY, "killed", 4).get(0);
    assertThat(again.reused()).isFalse();
    assertThat(again.manifest().digest()).isEqualTo(whole.manifest().digest());
    assertThat(again.folder().resolve("ledger.json"))
        .hasSameBinaryContentAs(whole.folder().resolve("ledger.json"));
    assertThat(again.folder().resolve(ReadStep.REJECTS))
        .hasSameBinaryContentAs(whole.folder().resolve(ReadStep.REJECTS));
  }

  @Test
  void theFirstDocumentOfAnExternalIdStaysWhateverTheThreads() throws IOException {
    write("in/b.jsonl", "{\"text\":\"b\",\"k\":1}\n{\"text\":\"c\",\"k\":2}\n");
    write("in/a.jsonl", "{\"text\":\"a\",\"k\":1}\n");
    StepOutput output = read("{path: in, external-id: k, max-reject: 50%, shard-size: 1}");
    assertThat(documents(output)).extracting(Document::text).containsExactly("a", "c");
    assertThat(documents(output)).extracting(Document::externalId).containsExactly("1", "2");
    assertThat(Files.readString(output.folder().resolve(ReadStep.REJECTS)))
        .contains("\"reason\":\"duplicate_external_id\"");
  }

  @Test
  void readsSeveralSourcesEachInItsWay() throws IOException {
    write("e.txt", "T\t2000\tspeech\n");
    write("src/x/A.java", "class A {}");
    write("src/x/B.class", "\0\0");
    StepOutput output =
        read(
            "{sources: [{path: e.txt, format: europarl, domain: speeches},"
                + " {path: src, format: source, domain: java}]}");
    assertThat(documents(output))
        .extracting(d -> d.id() + " " + d.domain() + " " + d.text())
        .containsExactly("e.txt#0 speeches speech", "x/A.java#0 java class A {}");
    assertThat(Json.read(output.folder().resolve("ledger.json")).toString())
        .contains("\"dropped\":{\"binary_file\":{\"bytes\":2,\"documents\":1}}");
  }

  @Test
  void sourcesWithEqualPathsNeedNames() throws IOException {
    write("a/x.txt", "one");
    write("b/x.txt", "two");
    assertThatThrownBy(() -> read("{sources: [{path: a}, {path: b}]}"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("two files have the path x.txt in document ids")
        .hasMessageContaining("Give each source a name");
    StepOutput output = read("{sources: [{path: b, name: second}, {path: a, name: first}]}");
    assertThat(documents(output))
        .extracting(d -> d.id().toString())
        .containsExactly("first/x.txt#0", "second/x.txt#0");
  }

  @Test
  void domainsFromFoldersDoNotSeeASourcesName() throws IOException {
    write("in/de/x/a.txt", "one");
    StepOutput output = read("{sources: [{path: in, name: n, domain-path: top-folder}]}");
    assertThat(documents(output)).extracting(Document::domain).containsExactly("de");
    assertThat(documents(output).get(0).id().toString()).isEqualTo("n/de/x/a.txt#0");
  }

  @Test
  void tooManyRejectionsFailWithTheReasonsAndTheFile() throws IOException {
    write("a.jsonl", "{\"text\":\"a\"}\n{\"txt\":\"b\"}\n{\"text\":\"c\"}\n");
    String folder = tooMany();
    assertThat(tooMany()).as("from what the failed run finished").isEqualTo(folder);
  }

  private String tooMany() {
    String[] message = new String[1];
    assertThatThrownBy(() -> read("{path: a.jsonl}"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("r.yaml:4:")
        .hasMessageContaining("1 of 3 records (33.33% of the records,")
        .hasMessageContaining(
            "more than max-reject 1.00%: 1 missing_field, the first a.jsonl:2: no"
                + " field text for the text; the fields are txt; did you mean txt?")
        .hasMessageContaining(ReadStep.REJECTS)
        .hasMessageContaining("repair the files or raise max-reject")
        .satisfies(e -> message[0] = e.getMessage());
    return message[0];
  }

  @Test
  void shardsOfVeryShortDocumentsAreBounded() throws IOException {
    write("a.txt", "a\n".repeat(GroupReader.MOST_RECORDS + 1));
    Corpus corpus = Corpus.open(read("{path: a.txt, unit: line}").folder());
    assertThat(corpus.shards()).isEqualTo(2);
    assertThat(corpus.documents()).isEqualTo(GroupReader.MOST_RECORDS + 1L);
  }

  @Test
  void aWhollyBadFileDoesNotStopACorpusThatMayHaveIt() throws IOException {
    write("a.jsonl", "{\"body\":\"a\"}\n".repeat(1500));
    write("b.jsonl", "{\"text\":\"a longer text than the others\"}\n".repeat(3000));
    StepOutput output = read("{path: '*.jsonl', max-reject: 40%, shard-size: 1 KiB}");
    assertThat(documents(output)).hasSize(3000);
  }

  @Test
  void aHopelessSourceIsGivenUpEarly() throws IOException {
    write("a.jsonl", "{\"body\":\"a\"}\n".repeat(5000));
    assertThatThrownBy(() -> read("{path: a.jsonl}"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("the first 1000 records are all rejected")
        .hasMessageContaining("a.jsonl:1000: missing_field: no field text");
  }

  @Test
  void nothingReadIsAFailure() throws IOException {
    write("a.jsonl", "");
    assertThatThrownBy(() -> read("{path: a.jsonl}"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no document was read: the files hold no records");
    write("b.jsonl", "x\n");
    assertThatThrownBy(() -> read("{path: b.jsonl, max-reject: 100%}"))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no document was read: all 1 records were rejected (1 bad_json");
  }

  @Test
  void wrongRequestsAreRefusedBeforeAnyWork() throws IOException {
    write("a.bin", "x");
    assertRefused("{path: nope.jsonl}", "no file or folder nope.jsonl (looked in ");
    assertRefused("{path: a.bin}", "a.bin: the name does not tell the format; set format to one");
    assertRefused("{}", "path: give either path or sources");
    assertRefused("{path: a.bin, format: jason}", "unknown value 'jason'");
    assertRefused("{path: a.bin, text: /a~b}", "text: bad JSON pointer /a~b");
    assertRefused("{path: a.bin, domain: x, domain-field: y}", "domain: give one of domain,");
    assertRefused("{path: a.bin, shard-size: 2 GiB}", "shard-size must be between 1 byte and");
    assertRefused("{path: a.bin, max-document: 17 MiB}", "max-document must be between 1 byte");
    assertRefused("{path: 'a[', include: ['b[']}", "include: bad pattern b[");
    assertRefused("{sources: [{path: a.bin, name: ../x}]}", "name: '../x': expected letters");
    assertThat(base.resolve("out/r/01-corpus.read")).doesNotExist();
  }

  private void assertRefused(String settings, String message) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void filesWithoutAFormatAreNamedNotRead() throws IOException {
    write("in/a.jsonl", "{\"text\":\"a\"}\n");
    write("in/README.md", "card");
    StepOutput output = read("{path: in}");
    assertThat(documents(output)).hasSize(1);
    assertThat(Files.readString(output.folder().resolve("summary.json")))
        .contains("1 files were not taken, because their names tell no format: README.md");
  }

  @Test
  void writesWhatWasReadInEveryFormat() throws IOException {
    write("in/a/0.jsonl", "{\"text\":\"one é\"}\n".repeat(300));
    write("in/b/1.jsonl", "{\"text\":\"two\"}\n".repeat(57));
    for (String format : List.of("jsonl", "parquet", "csv", "tsv", "txt")) {
      List<StepOutput> outputs =
          run(
              "- corpus.read: {path: in, shard-size: 1 kB}\n- corpus.write: {format: "
                  + format
                  + "}",
              "out",
              2);
      long records =
          outputs.get(1).manifest().parts().stream().mapToLong(part -> part.records()).sum();
      assertThat(records).isEqualTo(357);
      String suffix = format.equals("parquet") ? ".parquet" : "." + format + ".zst";
      assertThat(outputs.get(1).folder().resolve("part-00000-00000" + suffix)).exists();
    }
  }

  @Test
  void exportsComeBackTheSame() throws IOException {
    manyFiles();
    List<StepOutput> outputs =
        run(
            "- corpus.read: " + MANY + "\n- corpus.write: {format: jsonl, compression: gz}",
            "out",
            2);
    String exported = base.relativize(outputs.get(1).folder()).toString();
    StepOutput back =
        run(
                "- corpus.read: {path: '"
                    + exported
                    + "', include: 'part-*.gz', domain-field: domain}",
                "back",
                2)
            .get(0);
    assertThat(documents(back))
        .extracting(Document::text)
        .isEqualTo(documents(outputs.get(0)).stream().map(Document::text).toList());
  }

  @Test
  void weighsByFieldsAndPairs() throws IOException {
    write(
        "in/a.jsonl",
        "{\"text\":\"aé\",\"lang\":\"fr\",\"m\":{\"y\":1}}\n{\"text\":\"b\",\"lang\":\"fr\"}\n"
            + "{\"text\":\"cc\",\"lang\":\"ro\",\"m\":{\"y\":1}}\n");
    List<StepOutput> outputs =
        run(
            "- corpus.read: {path: in, domain-field: lang}\n"
                + "- corpus.weigh: {by: [domain, /m/y, domain + part]}",
            "out",
            2);
    assertThat(Json.read(outputs.get(1).folder().resolve("weights.json")).toString())
        .isEqualTo(
            "["
                + row("domain", 4, 3, 2, "fr")
                + ","
                + row("domain", 2, 2, 1, "ro")
                + ","
                + row("/m/y", 1, 1, 1, "(none)")
                + ","
                + row("/m/y", 5, 4, 2, "1")
                + ","
                + row("domain + part", 4, 3, 2, "fr + train")
                + ","
                + row("domain + part", 2, 2, 1, "ro + train")
                + "]");
    assertThat(Files.readString(outputs.get(1).folder().resolve("summary.json")))
        .contains("largest over smallest 2.0, normalised entropy 0.918");
  }

  private static String row(String by, int bytes, int characters, int documents, String value) {
    return "{\"by\":\""
        + by
        + "\",\"bytes\":"
        + bytes
        + ",\"characters\":"
        + characters
        + ",\"documents\":"
        + documents
        + ",\"value\":\""
        + value
        + "\"}";
  }

  @Test
  void aFieldWithTooManyValuesIsRefused() throws IOException {
    write("in/a.jsonl", "{\"text\":\"a\",\"k\":1}\n{\"text\":\"b\",\"k\":2}\n");
    assertThatThrownBy(
            () ->
                run("- corpus.read: {path: in}\n- corpus.weigh: {by: k, max-values: 1}", "out", 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("by: k has more than 1 values; name a field with fewer");
    assertThatThrownBy(
            () -> run("- corpus.read: {path: in}\n- corpus.weigh: {by: a+b+c}", "out", 1))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("by: a+b+c names 3 fields; expected one, or two with + between");
  }
}
