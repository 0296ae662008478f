package io.steelyard.corpus.decontaminate;

import com.ibm.icu.lang.UCharacter;
import io.steelyard.corpus.deduplicate.Normaliser;
import io.steelyard.corpus.deduplicate.WordBuffer;
import java.util.Arrays;

/**
 * Where each normalised word came from, in code points of the source. Needed only for the few
 * documents that have a hit, so it is written for the reader: the source is cut at what the
 * normaliser turns into a blank and around each character that counts as a word, and each piece is
 * normalised alone.
 */
final class SourceWords {
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int words;

  SourceWords(Normaliser normaliser, String text) {
    WordBuffer buffer = new WordBuffer();
    int point = 0;
    int pieceStart = -1; // in UTF-16 units; -1 outside a piece
    int pieceStartPoint = 0;
    boolean alone = false;
    for (int i = 0; i < text.length(); point++) {
      int c = text.codePointAt(i);
      boolean blank = Normaliser.isBlank(c);
      boolean newPiece = blank || !Normaliser.isMark(c) && (alone || Normaliser.isWordByItself(c));
      if (pieceStart >= 0 && newPiece) {
        piece(normaliser, buffer, text.substring(pieceStart, i), pieceStartPoint, point);
        pieceStart = -1;
      }
      if (blank) {
        alone = false;
      } else if (pieceStart < 0) {
        pieceStart = i;
        pieceStartPoint = point;
        alone = Normaliser.isWordByItself(c);
      }
      i += UCharacter.charCount(c);
    }
    if (pieceStart >= 0) {
      piece(normaliser, buffer, text.substring(pieceStart), pieceStartPoint, point);
    }
  }

  private void piece(Normaliser normaliser, WordBuffer buffer, String piece, int from, int to) {
    normaliser.words(piece, buffer);
    for (int w = 0; w < buffer.words(); w++) {
      if (words == starts.length) {
        starts = Arrays.copyOf(starts, words * 2);
        ends = Arrays.copyOf(ends, words * 2);
      }
      starts[words] = from;
      ends[words++] = to;
    }
  }

  int words() {
    return words;
  }

  int start(int word) {
    return starts[word];
  }

  int end(int word) {
    return ends[word];
  }
}
