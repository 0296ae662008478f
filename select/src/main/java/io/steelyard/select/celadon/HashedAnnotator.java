package io.steelyard.select.celadon;

import io.steelyard.select.features.HashedGrams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Linear heads over hashed runs of characters: no model but a table, megabytes a second. */
final class HashedAnnotator implements Annotator {
  private final LinearHeads heads;
  private final TextWindows windows;
  private final Set<String> languages;
  private final HashedGrams grams;
  private final float[] sums = new float[LinearHeads.OUTPUTS];

  HashedAnnotator(LinearHeads heads, int bits, TextWindows windows, Set<String> languages) {
    this.heads = heads;
    this.windows = windows;
    this.languages = languages;
    this.grams = new HashedGrams(bits, false);
  }

  @Override
  public Set<String> languages() {
    return languages;
  }

  @Override
  public List<Annotation> annotate(List<String> texts) {
    List<Annotation> all = new ArrayList<>(texts.size());
    for (String text : texts) {
      List<String> parts = windows.of(text);
      float[][][] found = new float[parts.size()][][];
      int n = 0;
      for (String part : parts) {
        grams.take(part);
        if (grams.size() > 0) {
          found[n++] = probabilities();
        }
      }
      all.add(n == 0 ? Annotation.EMPTY : Annotation.of(Arrays.copyOf(found, n)));
    }
    return all;
  }

  private float[][] probabilities() {
    Arrays.fill(sums, 0);
    for (int i = 0; i < grams.size(); i++) {
      heads.add(grams.bucket(i), sums);
    }
    return heads.probabilities(sums, Features.Hashed.SCALE / grams.size());
  }

  @Override
  public void close() {}
}
