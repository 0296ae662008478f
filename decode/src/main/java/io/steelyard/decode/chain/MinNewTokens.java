package io.steelyard.decode.chain;

import java.util.List;

/** Forbids tokens that end a text until so many tokens were generated. */
public record MinNewTokens(int least, List<Integer> ends) implements Processor {
  public MinNewTokens {
    ends = List.copyOf(ends);
    if (least < 1) {
      throw new IllegalArgumentException("min-new-tokens must be at least 1, was " + least);
    }
  }

  @Override
  public State open(SequenceContext context) {
    State suppressed =
        LogitBias.suppress(ends.stream().mapToInt(Integer::intValue).toArray()).open(context);
    return (text, candidates) -> {
      if (text.step() < least) {
        suppressed.apply(text, candidates);
      }
    };
  }
}
