package io.steelyard.corpus.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stop words and thresholds by language. */
class LanguageRulesTest {
  @Test
  void languageCodesHaveOneSpelling() {
    assertThat(List.of("de", "deu", "ger", "de-AT", "deu_Latn", "DE").stream().map(LanguageKey::of))
        .containsOnly("de");
    assertThat(LanguageKey.of("zh_CN")).isEqualTo("zh");
    assertThat(LanguageKey.of("cmn_Hani")).isEqualTo("zh");
    assertThat(LanguageKey.of("no")).isEqualTo("nb");
    assertThat(LanguageKey.of("xho_Latn")).isEqualTo("xh");
    assertThat(LanguageKey.of("yue")).isEqualTo("yue");
    assertThat(LanguageKey.of(null)).isEqualTo("und");
    assertThat(LanguageKey.of(" ")).isEqualTo("und");
  }

  @Test
  void everyEuroparlLanguageHasStopWords() {
    for (String code :
        "bg cs da de el en es et fi fr hu it lt lv nl pl pt ro sk sl sv".split(" ")) {
      assertThat(StopWordLists.all().get(code)).as(code).isNotNull();
      assertThat(StopWordLists.all().get(code).words().size()).as(code).isBetween(8, 24);
    }
    for (String code : "id ja mk nb ru sr tr uk vi zh".split(" ")) {
      assertThat(StopWordLists.all()).containsKey(code);
    }
    assertThat(StopWordLists.all().get("en")).isSameAs(StopWords.GOPHER_ENGLISH);
  }

  @Test
  void anotherLanguageIsNeverFallenBackOn() {
    assertThat(LanguageRules.standard().of("xx").stopWords()).isNull();
    assertThat(LanguageRules.standard().of(null).stopWords()).isNull();
  }

  /** Article 1 of nothing held out: plain sentences written for this test. */
  private static final Map<String, String> SENTENCES =
      Map.of(
          "de", "Der alte Mann ging mit dem Hund in die Stadt und kaufte ein Brot für das Haus.",
          "fr", "Le vieil homme est allé dans la ville avec un chien pour acheter les pommes.",
          "es", "El viejo fue a la ciudad con un perro para comprar pan y los libros de su casa.",
          "pl", "Stary człowiek poszedł do miasta z psem i kupił chleb, ale nie było go na targu.",
          "ru", "Старый человек пошел в город с собакой и купил хлеб, но не нашел его на рынке.",
          "fi", "Vanha mies on kaupungissa ja ostaa leipää, mutta se ei ole hyvää kuin ennen.",
          "zh", "老人和狗在城里，他买的面包是在市场上买的。",
          "ja", "老人は犬と町に行って、パンを買いました。それは店の中にあります。");

  @Test
  void theEnglishListDropsOtherLanguagesAndTheirOwnListsDoNot() {
    CleanProfile rule = CleanProfile.of("stop", List.of("stop-words"));
    Cleaner own =
        new Cleaner(rule, Cleaner.Mode.FILTER, LanguageRules.standard(), new UnicodeSplitter());
    Cleaner english =
        new Cleaner(
            rule,
            Cleaner.Mode.FILTER,
            LanguageRules.sameForAll(StopWords.GOPHER_ENGLISH),
            new UnicodeSplitter());
    int dropped = 0;
    for (Map.Entry<String, String> e : SENTENCES.entrySet()) {
      assertThat(own.clean(e.getValue(), e.getKey()).keep()).as(e.getKey()).isTrue();
      dropped += english.clean(e.getValue(), e.getKey()).keep() ? 0 : 1;
    }
    assertThat(dropped).as("share above 90%").isGreaterThan(SENTENCES.size() * 9 / 10);
  }

  @Test
  void fineWeb2sThresholdsAreUsedForTheirLanguages() {
    Map<String, LanguageThresholds> table = LanguageThresholds.fineWeb2();
    LanguageRules rules = LanguageRules.standard().withThresholds(table);
    assertThat(rules.of("cmn_Hani").thresholds().get(CleanRule.LONG_WORDS)).isEqualTo(5);
    assertThat(rules.of("tha_Thai").thresholds().get(CleanRule.FEW_END_MARKS)).isNaN();
    assertThat(rules.of("hin_Deva").thresholds().get(CleanRule.DUP_10_GRAM)).isEqualTo(.09);
    Cleaner lines =
        new Cleaner(
            CleanProfile.of("lines", List.of("line_punct_ratio")),
            Cleaner.Mode.FILTER,
            rules,
            new UnicodeSplitter());
    String thai = "ภาษาไทยไม่มีเครื่องหมายจบประโยค";
    assertThat(lines.clean(thai, "th").keep()).isTrue();
    assertThat(lines.clean(thai, "en").reason()).isEqualTo("line_punct_ratio");
  }

  @Test
  void fittedThresholdsAreShrunkTowardsTheScript() {
    ThresholdFitter fitter = new ThresholdFitter(.01);
    int at = Metric.MEAN_WORD_LENGTH.ordinal();
    Map<String, List<double[]>> values =
        Map.of("xh", documents(at, 250, 12), "sw", documents(at, 9750, 10));
    Map<String, String> scripts = Map.of("xh", "Latn", "sw", "Latn");
    Map<String, LanguageThresholds> fitted =
        fitter.fit(values, scripts, List.of(CleanRule.LONG_WORDS));
    // The family has 250 of 10,000 values at 12, so its 99th percentile is 12 as well.
    assertThat(fitted.get("xh").values().get(CleanRule.LONG_WORDS)).isEqualTo(12);
    assertThat(fitted.get("xh").trusted()).isFalse();
    assertThat(fitted.get("sw").trusted()).isTrue();
    double w = 9750.0 / 10750;
    assertThat(fitted.get("sw").values().get(CleanRule.LONG_WORDS))
        .isCloseTo(w * 10 + (1 - w) * 12, within(1e-12));
    assertThatThrownBy(() -> new ThresholdFitter(30))
        .hasMessage("drop-share is 30.0; expected a share between 0 and 0.5, such as 1%");
  }

  private static List<double[]> documents(int at, int count, double value) {
    List<double[]> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] row = new double[Metric.values().length];
      java.util.Arrays.fill(row, Double.NaN);
      row[at] = value;
      documents.add(row);
    }
    return documents;
  }

  @Test
  void stopWordsAreFoundByCounting() {
    Segmented s = new Segmented(new UnicodeSplitter());
    StopWordDerivation.Source a = new StopWordDerivation.Source("manuals");
    StopWordDerivation.Source b = new StopWordDerivation.Source("speeches");
    for (int i = 0; i < 10; i++) {
      a.add(s.set("und der Befehl zeigt die datei und datei " + "zahl".repeat(i + 1)));
      b.add(s.set("und die Rede der Frau und die kommission " + "wort".repeat(i + 1)));
    }
    List<String> words = StopWordDerivation.derive(List.of(a, b), List.of(), "Latn");
    assertThat(words).containsExactly("und", "der", "die");
    assertThat(StopWordDerivation.script(List.of(a))).isEqualTo("Latn");
  }

  @Test
  void aBrokenStopWordFileSaysWhere() {
    assertThatThrownBy(
            () -> StopWordLists.read(new ByteArrayInputStream("# x\nde\tder die".getBytes())))
        .isInstanceOf(IOException.class)
        .hasMessage("line 2 of a stop-word file: expected code TAB source TAB words");
  }
}
