package io.steelyard.corpus.decontaminate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.corpus.decontaminate.Decontaminator.Hit;
import io.steelyard.corpus.deduplicate.Normaliser;
import io.steelyard.corpus.deduplicate.WordBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecontaminatorTest {
  private static final String QUESTION =
      "Which of these 3 rivers, the Rhine, the Elbe or the Oder, is the longest of them all today?";

  @Test
  void findsASharedRunThroughCasePunctuationAndAccents() {
    Decontaminator index = new Decontaminator(13);
    index.add("rivers", "unrelated words that nobody will ever find in any document at all here");
    index.add("rivers", QUESTION);
    String before = "Café 😀 notes. ";
    String shared = "which of these 3 rivers the rhine — the ELBE or the Öder is the longest";
    List<Hit> hits = index.search().hits(before + shared + ", he asked.");
    assertThat(hits).hasSize(1);
    Hit hit = hits.get(0);
    assertThat(hit.evaluation()).isEqualTo("rivers");
    assertThat(hit.item()).isEqualTo(1);
    assertThat(hit.words()).isEqualTo(15);
    int from = before.codePointCount(0, before.length());
    assertThat(hit.start()).isEqualTo(from);
    assertThat(hit.end()).isEqualTo(from + shared.length());
    assertThat(Decontaminator.cut(before + shared + ", he asked.", hits))
        .isEqualTo(before + ", he asked.");
  }

  @Test
  void aRunOfTwelveWordsIsNoHitAtThirteenAndOneAtTwelve() {
    String twelve = "which of these 3 rivers the rhine the elbe or the oder but not";
    for (int words : new int[] {13, 12}) {
      Decontaminator index = new Decontaminator(words);
      index.add("rivers", QUESTION);
      assertThat(index.search().hits(twelve)).hasSize(words == 12 ? 1 : 0);
    }
  }

  @Test
  void aShortTextCountsAsAWholeAndAShorterOneIsReported() {
    Decontaminator index = new Decontaminator(13);
    index.add("water", "What is the boiling point of water at sea level?");
    index.add("water", "What is water?");
    assertThat(index.tooShort()).containsExactly(java.util.Map.entry("water", 1));
    assertThat(index.texts()).containsEntry("water", 2);
    assertThat(index.ngrams()).isEqualTo(1);
    Decontaminator.Search search = index.search();
    assertThat(search.hits("so what is the boiling point of water at sea level then")).hasSize(1);
    assertThat(search.hits("what is the boiling point of water at sea")).isEmpty();
    assertThat(search.hits("What is water?")).isEmpty();
    assertThat(search.hits("")).isEmpty();
  }

  @Test
  void numbersAreComparedAsTheyStand() {
    Decontaminator index = new Decontaminator(8);
    index.add("sums", "add the numbers 17 and 25 and write the result");
    assertThat(index.search().hits("Add the numbers 17 and 25 and write the result!")).hasSize(1);
    assertThat(index.search().hits("Add the numbers 18 and 25 and write the result!")).isEmpty();
  }

  @Test
  void aTextInAScriptWithoutSpacesIsComparedByCharacters() {
    Decontaminator index = new Decontaminator(13);
    index.add("zh", "北京是中国的首都，人口超过两千万。");
    String text = "据说北京是中国的首都，人口超过两千万，等等";
    List<Hit> hits = index.search().hits(text);
    assertThat(hits).hasSize(1);
    assertThat(text.substring(hits.get(0).start(), hits.get(0).end()))
        .isEqualTo("北京是中国的首都，人口超过两千万");
  }

  @Test
  void separateStretchesAreSeparateHits() {
    Decontaminator index = new Decontaminator(8);
    index.add("a", "one two three four five six seven eight");
    String run = "one two three four five six seven eight";
    List<Hit> hits = index.search().hits(run + " pause " + run);
    assertThat(hits).extracting(Hit::start).containsExactly(0, run.length() + 7);
  }

  @Test
  void refusesLengthsOutsideTheRange() {
    assertThatThrownBy(() -> new Decontaminator(7)).hasMessageContaining("8 to 13 words, was 7");
    assertThatThrownBy(() -> new Decontaminator(14)).hasMessageContaining("was 14");
  }

  @Test
  void sourcePositionsLineUpWithNormalisedWordsOnHardText() {
    String text =
        "Ünï—códe: ΑΣ'Β 3,5 \u0301x a\u0301. ประชุมกับ GPU芯片か\u3099く 😀 𝟗b कुत्ता.\u0327 \u00ad"
            + " end";
    Normaliser normaliser = new Normaliser(Normaliser.Rule.STANDARD_WITH_NUMBERS);
    WordBuffer words = new WordBuffer();
    normaliser.words(text, words);
    int count = words.words();
    SourceWords source = new SourceWords(normaliser, text);
    assertThat(source.words()).isEqualTo(count);
    for (int w = 1; w < count; w++) {
      assertThat(source.start(w)).isGreaterThanOrEqualTo(source.end(w - 1));
    }
  }
}
