package io.steelyard.model.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.steelyard.core.RequestException;
import io.steelyard.model.endpoint.EndpointException.Kind;
import io.steelyard.model.files.ChatTemplate.Message;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EndpointTest {
  private static final List<Message> HELLO = List.of(new Message("user", "Hello"));

  @TempDir Path folder;
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void asksForAnAnswerToMessages() throws IOException {
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) -> LoopbackServer.answer(x, 200, LoopbackServer.chat("Hi!")));
        Endpoint endpoint = open(server.base(), Map.of("OPENAI_API_KEY", "sk-secret"))) {
      Answer answer = endpoint.chat(HELLO, Sampling.greedy(5));
      assertThat(answer.text()).isEqualTo("Hi!");
      assertThat(answer.finish()).isEqualTo("stop");
      assertThat(answer.promptTokens()).isEqualTo(7);
      assertThat(server.requests)
          .containsExactly(
              "chat/completions {\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":"
                  + "\"Hello\"}],\"max_tokens\":5,\"temperature\":0.0}");
      assertThat(server.keys).containsExactly("Bearer sk-secret");
    }
  }

  @Test
  void readsLogProbabilities() throws IOException {
    String chat =
        "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"logprobs\":{\"content\":[{\"token\":\"Hi\","
            + "\"logprob\":-0.5,\"top_logprobs\":[{\"token\":\"Hi\",\"logprob\":-0.5},{\"token\":"
            + "\"Yo\",\"logprob\":-1.5}]}]}}]}";
    String completion =
        "{\"choices\":[{\"text\":\"a b\",\"logprobs\":{\"tokens\":[\"a\",\""
            + " b\"],\"token_logprobs\":[null,-2.0],\"top_logprobs\":[null,{\" c\":-3.0,\""
            + " b\":-2.0}]}}]}";
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) ->
                    LoopbackServer.answer(x, 200, p.startsWith("chat") ? chat : completion));
        Endpoint endpoint = open(server.base(), Map.of())) {
      Answer.Token token =
          endpoint.chat(HELLO, Sampling.greedy(1).withAlternatives(2)).tokens().get(0);
      assertThat(token.logProbability()).isEqualTo(-0.5);
      assertThat(token.alternatives())
          .containsExactly(Map.entry("Hi", -0.5), Map.entry("Yo", -1.5));
      List<Answer.Token> scored = endpoint.score("a b").tokens();
      assertThat(scored.get(0).logProbability()).isNaN();
      assertThat(scored.get(1).logProbability()).isEqualTo(-2);
      assertThat(scored.get(1).alternatives().keySet()).containsExactly(" b", " c");
      assertThat(server.requests.get(1)).contains("\"echo\":true").contains("\"max_tokens\":0");
    }
  }

  @Test
  void handsOverPartsAsTheyCome() throws IOException {
    String parts =
        ": hello\n\n"
            + "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n"
            + "data: {\"choices\":[{\"delta\":{\"content\":\"Grü\"}}]}\n\n"
            + "data:"
            + " {\"choices\":[{\"delta\":{\"content\":\"ße\"},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n"
            + "data: [DONE]\n\n";
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) -> {
                  x.sendResponseHeaders(200, 0);
                  for (byte one : parts.getBytes(StandardCharsets.UTF_8)) {
                    x.getResponseBody().write(one);
                  }
                });
        Endpoint endpoint = open(server.base(), Map.of())) {
      List<String> heard = new ArrayList<>();
      Answer answer = endpoint.chat(HELLO, Sampling.greedy(5), heard::add);
      assertThat(heard).containsExactly("Grü", "ße");
      assertThat(answer.text()).isEqualTo("Grüße");
      assertThat(answer.answerTokens()).isEqualTo(2);
      assertThat(server.requests.get(0)).contains("\"stream\":true");
    }
  }

  @Test
  void saysWhenAStreamBreaksOff() throws IOException {
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) ->
                    LoopbackServer.answer(
                        x, 200, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"));
        Endpoint endpoint = open(server.base(), Map.of())) {
      refuses(
          () -> endpoint.chat(HELLO, Sampling.greedy(5), part -> {}),
          Kind.BROKEN_ANSWER,
          "broke off");
    }
  }

  @Test
  void waitsAsLongAsABusyServerAsks() throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) -> {
                  if (count.getAndIncrement() < 2) {
                    x.getResponseHeaders().set("Retry-After", "3");
                    LoopbackServer.answer(x, 429, "{\"error\":\"slow down\"}");
                  } else {
                    LoopbackServer.answer(x, 200, LoopbackServer.chat("Hi!"));
                  }
                });
        Endpoint endpoint = open(server.base(), Map.of())) {
      assertThat(endpoint.chat(HELLO, Sampling.greedy(5)).text()).isEqualTo("Hi!");
      assertThat(waits).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
    }
  }

  @Test
  void givesUpOnWaitsThatAreTooLong() throws IOException {
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) -> {
                  x.getResponseHeaders().set("Retry-After", "3600");
                  LoopbackServer.answer(x, 429, "quota");
                });
        Endpoint endpoint = open(server.base(), Map.of())) {
      refuses(
          () -> endpoint.chat(HELLO, Sampling.greedy(5)),
          Kind.BUSY,
          "answered 429: quota; ask for less at a time (concurrency), or later; it asks to wait"
              + " 3600 s, longer than the longest wait of 10 s");
      assertThat(waits).isEmpty();
    }
  }

  @Test
  void triesAgainWithLongerWaitsWhereAServerFails() throws IOException {
    try (LoopbackServer server =
            new LoopbackServer((p, b, x) -> LoopbackServer.answer(x, 503, "loading"));
        Endpoint endpoint = open(server.base(), Map.of())) {
      refuses(
          () -> endpoint.chat(HELLO, Sampling.greedy(5)),
          Kind.SERVER,
          "answered 503: loading (tried 4 times)");
      assertThat(server.requests).hasSize(4);
      for (int k = 0; k < 3; k++) {
        assertThat(waits.get(k))
            .isBetween(Duration.ofMillis(50L << k), Duration.ofMillis(100L << k));
      }
    }
  }

  @Test
  void saysThatItIsDown() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Endpoint endpoint = open("http://127.0.0.1:" + port + "/v1", Map.of())) {
      refuses(
          endpoint::probe, Kind.DOWN, "/v1: no connection; is the server running, and the address");
    }
  }

  @Test
  void saysThatItIsSlow() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (LoopbackServer server =
        new LoopbackServer(
            (p, b, x) -> {
              if (b.contains("stream")) { // the headers come, the text does not
                x.sendResponseHeaders(200, 0);
                x.getResponseBody().flush();
              }
              await(end);
            })) {
      EndpointSettings settings =
          new EndpointSettings(
              URI.create(server.base()),
              "tiny",
              "K",
              Duration.ofMillis(200),
              0,
              Duration.ofMillis(1),
              Duration.ofMillis(1),
              1);
      try (Endpoint endpoint = Endpoint.open(settings, Map.of(), null, waits::add)) {
        refuses(
            () -> endpoint.chat(HELLO, Sampling.greedy(1)), Kind.SLOW, "no answer within 0.2 s");
        refuses(
            () -> endpoint.chat(HELLO, Sampling.greedy(1), part -> {}),
            Kind.SLOW,
            "no answer within 0.2 s; raise the timeout, or ask for fewer tokens");
      } finally {
        end.countDown();
      }
    }
  }

  @Test
  void saysWhatIsWrongWithTheKey() throws IOException {
    try (LoopbackServer server =
        new LoopbackServer((p, b, x) -> LoopbackServer.answer(x, 401, "bad key sk-secret"))) {
      try (Endpoint endpoint = open(server.base(), Map.of())) {
        refuses(
            endpoint::probe,
            Kind.UNAUTHORISED,
            "put the key into the environment variable OPENAI_API_KEY");
      }
      try (Endpoint endpoint = open(server.base(), Map.of("OPENAI_API_KEY", "sk-secret"))) {
        EndpointException e =
            refuses(
                endpoint::probe,
                Kind.UNAUTHORISED,
                "answered 401: bad key ***; the key in OPENAI_API_KEY is not accepted");
        assertThat(e.getMessage()).doesNotContain("sk-secret");
      }
      assertThat(server.requests).hasSize(2);
    }
    assertThatThrownBy(() -> open("http://example.invalid/v1", Map.of("OPENAI_API_KEY", "sk-x")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(
            "is not encrypted and not on this machine: the key in OPENAI_API_KEY");
  }

  @Test
  void saysWhenAnAnswerIsNoJson() throws IOException {
    try (LoopbackServer server =
            new LoopbackServer((p, b, x) -> LoopbackServer.answer(x, 200, "<html>hello</html>"));
        Endpoint endpoint = open(server.base(), Map.of())) {
      refuses(
          () -> endpoint.chat(HELLO, Sampling.greedy(1)),
          Kind.BROKEN_ANSWER,
          "answered with something else than the OpenAI API's JSON: <html>hello</html>; is the");
    }
  }

  @Test
  void findsOutWhatAServerCanDo() throws IOException {
    try (LoopbackServer server = new LoopbackServer(EndpointTest::chatOnly);
        Endpoint endpoint = open(server.base(), Map.of())) {
      assertThat(endpoint.probe())
          .isEqualTo(
              new Capabilities(List.of("tiny", "huge"), true, false, true, false, false, false));
    }
    try (LoopbackServer server = new LoopbackServer(EndpointTest::chatOnly);
        Endpoint endpoint =
            Endpoint.open(
                EndpointSettings.of(server.base(), "tinny"), Map.of(), null, waits::add)) {
      assertThatThrownBy(endpoint::probe)
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("no model \"tinny\"; did you mean 'tiny'?");
    }
    try (LoopbackServer server =
            new LoopbackServer((p, b, x) -> LoopbackServer.answer(x, 404, "not here"));
        Endpoint endpoint = open(server.base(), Map.of())) {
      refuses(endpoint::probe, Kind.REFUSED, "neither chat/completions nor completions is served");
    }
  }

  @Test
  void letsOnlySoManyOutAtOnce() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  Thread.yield();
                  now.decrementAndGet();
                  LoopbackServer.answer(x, 200, LoopbackServer.chat("Hi!"));
                });
        Endpoint endpoint = open(server.base(), Map.of())) {
      IntStream.range(0, 40).parallel().forEach(i -> endpoint.chat(HELLO, Sampling.greedy(1)));
      assertThat(server.requests).hasSize(40);
      assertThat(most.get()).isBetween(1, 2);
    }
  }

  @Test
  void playsBackWhatItRecorded() throws IOException {
    Path cassette = folder.resolve("tape.jsonl");
    AtomicInteger count = new AtomicInteger();
    EndpointSettings settings;
    Capabilities probed;
    try (LoopbackServer server =
        new LoopbackServer(
            (p, b, x) -> {
              if (p.startsWith("chat") && !b.contains("stream")) {
                LoopbackServer.answer(
                    x, 200, LoopbackServer.chat("sk-secret " + count.getAndIncrement()));
              } else {
                chatOnly(p, b, x);
              }
            })) {
      settings = settings(server.base());
      Map<String, String> keys = Map.of("OPENAI_API_KEY", "sk-secret");
      try (Endpoint endpoint = Endpoint.open(settings, keys, cassette, waits::add)) {
        probed = endpoint.probe();
        count.set(0);
        endpoint.chat(HELLO, Sampling.greedy(5));
        endpoint.chat(HELLO, Sampling.greedy(5));
        endpoint.chat(HELLO, Sampling.greedy(6), part -> {});
      }
    }
    assertThat(Files.readString(cassette)).doesNotContain("sk-secret").contains("*** 1");
    Files.writeString(cassette, Files.readString(cassette)); // nothing but whole lines
    try (Endpoint endpoint = Endpoint.playing(settings, cassette)) {
      assertThat(endpoint.probe()).isEqualTo(probed);
      assertThat(endpoint.chat(HELLO, Sampling.greedy(5)).text()).isEqualTo("*** 0");
      assertThat(endpoint.chat(HELLO, Sampling.greedy(5)).text()).isEqualTo("*** 1");
      assertThat(endpoint.chat(HELLO, Sampling.greedy(5)).text()).isEqualTo("*** 1");
      List<String> heard = new ArrayList<>();
      assertThat(endpoint.chat(HELLO, Sampling.greedy(6), heard::add).text()).isEqualTo("Yes");
      assertThat(heard).containsExactly("Yes");
      refuses(
          () -> endpoint.chat(HELLO, Sampling.greedy(7)),
          Kind.NOT_RECORDED,
          "tape.jsonl: the recording does not have this request to chat/completions");
    }
    Files.writeString(cassette, "{\"path\":");
    assertThatThrownBy(() -> Endpoint.playing(settings, cassette))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("tape.jsonl:1: no recorded exchange");
  }

  @Test
  void goesOnAfterHalfALineOfAKilledRun() throws IOException {
    Path cassette = folder.resolve("tape.jsonl");
    Files.writeString(cassette, "{\"path\":\"models\",\"request\":null,\"answer\":\"{}\"}\n{\"pa");
    try (LoopbackServer server =
            new LoopbackServer(
                (p, b, x) -> LoopbackServer.answer(x, 200, LoopbackServer.chat("Hi")));
        Endpoint endpoint =
            Endpoint.open(settings(server.base()), Map.of(), cassette, waits::add)) {
      endpoint.chat(HELLO, Sampling.greedy(5));
    }
    assertThat(Files.readAllLines(cassette)).hasSize(2).allMatch(line -> line.endsWith("}"));
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> EndpointSettings.of("localhost:8080", "m"))
        .hasMessageContaining("expected an address such as http://127.0.0.1:8080/v1");
    assertThatThrownBy(() -> EndpointSettings.of("https://user:pw@host/v1", "m"))
        .hasMessageContaining("put a key into the environment variable");
    assertThatThrownBy(() -> EndpointSettings.of("https://host/v1", " "))
        .hasMessageContaining("model is empty");
    assertThatThrownBy(() -> new Sampling(-1, null, null, null, List.of(), null))
        .hasMessageContaining("max-tokens must be at least 0");
    assertThatThrownBy(() -> new Sampling(1, null, 1.5, null, List.of(), null))
        .hasMessageContaining("top-p must be above 0 and at most 1");
  }

  private static void chatOnly(String path, String body, com.sun.net.httpserver.HttpExchange x)
      throws IOException {
    if (path.equals("models")) {
      LoopbackServer.answer(x, 200, "{\"data\":[{\"id\":\"tiny\"},{\"id\":\"huge\"}]}");
    } else if (!path.startsWith("chat")) {
      LoopbackServer.answer(x, 404, "no such path");
    } else if (body.contains("stream")) {
      LoopbackServer.answer(
          x,
          200,
          "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"}]}\n\n"
              + "data: [DONE]\n\n");
    } else if (body.contains("logprobs")) {
      LoopbackServer.answer(x, 400, "logprobs is not supported");
    } else {
      LoopbackServer.answer(x, 200, LoopbackServer.chat("Yes"));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static EndpointException refuses(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Kind kind, String message) {
    EndpointException e = catchThrowableOfType(EndpointException.class, call);
    assertThat(e).isNotNull().hasMessageContaining(message);
    assertThat(e.kind()).isEqualTo(kind);
    return e;
  }

  private Endpoint open(String base, Map<String, String> environment) {
    return Endpoint.open(settings(base), environment, null, waits::add);
  }

  private static EndpointSettings settings(String base) {
    return new EndpointSettings(
        URI.create(base),
        "tiny",
        EndpointSettings.KEY_VARIABLE,
        Duration.ofSeconds(20),
        3,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        2);
  }
}
