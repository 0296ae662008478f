package io.steelyard.decode.diverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.LogitBias;
import io.steelyard.decode.chain.SequenceContext;
import io.steelyard.decode.chain.Temperature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiverseTest {
  private static SetSuppression counted() {
    SetSuppression set = new SetSuppression(7.5, 0, false, Set.of(9));
    set.add(0, 40);
    set.add(1, 20);
    set.add(2, 10);
    set.add(3, 1);
    set.add(new int[] {9, 9});
    return set;
  }

  @Test
  void theMostFrequentTokenGetsTheWholeWeight() {
    assertThat(counted().bias()).isEqualTo(Map.of(0, -7.5, 1, -3.75, 2, -1.875, 3, -.1875));
    assertThat(new SetSuppression(7.5, 100, false, Set.of()).bias()).isEmpty();
    assertThatThrownBy(() -> new SetSuppression(-1, 0, false, Set.of()))
        .hasMessageContaining("weight must be at least 0");
  }

  private static double[] probabilities(boolean biased, double temperature) {
    CandidateSet set = new CandidateSet(4);
    set.load(new double[] {3, 2, 1, 0}, 0, 0);
    SequenceContext context = new SequenceContext();
    context.start(0, new int[] {0}, 0, 0, 0);
    if (biased) {
      new LogitBias(counted().bias()).open(context).apply(context, set);
    }
    new Temperature(temperature).apply(context, set);
    double[] p = new double[4];
    for (int i = 0; i < 4; i++) {
      p[i] = set.probability(i);
    }
    return p;
  }

  @Test
  void biasComesBeforeTemperature() {
    assertThat(probabilities(false, 1))
        .containsExactly(new double[] {.64391426, .23688282, .08714432, .0320586}, within(1e-8));
    assertThat(probabilities(true, 1))
        .containsExactly(new double[] {.00776433, .1214545, .29135419, .57942699}, within(1e-8));
    assertThat(probabilities(true, 1.3))
        .containsExactly(new double[] {.01882008, .15607065, .305939, .51917027}, within(1e-8));
    assertThat(probabilities(false, .3))
        .containsExactly(
            new double[] {.964327568, .0344014153, .00122723586, .0000437804039}, within(1e-9));
  }

  @Test
  void onlyTheMostFrequentAreBiasedAndCountsGoOnFromAFile() {
    SetSuppression first = new SetSuppression(1, 2, true, Set.of());
    first.add(new int[] {5, 5, 5, 6});
    first.add(new int[] {6, 7});
    assertThat(first.counts()).isEqualTo(Map.of(5, 1L, 6, 2L, 7, 1L));
    assertThat(first.bias()).isEqualTo(Map.of(6, -1.0, 5, -.5));
    SetSuppression resumed = new SetSuppression(1, 2, true, Set.of());
    first.counts().forEach(resumed::add);
    assertThat(resumed.bias()).isEqualTo(first.bias());
  }

  @Test
  void diversityIsThatOfTheNote() {
    List<String> texts = List.of("a b a", "a b c");
    assertThat(Diversity.distinct(texts, 1)).isEqualTo(.5);
    assertThat(Diversity.distinct(texts, 2)).isEqualTo(.75);
    float[][] units = {{1, 0}, {0, 1}, {.6f, .8f}};
    assertThat(Diversity.remoteClique(units)).isCloseTo(.5333333333333333, within(1e-7));
    assertThat(Diversity.vendi(new double[][] {{1, .5, .2}, {.5, 1, .3}, {.2, .3, 1}}))
        .isCloseTo(2.6504535107547844, within(1e-10));
    assertThat(Diversity.vendi(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}))
        .isCloseTo(3, within(1e-12));
    assertThat(Diversity.vendi(new double[][] {{1, 1}, {1, 1}})).isCloseTo(1, within(1e-12));
  }

  @Test
  void replacementAndFilteringAreSeparate() {
    List<LabelledText> texts =
        List.of(
            LabelledText.generated("1", "x", "games"),
            LabelledText.generated("2", "y", "games"),
            LabelledText.generated("3", "z", "net"),
            LabelledText.generated("4", "w", "net"));
    Map<String, String> gold = Map.of("1", "games", "2", "net", "3", "");
    List<LabelledText> both = new LabelRepair(true, true).apply(texts, t -> gold.get(t.id()));
    assertThat(both)
        .extracting(LabelledText::status)
        .containsExactly(
            LabelledText.Status.KEPT,
            LabelledText.Status.RELABELLED,
            LabelledText.Status.FILTERED,
            LabelledText.Status.KEPT);
    assertThat(LabelRepair.labels(both)).isEqualTo(Map.of("games", 1, "net", 2));
    assertThat(LabelRepair.labels(new LabelRepair(true, false).apply(texts, t -> gold.get(t.id()))))
        .isEqualTo(Map.of("games", 1, "net", 3));
    assertThat(LabelRepair.labels(new LabelRepair(false, true).apply(texts, t -> gold.get(t.id()))))
        .isEqualTo(Map.of("games", 2, "net", 1));
  }

  @Test
  void aQueueIsFilledInAndReadAgain(@TempDir Path folder) throws Exception {
    List<String> labels = List.of("games", "net");
    List<LabelledText> texts =
        List.of(
            LabelledText.generated("a", "x \"y\"\n", "games"),
            LabelledText.generated("b", "z", "net"));
    String queue = new String(ReviewQueue.write(texts, labels, 7), "UTF-8");
    assertThat(queue.lines()).hasSize(2);
    Path file = folder.resolve("queue.jsonl");
    Files.writeString(file, queue);
    assertThat(ReviewQueue.read(file, labels)).isEmpty();
    Files.writeString(file, queue.replaceFirst("\"label\":null", "\"label\":\"net\""));
    assertThat(ReviewQueue.read(file, labels)).hasSize(1).containsValue("net");
    Files.writeString(file, queue.replace("\"label\":null", "\"label\":\"nett\""));
    assertThatThrownBy(() -> ReviewQueue.read(file, labels))
        .hasMessageContaining("queue.jsonl:1: 'nett' is none of the labels")
        .hasMessageContaining("net");
  }
}
