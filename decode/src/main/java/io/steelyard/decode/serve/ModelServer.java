package io.steelyard.decode.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.OpenedModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A local model behind OpenAI's API, on this machine alone: {@code GET /v1/models}, {@code POST
 * /v1/completions} and {@code /v1/chat/completions}.
 *
 * <pre>{@code
 * try (ModelServer server = ModelServer.start(model, ServerSettings.of("my", 0, 4, 2048, null), log)) {
 *   new URL(server.address() + "/models");        // http://127.0.0.1:40123/v1/models
 * }
 * }</pre>
 *
 * <p>A page elsewhere that a browser shows cannot use it: requests that name another host, or come
 * from another origin, are refused.
 */
final class ModelServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 256;
  private static final String LOCAL = "(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?";

  static {
    // Small parts are sent at once; who starts a request must finish it.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "60");
  }

  private final ServerSettings settings;
  private final HttpServer http;
  private final ModelThread thread;
  private final Completions completions;
  private final Consumer<String> log;
  private final ThreadPoolExecutor workers;
  private final long created = Instant.now().getEpochSecond();
  private final AtomicBoolean closed = new AtomicBoolean();

  private ModelServer(
      OpenedModel model, ServerSettings settings, HttpServer http, Consumer<String> log) {
    this.settings = settings;
    this.http = http;
    this.log = log;
    SecureRandom random = new SecureRandom();
    this.thread =
        new ModelThread(model, settings.rows(), settings.context(), settings.mostWaiting(), log);
    this.completions =
        new Completions(
            model,
            settings.name(),
            new AskReader(model, settings.name(), settings.context(), () -> seed(random)),
            thread);
    this.workers =
        new ThreadPoolExecutor(
            0,
            MOST_CONNECTIONS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread worker = new Thread(task, "request");
              worker.setDaemon(true);
              return worker;
            });
    http.setExecutor(workers);
    http.createContext("/", this::handle);
    http.start();
  }

  /**
   * Starts to serve.
   *
   * @param log takes one line per request; neither prompts nor answers are in it
   * @throws RequestException where the port is taken
   */
  static ModelServer start(OpenedModel model, ServerSettings settings, Consumer<String> log) {
    int most = model.model().shape().context();
    if (settings.context() < 1 || settings.context() > most) {
      throw new RequestException(
          "--context must be 1 to " + most + ", the model's own, was " + settings.context());
    }
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      HttpServer http = HttpServer.create(new InetSocketAddress(loopback, settings.port()), 0);
      return new ModelServer(model, settings, http, log);
    } catch (IOException e) {
      throw new RequestException(
          "port "
              + settings.port()
              + " cannot be used ("
              + e.getMessage()
              + "). Choose another with --port, or 0 for any free one",
          e);
    }
  }

  /** What clients call the base address. */
  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1";
  }

  private void handle(HttpExchange exchange) throws IOException {
    long start = System.nanoTime();
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Reply reply = new Reply(exchange);
    String came;
    try {
      came = route(exchange, reply);
    } catch (ApiError e) {
      came = e.status() + " " + e.getMessage();
      reply.error(e);
    } catch (IOException e) {
      came = "the client left";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      came = "503 the server is ending";
      reply.error(ApiError.failed(503, "the server is ending"));
    } catch (RuntimeException | Error e) {
      came = "500 a defect: " + e;
      reply.error(ApiError.failed(500, "a defect in Steelyard: " + e));
    }
    if (!reply.brokenOff()) {
      exchange.close();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    log.accept(
        String.format(Locale.ROOT, "%s  %s  %.2f s", harmless(request), harmless(came), seconds));
    if (reply.brokenOff()) {
      throw new IOException(came); // closes the connection before the answer's end
    }
  }

  private static String harmless(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x80-\\x9f]", "?");
  }

  private String route(HttpExchange exchange, Reply reply)
      throws IOException, InterruptedException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (host == null
        || !host.matches(LOCAL)
        || origin != null && !origin.matches("https?://" + LOCAL)) {
      throw ApiError.coded(
          403, "not_local", null, "only this machine's own programs are served, at " + address());
    }
    authorise(exchange);
    String path = exchange.getRequestURI().getPath();
    String model = "/v1/models/" + settings.name();
    switch (path) {
      case "/v1/chat/completions", "/v1/completions" -> {
        method(exchange, "POST");
        Completions.Outcome outcome =
            completions.answer(body(exchange), path.startsWith("/v1/chat"), reply);
        return "200 " + outcome.promptTokens() + "+" + outcome.tokens() + " tokens";
      }
      case "/v1/models" -> {
        method(exchange, "GET");
        ObjectNode list = Json.MAPPER.createObjectNode();
        list.put("object", "list");
        list.putArray("data").add(model());
        reply.whole(200, list);
        return "200";
      }
      default -> {
        if (path.equals(model)) {
          method(exchange, "GET");
          reply.whole(200, model());
          return "200";
        }
        throw ApiError.coded(
            404,
            path.startsWith("/v1/models/") ? "model_not_found" : "unknown_url",
            null,
            "nothing at "
                + path
                + "; served are /v1/models, /v1/completions and /v1/chat/completions, and the model"
                + " "
                + settings.name());
      }
    }
  }

  private ObjectNode model() {
    ObjectNode model = Json.MAPPER.createObjectNode();
    model.put("id", settings.name());
    model.put("object", "model");
    model.put("created", created);
    model.put("owned_by", "steelyard");
    return model;
  }

  private void authorise(HttpExchange exchange) {
    if (!settings.locked()) {
      return;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] expected = ("Bearer " + settings.key()).getBytes(StandardCharsets.UTF_8);
    if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      throw ApiError.coded(
          401,
          "invalid_api_key",
          null,
          given == null
              ? "this server needs a key: send it as 'Authorization: Bearer ...'"
              : "the key is not the one that this server was started with");
    }
  }

  private static void method(HttpExchange exchange, String method) {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw ApiError.coded(
          405, "method_not_allowed", null, exchange.getRequestURI().getPath() + " takes " + method);
    }
  }

  private JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(settings.mostBody() + 1);
    if (bytes.length > settings.mostBody()) {
      throw ApiError.coded(
          413,
          "body_too_large",
          null,
          "a request of more than " + settings.mostBody() + " bytes; send less at once");
    }
    try {
      JsonNode json = Json.MAPPER.readTree(bytes);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw ApiError.wrong(null, "the body is not JSON: " + e.getOriginalMessage());
    }
    throw ApiError.wrong(null, "the body must be a JSON object");
  }

  /** The answer to one exchange. */
  private static final class Reply implements Completions.Output {
    private final HttpExchange exchange;
    private OutputStream out;
    private boolean stream;
    private boolean brokenOff;

    Reply(HttpExchange exchange) {
      this.exchange = exchange;
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
    }

    @Override
    public void begin(String contentType) throws IOException {
      stream = contentType.startsWith("text/event-stream");
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(200, 0);
      out = exchange.getResponseBody();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    @Override
    public boolean begun() {
      return out != null;
    }

    void whole(int status, ObjectNode json) throws IOException {
      byte[] body = Json.canonical(json);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }

    boolean brokenOff() {
      return brokenOff;
    }

    /** A stream says what happened; a whole answer that has begun can only break off. */
    void error(ApiError error) {
      try {
        if (!begun()) {
          if (error.status() == 429) {
            exchange.getResponseHeaders().set("Retry-After", "1");
          }
          whole(error.status(), error.json());
        } else if (stream) {
          write(("data: " + error.json() + "\n\n").getBytes(StandardCharsets.UTF_8));
        } else {
          brokenOff = true;
        }
      } catch (IOException e) {
        // the client has left: nobody to tell
      }
    }
  }

  /** Ends all texts at their next token and stops listening. */
  @Override
  public void close() {
    end();
  }

  /** The same; true where the model is then not in use any more. */
  boolean end() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    boolean free = thread.end();
    workers.shutdown();
    try {
      workers.awaitTermination(1, TimeUnit.SECONDS); // who is told that it ends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.shutdownNow();
    http.stop(0);
    return free;
  }

  /** The seed of a request that names none. */
  private static long seed(SecureRandom random) {
    byte[] bytes = new byte[Long.BYTES];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes).getLong();
  }
}
