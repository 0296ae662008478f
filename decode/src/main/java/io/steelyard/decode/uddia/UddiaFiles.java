package io.steelyard.decode.uddia;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.model.OpenedModel;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What UDDIA reads beside the model: word pairs, a head, token counts. */
final class UddiaFiles {
  private UddiaFiles() {}

  /**
   * Word pairs, one per line: the first attribute's word, a tab, the second's. A word is the mean
   * of the embeddings of its tokens, as it stands in running text (with a space before it).
   */
  static List<AttributeSpace.Pair> pairs(
      Path file, Tokenizer tokenizer, float[] embeddings, int width) throws IOException {
    List<AttributeSpace.Pair> pairs = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] words = lines.get(i).strip().split("\t");
      if (words.length != 2 || words[0].isBlank() || words[1].isBlank()) {
        throw new RequestException(
            file + ":" + (i + 1) + ": expected two words with a tab between them");
      }
      pairs.add(
          new AttributeSpace.Pair(
              mean(tokenizer.encodeOrdinary(" " + words[0].strip()), embeddings, width),
              mean(tokenizer.encodeOrdinary(" " + words[1].strip()), embeddings, width)));
    }
    if (pairs.isEmpty()) {
      throw new RequestException(file + ": has no pairs of words");
    }
    return pairs;
  }

  private static double[] mean(int[] ids, float[] embeddings, int width) {
    double[] mean = new double[width];
    for (int id : ids) {
      for (int i = 0; i < width; i++) {
        mean[i] += embeddings[id * width + i] / (double) ids.length;
      }
    }
    return mean;
  }

  /** A head as JSON: {@code {"weights": [[...], [...]]}}, class 0 not toxic. */
  static ToxicityHead head(Path file, int width) {
    JsonNode rows = Json.read(file).path("weights");
    if (rows.size() != 2 || rows.get(0).size() != width || rows.get(1).size() != width) {
      throw new RequestException(
          file + ": expected weights with two rows of " + width + " numbers, the model's width");
    }
    double[][] weights = new double[2][width];
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < width; i++) {
        weights[c][i] = rows.get(c).get(i).asDouble();
      }
    }
    return new ToxicityHead(weights);
  }

  /** Token counts as JSON, {@code {"17": 3, ...}}, plus one for each token. */
  static double[] counts(Path file, int vocabulary) {
    double[] counts = new double[vocabulary];
    java.util.Arrays.fill(counts, 1);
    if (file != null) {
      Json.read(file)
          .properties()
          .forEach(
              e -> {
                int id;
                try {
                  id = Integer.parseInt(e.getKey());
                } catch (NumberFormatException notANumber) {
                  id = -1;
                }
                if (id < 0 || id >= vocabulary || !(e.getValue().asDouble(-1) >= 0)) {
                  throw new RequestException(
                      file
                          + ": expected token ids from 0 to "
                          + (vocabulary - 1)
                          + " with counts, got '"
                          + e.getKey()
                          + "'");
                }
                counts[id] += e.getValue().asDouble();
              });
    }
    return counts;
  }

  /** The output matrix as embeddings: for models that tie the two. */
  static float[] embeddings(OpenedModel opened) {
    if (!opened.model().shape().tied()) {
      throw new RequestException(
          "UDDIA needs a model whose output matrix is its embedding; this one's are apart");
    }
    var keys = opened.model().keys();
    long size = (long) keys.vocabulary() * keys.width();
    if (size > Integer.MAX_VALUE - 8) {
      throw new RequestException("the embedding has " + size + " numbers; at most 2^31 fit");
    }
    float[] embeddings = new float[(int) size];
    keys.read(0, keys.vocabulary(), embeddings);
    return embeddings;
  }
}
