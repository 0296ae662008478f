package io.steelyard.model.endpoint;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

/**
 * Which server to ask, and how patiently.
 *
 * <p>Example: {@code EndpointSettings.of("http://127.0.0.1:8080/v1", "smollm2")}.
 *
 * @param base address up to and with the version, such as {@code https://api.openai.com/v1}
 * @param model name of the model there
 * @param keyVariable environment variable that holds the key; the key itself is never written
 * @param timeout longest wait for an answer, or between two parts of a streamed one
 * @param retries how often a request is tried again where that may help
 * @param firstWait before the first repetition; doubled each time
 * @param longestWait no wait is longer, whatever the server asks for
 * @param concurrency most requests at one time
 */
public record EndpointSettings(
    URI base,
    String model,
    String keyVariable,
    Duration timeout,
    int retries,
    Duration firstWait,
    Duration longestWait,
    int concurrency) {
  /** Where OpenAI's own tools look for the key. */
  public static final String KEY_VARIABLE = "OPENAI_API_KEY";

  public EndpointSettings {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    if ((!scheme.equals("http") && !scheme.equals("https"))
        || base.getHost() == null
        || base.getQuery() != null) {
      throw new IllegalArgumentException(
          "base is " + base + "; expected an address such as http://127.0.0.1:8080/v1");
    }
    if (base.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "base holds a user name or password; put a key into the environment variable "
              + KEY_VARIABLE);
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("model is empty; name the model to ask for");
    }
    positive("timeout", timeout);
    positive("first-wait", firstWait);
    positive("longest-wait", longestWait);
    if (retries < 0 || concurrency < 1) {
      throw new IllegalArgumentException(
          "retries must be at least 0 and concurrency at least 1; they are "
              + retries
              + " and "
              + concurrency);
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than nothing, was " + value);
    }
  }

  /** A minute for an answer, five repetitions from half a second to half a minute, four at once. */
  public static EndpointSettings of(String base, String model) {
    return new EndpointSettings(
        URI.create(base),
        model,
        KEY_VARIABLE,
        Duration.ofMinutes(1),
        5,
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        4);
  }

  /** The address of a call, such as {@code chat/completions}. */
  URI at(String path) {
    String text = base.toString();
    return URI.create(text.endsWith("/") ? text + path : text + "/" + path);
  }

  /** Whether what is sent stays on this machine or is encrypted. */
  boolean keepsSecrets() {
    if (base.getScheme().equalsIgnoreCase("https")) {
      return true;
    }
    try {
      return InetAddress.getByName(base.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
