package io.steelyard.mix.equitable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.draws.Draws;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChunkedTextTest {
  private static List<String> documents(int n) {
    List<String> documents = new ArrayList<>();
    for (int d = 0; d < n; d++) {
      StringBuilder text = new StringBuilder("Alle Rechte vorbehalten – überall.\n");
      for (int w = 0; w < 200; w++) {
        text.append("größe").append(Draws.mix(d, w) & 0xFF).append(w % 9 == 8 ? "\n" : " ");
      }
      documents.add(text.toString());
    }
    return documents;
  }

  private static List<byte[]> all(ChunkedText text) {
    return Stream.of(text.training(0), text.heldOutForSlopes(), text.heldOutForReport())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void leavesOutLinesThatDocumentsShare() {
    ChunkedText text = new ChunkedText("de", documents(20), 7);
    assertThat(all(text))
        .noneMatch(piece -> new String(piece, StandardCharsets.UTF_8).contains("vorbehalten"));
  }

  @Test
  void cutsBetweenCharacters() throws CharacterCodingException {
    for (byte[] piece : all(new ChunkedText("de", documents(20), 7))) {
      assertThat(piece.length).isLessThanOrEqualTo(ChunkedText.PIECE);
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(piece));
    }
  }

  @Test
  void holdsOutATenthTwice() {
    ChunkedText text = new ChunkedText("de", documents(200), 7);
    double pieces = all(text).size();
    assertThat(text.heldOutForSlopes().size() / pieces).isCloseTo(.1, within(.03));
    assertThat(text.heldOutForReport().size() / pieces).isCloseTo(.1, within(.03));
  }

  @Test
  void eachRepeatIsAnotherOrderOfTheSame() {
    ChunkedText text = new ChunkedText("de", documents(20), 7);
    assertThat(text.training(0)).isNotEqualTo(text.training(1));
    assertThat(sorted(text.training(0))).isEqualTo(sorted(text.training(1)));
  }

  @Test
  void aCurveIsTheSameInOnePassAsPointByPoint() {
    List<ChunkedText> texts = List.of(new ChunkedText("de", documents(40), 7));
    double[] amounts = TextLosses.grid(texts.get(0).bytes(), 5, 2);
    double[] curve = TextLosses.forSlopes(texts).curve(0, amounts, 1);
    for (int i = 0; i < amounts.length; i++) {
      assertThat(TextLosses.forSlopes(texts).of(0, amounts[i], 1)).isEqualTo(curve[i]);
      assertThat(curve[i]).isLessThan(i == 0 ? Math.log(256) : curve[i - 1]);
    }
  }

  private static List<String> sorted(List<byte[]> pieces) {
    return pieces.stream()
        .map(piece -> new String(piece, StandardCharsets.UTF_8))
        .sorted()
        .collect(Collectors.toList());
  }
}
