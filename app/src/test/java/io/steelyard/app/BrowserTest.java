package io.steelyard.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a real browser and reads its log of requests and console lines. */
class BrowserTest {
  @TempDir Path folder;

  private static Path chromium() {
    for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
      for (String in : List.of("/usr/bin", "/usr/local/bin", "/snap/bin")) {
        if (Files.isExecutable(Path.of(in, name))) {
          return Path.of(in, name);
        }
      }
    }
    Assumptions.abort("no Chromium here: install it to test the page (apt-get install chromium)");
    return null;
  }

  @Test
  void thePageHasNoConsoleErrorsAndSendsNoRequest() throws Exception {
    Path browser = chromium();
    Path run = Session.toyRun(folder, ToySteps.RECIPE);
    Path page = folder.resolve("page.html");
    new Session().type("report", run, "--to", page);
    for (int width : new int[] {390, 1280}) {
      Path log = folder.resolve("net-" + width + ".json");
      String err = open(browser, page, width, log);
      assertThat(err.lines().filter(line -> line.contains(":CONSOLE"))).isEmpty();
      assertThat(requests(log)).isEmpty();
      assertThat(Files.size(folder.resolve("page-" + width + ".png"))).isGreaterThan(10_000);
    }
  }

  private String open(Path browser, Path page, int width, Path log) throws Exception {
    List<String> command = new ArrayList<>(List.of(browser.toString()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            "--user-data-dir=" + folder.resolve("profile-" + width),
            "--window-size=" + width + ",2400",
            "--log-net-log=" + log,
            "--screenshot=" + folder.resolve("page-" + width + ".png"),
            page.toUri().toString()));
    Path err = folder.resolve("browser-" + width + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(err.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the browser did not end");
    }
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  /** Addresses of requests to the network, those of the browser itself left out. */
  private static List<String> requests(Path log) throws IOException {
    List<String> requests = new ArrayList<>();
    JsonNode root = Json.MAPPER.readTree(Files.readAllBytes(log));
    for (JsonNode event : root.path("events")) {
      String url = event.path("params").path("url").asText();
      if (url.startsWith("http") && !url.contains("google") && !url.contains("gstatic")) {
        requests.add(url);
      }
    }
    return requests;
  }

  @Test
  void theCheckSeesARequestAndAConsoleError() throws Exception {
    Path browser = chromium();
    Path page = folder.resolve("bad.html");
    Files.writeString(
        page,
        "<!doctype html><script>console.error('seen')</script><img"
            + " src=\"http://127.0.0.1:9/x.png\">");
    Path log = folder.resolve("net.json");
    String err = open(browser, page, 800, log);
    assertThat(err).contains(":CONSOLE");
    assertThat(requests(log)).isNotEmpty();
  }
}
