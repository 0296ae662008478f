package io.steelyard.model.endpoint;

import io.steelyard.core.RequestException;
import io.steelyard.model.endpoint.EndpointException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Requests over HTTP. Answers are bounded in size and in the time between their parts. */
final class HttpTransport implements Transport {
  private static final int LONGEST_ANSWER = 64 << 20;
  private static final int LONGEST_COMPLAINT = 500;

  private final EndpointSettings settings;
  private final String key;
  private final HttpClient client;
  private final Watchdog watchdog = new Watchdog();

  /**
   * @param key sent with each request; null or empty for none
   * @throws RequestException where the key would travel in the clear
   */
  HttpTransport(EndpointSettings settings, String key) {
    this.settings = settings;
    this.key = key == null || key.isBlank() ? null : key.strip();
    if (this.key != null && !settings.keepsSecrets()) {
      throw new RequestException(
          settings.base()
              + " is not encrypted and not on this machine: the key in "
              + settings.keyVariable()
              + " is not sent there. Use https, or unset the variable");
    }
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public void send(String path, byte[] body, Lines lines) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.at(path))
            .timeout(settings.timeout())
            .header("Accept", "application/json, text/event-stream");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body != null) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body();
          Watchdog.Watch watch = watchdog.over(in, settings.timeout())) {
        try {
          if (response.statusCode() / 100 == 2) {
            read(in, watch, lines);
          } else {
            throw refused(response, in);
          }
        } catch (IOException e) {
          if (watch.barked()) {
            throw slow(e);
          }
          throw e;
        }
      }
    } catch (HttpTimeoutException e) {
      throw slow(e);
    } catch (ConnectException | UnresolvedAddressException e) {
      throw new EndpointException(
          Kind.DOWN,
          settings.base() + ": no connection; is the server running, and the address right?",
          e);
    } catch (IOException e) {
      throw new EndpointException(
          Kind.DOWN, settings.base() + ": the connection broke off (" + e.getMessage() + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EndpointException(Kind.DOWN, settings.base() + ": interrupted", e);
    }
  }

  private static void read(InputStream in, Watchdog.Watch watch, Lines lines) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(new Bounded(in, watch), StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.line(line);
    }
  }

  private EndpointException slow(Throwable cause) {
    return new EndpointException(
        Kind.SLOW,
        settings.base()
            + ": no answer within "
            + settings.timeout().toMillis() / 1000.0
            + " s; raise the timeout, or ask for fewer tokens",
        cause);
  }

  private EndpointException refused(HttpResponse<InputStream> response, InputStream in)
      throws IOException {
    String said = new String(in.readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8).strip();
    if (key != null) {
      said = said.replace(key, "***");
    }
    int status = response.statusCode();
    String what = settings.base() + " answered " + status + (said.isEmpty() ? "" : ": " + said);
    return switch (status) {
      case 401, 403 ->
          new EndpointException(
              Kind.UNAUTHORISED,
              status,
              null,
              what
                  + (key == null
                      ? "; put the key into the environment variable " + settings.keyVariable()
                      : "; the key in " + settings.keyVariable() + " is not accepted"),
              null);
      case 429 ->
          new EndpointException(
              Kind.BUSY,
              status,
              retryAfter(response),
              what + "; ask for less at a time (concurrency), or later",
              null);
      case 408 -> new EndpointException(Kind.SLOW, status, retryAfter(response), what, null);
      default ->
          new EndpointException(
              status >= 500 && status != 501 ? Kind.SERVER : Kind.REFUSED,
              status,
              retryAfter(response),
              what,
              null);
    };
  }

  /** Seconds, or a date; null where there is neither. */
  private static Duration retryAfter(HttpResponse<?> response) {
    Optional<String> value = response.headers().firstValue("Retry-After");
    if (value.isEmpty()) {
      return null;
    }
    try {
      return Duration.ofMillis((long) (1000 * Double.parseDouble(value.get().strip())));
    } catch (NumberFormatException notSeconds) {
      try {
        Instant then =
            ZonedDateTime.parse(value.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        return Duration.between(Instant.now(), then);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
  }

  /** No more than the longest answer, and a sign of life for each part. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private final Watchdog.Watch watch;
    private long left = LONGEST_ANSWER;

    Bounded(InputStream in, Watchdog.Watch watch) {
      this.in = in;
      this.watch = watch;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int at, int n) throws IOException {
      int some = in.read(bytes, at, n);
      watch.alive();
      left -= Math.max(0, some);
      if (left < 0) {
        throw new EndpointException(
            Kind.BROKEN_ANSWER, "an answer of more than " + LONGEST_ANSWER + " bytes", null);
      }
      return some;
    }
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
