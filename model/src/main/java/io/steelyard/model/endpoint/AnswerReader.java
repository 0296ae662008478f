package io.steelyard.model.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.endpoint.Answer.Token;
import io.steelyard.model.endpoint.EndpointException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Turns the JSON of answers, whole or in parts, into {@link Answer}s. */
final class AnswerReader {
  private static final int SHOWN = 200;

  private final String where;
  private final boolean chat;
  private final StringBuilder text = new StringBuilder();
  private final List<Token> tokens = new ArrayList<>();
  private final Consumer<String> listener;
  private String finish = "";
  private long promptTokens = -1;
  private long answerTokens = -1;
  private boolean ended;

  /**
   * @param where what messages call the server
   * @param chat whether answers are messages
   * @param listener takes the text of parts
   */
  AnswerReader(String where, boolean chat, Consumer<String> listener) {
    this.where = where;
    this.chat = chat;
    this.listener = listener;
  }

  /** A whole answer. */
  Answer whole(String json) {
    JsonNode node = parse(json);
    JsonNode choice = node.path("choices").path(0);
    JsonNode content = chat ? choice.path("message").path("content") : choice.path("text");
    if (!choice.isObject() || !(content.isTextual() || (chat && content.isNull()))) {
      throw broken(json, null);
    }
    text.append(content.asText(""));
    choice(choice);
    usage(node);
    return answer();
  }

  /** A line of a streamed answer: {@code data: {…}}, {@code data: [DONE]}, a comment or nothing. */
  void line(String line) {
    if (ended || line.isBlank() || line.startsWith(":") || line.startsWith("event:")) {
      return;
    }
    if (!line.startsWith("data:")) {
      throw broken(line, null);
    }
    String data = line.substring(5).strip();
    if (data.equals("[DONE]")) {
      ended = true;
      return;
    }
    JsonNode node = parse(data);
    if (node.hasNonNull("error")) {
      throw broken(data, null);
    }
    JsonNode choice = node.path("choices").path(0);
    String part = (chat ? choice.path("delta").path("content") : choice.path("text")).asText("");
    if (!part.isEmpty()) {
      text.append(part);
      listener.accept(part);
    }
    choice(choice);
    usage(node);
  }

  /** The answer of all lines. */
  Answer streamed() {
    if (!ended && finish.isEmpty()) {
      throw new EndpointException(
          Kind.BROKEN_ANSWER, where + ": the streamed answer broke off before its end", null);
    }
    return answer();
  }

  private Answer answer() {
    return new Answer(text.toString(), finish, tokens, promptTokens, answerTokens);
  }

  private void choice(JsonNode choice) {
    if (choice.path("finish_reason").isTextual()) {
      finish = choice.path("finish_reason").textValue();
    }
    JsonNode scores = choice.path("logprobs");
    if (chat) {
      for (JsonNode token : scores.path("content")) {
        Map<String, Double> others = new LinkedHashMap<>();
        for (JsonNode other : token.path("top_logprobs")) {
          others.put(other.path("token").asText(), number(other.path("logprob")));
        }
        tokens.add(new Token(token.path("token").asText(), number(token.path("logprob")), others));
      }
      return;
    }
    for (int i = 0; i < scores.path("tokens").size(); i++) {
      Map<String, Double> others = new LinkedHashMap<>();
      scores.path("top_logprobs").path(i).properties().stream()
          .sorted((a, b) -> Double.compare(number(b.getValue()), number(a.getValue())))
          .forEach(e -> others.put(e.getKey(), number(e.getValue())));
      tokens.add(
          new Token(
              scores.path("tokens").path(i).asText(),
              number(scores.path("token_logprobs").path(i)),
              others));
    }
  }

  private void usage(JsonNode node) {
    if (node.path("usage").isObject()) {
      promptTokens = node.path("usage").path("prompt_tokens").asLong(-1);
      answerTokens = node.path("usage").path("completion_tokens").asLong(-1);
    }
  }

  private static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.NaN;
  }

  JsonNode parse(String json) {
    try {
      JsonNode node = Json.MAPPER.readTree(json);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw broken(json, e);
    }
    throw broken(json, null);
  }

  private EndpointException broken(String answer, Throwable cause) {
    String shown = answer.length() <= SHOWN ? answer : answer.substring(0, SHOWN) + "...";
    return new EndpointException(
        Kind.BROKEN_ANSWER,
        where
            + " answered with something else than the OpenAI API's JSON: "
            + shown.replace('\n', ' ')
            + "; is the address right, up to and with the version (/v1)?",
        cause);
  }
}
