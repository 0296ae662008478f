package io.steelyard.decode.chain;

import static io.steelyard.decode.chain.Stage.BIAS;
import static io.steelyard.decode.chain.Stage.COUNTS;
import static io.steelyard.decode.chain.Stage.DRY;
import static io.steelyard.decode.chain.Stage.EPSILON;
import static io.steelyard.decode.chain.Stage.ETA;
import static io.steelyard.decode.chain.Stage.MIN_NEW_TOKENS;
import static io.steelyard.decode.chain.Stage.MIN_P;
import static io.steelyard.decode.chain.Stage.NO_REPEAT_NGRAM;
import static io.steelyard.decode.chain.Stage.REPETITION;
import static io.steelyard.decode.chain.Stage.TEMPERATURE;
import static io.steelyard.decode.chain.Stage.TOP_K;
import static io.steelyard.decode.chain.Stage.TOP_N_SIGMA;
import static io.steelyard.decode.chain.Stage.TOP_P;
import static io.steelyard.decode.chain.Stage.TYPICAL;
import static io.steelyard.decode.chain.Stage.XTC;

import java.util.List;

/**
 * The order of stages, windows and border rules of a well-known engine, so that the same settings
 * mean here what they mean there. Stages that an engine does not have stand where they do least
 * harm: penalties with penalties, truncators with truncators.
 */
public enum Preset {
  /** Hugging Face transformers: temperature before truncation; ties with the k-th stay. */
  HF(
      List.of(
          BIAS,
          REPETITION,
          COUNTS,
          NO_REPEAT_NGRAM,
          DRY,
          MIN_NEW_TOKENS,
          TEMPERATURE,
          TOP_N_SIGMA,
          TOP_K,
          TOP_P,
          MIN_P,
          TYPICAL,
          EPSILON,
          ETA,
          XTC),
      new Defaults(1, 0, 1, 0),
      new Rules(true, Typical.Rule.HF, -1, true, -1, true, Sampler.MULTINOMIAL)),
  /** llama.cpp: truncation first, temperature last; penalties look back 64 tokens. */
  LLAMA_CPP(
      List.of(
          BIAS,
          MIN_NEW_TOKENS,
          NO_REPEAT_NGRAM,
          REPETITION,
          COUNTS,
          DRY,
          TOP_N_SIGMA,
          TOP_K,
          TYPICAL,
          TOP_P,
          MIN_P,
          EPSILON,
          ETA,
          XTC,
          TEMPERATURE),
      new Defaults(0.8, 40, 0.95, 0.05),
      new Rules(false, Typical.Rule.LLAMA_CPP, 64, true, 64, true, Sampler.MULTINOMIAL)),
  /**
   * vLLM: presence and frequency count generated tokens alone, repetition the prompt's too; the
   * token is chosen by an exponential race.
   */
  VLLM(
      List.of(
          BIAS,
          MIN_NEW_TOKENS,
          NO_REPEAT_NGRAM,
          REPETITION,
          COUNTS,
          DRY,
          TEMPERATURE,
          TOP_N_SIGMA,
          TOP_K,
          TOP_P,
          MIN_P,
          TYPICAL,
          EPSILON,
          ETA,
          XTC),
      new Defaults(1, 0, 1, 0),
      new Rules(true, Typical.Rule.HF, -1, true, -1, false, Sampler.RACE));

  /** What the engine does where nothing is set; 0 and 1 are off. */
  public record Defaults(double temperature, int topK, double topP, double minP) {}

  /**
   * Where engines differ in what a stage means.
   *
   * @param topKTies whether all that equal the k-th stay
   * @param repetitionWindow tokens that the repetition penalty looks back, -1 for all
   * @param repetitionPrompt whether the prompt counts for it
   * @param countsWindow the same for presence and frequency
   * @param countsPrompt whether the prompt counts for them
   */
  public record Rules(
      boolean topKTies,
      Typical.Rule typical,
      int repetitionWindow,
      boolean repetitionPrompt,
      int countsWindow,
      boolean countsPrompt,
      Sampler sampler) {}

  private final List<Stage> order;
  private final Defaults defaults;
  private final Rules rules;

  Preset(List<Stage> order, Defaults defaults, Rules rules) {
    this.order = order;
    this.defaults = defaults;
    this.rules = rules;
  }

  public List<Stage> order() {
    return order;
  }

  public Defaults defaults() {
    return defaults;
  }

  public Rules rules() {
    return rules;
  }
}
