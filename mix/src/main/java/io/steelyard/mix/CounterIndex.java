package io.steelyard.mix;

import java.util.ArrayList;
import java.util.List;

/**
 * The sampler's counters every 2^16 draws, so that any place of the sequence is reached by
 * replaying at most that many: how a worker starts in the middle without the draws before.
 *
 * <p>About 100 bytes per domain and entry; a billion draws over 8 domains take 12 MB.
 */
public final class CounterIndex {
  private final SamplerSettings settings;
  private final List<Progress> entries = new ArrayList<>();

  /** An index from the beginning of a sequence; it grows as far as it is asked. */
  public CounterIndex(SamplerSettings settings) {
    this.settings = settings;
    entries.add(new Sampler(settings).progress().copy());
  }

  /**
   * A sampler whose next draw has the number {@code draw}, or one at the end of the sequence when
   * that comes before.
   */
  public Sampler at(long draw) {
    if (draw < 0) {
      throw new IllegalArgumentException("draws count from 0, was " + draw);
    }
    int entry = (int) Math.min(draw / Sampler.INDEX_INTERVAL, entries.size() - 1);
    Sampler sampler = new Sampler(settings, entries.get(entry).copy());
    while (sampler.draws() < draw) {
      long mark = (sampler.draws() / Sampler.INDEX_INTERVAL + 1) * Sampler.INDEX_INTERVAL;
      if (!sampler.skipTo(Math.min(mark, draw))) {
        return sampler;
      }
      if (sampler.draws() == (long) entries.size() * Sampler.INDEX_INTERVAL) {
        entries.add(sampler.progress().copy());
      }
    }
    return sampler;
  }

  /** How many places are held. */
  public int size() {
    return entries.size();
  }
}
