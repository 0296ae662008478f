package io.steelyard.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.step.Amount.Unit;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SamplerStateTest {
  private static final SamplerSettings SETTINGS =
      SamplerSettings.of(Draw.sized(1, 9, 30, 20, 10), Draw.schedule(.5, .3, .2), 3)
          .withUnit(Unit.TOKENS)
          .withRepeat(Repeat.cap(3))
          .withMode(DrawMode.STRATIFIED_BATCH, 16);

  private static String saved() {
    Sampler sampler = new Sampler(SETTINGS);
    sampler.skipTo(105);
    sampler.reweigh(Draw.proportions(.2, .4, .4));
    sampler.skipTo(119);
    return sampler.state().toJson();
  }

  @Test
  void isShort() {
    assertThat(saved().length()).isLessThan(1200);
  }

  @Test
  void saysWhichFieldIsWrong() {
    String good = saved();
    refuses("{}", "'format'");
    refuses("[1", "not valid JSON");
    refuses(good.replace("\"version\":1", "\"version\":9"), "'version' is wrong: it is 9");
    refuses(good.replace("\"draws\":119", "\"draws\":120"), "expected 120");
    refuses(good.replace("\"draws\":119", "\"draws\":-1"), "'draws'");
    refuses(good.replace("\"draws\":119", "\"draws\":1.5"), "'draws'");
    refuses(good.replace("\"size\":16", "\"size\":17"), "'batch'");
    refuses(good.replace("\"kind\":\"REWEIGHED\"", "\"kind\":\"OTHER\""), "'events'");
    refuses(good.replace("\"d1\"", "\"d0\""), "'domains'");
  }

  @Test
  void refusesATamperedStateWhoseHashFits() {
    String good = saved();
    assertThatThrownBy(
            () ->
                Sampler.resume(
                    SETTINGS,
                    SamplerState.fromJson(good.replace("\"documents\":[30", "\"documents\":[31"))))
        .hasMessageContaining("differ from those of the settings");
  }

  @Test
  void survivesTenThousandMutations() {
    byte[] good = saved().getBytes(StandardCharsets.ISO_8859_1);
    long key = Draws.key(2, Purpose.SYNTHETIC);
    int resumed = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bad = good.clone();
      for (int j = 0; j <= i % 3; j++) {
        // Digits for digits, half of the time, so that some mutants are read.
        int place = (int) Draws.below(Draws.mix(key, i, j, 0), bad.length);
        long bits = Draws.mix(key, i, j, 1);
        boolean digit = bad[place] >= '0' && bad[place] <= '9' && (bits & 1) == 0;
        bad[place] = (byte) (digit ? 0x30 + (bits >>> 60) % 10 : bits >>> 8);
      }
      try {
        Sampler sampler =
            Sampler.resume(
                SETTINGS, SamplerState.fromJson(new String(bad, StandardCharsets.ISO_8859_1)));
        Draw.take(sampler, 100);
        sampler.account();
        resumed++;
      } catch (IllegalArgumentException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
    assertThat(resumed).isBetween(100, 9_000);
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> SamplerState.fromJson(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
