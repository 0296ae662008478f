package io.steelyard.vocab.pretokenize;

import io.steelyard.vocab.PreTokenizer;
import java.util.Arrays;

/**
 * Cuts text at the matches of a finder and says what becomes of the matches themselves.
 *
 * <p>Example, with matches of {@code -} in {@code "a--b-"}: removed {@code a|b}; isolated {@code
 * a|-|-|b|-}; merged with previous {@code a-|-|b-}; merged with next {@code a|-|-b|-}; contiguous
 * {@code a|--|b|-}.
 */
public final class Delimited implements PreTokenizer {
  /** What becomes of a match. */
  public enum Behavior {
    REMOVED,
    ISOLATED,
    MERGED_WITH_PREVIOUS,
    MERGED_WITH_NEXT,
    CONTIGUOUS
  }

  private final Finder finder;
  private final Behavior behavior;
  private final boolean invert;

  /**
   * @param invert whether the text between matches is treated as the matches, and the other way
   *     round
   */
  public Delimited(Finder finder, Behavior behavior, boolean invert) {
    this.finder = finder;
    this.behavior = behavior;
    this.invert = invert;
  }

  @Override
  public void split(byte[] utf8, int from, int to, PieceSink sink) {
    Parts parts = new Parts(from);
    finder.find(utf8, from, to, parts);
    parts.gap(to);
    boolean previous = false;
    switch (behavior) {
      case ISOLATED -> parts.each((a, b, match) -> sink.piece(a, b), invert);
      case REMOVED ->
          parts.each(
              (a, b, match) -> {
                if (!match) {
                  sink.piece(a, b);
                }
              },
              invert);
      case CONTIGUOUS -> {
        int start = from;
        for (int i = 0; i < parts.size; i++) {
          boolean match = parts.match[i] != invert;
          if (i > 0 && match != previous) {
            sink.piece(start, parts.ends[i - 1]);
            start = parts.ends[i - 1];
          }
          previous = match;
        }
        emit(start, to, sink);
      }
      case MERGED_WITH_PREVIOUS -> {
        int start = from;
        for (int i = 0; i < parts.size; i++) {
          boolean match = parts.match[i] != invert;
          if (i > 0 && !(match && !previous)) {
            sink.piece(start, parts.ends[i - 1]);
            start = parts.ends[i - 1];
          }
          previous = match;
        }
        emit(start, to, sink);
      }
      case MERGED_WITH_NEXT -> {
        int start = from;
        for (int i = 0; i + 1 < parts.size; i++) {
          boolean match = parts.match[i] != invert;
          boolean next = parts.match[i + 1] != invert;
          if (!(match && !next)) {
            sink.piece(start, parts.ends[i]);
            start = parts.ends[i];
          }
        }
        emit(start, to, sink);
      }
    }
  }

  private static void emit(int from, int to, PieceSink sink) {
    if (from < to) {
      sink.piece(from, to);
    }
  }

  @FunctionalInterface
  private interface PartSink {
    void part(int from, int to, boolean match);
  }

  /** The text as alternating matches and gaps; empty matches are dropped. */
  private static final class Parts implements PieceSink {
    private final int from;
    private int at;
    private int[] ends = new int[16];
    private boolean[] match = new boolean[16];
    private int size;

    Parts(int from) {
      this.from = from;
      this.at = from;
    }

    @Override
    public void piece(int a, int b) {
      gap(a);
      if (b > a) {
        add(b, true);
      }
    }

    void gap(int to) {
      if (to > at) {
        add(to, false);
      }
    }

    private void add(int end, boolean isMatch) {
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, 2 * size);
        match = Arrays.copyOf(match, 2 * size);
      }
      ends[size] = end;
      match[size++] = isMatch;
      at = end;
    }

    void each(PartSink sink, boolean invert) {
      int start = from;
      for (int i = 0; i < size; i++) {
        sink.part(start, ends[i], match[i] != invert);
        start = ends[i];
      }
    }
  }
}
