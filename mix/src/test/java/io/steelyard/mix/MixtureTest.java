package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.counts.Schedule;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.mix.Mixture.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static final List<String> NAMES = List.of("de", "da");
  private static final Mixture COOLDOWN =
      Mixture.of(
          List.of(
              new Phase(0, Proportions.of(NAMES, .6, .4)),
              new Phase(.6, Proportions.of(NAMES, .9, .1))),
          Unit.TOKENS,
          20_000_000,
          Repeat.cap(4));

  private static final Mixture WEIGHTED =
      Mixture.of(
          List.of(new Phase(0, Proportions.of(NAMES, .9, .1), List.of(.8, 2.5))),
          Unit.BYTES,
          1000,
          Repeat.NEVER);

  @Test
  void placesItsPhasesInTheBudget() {
    assertThat(COOLDOWN.schedule(20_000_000).segments())
        .extracting(Schedule.Segment::from)
        .containsExactly(0L, 12_000_000L);
    assertThat(COOLDOWN.schedule(254_314).end(0)).isEqualTo(152_588);
  }

  @Test
  void comesBackFromAScheduleAtTheSamePlaces() {
    Schedule schedule = COOLDOWN.schedule(999_983);
    Mixture again = Mixture.of(schedule, 999_983, Unit.TOKENS, 999_983, Repeat.NEVER);
    assertThat(again.schedule(999_983)).isEqualTo(schedule);
  }

  @Test
  void averagesOverTheRun() {
    assertThat(COOLDOWN.timeAverage().value("de")).isEqualTo(.6 * .6 + .4 * .9);
  }

  @Test
  void roundTripsByteForByte() {
    for (Mixture mixture :
        List.of(
            COOLDOWN,
            COOLDOWN.withBudget(Mixture.OPEN),
            COOLDOWN.withDraw(DrawMode.STRATIFIED_BATCH, 960),
            WEIGHTED,
            Mixture.constant(
                Proportions.normalise(NAMES, 1, 2), Unit.BYTES, 7, Repeat.UNLIMITED))) {
      String text = MixtureJson.write(mixture);
      assertThat(MixtureJson.read(text)).isEqualTo(mixture);
      assertThat(MixtureJson.write(MixtureJson.read(text))).isEqualTo(text);
    }
  }

  @Test
  void saysWhichFieldIsWrong() {
    String good = MixtureJson.write(COOLDOWN);
    refuses(good.replace("0.6,0.4", "0.6,0.5"), "sum to 1.1");
    refuses(good.replace("0.6,0.4", "-0.6,1.6"), "'de' is -0.6");
    refuses(good.replace("\"tokens\"", "\"words\""), "unknown unit 'words'");
    refuses(good.replace("\"exact\"", "\"random\""), "unknown draw mode 'random'");
    refuses(good.replace("\"4.0\"", "\"often\""), "unknown repeat rule 'often'");
    refuses(good.replace("\"version\":1", "\"version\":2"), "written by a newer one");
    refuses(good.replace("\"batch\"", "\"bach\""), "unknown field 'bach'");
    refuses(good.replace("20000000", "-5"), "budget must be positive");
    refuses(good.replace("20000000", "1e3"), "'budget' must be a whole number");
    refuses(good.replace("steelyard-mixture", "other"), "not a mixture");
    refuses(good.replace("\"from\":0.6", "\"from\":1.6"), "share of the run in [0, 1)");
    refuses(good.substring(0, 40), "not valid JSON");
    String weighted = MixtureJson.write(WEIGHTED);
    refuses(weighted.replace("2.5", "-2.5"), "loss weight of domain 'da' is -2.5");
    refuses(weighted.replace(",2.5", ""), "1 loss weights are given for 2 domains");
    refuses("[]", "not a mixture");
    refuses("", "not a mixture");
  }

  @Test
  void survivesTenThousandMutations() {
    byte[] good =
        MixtureJson.write(WEIGHTED).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    long key = Draws.key(1, Purpose.SYNTHETIC);
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bad = good.clone();
      for (int j = 0; j <= i % 4; j++) {
        bad[(int) Draws.below(Draws.mix(key, i, j, 0), bad.length)] =
            (byte) Draws.mix(key, i, j, 1);
      }
      try {
        MixtureJson.read(new String(bad, java.nio.charset.StandardCharsets.ISO_8859_1));
        read++;
      } catch (IllegalArgumentException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isBetween(1, 5_000);
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> MixtureJson.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
