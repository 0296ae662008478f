package io.steelyard.select.celadon;

import io.steelyard.model.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Linear heads over the vectors of an encoder. */
final class EncoderAnnotator implements Annotator {
  private final LinearHeads heads;
  private final Encoder encoder;
  private final TextWindows windows;
  private final Set<String> languages;

  EncoderAnnotator(LinearHeads heads, Encoder encoder, TextWindows windows, Set<String> languages) {
    this.heads = heads;
    this.encoder = encoder;
    this.windows = windows;
    this.languages = languages;
  }

  @Override
  public Set<String> languages() {
    return languages;
  }

  @Override
  public List<Annotation> annotate(List<String> texts) {
    List<String> parts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (String text : texts) {
      parts.addAll(windows.of(text));
      ends.add(parts.size());
    }
    float[][] vectors = encoder.encode(parts);
    List<Annotation> all = new ArrayList<>();
    float[] sums = new float[LinearHeads.OUTPUTS];
    int from = 0;
    for (int end : ends) {
      float[][][] found = new float[end - from][][];
      for (int w = from; w < end; w++) {
        Arrays.fill(sums, 0);
        for (int j = 0; j < vectors[w].length; j++) {
          heads.add(j, vectors[w][j], sums);
        }
        found[w - from] = heads.probabilities(sums, 1);
      }
      all.add(found.length == 0 ? Annotation.EMPTY : Annotation.of(found));
      from = end;
    }
    return all;
  }

  @Override
  public Encoder.Report report() {
    return encoder.report();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
