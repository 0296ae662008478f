package io.steelyard.corpus.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UrlFilterTest {
  private static final UrlFilter FILTER =
      new UrlFilter(
          List.of("example.com", "bücher.example"),
          List.of("https://good.org/bad/page/"),
          List.of("casino"),
          List.of("xxx"),
          List.of("free", "win"));

  private static String reason(String url) {
    UrlFilter.Finding finding = FILTER.find(url);
    return finding == null ? null : finding.reason() + " " + finding.found();
  }

  @Test
  void coversSubDomainsAndNotNamesThatEndAlike() {
    assertThat(reason("https://www.Example.com/a")).isEqualTo("url_domain example.com");
    assertThat(reason("http://a.b.example.com:8080/")).isEqualTo("url_domain example.com");
    assertThat(reason("https://myexample.com/")).isNull();
    assertThat(reason("https://example.com.org/")).isNull();
    assertThat(reason("https://xn--bcher-kva.example/")).startsWith("url_domain");
    assertThat(reason("https://BÜCHER.example/x")).startsWith("url_domain");
  }

  @Test
  void findsWholeAddressesWhateverTheirScheme() {
    assertThat(reason("http://www.good.org/bad/page#top"))
        .isEqualTo("url_listed good.org/bad/page");
    assertThat(reason("http://good.org/bad/page/2")).isNull();
  }

  @Test
  void findsWordsPartsAndTwoDoubtfulWords() {
    assertThat(reason("https://a.org/best-casino.html")).isEqualTo("url_word casino");
    assertThat(reason("https://a.org/casinos")).isNull();
    assertThat(reason("https://axxxb.org/")).isEqualTo("url_word_part xxx");
    assertThat(reason("https://a.org/free/things")).isNull();
    assertThat(reason("https://a.org/free?and=win")).isEqualTo("url_doubtful_words free win");
  }

  @Test
  void knowsTheHostOfAddressesThatAreNoUris() {
    assertThat(UrlFilter.host("http://user@Host.example.com:80/a b|c"))
        .isEqualTo("host.example.com");
    assertThat(UrlFilter.host("not an address")).isNull();
    assertThat(UrlFilter.host("urn:isbn:12")).isNull();
  }
}
