package io.steelyard.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quantities as people write them. */
class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "500, 500",
    "16k, 16000",
    "16Ki, 16384",
    "20M, 20000000",
    "1.5G, 1500000000",
    "20_000, 20000",
    "0, 0",
    "-3, -3",
    "1e3, 1000"
  })
  void numbersWithUnits(String text, long value) {
    assertThat(Quantity.parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "1.5", "3 apples", "99999999999999999999"})
  void notANumber(String text) {
    assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sharesAsPercentOrFraction() {
    assertThat(Share.parse("30%").value()).isEqualTo(0.3);
    assertThat(Share.parse("0.3").value()).isEqualTo(0.3);
    assertThat(Share.parse("1%").value()).isEqualTo(0.01);
    assertThatThrownBy(() -> Share.parse("130%")).hasMessageContaining("between 0% and 100%");
    assertThatThrownBy(() -> Share.parse("some")).hasMessageContaining("such as 30% or 0.3");
  }

  @Test
  void sizesInBinaryAndDecimalUnits() {
    assertThat(ByteSize.parse("16 MiB").bytes()).isEqualTo(16L << 20);
    assertThat(ByteSize.parse("2GB").bytes()).isEqualTo(2_000_000_000L);
    assertThat(ByteSize.parse("4096").bytes()).isEqualTo(4096);
    assertThatThrownBy(() -> ByteSize.parse("16 Mb")).hasMessageContaining("such as 16 MiB");
  }

  @Test
  void amountsNeedTheirUnit() {
    assertThat(Amount.parse("20M tokens")).isEqualTo(new Amount(20_000_000, Amount.Unit.TOKENS));
    assertThat(Amount.parse("1 document")).isEqualTo(new Amount(1, Amount.Unit.DOCUMENTS));
    assertThatThrownBy(() -> Amount.parse("20M")).hasMessageContaining("such as 20M tokens");
  }
}
