package io.steelyard.decode.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.decode.FinishReason;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers one request: puts its work before the model and writes what comes back. */
final class Completions {
  /** A whole answer shows a sign of life so often, or it would not be seen that a client left. */
  private static final int TOKENS_PER_SIGN = 16;

  /** Where an answer goes. The first byte settles the status. */
  interface Output {
    void begin(String contentType) throws IOException;

    void write(byte[] bytes) throws IOException;

    boolean begun();
  }

  /** What came of a request, for the log. */
  record Outcome(int promptTokens, int tokens) {}

  private final OpenedModel model;
  private final String name;
  private final AskReader reader;
  private final ModelThread thread;

  Completions(OpenedModel model, String name, AskReader reader, ModelThread thread) {
    this.model = model;
    this.name = name;
    this.reader = reader;
    this.thread = thread;
  }

  Outcome answer(JsonNode body, boolean chat, Output out) throws IOException, InterruptedException {
    Ask ask = reader.read(body, chat);
    Answering answering = new Answering(ask, out);
    List<Work> works = new ArrayList<>();
    for (int p = 0; p < ask.prompts().size(); p++) {
      if (ask.echo() && ask.scores()) {
        works.add(new Scoring(ask, p, answering.events::add));
        answering.unscored++;
      }
      if (ask.maxTokens() > 0) {
        works.add(new Generating(ask, p, answering.events::add));
      }
    }
    thread.submit(works);
    try {
      answering.run();
    } finally {
      works.forEach(Work::cancel); // also where the client has left
    }
    int prompt = ask.prompts().stream().mapToInt(p -> p.ids().length).sum();
    return new Outcome(prompt, answering.generated);
  }

  /** One answer under way. */
  private final class Answering {
    private final Ask ask;
    private final Output out;
    private final AnswerJson json;
    private final ChoiceText[] texts;
    private final List<List<Scored>> scores;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private int open;
    private int unscored;
    private int generated;

    Answering(Ask ask, Output out) {
      this.ask = ask;
      this.out = out;
      this.json =
          new AnswerJson(
              ask,
              UUID.randomUUID().toString().replace("-", ""),
              Instant.now().getEpochSecond(),
              name,
              "fp_" + model.fingerprint().substring(0, 10),
              new LogProbabilities(model.tokenizer()));
      this.texts = new ChoiceText[ask.choices()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = new ChoiceText(model.tokenizer());
      }
      this.open = ask.maxTokens() > 0 ? texts.length : 0;
      this.scores =
          ask.echo() && ask.scores()
              ? new ArrayList<>(Collections.nCopies(ask.prompts().size(), List.of()))
              : List.of();
    }

    void run() throws IOException, InterruptedException {
      boolean[] begun = new boolean[texts.length];
      while (open > 0 || unscored > 0) {
        Event event = events.take();
        if (event instanceof Event.Failure failure) {
          throw failure.why();
        } else if (event instanceof Event.PromptScores scored) {
          scores.set(scored.prompt(), scored.tokens());
          unscored--;
        } else if (event instanceof Event.Part part) {
          if (ask.stream() && !begun[part.choice()]) {
            begun[part.choice()] = true;
            chunk(json.first(part.choice()));
          }
          part(part);
        } else if (event instanceof Event.End end) {
          end(end);
        }
      }
      if (!ask.stream()) {
        begin("application/json");
        out.write(Json.canonical(json.whole(texts, scores)));
        return;
      }
      if (ask.streamUsage()) {
        chunk(json.last(texts));
      }
      begin("text/event-stream; charset=utf-8");
      out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void part(Event.Part part) throws IOException {
      ChoiceText text = texts[part.choice()];
      int before = text.toldLength();
      List<Scored> told = text.add(part);
      generated++;
      if (!ask.stream()) {
        if (generated % TOKENS_PER_SIGN == 0) {
          begin("application/json");
          out.write(new byte[] {' '});
        }
      } else if (!part.text().isEmpty() || ask.scores() && !told.isEmpty()) {
        chunk(json.part(part.choice(), part.text(), ask.scores() ? told : List.of(), before, null));
      }
    }

    private void end(Event.End end) throws IOException {
      if (end.text().reason() == FinishReason.PREDICATE) {
        throw ApiError.failed(503, "the server is ending");
      }
      ChoiceText text = texts[end.choice()];
      int before = text.toldLength();
      List<Scored> told = text.end(end.text());
      open--;
      if (ask.stream()) {
        chunk(json.part(end.choice(), "", ask.scores() ? told : List.of(), before, text.finish()));
      }
    }

    private void chunk(ObjectNode chunk) throws IOException {
      if (chunk != null) {
        begin("text/event-stream; charset=utf-8");
        byte[] body = Json.canonical(chunk);
        byte[] line = new byte[body.length + 8];
        System.arraycopy("data: ".getBytes(StandardCharsets.UTF_8), 0, line, 0, 6);
        System.arraycopy(body, 0, line, 6, body.length);
        line[body.length + 6] = '\n';
        line[body.length + 7] = '\n';
        out.write(line);
      }
    }

    private void begin(String contentType) throws IOException {
      if (!out.begun()) {
        out.begin(contentType);
      }
    }
  }
}
