package io.steelyard.vocab.normalize;

import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.pretokenize.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * Normalises text as SentencePiece does, place by place: a symbol defined by the user stays as it
 * is, else the longest string with a rule is replaced, else a character is kept. Extra spaces go,
 * one is put before or after the text, and spaces are written as {@code ▁}.
 *
 * <p>Example, with everything on: {@code " Ａ \t b "} becomes {@code ▁A▁b}.
 *
 * <p>As in SentencePiece, marks at the end go with extra spaces even where the text had them as
 * {@code ▁}, and text that the rules delete still gets the space before it.
 */
public final class SentencePieceNormalizer implements Normalizer {
  private static final byte[] MARK = "\u2581".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SPACE = {' '};

  private final Charsmap rules;
  private final SymbolPrefixes symbols;
  private final Spaces spaces;

  /**
   * What happens to spaces.
   *
   * @param extra whether those at the ends and all but one of a run go
   * @param added whether one is added
   * @param suffix whether that is after the text, not before
   * @param marked whether they are written as {@code ▁}
   */
  public record Spaces(boolean extra, boolean added, boolean suffix, boolean marked) {}

  /**
   * @param rules null for none
   */
  public SentencePieceNormalizer(Charsmap rules, SymbolPrefixes symbols, Spaces spaces) {
    this.rules = rules;
    this.symbols = symbols;
    this.spaces = spaces;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    if (text.isEmpty()) {
      return text;
    }
    Pass pass = new Pass(text);
    return pass.run();
  }

  /** One text. */
  private final class Pass {
    private final AlignedText text;
    private final byte[] bytes;
    private final int to;
    private final AlignedText.Editor edit;
    private final byte[] space = spaces.marked() ? MARK : SPACE;
    private boolean afterSpace = spaces.extra();

    /** The source that {@link #step} looked at ends here. */
    private int end;

    /** What a rule puts in its place; null where it stays. */
    private byte[] replacement;

    Pass(AlignedText text) {
      this.text = text;
      this.bytes = text.bytes();
      this.to = text.to();
      this.edit = text.edit();
    }

    AlignedText run() {
      int i = text.from();
      if (spaces.extra()) {
        while (i < to && isSpace(i)) {
          i = end;
        }
        if (i == to) {
          return text.part(to, to);
        }
      }
      if (spaces.added() && !spaces.suffix()) {
        edit.prepend(space);
      }
      for (; i < to; i = end) {
        step(i);
        if (replacement == null) {
          write(bytes, i, end, i, true);
        } else {
          write(replacement, 0, replacement.length, i, false);
        }
      }
      return spaces.added() && spaces.suffix() ? added(stripped()) : stripped();
    }

    private boolean isSpace(int i) {
      step(i);
      return replacement == null
          ? end == i + 1 && bytes[i] == ' '
          : replacement.length == 1 && replacement[0] == ' ';
    }

    private void step(int i) {
      replacement = null;
      int symbol = symbols.length(bytes, i, to);
      if (symbol > 0) {
        end = i + symbol;
        return;
      }
      long found = rules == null ? -1 : rules.find(bytes, i, to, true);
      if (found >= 0) {
        end = i + (int) (found >>> 32);
        replacement = rules.text((int) found);
        return;
      }
      int c = Utf8.codePointAt(bytes, i, to);
      end = c < 0 ? i + 1 : i + Utf8.length(c);
    }

    /** Writes {@code part[a..b)} in the place of the source {@code [i, end)}. */
    private void write(byte[] part, int a, int b, int i, boolean same) {
      int from = a;
      while (afterSpace && from < b && part[from] == ' ') {
        from++;
      }
      if (from == b) {
        return;
      }
      for (int k = from; k < b; ) {
        int stop = k;
        while (stop < b && part[stop] != ' ') {
          stop++;
        }
        if (same) {
          edit.keep(k, stop);
        } else if (stop > k) {
          edit.replace(java.util.Arrays.copyOfRange(part, k, stop), i, end);
        }
        if (stop < b) {
          edit.replace(space, same ? stop : i, same ? stop + 1 : end);
        }
        k = stop + 1;
      }
      afterSpace = spaces.extra() && part[b - 1] == ' ';
    }

    private AlignedText stripped() {
      AlignedText done = edit.done();
      int last = done.to();
      while (spaces.extra()
          && done.part(Math.max(0, last - space.length), last).startsWith(space)) {
        last -= space.length;
      }
      return done.part(0, last);
    }

    private AlignedText added(AlignedText done) {
      int at = done.to();
      AlignedText.Editor more = done.edit().keep(0, at);
      return more.replace(space, Math.max(0, at - 1), at).done();
    }
  }
}
