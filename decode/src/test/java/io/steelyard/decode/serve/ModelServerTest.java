package io.steelyard.decode.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.decode.ChainSettings;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Preset;
import io.steelyard.decode.toy.TableModel;
import io.steelyard.decode.toy.Toy;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> log = new ArrayList<>();
  private ModelServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private void serve(OpenedModel model) {
    int context = model.model().shape().context();
    serve(model, new ServerSettings("toy", 0, 3, context, null, 1000, 4));
  }

  private void serve(OpenedModel model, ServerSettings settings) {
    server =
        ModelServer.start(
            model,
            settings,
            line -> {
              synchronized (log) {
                log.add(line);
              }
            });
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private static HttpRequest.BodyPublisher json(String body) {
    return HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpResponse<String> response = send(to(path).POST(json(body)).build());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.MAPPER.readTree(response.body());
  }

  /** The events of a stream, each as JSON; the last line must be the end's. */
  private List<JsonNode> stream(String path, String body) throws Exception {
    HttpResponse<String> response = send(to(path).POST(json(body)).build());
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    List<String> lines = response.body().lines().filter(l -> !l.isEmpty()).toList();
    assertThat(lines.get(lines.size() - 1)).isEqualTo("data: [DONE]");
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines.subList(0, lines.size() - 1)) {
      assertThat(line).startsWith("data: ");
      events.add(Json.MAPPER.readTree(line.substring(6)));
    }
    return events;
  }

  @Test
  void tellsOfItsModel() throws Exception {
    serve(Toy.chatting(Toy.random(256)));
    JsonNode list = Json.MAPPER.readTree(send(to("/models").build()).body());
    assertThat(list.at("/data/0/id").asText()).isEqualTo("toy");
    assertThat(send(to("/models/toy").build()).statusCode()).isEqualTo(200);
    assertThat(send(to("/models/other").build()).statusCode()).isEqualTo(404);
  }

  @Test
  void textsAreTheDecodersOwn() throws Exception {
    OpenedModel model = Toy.chatting(Toy.random(256));
    serve(model);
    var request =
        new GenerationRequest(
            0,
            Prompts.encode(model, "hello"),
            ChainSettings.of(Preset.VLLM).chain(model.tokenizer(), model.ends()),
            5,
            9,
            List.of(StopRule.Tokens.of(model.ends())),
            20,
            false,
            io.steelyard.decode.Overflow.REFUSE);
    List<String> expected =
        new Decoder(model, 2, 1)
            .generate(List.of(request), TokenListener.SILENT).stream().map(g -> g.text()).toList();
    JsonNode answer =
        post(
            "/completions",
            "{'model':'toy','prompt':'hello','max_tokens':20,'n':5,'seed':9,'user':'me'}");
    List<String> texts = new ArrayList<>();
    answer.path("choices").forEach(c -> texts.add(c.path("text").asText()));
    assertThat(texts).isEqualTo(expected);
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    assertThat(answer.path("object").asText()).isEqualTo("text_completion");
  }

  @Test
  void aChatIsTheTemplatesPrompt() throws Exception {
    serve(Toy.chatting(Toy.random(256)));
    JsonNode chat =
        post(
            "/chat/completions",
            "{'model':'toy','messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]}],"
                + "'max_completion_tokens':12,'seed':3}");
    JsonNode plain =
        post(
            "/completions",
            "{'model':'toy','prompt':['<|user|>Hi<|assistant|>'],'max_tokens':12,'seed':3}");
    assertThat(chat.at("/choices/0/message/content").asText())
        .isEqualTo(plain.at("/choices/0/text").asText())
        .isNotEmpty();
    assertThat(chat.at("/choices/0/message/role").asText()).isEqualTo("assistant");
  }

  @Test
  void aStreamSaysWhatAWholeAnswerSays() throws Exception {
    serve(Toy.chatting(Toy.random(512)));
    String body =
        "{'model':'toy','messages':[{'role':'user','content':'Hi'}],'n':5,'max_tokens':50,"
            + "'seed':4,'logprobs':true,'top_logprobs':2";
    JsonNode whole = post("/chat/completions", body + "}");
    List<JsonNode> events =
        stream(
            "/chat/completions", body + ",'stream':true,'stream_options':{'include_usage':true}}");
    for (int i = 0; i < 5; i++) {
      StringBuilder text = new StringBuilder();
      List<JsonNode> tokens = new ArrayList<>();
      String finish = "";
      boolean role = false;
      for (JsonNode event : events) {
        JsonNode choice = event.path("choices").path(0);
        if (choice.isObject() && choice.path("index").asInt() == i) {
          text.append(choice.path("delta").path("content").asText(""));
          choice.at("/logprobs/content").forEach(tokens::add);
          finish += choice.path("finish_reason").asText("").replace("null", "");
          role |= choice.path("delta").has("role");
        }
      }
      JsonNode expected = whole.path("choices").path(i);
      assertThat(text.toString()).isEqualTo(expected.at("/message/content").asText());
      assertThat(finish).isEqualTo(expected.path("finish_reason").asText());
      assertThat(role).isTrue();
      List<JsonNode> all = new ArrayList<>();
      expected.at("/logprobs/content").forEach(all::add);
      assertThat(tokens).isEqualTo(all);
    }
    JsonNode last = events.get(events.size() - 1);
    assertThat(last.path("choices")).isEmpty();
    assertThat(last.path("usage")).isEqualTo(whole.path("usage"));
  }

  @Test
  void partsHoldWholeCharactersAndNoStopText() throws Exception {
    serve(Toy.open(Toy.saying("世界🙂END", 256)));
    List<JsonNode> events =
        stream(
            "/completions",
            "{'model':'toy','prompt':'x','max_tokens':99,'temperature':0,'stop':['END'],"
                + "'stream':true,'logprobs':0}");
    List<String> parts = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    for (JsonNode event : events) {
      parts.add(event.at("/choices/0/text").asText());
      event.at("/choices/0/logprobs/tokens").forEach(t -> tokens.add(t.asText()));
    }
    assertThat(parts).containsExactly("世", "界", "🙂", "");
    assertThat(tokens).hasSize(10).startsWith("bytes:\\xe4");
    assertThat(events.get(3).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void logProbabilitiesAreTheModelsOwn() throws Exception {
    TableModel table = Toy.random(256);
    serve(Toy.open(table));
    JsonNode answer =
        post(
            "/completions",
            "{'model':'toy','prompt':'hello','max_tokens':8,'logprobs':3,'temperature':0.5,"
                + "'top_k':5,'logit_bias':{'264':-100},'seed':1}");
    JsonNode scores = answer.at("/choices/0/logprobs");
    assertThat(scores.path("tokens")).hasSize(8);
    int[] prompt = Toy.tokenizer().encodeOrdinary("hello");
    int[] said = new int[8];
    try (Session session = table.open(1, 64)) {
      session.prefill(0, prompt, 0, prompt.length);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        String token = scores.path("tokens").path(i).asText();
        said[i] =
            token.startsWith("bytes:\\x")
                ? Integer.parseInt(token.substring(8), 16)
                : Toy.tokenizer().idOf(token);
        assertThat(scores.path("text_offset").path(i).asInt()).isEqualTo(text.length());
        text.append(Toy.tokenizer().decode(new int[] {said[i]}));
        assertThat(scores.path("top_logprobs").path(i)).hasSizeBetween(2, 3);
      }
      float[] expected = session.score(0, said);
      for (int i = 0; i < 8; i++) {
        assertThat(scores.path("token_logprobs").path(i).asDouble())
            .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-4));
      }
    }
  }

  @Test
  void theTokenThatEndsATextIsCountedButNotTold() throws Exception {
    TableModel table =
        new TableModel(
            Toy.VOCABULARY,
            64,
            (text, length) -> {
              float[] logits = new float[Toy.VOCABULARY];
              logits[length < 3 ? 'a' : Toy.END] = 50;
              return logits;
            });
    serve(Toy.open(table));
    JsonNode answer = post("/completions", "{'prompt':'x','temperature':0,'logprobs':0}");
    assertThat(answer.at("/choices/0/text").asText()).isEqualTo("aa");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.at("/choices/0/logprobs/tokens")).hasSize(2);
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void anEchoedPromptIsScored() throws Exception {
    TableModel table = Toy.random(256);
    serve(Toy.open(table));
    for (int top = 0; top <= 1; top++) {
      JsonNode answer =
          post(
              "/completions",
              "{'model':'toy','prompt':['hello','the ark'],'max_tokens':0,'echo':true,'logprobs':"
                  + top
                  + "}");
      assertThat(answer.at("/choices/1/text").asText()).isEqualTo("the ark");
      int[] ids = Toy.tokenizer().encodeOrdinary("the ark");
      JsonNode scores = answer.at("/choices/1/logprobs/token_logprobs");
      assertThat(scores).hasSize(ids.length);
      assertThat(scores.path(0).isNull()).isTrue();
      try (Session session = table.open(1, 64)) {
        session.prefill(0, ids, 0, 1);
        float[] expected = session.score(0, java.util.Arrays.copyOfRange(ids, 1, ids.length));
        for (int i = 1; i < ids.length; i++) {
          assertThat(scores.path(i).asDouble())
              .isCloseTo(expected[i - 1], org.assertj.core.data.Offset.offset(1e-4));
        }
      }
    }
  }

  @Test
  void refusalsNameTheField() throws Exception {
    serve(Toy.open(Toy.random(64)));
    refused("/completions", "{'model':'toy'}", 400, "prompt", "is missing");
    refused(
        "/completions", "{'model':'other','prompt':'x'}", 404, "model", "this server has 'toy'");
    refused("/completions", "{'prompt':'x','max_token':3}", 400, "max_token", "max_tokens");
    refused(
        "/completions", "{'prompt':'x','temperature':3}", 400, "temperature", "from 0.0 to 2.0");
    refused("/completions", "{'prompt':'x','top_p':0}", 400, null, "top-p must be above 0");
    refused("/completions", "{'prompt':'x','n':1.5}", 400, "n", "whole number");
    refused("/completions", "{'prompt':'x','n':200}", 400, "n", "128");
    refused("/completions", "{'prompt':'x','stop':['']}", 400, "stop", "none of them empty");
    refused("/completions", "{'prompt':[999]}", 400, "prompt", "token ids are 0 to 264");
    refused("/completions", "{'prompt':''}", 400, "prompt", "empty prompt");
    refused("/completions", "{'prompt':'x','max_tokens':0}", 400, "max_tokens", "from 1");
    refused("/completions", "{'prompt':'x','suffix':'y'}", 400, "suffix", "empty");
    refused("/completions", "{'prompt':'x','logit_bias':{'a':1}}", 400, "logit_bias", "ids");
    refused("/completions", "{'prompt':'x','max_tokens':64}", 400, "max_tokens", "length is 64");
    refused("/completions", "{", 400, null, "not JSON");
    refused("/completions", "[]", 400, null, "JSON object");
    refused("/completions", "{'prompt':'" + "x".repeat(2000) + "'}", 413, null, "1000 bytes");
    String hi = "{'messages':[{'role':'user','content':'Hi'}]}";
    refused("/chat/completions", hi, 400, null, "no chat template");
    refused("/none", "{}", 404, null, "nothing at /v1/none");
    assertThat(send(to("/completions").build()).statusCode()).isEqualTo(405);
  }

  @Test
  void refusalsOfMessagesNameTheField() throws Exception {
    serve(Toy.chatting(Toy.random(64)));
    String path = "/chat/completions";
    refused(path, "{'messages':[]}", 400, "messages", "at least one");
    refused(path, "{'messages':[{'role':'king','content':'x'}]}", 400, "messages", "role");
    refused(path, "{'messages':[{'role':'user'}]}", 400, "messages", "content");
    refused(
        path,
        "{'messages':[{'role':'user','content':[{'type':'image_url'}]}]}",
        400,
        "messages",
        "only text");
    String hi = "'messages':[{'role':'user','content':'x'}]";
    refused(path, "{" + hi + ",'tools':[{}]}", 400, "tools", "not supported");
    refused(path, "{" + hi + ",'top_logprobs':2}", 400, "top_logprobs", "'logprobs': true");
    refused(
        path,
        "{" + hi + ",'response_format':{'type':'json_object'}}",
        400,
        "response_format",
        "text");
  }

  private void refused(String path, String body, int status, String field, String message)
      throws Exception {
    HttpResponse<String> response = send(to(path).POST(json(body)).build());
    assertThat(response.statusCode()).as(body + " -> " + response.body()).isEqualTo(status);
    JsonNode error = Json.MAPPER.readTree(response.body()).path("error");
    assertThat(error.path("message").asText()).contains(message);
    assertThat(error.path("param").textValue()).isEqualTo(field);
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void aKeyIsAskedForWhereOneIsSet() throws Exception {
    serve(Toy.open(Toy.random(64)), new ServerSettings("toy", 0, 1, 64, "secret", 1000, 4));
    assertThat(send(to("/models").build()).statusCode()).isEqualTo(401);
    assertThat(send(to("/models").header("Authorization", "Bearer x").build()).body())
        .contains("invalid_api_key")
        .doesNotContain("secret");
    assertThat(send(to("/models").header("Authorization", "Bearer secret").build()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void pagesFromElsewhereAreRefused() throws Exception {
    serve(Toy.open(Toy.random(64)));
    assertThat(send(to("/models").header("Origin", "https://example.org").build()).statusCode())
        .isEqualTo(403);
    assertThat(send(to("/models").header("Origin", "http://localhost:3000").build()).statusCode())
        .isEqualTo(200);
    URI address = URI.create(server.address());
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/models HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void aClientThatLeavesStopsItsText() throws Exception {
    int context = 2_000_000;
    TableModel table = Toy.saying("ab", context);
    serve(Toy.open(table), new ServerSettings("toy", 0, 1, context, null, 1000, 4));
    for (boolean stream : new boolean[] {true, false}) {
      String body = "{'prompt':'x','max_tokens':1900000,'temperature':0,'stream':" + stream + "}";
      HttpResponse<InputStream> response =
          client.send(
              to("/completions").POST(json(body)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        assertThat(in.read()).isPositive();
      }
      // The one row is free again only if that text has ended.
      assertThat(
              post("/completions", "{'prompt':'x','max_tokens':2,'temperature':0}")
                  .at("/choices/0/text")
                  .asText())
          .isEqualTo("ab");
    }
    assertThat(table.steps()).isLessThan(2_000_000);
    synchronized (log) {
      assertThat(log).anyMatch(line -> line.contains("the client left"));
    }
  }

  @Test
  void aShortRequestJoinsALongOne() throws Exception {
    int context = 2_000_000;
    serve(
        Toy.open(Toy.saying("ab", context)),
        new ServerSettings("toy", 0, 2, context, null, 1000, 4));
    HttpResponse<InputStream> longOne =
        client.send(
            to("/completions")
                .POST(json("{'prompt':'x','max_tokens':1900000,'temperature':0,'stream':true}"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = longOne.body()) {
      assertThat(in.read()).isPositive();
      JsonNode answer = post("/completions", "{'prompt':'x','max_tokens':3,'temperature':0,'n':2}");
      assertThat(answer.at("/choices/1/text").asText()).isEqualTo("aba");
      synchronized (log) {
        assertThat(log).noneMatch(line -> line.contains("left") || line.contains("+1900000"));
      }
    }
  }

  @Test
  void aFailureInTheMiddleBreaksOffOrIsSaidInTheStream() throws Exception {
    TableModel table =
        new TableModel(
            Toy.VOCABULARY,
            128,
            (text, length) -> {
              float[] logits = new float[Toy.VOCABULARY];
              logits['a'] = length == 40 ? Float.NaN : 50;
              return logits;
            });
    serve(Toy.open(table));
    String body = "{'prompt':'x','max_tokens':60,'temperature':0,'stream':";
    HttpRequest whole = to("/completions").POST(json(body + "false}")).build();
    assertThatThrownBy(() -> send(whole)).isInstanceOf(IOException.class);
    String stream = send(to("/completions").POST(json(body + "true}")).build()).body();
    assertThat(stream).contains("the model failed").doesNotContain("[DONE]");
  }

  /** A model that waits at its first token until it is let go. */
  private static TableModel waiting(CountDownLatch began, CountDownLatch go) {
    return new TableModel(
        Toy.VOCABULARY,
        64,
        (text, length) -> {
          began.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          float[] logits = new float[Toy.VOCABULARY];
          logits['a'] = 50;
          return logits;
        });
  }

  @Test
  void tooManyThatWaitAreRefused() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    serve(Toy.open(waiting(began, go)), new ServerSettings("toy", 0, 1, 64, null, 1000, 2));
    HttpRequest one =
        to("/completions").POST(json("{'prompt':'x','max_tokens':3,'temperature':0}")).build();
    var handler = HttpResponse.BodyHandlers.ofString();
    List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
    first.add(client.sendAsync(one, handler));
    began.await();
    HttpRequest two =
        to("/completions")
            .POST(json("{'prompt':['x','y'],'max_tokens':3,'temperature':0}"))
            .build();
    // Either of these two fills the queue; the other is refused at once.
    var a = client.sendAsync(two, handler);
    var b = client.sendAsync(two, handler);
    HttpResponse<String> refused = a.applyToEither(b, response -> response).get();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    go.countDown();
    assertThat(a.get().statusCode() + b.get().statusCode()).isEqualTo(429 + 200);
    assertThat(first.get(0).get().body()).contains("\"text\":\"aaa\"");
  }

  @Test
  void aFailureOfTheModelIsSaidAndTheNextRequestIsServed() throws Exception {
    TableModel table =
        new TableModel(
            Toy.VOCABULARY,
            64,
            (text, length) -> {
              float[] logits = new float[Toy.VOCABULARY];
              logits['a'] = text[0] == 'n' ? Float.NaN : 50;
              return logits;
            });
    serve(Toy.open(table));
    HttpResponse<String> failed = send(to("/completions").POST(json("{'prompt':'n'}")).build());
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("server_error");
    assertThat(post("/completions", "{'prompt':'x','max_tokens':2}").at("/choices/0/text").asText())
        .isEqualTo("aa");
  }

  @Test
  void theEndComesAtTheNextToken() throws Exception {
    int context = 2_000_000;
    serve(
        Toy.open(Toy.saying("ab", context)),
        new ServerSettings("toy", 0, 1, context, null, 1000, 4));
    HttpResponse<InputStream> response =
        client.send(
            to("/completions")
                .POST(json("{'prompt':'x','max_tokens':1900000,'stream':true}"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.body().read()).isPositive();
    CompletableFuture<String> rest =
        CompletableFuture.supplyAsync(
            () -> {
              try (InputStream in = response.body()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                return "broken off";
              }
            });
    assertThat(server.end()).isTrue();
    assertThat(rest.get())
        .satisfiesAnyOf(
            text -> assertThat(text).contains("the server is ending"),
            text -> assertThat(text).isEqualTo("broken off"));
  }
}
