package io.steelyard.decode.chain;

/**
 * One stage of a chain as it is configured: an immutable record, shared by all rows. Each text
 * opens its own {@link State}.
 */
public interface Processor {
  /** The state for one text, whose prompt the context holds. */
  State open(SequenceContext context);

  /** A stage at work on one text. */
  interface State {
    /** Changes logits or drops candidates; at least one must be left unless all are forbidden. */
    void apply(SequenceContext context, CandidateSet candidates);

    /** The context has just got one more token. */
    default void accept(SequenceContext context) {}

    /** What {@link #restore} needs to come back to this moment; null where nothing is kept. */
    default Object snapshot() {
      return null;
    }

    default void restore(Object snapshot) {}

    /** A state of its own for a copy of the text. */
    default State fork() {
      return this;
    }
  }

  /** A stage that remembers nothing. */
  interface Stateless extends Processor, State {
    @Override
    default State open(SequenceContext context) {
      return this;
    }
  }
}
