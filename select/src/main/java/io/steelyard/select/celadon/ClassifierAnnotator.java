package io.steelyard.select.celadon;

import io.steelyard.model.TextClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A classifier with five heads of four levels, such as the published model. */
final class ClassifierAnnotator implements Annotator {
  private final TextClassifier classifier;
  private final Set<String> languages;

  ClassifierAnnotator(TextClassifier classifier, Set<String> languages) {
    this.classifier = classifier;
    this.languages = languages;
  }

  @Override
  public Set<String> languages() {
    return languages;
  }

  @Override
  public List<Annotation> annotate(List<String> texts) {
    List<String> filled = texts.stream().filter(text -> !text.isBlank()).toList();
    List<TextClassifier.Scored> scored = classifier.classify(filled);
    List<Annotation> all = new ArrayList<>();
    int next = 0;
    for (String text : texts) {
      all.add(text.isBlank() ? Annotation.EMPTY : Annotation.of(scored.get(next++).windows()));
    }
    return all;
  }

  @Override
  public void close() {
    classifier.close();
  }
}
