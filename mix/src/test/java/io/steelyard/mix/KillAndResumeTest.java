package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.core.counts.Schedule;
import io.steelyard.core.counts.Schedule.Segment;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount.Unit;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The specification's experiment, in one process: a run is killed at 20 random moments and goes on
 * from its last saved state with a random number of workers that fetch ahead; the log of what was
 * consumed must equal the uninterrupted one byte for byte.
 */
class KillAndResumeTest {
  /** Six languages of manual pages, 6 kB to 1.5 MB. */
  private static final int[] PAGES = {900, 400, 120, 60, 12, 4};

  private static final int RUN = 30_000;

  @Test
  void twentyKillsWithRandomWorkersLeaveTheLogUnchanged() {
    Schedule schedule =
        Schedule.piecewise(
            new Segment(0, Draw.proportions(.25, .2, .2, .15, .1, .1)),
            new Segment(12_345, Draw.proportions(.5, .3, .1, .05, .03, .02)));
    for (DrawMode mode : DrawMode.values()) {
      for (Unit unit : Unit.values()) {
        if (mode == DrawMode.EXACT_TIGHT && unit != Unit.DOCUMENTS) {
          continue;
        }
        SamplerSettings settings =
            SamplerSettings.of(Draw.sized(5, 40, PAGES), schedule, 42)
                .withUnit(unit)
                .withMode(mode, mode.isBatched() ? 48 : 0);
        assertThat(killed(settings, mode.ordinal() * 10 + unit.ordinal()))
            .as("%s %s", mode, unit)
            .isEqualTo(uninterrupted(settings));
      }
    }
  }

  private static String uninterrupted(SamplerSettings settings) {
    StringBuilder log = new StringBuilder();
    Sampler sampler = new Sampler(settings);
    for (int t = 0; t < RUN && sampler.next(); t++) {
      write(log, sampler);
    }
    return log.toString();
  }

  private static String killed(SamplerSettings settings, long run) {
    long key = Draws.mix(Draws.key(1, Purpose.SYNTHETIC), run);
    long[] kills = new long[21];
    for (int i = 0; i < 20; i++) {
      kills[i] = Draws.below(Draws.mix(key, 1, i), RUN);
    }
    kills[20] = RUN;
    Arrays.sort(kills);
    String saved = new Sampler(settings).state().toJson();
    StringBuilder log = new StringBuilder();
    long consumed = 0;
    for (int life = 0; life < kills.length; life++) {
      int workers = 1 + (int) Draws.below(Draws.mix(key, 2, life), 5);
      String[] lines = new String[(int) (kills[life] - consumed)];
      Sampler[] sequences = new Sampler[workers];
      for (int rank = 0; rank < workers; rank++) {
        sequences[rank] = Sampler.resume(settings, SamplerState.fromJson(saved));
        DrawCursor worker = sequences[rank].worker(rank, workers);
        long fetchTo = kills[life] + Draws.below(Draws.mix(key, 3, life, rank), 300);
        while (worker.next() && worker.index() < fetchTo) {
          if (worker.index() < kills[life]) { // consumed; what was fetched beyond dies
            StringBuilder line = new StringBuilder();
            write(line, worker);
            lines[(int) (worker.index() - consumed)] = line.toString();
          }
        }
      }
      for (String line : lines) {
        log.append(line);
      }
      consumed = kills[life];
      saved = sequences[0].stateAt(consumed).toJson();
    }
    return log.toString();
  }

  private static void write(StringBuilder log, DrawCursor cursor) {
    log.append(cursor.index())
        .append(' ')
        .append(cursor.domain())
        .append(' ')
        .append(cursor.epoch())
        .append(' ')
        .append(cursor.document())
        .append('\n');
  }
}
