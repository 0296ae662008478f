package io.steelyard.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WittenBellTest {
  @Test
  void interpolatesAsWittenAndBellDo() {
    WittenBell model = new WittenBell(1, WittenBell.BYTES);
    model.add(WittenBell.bytes("abab"));
    double b = (2 + 2 * (1 / 256.0)) / 6;
    double a = b;
    double bAfterA = (2 + 1 * b) / 3;
    double expected = -(Math.log(a) + Math.log(bAfterA)) / Math.log(2);
    assertThat(model.bits(WittenBell.bytes("ab"))).isCloseTo(expected, within(1e-12));
  }

  @Test
  void sumsToOneOverTheAlphabet() {
    WittenBell model = new WittenBell(3, WittenBell.BYTES);
    model.add(WittenBell.bytes("the cat sat on the mat, the hat"));
    double sum = 0;
    double prefix = model.bits(WittenBell.bytes("the"));
    for (int s = 0; s < 256; s++) {
      sum += Math.pow(2, prefix - model.bits(new int[] {'t', 'h', 'e', s}));
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  @Test
  void needsTheAlphabetsBitsForAnythingBeforeItLearns() {
    WittenBell model = new WittenBell(5, WittenBell.BYTES);
    assertThat(model.bits(WittenBell.bytes("abc"))).isCloseTo(24, within(1e-9));
    assertThat(model.bits(new int[0])).isZero();
  }

  @Test
  void readsCharactersAsCodePoints() {
    assertThat(WittenBell.characters("a😀")).containsExactly('a', 0x1F600);
    assertThat(WittenBell.bytes("é")).containsExactly(0xC3, 0xA9);
  }

  @Test
  void learnsStretchByStretchAsAtOnce() {
    int[] text = WittenBell.bytes("the cat sat on the mat");
    WittenBell once = new WittenBell(4, WittenBell.BYTES);
    once.add(text);
    WittenBell twice = new WittenBell(4, WittenBell.BYTES);
    twice.add(text, 0, 9);
    twice.add(text, 9, text.length);
    int[] other = WittenBell.bytes("and looked at the cat");
    assertThat(twice.bits(other)).isEqualTo(once.bits(other));
  }
}
