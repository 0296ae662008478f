package io.steelyard.decode.serve;

/**
 * How a model is served.
 *
 * @param name what clients call the model
 * @param port on this machine; 0 for any free one
 * @param rows texts side by side
 * @param context most tokens of prompt and answer
 * @param key what clients must bring as {@code Authorization: Bearer …}; null or empty for none
 * @param mostBody bytes of a request's body
 * @param mostWaiting prompts that wait while all rows are taken; more are refused with 429
 */
record ServerSettings(
    String name, int port, int rows, int context, String key, int mostBody, int mostWaiting) {
  static final int MOST_BODY = 4 << 20;
  static final int MOST_WAITING = 128;

  ServerSettings {
    if (port < 0 || port > 65535) {
      throw new io.steelyard.core.RequestException("--port must be 0 to 65535, was " + port);
    }
  }

  static ServerSettings of(String name, int port, int rows, int context, String key) {
    return new ServerSettings(name, port, rows, context, key, MOST_BODY, MOST_WAITING);
  }

  boolean locked() {
    return key != null && !key.isBlank();
  }
}
