package io.steelyard.vocab.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DomainFilesTest {
  @Test
  void domainsWhoseNamesAreNoFileNamesGetFilesOfTheirOwn() {
    assertThat(DomainFiles.name(0, "en")).isEqualTo("000-en");
    assertThat(DomainFiles.name(1, "../a/b")).isEqualTo("001-.._a_b");
    assertThat(DomainFiles.name(2, "..\\a\0b")).isEqualTo("002-.._a_b");
    assertThat(DomainFiles.name(3, "")).isEqualTo("003-");
    assertThat(DomainFiles.name(1234, "日本".repeat(500))).hasSize(5 + 100);
  }
}
