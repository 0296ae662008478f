package io.steelyard.model.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.endpoint.EndpointException.Kind;
import io.steelyard.model.files.ChatTemplate.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A model behind a server that speaks OpenAI's API: llama.cpp, vLLM, Ollama, LM Studio, OpenAI, or
 * {@code steelyard serve-model}.
 *
 * <pre>{@code
 * try (Endpoint endpoint = Endpoint.open(EndpointSettings.of("http://127.0.0.1:8080/v1", "smollm2"))) {
 *   endpoint.probe();                                    // fails early and says why
 *   endpoint.chat(List.of(new Message("user", "Hello")), Sampling.greedy(32)).text();
 * }
 * }</pre>
 *
 * <p>Safe for many threads; no more than the settings' concurrency are let out at once.
 */
public final class Endpoint implements AutoCloseable {
  private static final Sampling ONE_TOKEN = Sampling.greedy(1);

  private final EndpointSettings settings;
  private final Transport transport;

  private Endpoint(EndpointSettings settings, Transport transport) {
    this.settings = settings;
    this.transport = transport;
  }

  /** Asks the server, with the key of the settings' environment variable where there is one. */
  public static Endpoint open(EndpointSettings settings) {
    return open(settings, System.getenv(), null, Endpoint::sleep);
  }

  /** The same, and appends what is said to a file of JSON Lines; the key is not written. */
  public static Endpoint recording(EndpointSettings settings, Path cassette) {
    return open(settings, System.getenv(), cassette, Endpoint::sleep);
  }

  /** Plays back what was recorded: no server, no key. */
  public static Endpoint playing(EndpointSettings settings, Path cassette) {
    return new Endpoint(settings, Cassette.play(cassette));
  }

  static Endpoint open(
      EndpointSettings settings,
      Map<String, String> environment,
      Path cassette,
      Patience.Wait wait) {
    String key = environment.get(settings.keyVariable());
    Transport patient = new Patience(settings, new HttpTransport(settings, key), wait);
    return new Endpoint(
        settings, cassette == null ? patient : Cassette.record(cassette, patient, key));
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** The answer to messages. */
  public Answer chat(List<Message> messages, Sampling sampling) {
    return whole("chat/completions", true, chatBody(messages, sampling));
  }

  /** The answer to messages, whose parts are handed over as they come. */
  public Answer chat(List<Message> messages, Sampling sampling, Consumer<String> listener) {
    return streamed("chat/completions", true, chatBody(messages, sampling), listener);
  }

  /** The continuation of a text. */
  public Answer complete(String prompt, Sampling sampling) {
    return whole("completions", false, completionBody(prompt, sampling));
  }

  /** The continuation of a text, whose parts are handed over as they come. */
  public Answer complete(String prompt, Sampling sampling, Consumer<String> listener) {
    return streamed("completions", false, completionBody(prompt, sampling), listener);
  }

  /**
   * Log-probabilities of a text's own tokens ({@code echo}); few servers offer it, see {@link
   * Capabilities#echo}.
   */
  public Answer score(String text) {
    ObjectNode body = completionBody(text, Sampling.greedy(0).withAlternatives(1));
    body.put("echo", true);
    return whole("completions", false, body);
  }

  /**
   * Tries what the server can do, with requests for one token each.
   *
   * @throws EndpointException where it is down, slow, does not accept the key, or neither chats nor
   *     completes
   * @throws RequestException where it lists its models and the one asked for is not among them
   */
  public Capabilities probe() {
    List<String> models = models();
    if (!models.isEmpty() && !models.contains(settings.model())) {
      throw new RequestException(
          settings.base()
              + ": no model \""
              + settings.model()
              + "\""
              + Nearest.hint(settings.model(), models));
    }
    List<Message> hello = List.of(new Message("user", "Hi"));
    boolean chat = answers(() -> chat(hello, ONE_TOKEN));
    boolean completions = answers(() -> complete("Hi", ONE_TOKEN));
    if (!chat && !completions) {
      throw new EndpointException(
          Kind.REFUSED,
          settings.base()
              + ": neither chat/completions nor completions is served; is the address right, up to"
              + " and with the version (/v1)?",
          null);
    }
    boolean streams =
        chat
            ? answers(() -> chat(hello, ONE_TOKEN, part -> {}))
            : answers(() -> complete("Hi", ONE_TOKEN, part -> {}));
    return new Capabilities(
        models,
        chat,
        chat && tried(() -> !chat(hello, ONE_TOKEN.withAlternatives(1)).tokens().isEmpty()),
        streams,
        completions,
        completions
            && tried(() -> !complete("Hi", ONE_TOKEN.withAlternatives(1)).tokens().isEmpty()),
        completions && tried(() -> echoes(score("Hello, world"))));
  }

  /** A server that does not know {@code echo} tells of the answer's tokens, or of none. */
  private static boolean echoes(Answer answer) {
    return answer.text().startsWith("Hello, world") && answer.tokens().size() > 1;
  }

  private interface Try {
    boolean shows();
  }

  /** Whether a call is answered at all. */
  private static boolean answers(Supplier<Answer> call) {
    return tried(() -> call.get() != null);
  }

  private static boolean tried(Try attempt) {
    try {
      return attempt.shows();
    } catch (EndpointException e) {
      if (e.kind() == Kind.REFUSED || e.kind() == Kind.BROKEN_ANSWER || e.kind() == Kind.SERVER) {
        return false;
      }
      throw e;
    }
  }

  private List<String> models() {
    List<String> names = new ArrayList<>();
    try {
      JsonNode list = reader(false, part -> {}).parse(text("models", null));
      list.path("data").forEach(model -> names.add(model.path("id").asText()));
    } catch (EndpointException e) {
      if (e.kind() != Kind.REFUSED && e.kind() != Kind.BROKEN_ANSWER) {
        throw e;
      }
    }
    return names;
  }

  private ObjectNode chatBody(List<Message> messages, Sampling sampling) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", settings.model());
    ArrayNode list = body.putArray("messages");
    messages.forEach(m -> list.addObject().put("role", m.role()).put("content", m.content()));
    sampling.writeTo(body);
    if (sampling.alternatives() != null) {
      body.put("logprobs", true);
      body.put("top_logprobs", sampling.alternatives());
    }
    return body;
  }

  private ObjectNode completionBody(String prompt, Sampling sampling) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", settings.model());
    body.put("prompt", prompt);
    sampling.writeTo(body);
    if (sampling.alternatives() != null) {
      body.put("logprobs", sampling.alternatives());
    }
    return body;
  }

  private Answer whole(String path, boolean chat, ObjectNode body) {
    return reader(chat, part -> {}).whole(text(path, body));
  }

  private Answer streamed(String path, boolean chat, ObjectNode body, Consumer<String> listener) {
    body.put("stream", true);
    AnswerReader reader = reader(chat, listener);
    transport.send(path, Json.canonical(body), reader::line);
    return reader.streamed();
  }

  private AnswerReader reader(boolean chat, Consumer<String> listener) {
    return new AnswerReader(settings.base().toString(), chat, listener);
  }

  private String text(String path, ObjectNode body) {
    StringBuilder text = new StringBuilder();
    transport.send(
        path,
        body == null ? null : Json.canonical(body),
        line -> text.append(text.length() == 0 ? "" : "\n").append(line));
    return text.toString();
  }

  @Override
  public void close() {
    transport.close();
  }
}
