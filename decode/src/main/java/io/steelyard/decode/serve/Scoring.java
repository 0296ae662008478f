package io.steelyard.decode.serve;

import io.steelyard.model.LanguageModel;
import io.steelyard.model.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Log-probabilities of a prompt's own tokens ({@code echo}). Where alternatives are asked for the
 * prompt is read token by token, else in one piece.
 */
final class Scoring implements Work {
  private final int[] ids;
  private final boolean started;
  private final int prompt;
  private final int alternatives;
  private final Consumer<Event> events;
  private volatile boolean cancelled;

  Scoring(Ask ask, int prompt, Consumer<Event> events) {
    this.ids = ask.prompts().get(prompt).ids();
    this.started = ask.prompts().get(prompt).started();
    this.prompt = prompt;
    this.alternatives = ask.alternatives();
    this.events = events;
  }

  /** On the model's thread. */
  void run(LanguageModel model) {
    List<Scored> tokens = new ArrayList<>();
    if (!started) {
      tokens.add(Scored.alone(ids[0], Double.NaN));
    }
    try (Session session = model.open(1, ids.length)) {
      session.prefill(0, ids, 0, 1);
      if (alternatives == 0 && ids.length > 1) {
        float[] scores = session.score(0, java.util.Arrays.copyOfRange(ids, 1, ids.length));
        for (int i = 1; i < ids.length; i++) {
          tokens.add(Scored.alone(ids[i], scores[i - 1]));
        }
      }
      for (int i = 1; alternatives > 0 && i < ids.length && !cancelled; i++) {
        float[] logits = session.logits(0);
        tokens.add(Scored.of(ids[i], logits, Scored.logSumExp(logits), alternatives));
        if (i + 1 < ids.length) {
          session.prefill(0, ids, i, i + 1);
        }
      }
    }
    events.accept(new Event.PromptScores(prompt, tokens));
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void failed(ApiError why) {
    events.accept(new Event.Failure(why));
  }
}
