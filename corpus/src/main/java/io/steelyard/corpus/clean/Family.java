package io.steelyard.corpus.clean;

/** A group of measures that are computed together, in one pass, when a rule first asks for one. */
public enum Family {
  /** Repeated paragraphs, lines and word n-grams: Gopher (2021), table A1. */
  REPETITION,
  /** Document and word length, symbols, bullets, stop words: Gopher (2021), section A.1.1. */
  QUALITY,
  /** Line edits and document drops of C4 (2020). */
  C4,
  /** Line shape: FineWeb (2024), section 3.5. */
  FINEWEB,
  /** Character shares and layout: the English heuristics of NeMo-Curator. */
  NEMO,
  /** Character, line and word ratios with the defaults of Data-Juicer (2023). */
  DATA_JUICER
}
