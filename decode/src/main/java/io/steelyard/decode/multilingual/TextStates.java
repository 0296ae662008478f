package io.steelyard.decode.multilingual;

import io.steelyard.core.RequestException;
import io.steelyard.decode.Prompts;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.util.List;

/**
 * A likeness of texts that also holds between languages, where chrF says nothing: the cosine of the
 * means of the model's last hidden states over each text, less the mean of all texts that are
 * compared.
 *
 * <p>It is as good as the model knows both languages; a multilingual encoder knows more.
 */
final class TextStates {
  private TextStates() {}

  /**
   * Cosines of each text of one list with each of another, both centred by the mean of all.
   *
   * @return {@code [i][e]}
   * @throws RequestException if the model shows no hidden states
   */
  static double[][] cosines(OpenedModel opened, List<String> texts, List<String> others) {
    double[][] one = states(opened, texts);
    double[][] two = states(opened, others);
    double[] mean = new double[opened.model().shape().width()];
    for (double[][] part : List.of(one, two)) {
      for (double[] state : part) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += state[i] / (one.length + two.length);
        }
      }
    }
    double[][] cosines = new double[one.length][two.length];
    for (int a = 0; a < one.length; a++) {
      for (int b = 0; b < two.length; b++) {
        cosines[a][b] = cosine(one[a], two[b], mean);
      }
    }
    return cosines;
  }

  private static double cosine(double[] x, double[] y, double[] mean) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      double u = x[i] - mean[i];
      double v = y[i] - mean[i];
      xy += u * v;
      xx += u * u;
      yy += v * v;
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }

  /** The mean state of each text; zeros for one without tokens. */
  private static double[][] states(OpenedModel opened, List<String> texts) {
    double[][] states = new double[texts.size()][opened.model().shape().width()];
    for (int n = 0; n < states.length; n++) {
      if (texts.get(n).isBlank()) {
        continue;
      }
      int[] ids = Prompts.encode(opened, texts.get(n));
      try (Session session = opened.model().open(1, ids.length)) {
        if (!(session instanceof HiddenStates hidden)) {
          throw new RequestException(
              "utility: this model shows no hidden states; use chrf, without evidence");
        }
        for (int t = 0; t < ids.length; t++) {
          session.prefill(0, ids, t, t + 1);
          float[] h = hidden.hidden(0);
          for (int i = 0; i < h.length; i++) {
            states[n][i] += (double) h[i] / ids.length;
          }
        }
      }
    }
    return states;
  }
}
