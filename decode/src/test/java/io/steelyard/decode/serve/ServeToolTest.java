package io.steelyard.decode.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Tool;
import io.steelyard.model.fetch.ModelFetch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServeToolTest {
  @TempDir Path folder;

  @BeforeEach
  void model() throws IOException {
    Files.writeString(folder.resolve("my.gguf"), "say abc");
  }

  private Tool.Call call(OutputStream out, String... options) {
    Map<String, String> values = new LinkedHashMap<>();
    tool().parameters().forEach(p -> values.put(p.name(), p.or()));
    values.put("model", folder.resolve("my.gguf").toString());
    values.put("port", "0");
    for (int i = 0; i < options.length; i += 2) {
      values.put(options[i], options[i + 1]);
    }
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
    return new Tool.Call(values, new PrintStream(out, true), silent, false);
  }

  private static ServeTool tool() {
    return new ServeTool(ModelFetch.ofEnvironment(), Map.of(ServeTool.KEY_VARIABLE, "secret"));
  }

  @Test
  void servesWithTheKeyOfTheEnvironmentUntilItIsInterrupted() throws Exception {
    PipedOutputStream out = new PipedOutputStream();
    var lines =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(out), StandardCharsets.UTF_8));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                tool().run(call(out));
                ended.complete(null);
              } catch (Throwable e) {
                ended.complete(e);
              }
            });
    thread.start();
    String line = lines.readLine();
    assertThat(line).startsWith("serving my at http://127.0.0.1:");
    URI models = URI.create(line.replaceAll(".* (http\\S*).*", "$1/models"));
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest.Builder request = HttpRequest.newBuilder(models);
    var handler = HttpResponse.BodyHandlers.ofString();
    assertThat(client.send(request.build(), handler).statusCode()).isEqualTo(401);
    request.header("Authorization", "Bearer secret");
    assertThat(client.send(request.build(), handler).body()).contains("\"id\":\"my\"");
    thread.interrupt();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> client.send(request.build(), handler))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void refusalsSayWhatToDo() throws Exception {
    refused("--port must be 0 to 65535, was 70000", "port", "70000");
    refused("--rows must be a whole number of at least 1, was '0'", "rows", "0");
    refused("--context must be 1 to 512, the model's own, was 600", "context", "600");
    refused("no model at '", "model", folder.resolve("none.gguf").toString());
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      refused("port " + port + " cannot be used", "port", port);
    }
  }

  private void refused(String message, String... options) {
    assertThatThrownBy(() -> tool().run(call(OutputStream.nullOutputStream(), options)))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }
}
