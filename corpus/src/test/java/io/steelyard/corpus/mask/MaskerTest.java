package io.steelyard.corpus.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.corpus.mask.Masker.Masked;
import io.steelyard.corpus.mask.Masker.With;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is masked, what is left, and what stands in its place. */
class MaskerTest {
  private static final Set<PersonalData> ALL = EnumSet.allOf(PersonalData.class);
  private final Masker placeholder = new Masker(ALL, With.PLACEHOLDER, 7);
  private final Masker replacement = new Masker(ALL, With.REPLACEMENT, 7);

  private String mask(String text) {
    return placeholder.mask(text, 1).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ask ann@post.fr at 8.8.8.8      | ask <email> at <ipv4>
          <ann.lee@mail.post.co.uk>, now  | <<email>>, now
          mailto:a.b+c@x-y.org.           | mailto:<email>.
          邮箱ann@a.org。                 | 邮箱<email>。
          8.8.8.8:53 and 1.1.1.1.         | <ipv4>:53 and <ipv4>.
          (172.32.0.1)                    | (<ipv4>)
          at 2a00:1450:4001:81b::200e: it | at <ipv6>: it
          [2606:4700::1111]:443           | [<ipv6>]:443
          2a00:1:2:3:4:5:6:7 ok           | <ipv6> ok
          ::ffff:8.8.8.8                  | ::ffff:<ipv4>
          root@8.8.8.8                    | root@<ipv4>
          """)
  void personalDataIsMasked(String text, String expected) {
    assertThat(mask(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build 1.2.3.4.5",
        "999.8.8.8",
        "v1.2.3.4",
        "1.2.3",
        "01.2.3.4",
        "8.8.8.8a",
        "10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 169.254.1.1 100.64.0.1 0.0.0.0",
        "192.0.2.1 198.51.100.7 203.0.113.9 198.18.0.1 224.0.0.1 255.255.255.255",
        "std::vector 12:30:45 00:1a:2b:3c:4d:5e",
        "::1 fe80::1 fc00::1 2001:db8::1 3fff:123::1 2001::1",
        "2001:1:2:3:4:5:6:7:8",
        "2a00::1::2",
        "user@localhost a@b ann@ @post.fr a..b",
        "contact@example.com ann@mail.example.org x@y.test"
      })
  void whatNamesNoOneIsLeft(String text) {
    assertThat(mask(text)).isEqualTo(text);
  }

  @Test
  void hitsAreCountedWithCodePointOffsets() {
    Masked masked = placeholder.mask("😀 ann@post.fr and 8.8.8.8, bob@post.fr", 1);
    assertThat(masked.count(PersonalData.EMAIL)).isEqualTo(2);
    assertThat(masked.count(PersonalData.IPV4)).isEqualTo(1);
    assertThat(masked.count(PersonalData.IPV6)).isZero();
    assertThat(masked.hits().get(0))
        .isEqualTo(new Masker.Hit(PersonalData.EMAIL, 2, 13, "<email>"));
    assertThat(masked.hits().get(1).start()).isEqualTo(18);
  }

  @Test
  void replacementsDependOnSeedDocumentAndNumberOnly() {
    String text = "ann@post.fr 8.8.8.8 bob@post.fr 2a00::1";
    String first = replacement.mask(text, 5).text();
    assertThat(replacement.mask(text, 5).text()).isEqualTo(first);
    assertThat(new Masker(ALL, With.REPLACEMENT, 7).mask("x", 9).text()).isEqualTo("x");
    assertThat(replacement.mask(text, 6).text()).isNotEqualTo(first);
    assertThat(new Masker(ALL, With.REPLACEMENT, 8).mask(text, 5).text()).isNotEqualTo(first);
    assertThat(first)
        .matches("\\w+@example\\.\\w+ [\\d.]+ \\w+@example\\.\\w+ 2001:db8::\\w+:\\w+");
  }

  @Test
  void onlyTheKindsAskedForAreMasked() {
    Masker emails = new Masker(EnumSet.of(PersonalData.EMAIL), With.PLACEHOLDER, 7);
    assertThat(emails.mask("ann@post.fr 8.8.8.8", 1).text()).isEqualTo("<email> 8.8.8.8");
    assertThatThrownBy(() -> new Masker(Set.of(), With.PLACEHOLDER, 7))
        .hasMessage("nothing to mask; name at least one of email, ipv4, ipv6");
  }

  @Property(tries = 500, seed = "20260103")
  void maskingTwiceChangesNothing(
      @ForAll
          @StringLength(max = 40)
          @Chars({'a', 'b', '@', '.', '-', ':', '2', '0', '8', ' ', '<', '邮'})
          String text) {
    String once = placeholder.mask(text, 3).text();
    assertThat(placeholder.mask(once, 3).text()).isEqualTo(once);
    String replaced = replacement.mask(text, 3).text();
    assertThat(replacement.mask(replaced, 3).text()).isEqualTo(replaced);
  }
}
