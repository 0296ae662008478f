package io.steelyard.mix;

/** One worker's share of a sequence: the draws t with {@code t mod workers = rank}. */
final class WorkerCursor implements DrawCursor {
  private final Sampler sequence;
  private final int rank;
  private final int workers;

  WorkerCursor(Sampler sequence, int rank, int workers) {
    if (workers < 1 || rank < 0 || rank >= workers) {
      throw new IllegalArgumentException(
          "worker " + rank + " of " + workers + " does not exist; ranks go from 0 to workers - 1");
    }
    this.sequence = sequence;
    this.rank = rank;
    this.workers = workers;
  }

  @Override
  public boolean next() {
    while (sequence.next()) {
      if (sequence.index() % workers == rank) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long index() {
    return sequence.index();
  }

  @Override
  public int domain() {
    return sequence.domain();
  }

  @Override
  public long epoch() {
    return sequence.epoch();
  }

  @Override
  public long position() {
    return sequence.position();
  }

  @Override
  public long document() {
    return sequence.document();
  }
}
