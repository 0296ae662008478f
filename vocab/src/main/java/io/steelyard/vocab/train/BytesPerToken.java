package io.steelyard.vocab.train;

import io.steelyard.core.artifact.Part;
import io.steelyard.core.step.Forecast;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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

  static BytesPerToken of(
      List<Forecast.Sampled> sample, PreTokenizer cut, BytePairTrainer.Settings settings) {
    return of(
        sample,
        (utf8, words) ->
            cut.split(
                utf8,
                0,
                utf8.length,
                (a, b) -> words.accept(new String(utf8, a, b - a, StandardCharsets.UTF_8))),
        words ->
            Tokenizer.byteLevel(
                new BytePairTrainer(settings, 1).train(words).model(), cut, List.of()),
        settings.vocabularySize());
  }

  /**
   * With any way to find words in a text and to train on them.
   *
   * @param size tokens that the vocabulary will have
   */
  static BytesPerToken of(
      List<Forecast.Sampled> sample,
      BiConsumer<byte[], Consumer<String>> cut,
      Function<WordCounts, Tokenizer> train,
      int size) {
    long total = sample.stream().mapToLong(s -> s.document().bytes()).sum();
    int stride = (int) Math.max(1, total / TRAINED_ON);
    Map<String, Long> words = new HashMap<>();
    for (int i = 0; i < sample.size(); i += stride) {
      cut.accept(text(sample.get(i)), word -> words.merge(word, 1L, Long::sum));
    }
    Tokenizer tokenizer = train.apply(WordCounts.of(words));
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
