package io.steelyard.decode.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import java.util.List;

/** The JSON of one answer, whole or in chunks, in the shapes of OpenAI's two calls. */
final class AnswerJson {
  private final Ask ask;
  private final String id;
  private final long created;
  private final String model;
  private final String fingerprint;
  private final LogProbabilities logProbabilities;

  AnswerJson(
      Ask ask,
      String id,
      long created,
      String model,
      String fingerprint,
      LogProbabilities logProbabilities) {
    this.ask = ask;
    this.id = id;
    this.created = created;
    this.model = model;
    this.fingerprint = fingerprint;
    this.logProbabilities = logProbabilities;
  }

  private ObjectNode frame(boolean chunk) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", (ask.chat() ? "chatcmpl-" : "cmpl-") + id);
    json.put(
        "object",
        ask.chat() ? chunk ? "chat.completion.chunk" : "chat.completion" : "text_completion");
    json.put("created", created);
    json.put("model", model);
    json.put("system_fingerprint", fingerprint);
    return json;
  }

  /**
   * The whole answer.
   *
   * @param scores of the prompts' own tokens, where they were asked for; else empty
   */
  ObjectNode whole(ChoiceText[] texts, List<List<Scored>> scores) {
    ObjectNode json = frame(false);
    ArrayNode choices = json.putArray("choices");
    for (int i = 0; i < texts.length; i++) {
      ObjectNode choice = choices.addObject();
      choice.put("index", i);
      String finish = ask.maxTokens() == 0 ? "length" : texts[i].finish();
      if (ask.chat()) {
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant");
        message.put("content", texts[i].text());
        message.putNull("refusal");
      } else {
        choice.put("text", echoed(i) + texts[i].text());
      }
      List<Scored> told = texts[i].told();
      if (!scores.isEmpty()) {
        told = new java.util.ArrayList<>(scores.get(i / ask.n()));
        told.addAll(texts[i].told());
      }
      scored(choice, told, scores.isEmpty() ? echoed(i).length() : 0);
      choice.put("finish_reason", finish);
    }
    json.set("usage", usage(texts));
    return json;
  }

  private String echoed(int choice) {
    return ask.echo() ? ask.prompts().get(choice / ask.n()).text() : "";
  }

  private void scored(ObjectNode choice, List<Scored> tokens, int offset) {
    if (!ask.scores()) {
      choice.putNull("logprobs");
    } else if (ask.chat()) {
      choice.set("logprobs", logProbabilities.message(tokens));
    } else {
      choice.set("logprobs", logProbabilities.completion(tokens, ask.alternatives() > 0, offset));
    }
  }

  /** The chunk with which a text begins; null where there is none to send. */
  ObjectNode first(int index) {
    if (!ask.chat()) {
      return null;
    }
    ObjectNode json = frame(true);
    ObjectNode choice = choice(json, index);
    ObjectNode delta = choice.putObject("delta");
    delta.put("role", "assistant");
    delta.put("content", "");
    choice.putNull("logprobs");
    choice.putNull("finish_reason");
    return json;
  }

  /**
   * A chunk.
   *
   * @param offset characters of the text before it
   * @param finish why the text ended; null where it goes on
   */
  ObjectNode part(int index, String text, List<Scored> tokens, int offset, String finish) {
    ObjectNode json = frame(true);
    ObjectNode choice = choice(json, index);
    if (ask.chat()) {
      ObjectNode delta = choice.putObject("delta");
      if (!text.isEmpty()) {
        delta.put("content", text);
      }
    } else {
      choice.put("text", text);
    }
    if (tokens.isEmpty()) {
      choice.putNull("logprobs");
    } else {
      scored(choice, tokens, offset);
    }
    choice.put("finish_reason", finish);
    return json;
  }

  private ObjectNode choice(ObjectNode json, int index) {
    ObjectNode choice = json.putArray("choices").addObject();
    choice.put("index", index);
    if (ask.streamUsage()) {
      json.putNull("usage");
    }
    return choice;
  }

  /** The last chunk of a stream whose client wants to know. */
  ObjectNode last(ChoiceText[] texts) {
    ObjectNode json = frame(true);
    json.putArray("choices");
    json.set("usage", usage(texts));
    return json;
  }

  private ObjectNode usage(ChoiceText[] texts) {
    long prompt = ask.prompts().stream().mapToLong(p -> p.ids().length).sum();
    long generated = 0;
    for (ChoiceText text : texts) {
      generated += text.hasEnded() ? text.tokens() : 0;
    }
    ObjectNode usage = Json.MAPPER.createObjectNode();
    usage.put("prompt_tokens", prompt);
    usage.put("completion_tokens", generated);
    usage.put("total_tokens", prompt + generated);
    return usage;
  }
}
