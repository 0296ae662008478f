package io.steelyard.bench;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.mix.DrawAccount;
import io.steelyard.mix.DrawMode;
import io.steelyard.mix.SampledDomain;
import io.steelyard.mix.Sampler;
import io.steelyard.mix.SamplerSettings;
import io.steelyard.mix.Sizes;
import io.steelyard.mix.rules.Temperature;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws of the sampler per second over eight domains: {@code SampleDraws MODE UNIT DRAWS}. Prints
 * the first run in a fresh process and the median of the next five, and what each domain got.
 */
public final class SampleDraws {
  /** Documents per domain, 10,000 to 4 million; the same list is in {@code peers/sampler.py}. */
  private static final int[] DOCUMENTS = {
    4_000_000, 1_500_000, 700_000, 300_000, 120_000, 60_000, 25_000, 10_000
  };

  private SampleDraws() {}

  public static void main(String[] args) {
    DrawMode mode = DrawMode.of(args[0]);
    Unit unit = Unit.valueOf(args[1].toUpperCase(Locale.ROOT));
    long draws = Long.parseLong(args[2]);
    SamplerSettings settings = settings(mode, unit);
    // Processor time, so that other work on the machine does not enter.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double first = 0;
    double[] warm = new double[5];
    Sampler sampler = null;
    for (int run = -1; run < warm.length; run++) {
      long start = threads.getCurrentThreadCpuTime();
      sampler = new Sampler(settings);
      long sum = 0;
      for (long t = 0; t < draws && sampler.next(); t++) {
        sum += sampler.document() ^ sampler.domain();
      }
      double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      if (sum == 42) {
        System.out.println("unlikely"); // keeps the documents alive
      }
      if (run < 0) {
        first = seconds;
      } else {
        warm[run] = seconds;
      }
    }
    Arrays.sort(warm);
    StringBuilder counts = new StringBuilder();
    for (DrawAccount.Line line : sampler.account().domains()) {
      counts.append(counts.isEmpty() ? "" : ",").append(line.draws());
    }
    System.out.printf(
        Locale.ROOT,
        "steelyard %-16s %-9s first %.3f s %6.2f M/s, warm %.3f s %6.2f M/s, counts %s%n",
        mode.word(),
        unit.word(),
        first,
        draws / first / 1e6,
        warm[2],
        draws / warm[2] / 1e6,
        counts);
  }

  private static SamplerSettings settings(DrawMode mode, Unit unit) {
    List<String> names = new ArrayList<>();
    List<SampledDomain> domains = new ArrayList<>();
    double[] sizes = new double[DOCUMENTS.length];
    for (int k = 0; k < DOCUMENTS.length; k++) {
      names.add("domain-" + k);
      sizes[k] = DOCUMENTS[k];
      Sizes tokens = null;
      if (unit != Unit.DOCUMENTS) {
        int[] lengths = new int[DOCUMENTS[k]];
        for (int i = 0; i < lengths.length; i++) {
          lengths[i] = 50 + (int) Draws.below(Draws.mix(k, i), 2000);
        }
        tokens = Sizes.of(lengths);
      }
      domains.add(new SampledDomain(names.get(k), DOCUMENTS[k], tokens, null));
    }
    Proportions p = Temperature.proportions(names, sizes, 2);
    return SamplerSettings.of(domains, Schedule.constant(p), 7)
        .withUnit(unit)
        .withMode(mode, mode.isBatched() ? 256 : 0);
  }
}
