package io.steelyard.corpus.clean;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import java.io.Serializable;
import java.util.List;

/**
 * Where a step finds the language of a document: given for all; else the score {@code language} of
 * a step before, the metadata field {@code language} or {@code lang}, or the domain, if that is the
 * code of a language; else unknown ({@code und}).
 */
final class DocumentLanguage implements Serializable {
  static final String SCORE = "language";

  private final String given;

  /**
   * @param given the language of all documents, or null
   */
  DocumentLanguage(String given) {
    this.given = given;
  }

  /** The scores to ask the view for. */
  List<String> scores(CorpusView view) {
    return given == null && view.has(SCORE) ? List.of(SCORE) : List.of();
  }

  /** The short code of a document's language. */
  String of(Document document, Object[] scores) {
    if (given != null) {
      return LanguageKey.of(given);
    }
    if (scores.length > 0 && scores[0] instanceof String score) {
      return LanguageKey.of(score);
    }
    for (String field : List.of("language", "lang")) {
      if (document.metadata().get(field) instanceof String value) {
        return LanguageKey.of(value);
      }
    }
    return LanguageKey.isKnown(document.domain()) ? LanguageKey.of(document.domain()) : "und";
  }
}
