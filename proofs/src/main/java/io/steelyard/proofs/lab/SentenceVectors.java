package io.steelyard.proofs.lab;

import io.steelyard.model.KeySpace;
import io.steelyard.model.OpenedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sentences as weighted means of a model's token embeddings (smooth inverse frequency, Arora et al.
 * 2017): {@code sum_t a / (a + p(t)) e_t}, less the mean of the sentences it was made from, with
 * norm 1. Enough to tell topics of one line, at the cost of a table.
 */
public final class SentenceVectors {
  private static final double SMOOTH = 1e-3;

  private final OpenedModel opened;
  private final float[] embeddings;
  private final int width;
  private final Map<Integer, Double> weight = new HashMap<>();
  private final double[] common;

  /** Frequencies and the common mean are those of some sentences. */
  public SentenceVectors(OpenedModel opened, List<String> sentences) {
    this.opened = opened;
    KeySpace keys = opened.model().keys();
    this.width = keys.width();
    this.embeddings = new float[keys.vocabulary() * width];
    keys.read(0, keys.vocabulary(), embeddings);
    Map<Integer, Integer> counts = new HashMap<>();
    long all = 0;
    for (String sentence : sentences) {
      for (int id : ids(sentence)) {
        counts.merge(id, 1, Integer::sum);
        all++;
      }
    }
    double tokens = Math.max(1, all);
    counts.forEach((id, n) -> weight.put(id, SMOOTH / (SMOOTH + n / tokens)));
    this.common = new double[width];
    for (String sentence : sentences) {
      double[] mean = weighted(sentence);
      for (int i = 0; i < width; i++) {
        common[i] += mean[i] / sentences.size();
      }
    }
  }

  private int[] ids(String sentence) {
    return opened.tokenizer().encodeOrdinary(" " + sentence);
  }

  private double[] weighted(String sentence) {
    double[] mean = new double[width];
    int[] ids = ids(sentence);
    for (int id : ids) {
      double w = weight.getOrDefault(id, 1.0) / ids.length;
      for (int i = 0; i < width; i++) {
        mean[i] += w * embeddings[id * width + i];
      }
    }
    return mean;
  }

  /** One vector per text, in their order. */
  public float[][] encode(List<String> texts) {
    float[][] vectors = new float[texts.size()][width];
    for (int t = 0; t < vectors.length; t++) {
      double[] mean = weighted(texts.get(t));
      double squares = 0;
      for (int i = 0; i < width; i++) {
        mean[i] -= common[i];
        squares += mean[i] * mean[i];
      }
      for (int i = 0; i < width; i++) {
        vectors[t][i] = (float) (squares == 0 ? 0 : mean[i] / Math.sqrt(squares));
      }
    }
    return vectors;
  }
}
