package io.steelyard.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.steelyard.app.report.ReportPage;
import io.steelyard.app.report.RunView;
import io.steelyard.core.RequestException;
import io.steelyard.core.recipe.Runs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code steelyard serve runs/europarl}: the report in a browser, on this machine only and behind a
 * random token in the address.
 */
@Command(
    name = "serve",
    description = {
      "Shows the report of a finished run in a browser.",
      "On this machine only (loopback), behind a random token in the address. Ends with",
      "Ctrl-C.",
      ""
    },
    footer = {"", "Example:", "  steelyard serve runs/europarl"})
final class ServeCommand extends BaseCommand {
  private static final int MOST_WAITING = 16;

  @Parameters(paramLabel = "DIR", description = "Folder of the run, such as runs/europarl.")
  Path run;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port (default: any free one).")
  int port;

  ServeCommand(Context context) {
    super(context);
  }

  /** A page that is being served. */
  record Served(HttpServer server, String address) implements AutoCloseable {
    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Override
  int work() throws InterruptedException {
    try (Served served = start(run, port)) {
      if (json) {
        screen.event("serving", "address", served.address());
      } else {
        screen.out().println("report  " + screen.bold(served.address()));
        screen.out().println("Ctrl-C ends it.");
      }
      screen.out().flush();
      Thread.currentThread().join();
    }
    return Cli.DONE;
  }

  static Served start(Path run, int port) {
    if (port < 0 || port > 65535) {
      throw new RequestException("option --port: expected 0 to 65535, got " + port + ".");
    }
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    Runs.open(run);
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), MOST_WAITING);
      server.setExecutor(
          Executors.newFixedThreadPool(
              2,
              task -> {
                Thread thread = new Thread(task, "page");
                thread.setDaemon(true);
                return thread;
              }));
      server.createContext("/", exchange -> answer(exchange, run, token));
      server.start();
      int bound = server.getAddress().getPort();
      return new Served(server, "http://127.0.0.1:" + bound + "/" + token + "/");
    } catch (IOException e) {
      throw new RequestException(
          "port " + port + " cannot be used (" + e.getMessage() + "). Choose another with --port.",
          e);
    }
  }

  private static void answer(HttpExchange exchange, Path run, String token) throws IOException {
    try (exchange) {
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", ReportPage.policy() + "; frame-ancestors 'none'");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("X-Frame-Options", "DENY");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cache-Control", "no-store");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      headers.set("Content-Type", "text/plain; charset=utf-8");
      String path = exchange.getRequestURI().getPath();
      boolean reads = exchange.getRequestMethod().equals("GET");
      if (!local(exchange.getRequestHeaders().getFirst("Host")) || !is(path, "/" + token + "/")) {
        send(exchange, 404, "Not here. Use the whole address that 'steelyard serve' printed.\n");
      } else if (!reads) {
        headers.set("Allow", "GET");
        send(exchange, 405, "Only GET.\n");
      } else {
        String page;
        try {
          page =
              ReportPage.render(RunView.of(Runs.open(run)), new ReportPage.Settings("", 3, true));
        } catch (RequestException e) {
          send(exchange, 500, e.getMessage() + "\n");
          return;
        }
        headers.set("Content-Type", "text/html; charset=utf-8");
        send(exchange, 200, page);
      }
    }
  }

  /** Another name for this machine would mean that a page elsewhere sent the request. */
  private static boolean local(String host) {
    return host != null && host.matches("(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?");
  }

  private static boolean is(String path, String expected) {
    return path != null
        && MessageDigest.isEqual(
            path.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
