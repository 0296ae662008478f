package io.steelyard.torch;

import io.steelyard.vocab.tokens.TokenFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The validation texts of one domain as batches: windows that overlap by one token, so that every
 * token but the first is predicted once.
 *
 * @param domain its name
 * @param batches windows of one length; a last short one is a batch of its own
 * @param predictions tokens that are predicted
 * @param bytesPerToken of the domain's validation texts
 */
record HeldOutTexts(String domain, List<Batch> batches, long predictions, double bytesPerToken) {

  static List<HeldOutTexts> read(TokenFolder tokens, int length, int rows, int most)
      throws IOException {
    List<HeldOutTexts> all = new ArrayList<>();
    for (TokenFolder.Domain domain : tokens.domains()) {
      int[] ids = tokens.read(domain.validation(), most);
      if (ids.length > 1) {
        all.add(
            new HeldOutTexts(
                domain.name(),
                batches(ids, length, rows),
                ids.length - 1,
                domain.validation().bytes() / (double) domain.validation().tokens()));
      }
    }
    return all;
  }

  static List<Batch> batches(int[] ids, int length, int rows) {
    List<Batch> out = new ArrayList<>();
    int windows = (ids.length - 1) / length;
    for (int w = 0; w < windows; w += rows) {
      int n = Math.min(rows, windows - w);
      int[] batch = new int[n * (length + 1)];
      for (int r = 0; r < n; r++) {
        System.arraycopy(ids, (w + r) * length, batch, r * (length + 1), length + 1);
      }
      out.add(new Batch(batch, n, length));
    }
    int left = ids.length - 1 - windows * length;
    if (left > 0) {
      out.add(new Batch(Arrays.copyOfRange(ids, windows * length, ids.length), 1, left));
    }
    return out;
  }

  /** Mean loss in nats per token. */
  double loss(Learner learner) {
    double sum = 0;
    double n = 0;
    for (Batch batch : batches) {
      double[] loss = learner.evaluate(batch);
      sum += loss[0];
      n += loss[1];
    }
    return sum / n;
  }
}
