package io.steelyard.decode.chain;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Stages in the order in which they run, and the sampler at their end. The order is data: {@link
 * #toString} says it, and it goes into the run record.
 *
 * <p>Example: {@code new Chain(List.of(new TopK(40, false), new Temperature(.8)),
 * Sampler.MULTINOMIAL)} prints as {@code TopK[k=40, ties=false] -> Temperature[temperature=0.8] ->
 * Multinomial}.
 */
public record Chain(List<Processor> stages, Sampler sampler) {
  public static final Chain GREEDY = new Chain(List.of(), Sampler.GREEDY);

  public Chain {
    stages = List.copyOf(stages);
    if (sampler instanceof Mirostat) {
      for (Processor stage : stages) {
        if (truncates(stage)) {
          throw new IllegalArgumentException(
              "mirostat replaces the stages that truncate; take "
                  + stage
                  + " out of the chain, or use another sampler");
        }
      }
    }
  }

  /** Whether a stage drops candidates by their probability. */
  private static boolean truncates(Processor stage) {
    return stage instanceof TopK
        || stage instanceof TopP
        || stage instanceof MinP
        || stage instanceof Typical
        || stage instanceof Epsilon
        || stage instanceof Eta
        || stage instanceof TopNSigma
        || stage instanceof Xtc;
  }

  /** Starts a text whose prompt the context holds. */
  public ChainState open(SequenceContext context) {
    return new ChainState(
        stages.stream().map(stage -> stage.open(context)).toArray(Processor.State[]::new),
        sampler.open());
  }

  @Override
  public String toString() {
    return stages.stream().map(stage -> stage + " -> ").collect(Collectors.joining()) + sampler;
  }
}
