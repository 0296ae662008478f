package io.steelyard.decode.serve;

import io.steelyard.decode.FinishReason;
import io.steelyard.decode.Generation;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One text of an answer while it grows, and which tokens belong to what was shown of it: a token is
 * told of once its text is out, never where a stop text or the model's end token took it away.
 */
final class ChoiceText {
  private final Tokenizer tokenizer;
  private final StringBuilder text = new StringBuilder();
  private final List<Scored> told = new ArrayList<>();
  private final Deque<Scored> pending = new ArrayDeque<>();
  private long shown;
  private long start;
  private int toldLength;
  private Generation ended;

  ChoiceText(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** One more token; which tokens are now out. */
  List<Scored> add(Event.Part part) {
    text.append(part.text());
    shown += part.text().getBytes(StandardCharsets.UTF_8).length;
    pending.add(part.token());
    List<Scored> out = new ArrayList<>();
    while (!pending.isEmpty() && start + length(pending.peek()) <= shown) {
      if (pending.size() == 1 && tokenizer.isSpecial(pending.peek().token())) {
        break; // it may be what ends the text
      }
      out.add(release());
    }
    told.addAll(out);
    return out;
  }

  /** The text has ended; which tokens are still to be told of. */
  List<Scored> end(Generation text) {
    ended = text;
    if (text.reason() == FinishReason.END_TOKEN) {
      pending.pollLast();
    }
    List<Scored> out = new ArrayList<>();
    while (!pending.isEmpty() && (text.reason() != FinishReason.STOP_STRING || start < shown)) {
      out.add(release());
    }
    told.addAll(out);
    return out;
  }

  private Scored release() {
    Scored token = pending.remove();
    start += length(token);
    toldLength += tokenizer.decode(new int[] {token.token()}, true).length();
    return token;
  }

  private int length(Scored token) {
    return tokenizer.isSpecial(token.token()) ? 0 : tokenizer.token(token.token()).length;
  }

  String text() {
    return text.toString();
  }

  List<Scored> told() {
    return told;
  }

  /** Characters of the tokens that were told of. */
  int toldLength() {
    return toldLength;
  }

  boolean hasEnded() {
    return ended != null;
  }

  /** Generated tokens, the one that ended the text included. */
  int tokens() {
    return ended.ids().length;
  }

  /** As OpenAI says it. */
  String finish() {
    return ended.reason() == FinishReason.MAX_NEW_TOKENS ? "length" : "stop";
  }
}
