package io.steelyard.decode;

import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.ChainState;
import io.steelyard.decode.chain.SequenceContext;

/** One row of a batch: its buffers stay when one text ends and the next begins. */
final class DecodingRow {
  final int number;
  final SequenceContext context = new SequenceContext();
  private final CandidateSet candidates;
  GenerationRequest request;
  int sample;
  int slides;
  int chosen;
  GeneratedText text;
  Trace.Builder trace;
  private ChainState chain;
  private StopRule.Watch[] watches;

  DecodingRow(int number, int vocabulary) {
    this.number = number;
    candidates = new CandidateSet(vocabulary);
  }

  void start(GenerationRequest next, int sampleNumber, TokenText spelling) {
    request = next;
    sample = sampleNumber;
    slides = 0;
    context.start(number, next.prompt(), next.seed(), next.id(), sampleNumber);
    context.ensure(next.prompt().length + next.maxNewTokens() + 1);
    chain = next.chain().open(context);
    text = new GeneratedText(spelling, next.prompt().length);
    trace = new Trace.Builder(next.traced());
    watches = next.stops().stream().map(StopRule::open).toArray(StopRule.Watch[]::new);
  }

  /** Chooses the next token; touches nothing but this row. */
  void choose(float[] logits) {
    candidates.load(logits, number, context.length());
    context.observe(logits, candidates.logSumExp());
    trace.before(candidates);
    chosen = candidates.id(chain.choose(context, candidates));
    trace.after(context, candidates, chosen, chain.mu());
  }

  /** Takes the chosen token in, shows what may be shown; the text if it has ended, else null. */
  Generation accept(TokenListener listener) {
    double logProbability = context.rawLogProbability(chosen);
    context.append(chosen);
    chain.accept(context);
    text.add(chosen);
    int held = 0;
    for (int i = 0; i < watches.length; i++) {
      int end = watches[i].end(text);
      if (end >= 0) {
        text.cut(end);
        StopRule rule = request.stops().get(i);
        return finished(listener, logProbability, rule.reason(), rule.toString());
      }
      held = Math.max(held, watches[i].held(text));
    }
    if (text.tokens() >= request.maxNewTokens()) {
      return finished(
          listener,
          logProbability,
          FinishReason.MAX_NEW_TOKENS,
          "MaxNewTokens[most=" + request.maxNewTokens() + "]");
    }
    listener.token(request.id(), sample, chosen, text.show(held), logProbability);
    return null;
  }

  private Generation finished(
      TokenListener listener, double logProbability, FinishReason reason, String rule) {
    listener.token(request.id(), sample, chosen, text.showRest(), logProbability);
    Generation generation =
        new Generation(
            request.id(), sample, text.ids(), text.toString(), reason, rule, slides, trace.build());
    listener.finished(generation);
    return generation;
  }
}
