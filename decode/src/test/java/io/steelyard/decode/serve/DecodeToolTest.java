package io.steelyard.decode.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Tool;
import io.steelyard.model.fetch.ModelFetch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeToolTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void models() throws IOException {
    Files.writeString(folder.resolve("say.gguf"), "say 世界🙂!");
    Files.writeString(folder.resolve("random.gguf"), "random");
    Files.writeString(folder.resolve("chat.gguf"), "chat random");
    Files.writeString(folder.resolve("bell.gguf"), "say a\u0007b");
  }

  private String run(String model, String prompt, boolean terminal, String... options) {
    DecodeTool tool = new DecodeTool(ModelFetch.ofEnvironment(), in("xx\n"));
    Map<String, String> values = new LinkedHashMap<>();
    tool.parameters().forEach(p -> values.put(p.name(), p.or()));
    values.put("model", folder.resolve(model).toString());
    values.put("prompt", prompt);
    for (int i = 0; i < options.length; i += 2) {
      values.put(options[i], options[i + 1]);
    }
    out.reset();
    err.reset();
    PrintStream ascii = new PrintStream(out, false, StandardCharsets.US_ASCII);
    tool.run(new Tool.Call(values, ascii, new PrintStream(err), terminal));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bothToolsAreFound() {
    assertThat(ServiceLoader.load(Tool.class).stream().map(t -> t.get().name()))
        .contains("decode", "serve-model");
  }

  @Test
  void textIsUtf8WhateverTheLocaleIs() {
    assertThat(run("say.gguf", "x", false, "max-tokens", "21", "temperature", "0"))
        .isEqualTo("世界🙂!世界🙂\n");
  }

  @Test
  void remarksGoToTheOtherStream() {
    run("random.gguf", "hello", false, "max-tokens", "4", "bias", "{\"#264\": -100}");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("prompt 5 tokens; 4 tokens", "finish: max-new-tokens");
  }

  @Test
  void theSameSeedSaysTheSame() {
    String first = run("random.gguf", "hello", false, "seed", "1", "max-tokens", "40");
    assertThat(run("random.gguf", "hello", false, "seed", "1", "max-tokens", "40"))
        .isEqualTo(first);
    assertThat(run("random.gguf", "hello", false, "seed", "2", "max-tokens", "40"))
        .isNotEqualTo(first);
  }

  @Test
  void stopTextIsLeftOut() {
    String text = run("say.gguf", "x", false, "stop", "🙂", "temperature", "0", "max-tokens", "99");
    assertThat(text).isEqualTo("世界\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("finish: stop-string");
  }

  @Test
  void withoutAPromptTheStandardInputIsRead() {
    String given = run("random.gguf", "xx", false, "seed", "1");
    assertThat(run("random.gguf", "", false, "seed", "1")).isEqualTo(given);
  }

  @Test
  void theTemplateIsUsedWhereThereIsOne() {
    String asked = run("chat.gguf", "Hi", false, "seed", "1");
    String plain = run("chat.gguf", "<|user|>Hi<|assistant|>", false, "chat", "false", "seed", "1");
    assertThat(asked).isEqualTo(plain);
    assertThat(run("chat.gguf", "Hi", false, "chat", "false", "seed", "1")).isNotEqualTo(plain);
  }

  @Test
  void aTerminalIsNotObeyed() {
    assertThat(run("bell.gguf", "x", true, "max-tokens", "3", "temperature", "0"))
        .isEqualTo("a\\u0007b\n");
  }

  @Test
  void refusalsSayWhatToDo() {
    refused("has no chat template; use --chat false", "random.gguf", "chat", "true");
    refused("--chat must be true, false or auto, was 'maybe'", "random.gguf", "chat", "maybe");
    refused("option --top-p: chain: top-p must be above 0", "random.gguf", "top-p", "2");
    refused("option --preset", "random.gguf", "preset", "gpt");
    refused("--system needs a chat template", "random.gguf", "system", "Be kind.");
    refused("--seed must be a whole number, was 'x'", "random.gguf", "seed", "x");
    refused("no model at '", "none.gguf");
    assertThatThrownBy(() -> run("random.gguf", "x", false, "model", "owner/of-none"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("steelyard fetch owner/of-none");
  }

  private void refused(String message, String model, String... options) {
    assertThatThrownBy(() -> run(model, "x", false, options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }
}
