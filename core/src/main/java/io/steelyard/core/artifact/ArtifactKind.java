package io.steelyard.core.artifact;

import java.util.Locale;

/** What a folder with a {@code steelyard.json} holds, each in an open format. */
public enum ArtifactKind {
  /** Documents: zstd JSON Lines in independent frames with an offset index. */
  CORPUS,
  /** What a step decided about each document: Parquet, aligned with the corpus' shards. */
  VERDICTS,
  /** How often each domain is seen, and when: {@code mixture.json}. */
  MIXTURE,
  /** A tokenizer: {@code tokenizer.json}. */
  VOCABULARY,
  /** Token shards and the order in which a trainer reads them. */
  TOKENS,
  /** A model in a Hugging Face folder. */
  MODEL,
  /** Rows: Parquet, CSV or JSON Lines. */
  TABLE,
  /** One self-contained HTML file. */
  REPORT;

  /** The word of recipes and manifests, for example {@code corpus}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ArtifactKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
