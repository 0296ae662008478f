package io.steelyard.decode.chain;

/** A chain at work on one text. After its first steps it allocates nothing. */
public final class ChainState {
  private final Processor.State[] stages;
  private final Sampler.State sampler;

  ChainState(Processor.State[] stages, Sampler.State sampler) {
    this.stages = stages;
    this.sampler = sampler;
  }

  /**
   * Runs all stages on what was loaded and chooses.
   *
   * @return number of the chosen candidate
   * @throws NoAdmissibleToken if no candidate is left
   */
  public int choose(SequenceContext context, CandidateSet candidates) {
    shape(context, candidates);
    return sampler.choose(context, candidates);
  }

  /** Runs the stages without the sampler. */
  public void shape(SequenceContext context, CandidateSet candidates) {
    candidates.requireSome();
    for (Processor.State stage : stages) {
      stage.apply(context, candidates);
    }
    candidates.requireSome();
  }

  /** The context has just got one more token. */
  public void accept(SequenceContext context) {
    for (Processor.State stage : stages) {
      stage.accept(context);
    }
  }

  /** The sampler's threshold, see {@link Sampler.State#mu}. */
  public double mu() {
    return sampler.mu();
  }

  /** A moment to come back to after the session's row was truncated. */
  public Object snapshot() {
    Object[] snapshot = new Object[stages.length + 1];
    for (int i = 0; i < stages.length; i++) {
      snapshot[i] = stages[i].snapshot();
    }
    snapshot[stages.length] = sampler.snapshot();
    return snapshot;
  }

  public void restore(Object snapshot) {
    Object[] parts = (Object[]) snapshot;
    for (int i = 0; i < stages.length; i++) {
      stages[i].restore(parts[i]);
    }
    sampler.restore(parts[stages.length]);
  }

  public ChainState fork() {
    Processor.State[] copies = new Processor.State[stages.length];
    for (int i = 0; i < stages.length; i++) {
      copies[i] = stages[i].fork();
    }
    return new ChainState(copies, sampler.fork());
  }
}
