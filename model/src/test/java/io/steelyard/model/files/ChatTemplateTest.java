package io.steelyard.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.files.ChatTemplate.Message;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ChatTemplateTest {
  /** Expected texts are those of jinja2, written by bench/peers/chat_templates.py. */
  @TestFactory
  Stream<DynamicTest> rendersAsJinjaDoes() throws IOException {
    JsonNode resource;
    try (InputStream in = ChatTemplateTest.class.getResourceAsStream("chat-templates.json")) {
      resource = Json.MAPPER.readTree(in);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode template : resource.path("templates")) {
      ChatTemplate rendered =
          new ChatTemplate(
              template.path("template").asText(),
              template.path("bos").asText(),
              template.path("eos").asText());
      for (Map.Entry<String, JsonNode> entry : template.path("expected").properties()) {
        String[] name = entry.getKey().split(", ");
        List<Message> messages = new ArrayList<>();
        resource
            .path("conversations")
            .path(name[0])
            .forEach(
                m ->
                    messages.add(new Message(m.path("role").asText(), m.path("content").asText())));
        boolean prompt = name[1].equals("with prompt");
        tests.add(
            DynamicTest.dynamicTest(
                template.path("name").asText() + ": " + entry.getKey(),
                () -> {
                  JsonNode expected = entry.getValue();
                  if (expected.has("error")) {
                    assertThatThrownBy(() -> rendered.render(messages, prompt))
                        .isInstanceOf(RequestException.class)
                        .hasMessageEndingWith(": " + expected.path("error").asText());
                  } else {
                    assertThat(rendered.render(messages, prompt))
                        .isEqualTo(expected.path("text").asText());
                  }
                }));
      }
    }
    return tests.stream();
  }

  @Test
  void runsNothingOfAMessageAsATemplate() {
    ChatTemplate template = new ChatTemplate("{{ messages[0].content }}", "", "");
    String hostile = "{{ 7 * 7 }}{% for i in [1] %}x{% endfor %}{# gone #}";
    assertThat(template.render(List.of(new Message("user", hostile)), false)).isEqualTo(hostile);
  }

  @Test
  void keepsTemplatesFromJavaAndFiles() {
    for (String hostile :
        List.of(
            "{{ messages.getClass().forName('java.lang.Runtime') }}",
            "{{ ''.class.forName('java.lang.Runtime') }}",
            "{{ ____int3rpr3t3r____.getConfig() }}",
            "{% include '/etc/passwd' %}",
            "{% import '/etc/passwd' as p %}{{ p }}")) {
      String out;
      try {
        out = new ChatTemplate(hostile, "", "").render(List.of(new Message("user", "x")), false);
      } catch (RequestException refused) {
        continue;
      }
      assertThat(out).doesNotContain("Runtime", "root:", "Config");
    }
  }

  @Test
  void endsLoopsThatDoNot() {
    String loops = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
    assertThatThrownBy(
            () -> new ChatTemplate(loops, "", "").render(List.of(new Message("user", "x")), true))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("it does not end");
  }

  @Test
  void refusesWhatItWouldGetWrong() {
    assertThatThrownBy(
            () ->
                new ChatTemplate("{% for m in messages if m.role == 'user' %}{% endfor %}", "", "")
                    .render(List.of(new Message("user", "x")), true))
        .hasMessageContaining("a loop with a condition, which is not supported: {% for m in");
    for (String unknown :
        List.of("{{ 'a' | nosuch }}", "{{ nosuch('a') }}", "{% if 1 is nosuch %}{% endif %}")) {
      assertThatThrownBy(
              () ->
                  new ChatTemplate(unknown, "", "").render(List.of(new Message("user", "x")), true))
          .isInstanceOf(RequestException.class);
    }
  }

  @Test
  void takesMarksOfGenerationForNothing() {
    assertThat(
            new ChatTemplate("a{%- generation -%} b {%- endgeneration -%} c", "", "")
                .render(List.of(new Message("user", "x")), true))
        .isEqualTo("abc");
  }

  @Test
  void saysWhereATemplateIsBroken() {
    assertThatThrownBy(
            () ->
                new ChatTemplate("a\n{% if x %}", "", "")
                    .render(List.of(new Message("user", "x")), true))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the chat template failed in line");
  }

  @Test
  void knowsItsRoles() {
    assertThatThrownBy(() -> new Message("im_end", "x"))
        .hasMessageContaining("role \"im_end\" is not known; expected one of [system, developer");
    assertThatThrownBy(() -> new Message("user", null)).hasMessageContaining("no content");
  }

  @Test
  void writesDatesAsStrftimeDoes() {
    LocalDateTime time = LocalDateTime.of(2024, 7, 26, 9, 5, 3);
    assertThat(TemplateClock.format("%d %b %Y, %A %H:%M:%S %% %q", time))
        .isEqualTo("26 Jul 2024, Friday 09:05:03 % %q");
  }
}
