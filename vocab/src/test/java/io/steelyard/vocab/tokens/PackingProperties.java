package io.steelyard.vocab.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.vocab.tokens.Packing.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PackingProperties {
  @Example
  void cutsTheExample() throws IOException {
    List<String> sequences = new ArrayList<>();
    Packing packing = new Packing(1, 4);
    for (int d = 0; d < 3; d++) {
      packing.add(0, 0, d, new int[] {3, 6, 2}[d], (k, s, n) -> sequences.add(text(s, n)));
    }
    assertThat(sequences).containsExactly("0:0-3 1:0-1", "1:1-5");
    assertThat(text(packing.open(0), 2)).isEqualTo("1:5-6 2:0-2");
    assertThat(packing.waiting(0)).isEqualTo(3);
  }

  @Property(tries = 300, seed = "7")
  void putsEveryTokenInOnePlaceAlsoAcrossACheckpoint(
      @ForAll @Size(max = 40) List<@IntRange(max = 30) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 12) int sequenceLength,
      @ForAll @IntRange(max = 40) int checkpoint)
      throws IOException {
    List<String> whole = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    Packing packing = new Packing(2, sequenceLength);
    Packing.Sink sink =
        (domain, spans, n) -> {
          int sum = 0;
          for (int i = 0; i < n; i++) {
            assertThat(spans[i].domain()).isEqualTo(domain);
            sum += spans[i].length();
            tokens(spans[i], seen);
          }
          assertThat(sum).isEqualTo(sequenceLength);
        };
    for (int d = 0; d < lengths.size(); d++) {
      if (d == checkpoint) {
        Packing resumed = new Packing(2, sequenceLength);
        resumed.restore(0, packing.open(0));
        resumed.restore(1, packing.open(1));
        packing = resumed;
      }
      packing.add(d % 2, 0, d, lengths.get(d), sink);
      tokens(new Span(d % 2, 0, d, 0, lengths.get(d)), whole);
    }
    for (int k = 0; k < 2; k++) {
      for (Span span : packing.open(k)) {
        tokens(span, seen);
      }
      assertThat(packing.waiting(k)).isLessThan(sequenceLength);
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(whole).doesNotHaveDuplicates();
  }

  @Example
  void refusesACheckpointOfAnotherSequenceLength() {
    Packing packing = new Packing(1, 4);
    assertThatThrownBy(() -> packing.restore(0, new Span[] {new Span(0, 0, 0, 0, 4)}))
        .hasMessageContaining("was it made with another sequence length?");
  }

  private static void tokens(Span span, List<String> into) {
    for (int i = 0; i < span.length(); i++) {
      into.add(span.document() + "." + (span.offset() + i));
    }
  }

  private static String text(Span[] spans, int n) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Span s = spans[i];
      parts.add(s.document() + ":" + s.offset() + "-" + (s.offset() + s.length()));
    }
    return String.join(" ", parts);
  }
}
