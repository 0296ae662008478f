package io.steelyard.decode.serve;

import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Overflow;
import io.steelyard.decode.RequestFeed;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The texts of one prompt of a request: events go to who answers it. */
final class Generating implements Work, TokenListener {
  private final GenerationRequest request;
  private final int firstChoice;
  private final Likeliest likeliest;
  private final Consumer<Event> events;
  private int open;
  private volatile boolean cancelled;

  /**
   * @param prompt number of the prompt in the request; enters the random numbers
   * @param events called by the model's thread; must not wait
   */
  Generating(Ask ask, int prompt, Consumer<Event> events) {
    this.firstChoice = prompt * ask.n();
    this.events = events;
    this.open = ask.n();
    this.likeliest = ask.alternatives() > 0 ? new Likeliest(ask.alternatives(), ask.n()) : null;
    Chain chain = likeliest == null ? ask.chain() : AskReader.watched(ask.chain(), likeliest);
    List<StopRule> stops = new ArrayList<>(ask.stops());
    stops.add(new StopRule.When(text -> cancelled));
    this.request =
        new GenerationRequest(
            prompt,
            ask.prompts().get(prompt).ids(),
            chain,
            ask.n(),
            ask.seed(),
            stops,
            ask.maxTokens(),
            false,
            Overflow.REFUSE);
  }

  RequestFeed.Entry entry() {
    return new RequestFeed.Entry(request, this);
  }

  @Override
  public void token(long id, int sample, int token, String text, double logProbability) {
    Scored scored =
        likeliest == null
            ? Scored.alone(token, logProbability)
            : likeliest.scored(sample, token, logProbability);
    events.accept(new Event.Part(firstChoice + sample, text, scored));
  }

  @Override
  public void finished(Generation text) {
    open--;
    events.accept(new Event.End(firstChoice + text.sample(), text));
  }

  /** Whether all its texts have ended. */
  boolean done() {
    return open == 0;
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
