package io.steelyard.decode;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Setting;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Dry;
import io.steelyard.decode.chain.DynamicTemperature;
import io.steelyard.decode.chain.Epsilon;
import io.steelyard.decode.chain.Eta;
import io.steelyard.decode.chain.LogitBias;
import io.steelyard.decode.chain.MinNewTokens;
import io.steelyard.decode.chain.MinP;
import io.steelyard.decode.chain.Mirostat;
import io.steelyard.decode.chain.NoRepeatNgram;
import io.steelyard.decode.chain.Penalty;
import io.steelyard.decode.chain.Preset;
import io.steelyard.decode.chain.Processor;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.Stage;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.chain.TopK;
import io.steelyard.decode.chain.TopNSigma;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.chain.Typical;
import io.steelyard.decode.chain.Xtc;
import io.steelyard.vocab.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the next token is chosen, as a recipe writes it: {@code chain: {preset: llama-cpp,
 * temperature: 0.7, top-p: 0.9}}. A preset gives order, windows and defaults; whatever is set
 * overrides it.
 */
public record ChainSettings(
    @Setting(value = "order, windows and defaults of an engine: hf, llama-cpp, vllm", or = "hf")
        Preset preset,
    @Setting(value = "divides the logits; 0 is greedy; else the preset's", or = "")
        Optional<Double> temperature,
    @Setting(value = "how far the temperature moves with the entropy; 0 is off", or = "0")
        double temperatureRange,
    @Setting(value = "power of the entropy share in a moving temperature", or = "1")
        double temperatureExponent,
    @Setting(value = "most probable tokens kept; 0 is off; else the preset's", or = "")
        Optional<Integer> topK,
    @Setting(value = "mass of the nucleus; 1 is off; else the preset's", or = "")
        Optional<Double> topP,
    @Setting(value = "least probability relative to the best; 0 is off; else the preset's", or = "")
        Optional<Double> minP,
    @Setting(value = "mass of locally typical sampling; 1 is off", or = "1") double typical,
    @Setting(value = "least probability of a token; 0 is off", or = "0") double epsilon,
    @Setting(value = "epsilon of eta sampling; 0 is off", or = "0") double eta,
    @Setting(value = "standard deviations below the best logit; 0 is off", or = "0")
        double topNSigma,
    @Setting(value = "fewest tokens that truncation keeps", or = "1") int minKeep,
    @Setting(value = "divides positive and multiplies negative logits; 1 is off", or = "1")
        double repetitionPenalty,
    @Setting(value = "taken off tokens that occurred", or = "0") double presencePenalty,
    @Setting(value = "taken off per occurrence", or = "0") double frequencyPenalty,
    @Setting(value = "tokens that penalties look back, -1 for all; else the preset's", or = "")
        Optional<Integer> penaltyWindow,
    @Setting(value = "n of n-grams that may not come twice; 0 is off", or = "0") int noRepeatNgram,
    @Setting(value = "DRY: cost of a repeat; 0 is off", or = "0") double dryMultiplier,
    @Setting(value = "DRY: growth per repeated token", or = "1.75") double dryBase,
    @Setting(value = "DRY: length of a repeat that costs", or = "2") int dryAllowed,
    @Setting(value = "DRY: tokens looked back, -1 for all", or = "-1") int dryRange,
    @Setting(value = "DRY: texts that end a repeat", or = "[\"\\n\", \":\", \"\\\"\", \"*\"]")
        List<String> dryBreakers,
    @Setting(value = "XTC: chance that top choices are left out; 0 is off", or = "0")
        double xtcProbability,
    @Setting(value = "XTC: probability of a top choice", or = "0.1") double xtcThreshold,
    @Setting(value = "added to logits, by token text or #id", or = "") Map<String, Double> bias,
    @Setting(value = "tokens before which the text may not end", or = "0") int minNewTokens,
    @Setting(value = "mirostat version, 1 or 2; 0 is off", or = "0") int mirostat,
    @Setting(value = "mirostat: wanted surprise in bits per token", or = "3") double tau,
    @Setting(value = "mirostat: how fast the threshold moves", or = "1") double mirostatEta,
    @Setting(value = "order of the stages; the preset's if empty", or = "") List<Stage> order) {

  public ChainSettings {
    dryBreakers = List.copyOf(dryBreakers);
    bias = Map.copyOf(bias);
    order = List.copyOf(order);
    if (temperature.isPresent() && !(temperature.get() >= 0 && temperature.get() < 1e6)) {
      throw new IllegalArgumentException(
          "temperature must be 0 (greedy) or positive, was " + temperature.get());
    }
    if (order.stream().distinct().count() < order.size()) {
      throw new IllegalArgumentException("order names a stage twice: " + order);
    }
    if (mirostat < 0 || mirostat > 2) {
      throw new IllegalArgumentException("mirostat must be 0 (off), 1 or 2, was " + mirostat);
    }
    topP.filter(p -> p != 1).ifPresent(p -> new TopP(p, 1));
    minP.filter(p -> p != 0).ifPresent(MinP::new);
    new Typical(typical, 1, Typical.Rule.HF);
    new Penalty(
        repetitionPenalty, frequencyPenalty, presencePenalty, penaltyWindow.orElse(-1), true);
    if (epsilon != 0) {
      new Epsilon(epsilon, 1);
    }
    if (eta != 0) {
      new Eta(eta, 1);
    }
    if (xtcProbability != 0) {
      new Xtc(xtcProbability, xtcThreshold, 1);
    }
    if (dryMultiplier != 0) {
      new Dry(dryMultiplier, dryBase, dryAllowed, dryRange, Set.of(), true);
    }
    if (mirostat != 0) {
      Mirostat.v2(tau, mirostatEta);
      boolean truncates =
          topK.orElse(0) > 0
              || topP.orElse(1.0) < 1
              || minP.orElse(0.0) > 0
              || typical < 1
              || epsilon > 0
              || eta > 0
              || topNSigma > 0
              || xtcProbability > 0;
      if (truncates) {
        throw new IllegalArgumentException(
            "mirostat replaces the stages that truncate: take top-k, top-p, min-p, typical,"
                + " epsilon, eta, top-n-sigma and xtc back, or mirostat");
      }
    }
    requireAtLeast("top-k", topK.orElse(0), 0);
    requireAtLeast("no-repeat-ngram", noRepeatNgram, 0);
    requireAtLeast("min-new-tokens", minNewTokens, 0);
    requireAtLeast("min-keep", minKeep, 1);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
    }
  }

  /** The settings of a preset with nothing else set. */
  public static ChainSettings of(Preset preset) {
    return new ChainSettings(
        preset,
        Optional.empty(),
        0,
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        0,
        0,
        0,
        1,
        1,
        0,
        0,
        Optional.empty(),
        0,
        0,
        1.75,
        2,
        -1,
        List.of("\n", ":", "\"", "*"),
        0,
        0.1,
        Map.of(),
        0,
        0,
        3,
        1,
        List.of());
  }

  /**
   * The chain in force.
   *
   * @param ends tokens that end a text
   * @throws RequestException if a bias names no token, or the order leaves out a stage that is set
   */
  public Chain chain(Tokenizer tokenizer, int[] ends) {
    List<Stage> stages = order.isEmpty() ? preset.order() : order;
    List<Processor> chain = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      if (!stages.contains(stage) && stage(stage, tokenizer, ends).isPresent()) {
        throw new RequestException(
            "order leaves out " + stage + ", which is set: add it to the order or take it back");
      }
    }
    for (Stage stage : stages) {
      stage(stage, tokenizer, ends).ifPresent(chain::add);
    }
    return new Chain(chain, sampler());
  }

  private double temperatureInForce() {
    return temperature.orElse(preset.defaults().temperature());
  }

  private Sampler sampler() {
    if (mirostat > 0) {
      return mirostat == 1 ? Mirostat.v1(tau, mirostatEta) : Mirostat.v2(tau, mirostatEta);
    }
    boolean greedy = temperatureInForce() == 0 && temperatureRange == 0;
    return greedy ? Sampler.GREEDY : preset.rules().sampler();
  }

  /** One stage where it is set to do something. */
  private Optional<Processor> stage(Stage stage, Tokenizer tokenizer, int[] ends) {
    Preset.Rules rules = preset.rules();
    // Truncators that only the preset switched on give way to mirostat; those set by hand do not.
    Preset.Defaults defaults =
        mirostat > 0
            ? new Preset.Defaults(preset.defaults().temperature(), 0, 1, 0)
            : preset.defaults();
    return Optional.ofNullable(
        switch (stage) {
          case BIAS -> bias.isEmpty() ? null : biases(tokenizer);
          case MIN_NEW_TOKENS ->
              minNewTokens == 0
                  ? null
                  : new MinNewTokens(minNewTokens, Arrays.stream(ends).boxed().toList());
          case NO_REPEAT_NGRAM -> noRepeatNgram == 0 ? null : new NoRepeatNgram(noRepeatNgram);
          case REPETITION ->
              repetitionPenalty == 1
                  ? null
                  : new Penalty(
                      repetitionPenalty,
                      0,
                      0,
                      penaltyWindow.orElse(rules.repetitionWindow()),
                      rules.repetitionPrompt());
          case COUNTS ->
              presencePenalty == 0 && frequencyPenalty == 0
                  ? null
                  : new Penalty(
                      1,
                      frequencyPenalty,
                      presencePenalty,
                      penaltyWindow.orElse(rules.countsWindow()),
                      rules.countsPrompt());
          case DRY ->
              dryMultiplier == 0
                  ? null
                  : new Dry(
                      dryMultiplier, dryBase, dryAllowed, dryRange, breakers(tokenizer), true);
          case TEMPERATURE -> temperatureStage();
          case TOP_N_SIGMA -> topNSigma <= 0 ? null : new TopNSigma(topNSigma);
          case TOP_K -> {
            int k = topK.orElse(defaults.topK());
            yield k == 0 ? null : new TopK(Math.max(k, minKeep), rules.topKTies());
          }
          case TYPICAL -> typical == 1 ? null : new Typical(typical, minKeep, rules.typical());
          case TOP_P -> {
            double p = topP.orElse(defaults.topP());
            yield p == 1 ? null : new TopP(p, minKeep);
          }
          case MIN_P -> {
            double p = minP.orElse(defaults.minP());
            yield p == 0 ? null : new MinP(p);
          }
          case EPSILON -> epsilon == 0 ? null : new Epsilon(epsilon, minKeep);
          case ETA -> eta == 0 ? null : new Eta(eta, minKeep);
          case XTC -> xtcProbability == 0 ? null : new Xtc(xtcProbability, xtcThreshold, minKeep);
        });
  }

  private Processor temperatureStage() {
    double t = temperatureInForce();
    if (temperatureRange > 0) {
      return new DynamicTemperature(t, temperatureRange, temperatureExponent);
    }
    return t == 0 || t == 1 ? null : new Temperature(t);
  }

  private LogitBias biases(Tokenizer tokenizer) {
    Map<Integer, Double> byId = new TreeMap<>();
    bias.forEach((token, value) -> byId.put(id(tokenizer, token), value));
    return new LogitBias(byId);
  }

  private static int id(Tokenizer tokenizer, String token) {
    int id =
        token.matches("#\\d{1,9}") ? Integer.parseInt(token.substring(1)) : tokenizer.idOf(token);
    if (id < 0 || id >= tokenizer.size()) {
      throw new RequestException(
          "bias names '"
              + token
              + "', which is no token of the vocabulary (0 to "
              + (tokenizer.size() - 1)
              + "); write its exact text, with the space before it, or #id");
    }
    return id;
  }

  /** All tokens in whose text one of the breakers occurs. */
  private Set<Integer> breakers(Tokenizer tokenizer) {
    Set<Integer> ids = new HashSet<>();
    for (int id = 0; id < tokenizer.size(); id++) {
      String text = new String(tokenizer.token(id), StandardCharsets.UTF_8);
      if (dryBreakers.stream().anyMatch(text::contains)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
