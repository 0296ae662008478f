package io.steelyard.decode.serve;

import io.steelyard.decode.Generation;

/** What the model's thread tells the thread that answers a request. */
sealed interface Event {
  /**
   * One more token of a text.
   *
   * @param choice number of the text in the answer
   * @param text what may be shown now; may be empty
   */
  record Part(int choice, String text, Scored token) implements Event {}

  /** A text has ended. */
  record End(int choice, Generation text) implements Event {}

  /** A prompt was scored. */
  record PromptScores(int prompt, java.util.List<Scored> tokens) implements Event {}

  /** Nothing more comes. */
  record Failure(ApiError why) implements Event {}
}
