package io.steelyard.proofs.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.recipe.Recipe;
import io.steelyard.core.recipe.RecipeRunner;
import io.steelyard.core.recipe.Runs;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.StepProvider;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.proofs.corpus.ProofData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe {@code examples/crawl.yaml} on WARC files that are written here: from pages of
 * Debian's openjdk-17-doc where they are at hand, else from this project's own documentation as
 * pages with navigation and footers.
 */
class CrawlRecipeTest {
  private static final int MOST_PAGES = 60;

  @TempDir Path folder;

  @Test
  void turnsACrawlIntoTrainingShards() throws IOException {
    Map<String, String> pages = pages();
    Files.createDirectories(folder.resolve("crawl"));
    int half = pages.size() / 2;
    List<String> urls = List.copyOf(pages.keySet());
    write(folder.resolve("crawl/a.warc.gz"), urls.subList(0, half), pages, true);
    write(folder.resolve("crawl/b.warc.gz"), urls.subList(half, urls.size()), pages, false);
    writeWanted();
    String text = Files.readString(Path.of("..", "examples", "crawl.yaml"));
    // The page is made by the program, which this room does not know.
    text = text.replace("  - report: {}\n", "");
    List<StepOutput> steps = run(text, "one", 1);
    assertThat(steps.get(steps.size() - 1).kind()).isEqualTo(ArtifactKind.TOKENS);
    Ledger read = ledger(steps, "corpus.read");
    assertThat(read.total().rejected.keySet()).containsExactly("bad_warc");
    assertThat(read.total().dropped.keySet()).containsExactly("other_record");
    Ledger urlsLedger = ledger(steps, "corpus.filter-urls");
    assertThat(urlsLedger.total().dropped.keySet()).containsExactly("url_domain", "url_word");
    assertThat(ledger(steps, "corpus.extract").total().edited).isPositive();
    Ledger selected = ledger(steps, "select.zip-fit");
    assertThat(selected.total().kept.documents)
        .isEqualTo(Math.round(selected.total().in.documents * 0.5));
    String digest = steps.get(steps.size() - 1).manifest().digest();
    List<StepOutput> again = run(text, "two", 2);
    assertThat(again.get(again.size() - 1).manifest().digest()).isEqualTo(digest);
    assertThat(Runs.open(folder.resolve("two/crawl")).view().inventory().documents().total())
        .isPositive();
  }

  private static Ledger ledger(List<StepOutput> steps, String name) {
    StepOutput step = steps.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    return Json.read(step.folder().resolve(RecipeRunner.LEDGER), Ledger.class);
  }

  private List<StepOutput> run(String recipe, String out, int threads) {
    List<Class<? extends Step>> steps = new ArrayList<>();
    ServiceLoader.load(StepProvider.class).forEach(provider -> steps.addAll(provider.steps()));
    return RecipeRunner.run(
        Recipe.parse(recipe, "crawl.yaml", "crawl", folder, new StepRegistry(steps)),
        folder.resolve(out),
        threads,
        RecipeRunner.Listener.SILENT);
  }

  private static Map<String, String> pages() throws IOException {
    Path java = ProofData.folder().resolve("deb-root/usr/share/doc/openjdk-17-doc/api/java.base");
    if (Files.isDirectory(java)) {
      try (Stream<Path> tree = Files.walk(java)) {
        return collect(
            tree.filter(f -> f.toString().matches(".*/java/util/[A-Z]\\w*\\.html")),
            java,
            "docs.example.org");
      }
    }
    Path docs = Path.of("..");
    try (Stream<Path> tree =
        Stream.of("README.md", "ARCHITECTURE.md", "docs")
            .flatMap(name -> walk(docs.resolve(name)))) {
      return collect(tree.filter(f -> f.toString().endsWith(".md")), docs, "steelyard.example.org");
    }
  }

  private static Stream<Path> walk(Path path) {
    try {
      return Files.walk(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, String> collect(Stream<Path> files, Path root, String host)
      throws IOException {
    Map<String, String> pages = new java.util.LinkedHashMap<>();
    for (Path file : files.sorted().limit(MOST_PAGES).collect(Collectors.toList())) {
      String text = Files.readString(file);
      String name = root.relativize(file).toString().replace('\\', '/');
      pages.put("https://" + host + "/" + name, name.endsWith(".md") ? html(text) : text);
    }
    return pages;
  }

  /** A page as sites have them: navigation and footer around what is said. */
  private static String html(String markdown) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html><html><head><title>Steelyard</title>");
    page.append("<script>track();</script></head><body><nav><a href='/'>Home</a> <a href='/docs'>");
    page.append("Documentation</a></nav><div class='content'>");
    for (String block : markdown.split("\n\n+")) {
      String safe = block.replace("&", "&amp;").replace("<", "&lt;");
      if (block.startsWith("#")) {
        page.append("<h2>").append(safe.replaceFirst("^#+ *", "")).append("</h2>");
      } else if (block.startsWith("```")) {
        page.append("<pre>").append(safe).append("</pre>");
      } else {
        page.append("<p>").append(safe).append("</p>");
      }
    }
    return page.append("</div><footer>All rights reserved.</footer></body></html>").toString();
  }

  private void writeWanted() throws IOException {
    StringBuilder wanted = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("..", "CHANGELOG.md"))) {
      if (line.length() > 80) {
        wanted.append(Json.MAPPER.writeValueAsString(Map.of("text", line))).append('\n');
      }
    }
    Files.writeString(folder.resolve("wanted.jsonl"), wanted);
  }

  private static void write(
      Path file, List<String> urls, Map<String, String> pages, boolean damaged) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      record(out, "warcinfo", null, "application/warc-fields", "software: test\r\n");
      for (String url : urls) {
        record(out, "request", url, "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n");
        answer(out, url, pages.get(url));
      }
      String first = pages.get(urls.get(0));
      answer(out, urls.get(0) + "?copy", first);
      answer(out, "https://www.ads.example/x", first);
      answer(out, "https://other.example/login.html", first);
      if (damaged) {
        out.write("WARC/1.0\r\nContent-Length: x\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private static void answer(OutputStream out, String url, String page) throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    record(out, "response", url, "application/http; msgtype=response", head + page);
  }

  private static void record(OutputStream out, String type, String url, String content, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    String head =
        "WARC/1.0\r\nWARC-Type: "
            + type
            + (url == null ? "" : "\r\nWARC-Target-URI: " + url)
            + "\r\nWARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:"
            + java.util.UUID.nameUUIDFromBytes((type + url).getBytes(StandardCharsets.UTF_8))
            + ">\r\nContent-Type: "
            + content
            + String.format(Locale.ROOT, "\r\nContent-Length: %d\r\n\r\n", bytes.length);
    record.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    record.writeBytes(bytes);
    record.writeBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(record.toByteArray());
  }
}
