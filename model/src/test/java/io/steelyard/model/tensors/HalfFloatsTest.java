package io.steelyard.model.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {
  @ParameterizedTest
  @CsvSource({
    "1.0, 3f80, 3c00",
    "3.1415927, 4049, 4248",
    "1.00390625, 3f80, 3c04",
    "1.01171875, 3f82, 3c0c",
    "-0.1, bdcd, ae66",
    "65504, 4780, 7bff",
    "5.9604645e-8, 3380, 0001",
    "2.98e-8, 3300, 0000",
    "3.4028235e38, 7f80, 7c00",
    "NaN, 7fc0, 7e00",
    "65519.99, 4780, 7bff",
    "65520, 4780, 7c00",
    "-0.0, 8000, 8000"
  })
  void roundsToNearestEven(float value, String bf16, String f16) {
    assertThat(hex(HalfFloats.toBf16(value))).isEqualTo(bf16);
    assertThat(hex(HalfFloats.toF16(value))).isEqualTo(f16);
  }

  @Test
  void knowsWhatRoundingGave() {
    assertThat(HalfFloats.fromBf16((short) 0x4049)).isEqualTo(3.140625f);
    assertThat(HalfFloats.fromF16((short) 0x4248)).isEqualTo(3.140625f);
    assertThat(HalfFloats.fromBf16((short) 0xbdcd)).isEqualTo(-0.10009765625f);
    assertThat(HalfFloats.fromF16((short) 0xae66)).isEqualTo(-0.0999755859375f);
    assertThat(HalfFloats.fromBf16((short) 0x3f82)).isEqualTo(1.015625f);
  }

  @Test
  void givesBackEveryPatternOfSixteenBits() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = HalfFloats.fromF16((short) bits);
      float brain = HalfFloats.fromBf16((short) bits);
      if (!Float.isNaN(half)) {
        assertThat(HalfFloats.toF16(half)).isEqualTo((short) bits);
      }
      if (!Float.isNaN(brain)) {
        assertThat(HalfFloats.toBf16(brain)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void readsEightBits() {
    assertThat(HalfFloats.fromE4m3((byte) 0x7e)).isEqualTo(448f);
    assertThat(HalfFloats.fromE4m3((byte) 0x01)).isEqualTo(0x1p-9f);
    assertThat(HalfFloats.fromE4m3((byte) 0xb8)).isEqualTo(-1f);
    assertThat(HalfFloats.fromE4m3((byte) 0x7f)).isNaN();
    assertThat(HalfFloats.fromE5m2((byte) 0x7b)).isEqualTo(57344f);
    assertThat(HalfFloats.fromE5m2((byte) 0x3c)).isEqualTo(1f);
  }

  private static String hex(short bits) {
    return String.format("%04x", bits & 0xFFFF);
  }
}
