package io.steelyard.vocab;

/** The pre-tokenization patterns that a recipe can name. */
public enum Pattern {
  /** GPT-2's: contractions in lower case, digits without limit. */
  GPT2(PreTokenizer.GPT2),
  /** cl100k's and Llama-3's: up to three digits, one character before a word. */
  CL100K(PreTokenizer.CL100K),
  /** Qwen2's: cl100k's with single digits. */
  QWEN2(PreTokenizer.QWEN2),
  /** o200k's: combining marks stay with their letters, so that no script is cut inside words. */
  O200K(PreTokenizer.O200K),
  /** SuperBPE's first stage: o200k's without contractions. */
  SUBWORDS(PreTokenizer.SUBWORDS);

  private final PreTokenizer preTokenizer;

  Pattern(PreTokenizer preTokenizer) {
    this.preTokenizer = preTokenizer;
  }

  public PreTokenizer preTokenizer() {
    return preTokenizer;
  }
}
