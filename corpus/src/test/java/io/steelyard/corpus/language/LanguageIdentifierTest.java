package io.steelyard.corpus.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageIdentifierTest {
  private final LanguageIdentifier all = new LanguageIdentifier(List.of(), 500);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de | Ich danke dem Berichterstatter für die Arbeit, die er in den letzten Monaten"
            + " geleistet hat.",
        "fr | Je remercie le rapporteur pour le travail qu'il a accompli au cours des derniers"
            + " mois.",
        "en | I thank the rapporteur for the work that he has done over the last few months.",
        "bg | Благодаря на докладчика за работата, която свърши през последните месеци.",
        "el | Ευχαριστώ τον εισηγητή για το έργο που επιτέλεσε τους τελευταίους μήνες.",
        "fi | Kiitän esittelijää työstä, jonka hän on tehnyt viime kuukausien aikana.",
        "lv | Es pateicos referentam par darbu, ko viņš ir paveicis pēdējos mēnešos.",
        "zh | 我感谢报告员在过去几个月里所做的工作，这项工作非常重要，也非常出色。"
      })
  void knowsTheLanguageOfASentence(String language, String sentence) {
    assertThat(all.identify(sentence).language()).isEqualTo(language);
  }

  @Test
  void abstainsBelowTwentyLetters() {
    assertThat(all.identify("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ok"))
        .isEqualTo(new Guess("und", 0));
    assertThat(all.identify("")).isEqualTo(new Guess("und", 0));
  }

  @Test
  void choosesFromTheCandidatesOnly() {
    LanguageIdentifier two = new LanguageIdentifier(List.of("da", "sv"), 500);
    Guess guess = two.identify("Jeg takker ordføreren for arbeidet som han har gjort i det siste.");
    assertThat(guess.language()).isEqualTo("da");
    assertThat(guess.score()).isBetween(0.5, 1.0);
    assertThat(guess.score()).isEqualTo(Math.round(guess.score() * 1e6) / 1e6);
  }

  @Test
  void noticesAScriptThatDoesNotFit() {
    assertThat(LanguageIdentifier.scriptFits("Это русский текст", "ru", 100)).isTrue();
    assertThat(LanguageIdentifier.scriptFits("Это русский текст", "de", 100)).isFalse();
    assertThat(LanguageIdentifier.scriptFits("日本語のテキスト", "ja", 100)).isTrue();
    assertThat(LanguageIdentifier.scriptFits("12345", "de", 100)).isTrue();
  }

  @Test
  void knowsTheLanguagesOfTheEuropeanParliament() {
    assertThat(LanguageIdentifier.languages())
        .hasSize(99)
        .contains(
            "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "it", "lt", "lv",
            "nl", "pl", "pt", "ro", "sk", "sl", "sv");
  }

  @Test
  void namesTheNearestLanguage() {
    assertThatThrownBy(() -> new LanguageIdentifier(List.of("dee"), 500))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown language 'dee'; did you mean 'de'?");
  }
}
