package io.steelyard.model.endpoint;

import java.io.IOException;

/** Carries one request to a server and its answer back: over HTTP, or from a recording. */
interface Transport extends AutoCloseable {
  /** Takes the lines of an answer as they come. */
  @FunctionalInterface
  interface Lines {
    void line(String line) throws IOException;
  }

  /**
   * Sends a request.
   *
   * @param path below the base, such as {@code chat/completions}
   * @param body JSON, or null for a GET
   * @param lines takes the answer; called only where the server took the request (2xx)
   * @throws EndpointException for every other answer, or none
   */
  void send(String path, byte[] body, Lines lines);

  @Override
  void close();
}
