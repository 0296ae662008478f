package io.steelyard.vocab.train;

import java.util.List;

/**
 * What a unigram vocabulary makes of text before it cuts it.
 *
 * @param form normalisation
 * @param keepSpaces whether spaces stay as they are; otherwise runs are one space, and none is at
 *     the ends
 * @param splitScripts whether no piece holds characters of two scripts
 * @param splitDigits whether every digit is a piece of its own
 */
public record UnigramText(
    Form form, boolean keepSpaces, boolean splitScripts, boolean splitDigits) {

  /** Normalisation forms. */
  public enum Form {
    /** SentencePiece's default: odd spaces and controls are cleaned up, then NFKC. */
    NMT_NFKC("Nmt", "NFKC"),
    NFKC("NFKC"),
    NFC("NFC"),
    NONE();

    private final List<String> components;

    Form(String... components) {
      this.components = List.of(components);
    }

    /** Their types in {@code tokenizer.json}. */
    List<String> components() {
      return components;
    }
  }
}
