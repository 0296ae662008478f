package io.steelyard.decode.answer;

import io.steelyard.decode.ContinuationScorer;
import io.steelyard.decode.Prompts;
import io.steelyard.model.OpenedModel;
import io.steelyard.vocab.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores the choices of items in one style: whole answers, first tokens, per token, and against the
 * answer's own probability. A prompt is read once for all its choices.
 */
public final class AnswerScorer implements AutoCloseable {
  private static final String END = "\n";

  private final OpenedModel opened;
  private final ContinuationScorer scorer;
  private final ContinuationScorer premiseScorer;
  private final int capacity;
  private final Map<String, double[]> premises = new HashMap<>();

  /**
   * What one item got.
   *
   * @param shots examples that fitted
   * @param logProbabilities of the whole answers
   * @param firstTokenMass of the different first tokens of the answers
   * @param byMean choice by log-probability per token
   * @param byPmi choice by PMI-DC; -1 where it is undefined
   * @param endMarked whether a line's end was scored after each answer, because they are nested
   * @param retokenised whether a token ran across the border of prompt and answer
   */
  public record Scored(
      String prompt,
      int shots,
      double[] logProbabilities,
      Attentiveness whole,
      double firstTokenMass,
      int byFirstToken,
      int byMean,
      int byPmi,
      boolean endMarked,
      boolean retokenised) {}

  /**
   * @param capacity most tokens of prompt and answer; examples that do not fit are left out
   */
  public AnswerScorer(OpenedModel opened, int capacity) {
    this.opened = opened;
    this.capacity = Math.min(capacity, opened.model().shape().context());
    scorer = new ContinuationScorer(opened, this.capacity);
    // A row of its own: the examples stay in the other from item to item.
    premiseScorer = new ContinuationScorer(opened, this.capacity);
  }

  /** Scores the choices of an item after solved examples. */
  public Scored score(Item item, PromptStyle style, List<Item> shots, String keyword) {
    boolean marked = style != PromptStyle.LETTERS && item.nested();
    List<String> targets =
        IntStream.range(0, item.choices().size())
            .mapToObj(i -> style.target(item, i) + (marked ? END : ""))
            .toList();
    List<Item> fitting = new ArrayList<>(shots);
    while (!fitting.isEmpty() && !fits(style.prompt(item, fitting, keyword), targets)) {
      fitting.remove(fitting.size() - 1);
    }
    String prompt = style.prompt(item, fitting, keyword);
    List<ContinuationScorer.Score> scores = scorer.score(prompt, targets);
    double[] whole = scores.stream().mapToDouble(s -> s.logProbability()).toArray();
    double[] mean = scores.stream().mapToDouble(ContinuationScorer.Score::mean).toArray();
    double[] first = scores.stream().mapToDouble(s -> s.logProbabilities()[0]).toArray();
    Map<Integer, Double> different = new HashMap<>();
    for (int i = 0; i < first.length; i++) {
      different.put(scores.get(i).ids()[0], StrictMath.exp(first[i]));
    }
    double[] premise = premise(style.premise(item), targets);
    return new Scored(
        prompt,
        fitting.size(),
        whole,
        Attentiveness.of(whole),
        different.values().stream().mapToDouble(Double::doubleValue).sum(),
        Attentiveness.argmax(first),
        Attentiveness.argmax(mean),
        Attentiveness.argmax(Attentiveness.pointwiseMutual(whole, premise)),
        marked,
        scores.stream().anyMatch(ContinuationScorer.Score::retokenised));
  }

  private boolean fits(String prompt, List<String> targets) {
    Tokenizer tokenizer = opened.tokenizer();
    int longest = targets.stream().mapToInt(t -> tokenizer.count(t)).max().orElse(0);
    // Two spare tokens: the border may be encoded in more pieces than the parts are.
    return Prompts.encode(opened, prompt).length + longest + 2 <= capacity;
  }

  /** The answers' own log-probabilities: after the premise alone, never after shots. */
  private double[] premise(String premise, List<String> targets) {
    String key = premise + '\0' + String.join("\0", targets);
    if (premises.size() > 1000) {
      premises.clear();
    }
    return premises.computeIfAbsent(
        key,
        k ->
            premiseScorer.score(premise, targets).stream()
                .mapToDouble(ContinuationScorer.Score::logProbability)
                .toArray());
  }

  @Override
  public void close() {
    scorer.close();
    premiseScorer.close();
  }
}
