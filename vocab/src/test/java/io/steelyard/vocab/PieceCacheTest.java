package io.steelyard.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PieceCacheTest {
  private final PieceCache cache = new PieceCache();

  @Test
  void givesBackTheTokensOfPiecesOfEveryLengthAndCount() {
    for (int n = 1; n <= PieceCache.MAX_BYTES; n++) {
      for (int count = 1; count <= 7; count++) {
        byte[] piece = piece(n, count);
        int[] tokens = new int[count];
        Arrays.setAll(tokens, i -> Integer.MAX_VALUE - i);
        remember(piece, tokens);
        assertThat(find(piece)).as("%d bytes, %d tokens", n, count).containsExactly(tokens);
      }
    }
  }

  @Test
  void tellsPiecesApartThatDifferInOneByteOrInTrailingZeros() {
    for (int n = 1; n < PieceCache.MAX_BYTES; n++) {
      byte[] piece = piece(n, 1);
      remember(piece, 5, 6);
      for (int i = 0; i < n; i++) {
        byte[] other = piece.clone();
        other[i] ^= 1;
        assertThat(find(other)).as("%d bytes, byte %d differs", n, i).isNull();
      }
      assertThat(find(Arrays.copyOf(piece, n + 1))).as("%d bytes and a zero", n).isNull();
    }
  }

  @Test
  void keepsNothingOfPiecesOfMoreTokensThanASlotHolds() {
    byte[] piece = piece(20, 3);
    remember(piece, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(find(piece)).isNull();
  }

  @Test
  void growsWithoutMixingPiecesUpOrForgettingMost() {
    int pieces = 100_000;
    for (int i = 0; i < pieces; i++) {
      remember(numbered(i), i, i + 1, i + 2);
    }
    int known = 0;
    for (int i = 0; i < pieces; i++) {
      int[] tokens = find(numbered(i));
      if (tokens != null) {
        assertThat(tokens).containsExactly(i, i + 1, i + 2);
        known++;
      }
    }
    assertThat(known).isGreaterThan(pieces / 2);
  }

  /** Pieces of 9 to 32 bytes. */
  private static byte[] numbered(int i) {
    byte[] piece = new byte[9 + i % 24];
    for (int k = 0; k < 4; k++) {
      piece[k] = (byte) (i >> 8 * k);
      piece[piece.length - 1 - k] ^= (byte) (i >> 8 * k);
    }
    return piece;
  }

  private void remember(byte[] piece, int... tokens) {
    TokenBuffer out = new TokenBuffer(false);
    out.add(99);
    cache.find(piece, 0, piece.length, out);
    int at = out.size();
    for (int token : tokens) {
      out.add(token);
    }
    cache.add(out, at);
  }

  private int[] find(byte[] piece) {
    TokenBuffer out = new TokenBuffer(false);
    return cache.find(piece, 0, piece.length, out) ? out.ids() : null;
  }

  private static byte[] piece(int n, int salt) {
    byte[] piece = new byte[n];
    for (int i = 0; i < n; i++) {
      piece[i] = (byte) (31 * i + 7 * salt + 200);
    }
    return piece;
  }
}
