package io.steelyard.decode;

import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.ChainState;
import io.steelyard.decode.chain.SequenceContext;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.Session;
import java.util.BitSet;

/**
 * Feeds the tokens of a text back through a model with another chain: what that chain would have
 * kept, and which token it would have chosen with the same random numbers.
 *
 * @param trace of the given tokens under the new chain, all columns; minus infinity in {@code
 *     finalLogProbability} where the chain had dropped the token
 * @param choices the token that the new chain would have taken at each step
 */
public record Replay(Trace trace, int[] choices) {
  /**
   * @param request the request that made the text, with another chain
   * @param sample which of its samples
   * @param ids the generated tokens
   */
  public static Replay of(LanguageModel model, GenerationRequest request, int sample, int[] ids) {
    int[] prompt = request.prompt();
    Chain chain = request.chain();
    try (Session session = model.open(1, prompt.length + Math.max(1, ids.length))) {
      SequenceContext context = new SequenceContext();
      context.start(0, prompt, request.seed(), request.id(), sample);
      ChainState state = chain.open(context);
      CandidateSet candidates = new CandidateSet(model.shape().vocabulary());
      Trace.Builder trace = new Trace.Builder(true);
      int[] choices = new int[ids.length];
      BitSet row = new BitSet();
      row.set(0);
      session.prefill(0, prompt, 0, prompt.length);
      for (int t = 0; t < ids.length; t++) {
        float[] raw = session.logits(0);
        candidates.load(raw, 0, context.length());
        context.observe(raw, candidates.logSumExp());
        trace.before(candidates);
        choices[t] = candidates.id(state.choose(context, candidates));
        trace.after(context, candidates, ids[t], state.mu());
        context.append(ids[t]);
        state.accept(context);
        if (t + 1 < ids.length) {
          session.step(new int[] {ids[t]}, row);
        }
      }
      return new Replay(trace.build(), choices);
    }
  }
}
