package io.steelyard.vocab.train;

import io.steelyard.core.artifact.Part;
import io.steelyard.core.step.Forecast;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * About how many bytes a token has in each domain, by a vocabulary trained on a part of a sample: a
 * little too many, because it has seen the texts that it is measured on.
 *
 * @param domains bytes per token, by domain
 * @param vocabulary tokens that the vocabulary will have
 */
public record BytesPerToken(Map<String, Double> domains, int vocabulary) {
  private static final long TRAINED_ON = 2L << 20;
  private static final long MEASURED_ON = 100_000;

  /** By plain byte pairs. */
  static BytesPerToken of(
      List<Forecast.Sampled> sample, PreTokenizer cut, BytePairTrainer.Settings settings) {
    return of(
        sample,
        settings.vocabularySize(),
        texts ->
            Tokenizer.byteLevel(
                new BytePairTrainer(settings, 1).train(words(texts, cut)).model(), cut, List.of()));
  }

  /** How often each word occurs in some texts. */
  static WordCounts words(List<byte[]> texts, PreTokenizer cut) {
    Map<String, Long> words = new HashMap<>();
    for (byte[] utf8 : texts) {
      cut.split(
          utf8,
          0,
          utf8.length,
          (from, to) ->
              words.merge(
                  new String(utf8, from, to - from, StandardCharsets.UTF_8), 1L, Long::sum));
    }
    return WordCounts.of(words);
  }

  /** By whatever a part of the sample trains. */
  public static BytesPerToken of(
      List<Forecast.Sampled> sample, int size, Function<List<byte[]>, Tokenizer> trainer) {
    long total = sample.stream().mapToLong(s -> s.document().bytes()).sum();
    int stride = (int) Math.max(1, total / TRAINED_ON);
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < sample.size(); i += stride) {
      texts.add(text(sample.get(i)));
    }
    Tokenizer tokenizer = trainer.apply(texts);
    Map<String, long[]> seen = new HashMap<>();
    for (Forecast.Sampled sampled : sample) {
      long[] cell = seen.computeIfAbsent(sampled.document().domain(), d -> new long[2]);
      if (sampled.document().part() == Part.TRAIN && cell[0] < MEASURED_ON) {
        byte[] utf8 = text(sampled);
        cell[0] += utf8.length;
        cell[1] += tokenizer.encodeOrdinary(utf8).length;
      }
    }
    Map<String, Double> domains = new HashMap<>();
    seen.forEach(
        (domain, cell) -> domains.put(domain, cell[1] == 0 ? 1 : (double) cell[0] / cell[1]));
    return new BytesPerToken(domains, size);
  }

  private static byte[] text(Forecast.Sampled sampled) {
    return sampled.document().text().getBytes(StandardCharsets.UTF_8);
  }
}
