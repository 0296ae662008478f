package io.steelyard.vocab.pretokenize;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * SentencePiece's way with spaces: every space becomes a visible mark, the text may get a mark
 * before it, and words are cut before their mark.
 *
 * <p>Example: {@code "Hi you"} becomes {@code ▁Hi|▁you}.
 */
public final class Metaspace implements PreTokenizerStep {
  /** When a mark is put before text that has none. */
  public enum Prepend {
    ALWAYS,
    /** Only before the piece that starts the source. */
    FIRST,
    NEVER
  }

  private final byte[] mark;
  private final Prepend prepend;
  private final boolean cut;

  public Metaspace(int mark, Prepend prepend, boolean cut) {
    this.mark = Character.toString(mark).getBytes(StandardCharsets.UTF_8);
    this.prepend = prepend;
    this.cut = cut;
  }

  @Override
  public void apply(AlignedText text, Consumer<AlignedText> out) {
    AlignedText marked = mark(text);
    if (!cut) {
      out.accept(marked);
      return;
    }
    byte[] bytes = marked.bytes();
    int start = marked.from();
    for (int i = start + 1; i + mark.length <= marked.to(); i++) {
      if (bytes[i] == mark[0] && marked.part(i, marked.to()).startsWith(mark)) {
        out.accept(marked.part(start, i));
        start = i;
      }
    }
    out.accept(marked.part(start, marked.to()));
  }

  private AlignedText mark(AlignedText text) {
    AlignedText.Editor edit = text.edit();
    boolean has = text.startsWith(mark) || !text.isEmpty() && text.bytes()[text.from()] == ' ';
    boolean wanted =
        prepend == Prepend.ALWAYS
            || prepend == Prepend.FIRST && !text.isEmpty() && text.sourceStart(text.from()) == 0;
    if (wanted && !has && !text.isEmpty()) {
      edit.prepend(mark);
    }
    int kept = text.from();
    for (int i = text.from(); i < text.to(); i++) {
      if (text.bytes()[i] == ' ') {
        edit.keep(kept, i).replace(mark, i, i + 1);
        kept = i + 1;
      }
    }
    return edit.keep(kept, text.to()).done();
  }
}
