package io.steelyard.core.step;

import java.nio.file.Path;
import java.util.Map;

/**
 * One step of a recipe, and one command: a record of settings, annotated with {@link Method} and
 * {@link Setting}, whose {@code run} reads like the recipe's sentence.
 *
 * <pre>
 * {@literal @}Method(name = "corpus.shorten", about = "...", takes = CORPUS, makes = VERDICTS)
 * public record ShortenStep(
 *     {@literal @}Setting(value = "longest text, in bytes", or = "1 MiB") ByteSize limit)
 *     implements Step {
 *   public void run(Job job) {
 *     job.judge(List.of(), document -> document.bytes() > limit.bytes()
 *         ? Verdict.drop(document, "too_long") : Verdict.keep(document));
 *   }
 * }
 * </pre>
 *
 * Settings are checked in the compact constructor, with {@link IllegalArgumentException} messages
 * that start with the setting's name; they are shown with the place in the recipe.
 */
public interface Step {
  /**
   * Does the work: writes the artifact's files into {@code job.out()} and says what was found in
   * {@code job.summary()}.
   *
   * @throws Exception {@link io.steelyard.core.RequestException} or {@link
   *     io.steelyard.core.WorkException} with a message for people; anything else is a defect
   */
  void run(Job job) throws Exception;

  /**
   * Files from outside that the step reads, by the name that enters the result, such as the path
   * relative to the read root. Their content enters the step key.
   *
   * @param base the folder against which relative paths of the recipe are resolved
   * @throws io.steelyard.core.RequestException if one is missing or unreadable
   */
  default Map<String, Path> reads(Path base) {
    return Map.of();
  }

  /**
   * Says what the step would do and cost, by the sample in {@code forecast}, and changes the sample
   * as the corpus would be changed. Writes nothing.
   *
   * @throws io.steelyard.core.RequestException if the step would refuse such a corpus
   */
  default void foresee(Forecast forecast) {
    forecast.unknown();
  }
}
