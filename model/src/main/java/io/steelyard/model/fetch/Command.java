package io.steelyard.model.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the user's that is run to its end. */
@FunctionalInterface
interface Command {
  /**
   * @param status exit status
   * @param output what it said on both streams, its end where it said much
   */
  record Result(int status, String output) {}

  /**
   * @throws IOException where the program is not there
   */
  Result run(List<String> words) throws IOException;

  /** Runs it as a process of its own. */
  static Result start(List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      byte[] all = process.getInputStream().readAllBytes();
      String text = new String(all, StandardCharsets.UTF_8).strip();
      return new Result(
          process.waitFor(), text.length() <= 2000 ? text : text.substring(text.length() - 2000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
