package io.steelyard.decode.chain;

import static io.steelyard.decode.chain.Candidates.byId;
import static io.steelyard.decode.chain.Candidates.context;
import static io.steelyard.decode.chain.Candidates.kept;
import static io.steelyard.decode.chain.Candidates.ofLogits;
import static io.steelyard.decode.chain.Candidates.ofProbabilities;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.core.WorkException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WarperVectorsTest {
  private static final double[] HALVES = {.5, .25, .125, .0625, .0625};
  private static final double[] PEAKED = {.9, .04, .03, .02, .01};
  private static final double[] SLOPE = {.35, .2, .15, .1, .08, .05, .04, .03};

  private static Typical hf(double mass) {
    return new Typical(mass, 1, Typical.Rule.HF);
  }

  private static Typical llama(double mass) {
    return new Typical(mass, 1, Typical.Rule.LLAMA_CPP);
  }

  @Test
  void entropyIsInNats() {
    assertThat(ofProbabilities(HALVES).entropy()).isCloseTo(1.2996509635498974, within(1e-12));
    assertThat(ofProbabilities(PEAKED).entropy()).isCloseTo(.4530683959748149, within(1e-12));
    assertThat(ofProbabilities(SLOPE).entropy()).isCloseTo(1.7899485082303315, within(1e-12));
  }

  @Test
  void typicalDropsTheTopTokenWhenItSaysTooLittle() {
    assertThat(kept(hf(.2), ofProbabilities(HALVES))).containsExactly(1);
    assertThat(kept(hf(.5), ofProbabilities(HALVES))).containsExactly(0, 1);
    assertThat(kept(hf(.2), ofProbabilities(SLOPE))).containsExactly(1, 2);
    assertThat(kept(hf(.5), ofProbabilities(SLOPE))).containsExactly(1, 2, 3, 4);
    assertThat(kept(hf(.95), ofProbabilities(SLOPE))).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(kept(hf(.2), ofProbabilities(PEAKED))).containsExactly(0);
    assertThat(kept(hf(.95), ofProbabilities(PEAKED))).containsExactly(0, 1, 2);
  }

  @Test
  void typicalKeepsTiesAtTheBorderUnderHfAndCutsThemUnderLlamaCpp() {
    assertThat(kept(hf(.9), ofProbabilities(HALVES))).containsExactly(0, 1, 2, 3, 4);
    assertThat(kept(llama(.9), ofProbabilities(HALVES))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void typicalKeepsAllOfAUniformDistributionUnderHf() {
    double[] flat = new double[1000];
    assertThat(kept(hf(.1), ofLogits(flat))).hasSize(1000);
    assertThat(kept(llama(.1), ofLogits(flat))).hasSize(101);
  }

  @Test
  void minPEtaAndTopPKeepWhatTheirFormulasSay() {
    assertThat(kept(new MinP(.2), ofProbabilities(SLOPE))).containsExactly(0, 1, 2, 3, 4);
    assertThat(Math.exp(Eta.logCut(.06, 1.7899485082303315)))
        .isCloseTo(.04089882820409843, within(1e-14));
    assertThat(Math.exp(Eta.logCut(.3, 1.7899485082303315)))
        .isCloseTo(.09145256006444973, within(1e-14));
    assertThat(kept(new Eta(.06, 1), ofProbabilities(SLOPE))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(kept(new Eta(.3, 1), ofProbabilities(SLOPE))).containsExactly(0, 1, 2, 3);
    assertThat(kept(new TopP(.7, 1), ofProbabilities(SLOPE))).containsExactly(0, 1, 2);
    assertThat(kept(new Epsilon(.9, 2), ofProbabilities(SLOPE))).containsExactly(0, 1);
  }

  @Test
  void theOrderOfTemperatureAndTopPMatters() {
    CandidateSet first = ofLogits(2, 1, 0, -1);
    new Temperature(2).apply(context(), first);
    assertThat(first.probability(0)).isCloseTo(.45505, within(1e-5));
    assertThat(kept(new TopP(.8, 1), first)).hasSize(3);

    CandidateSet second = ofLogits(2, 1, 0, -1);
    assertThat(kept(new TopP(.8, 1), second)).hasSize(2);
  }

  @Test
  void theOrderOfTemperatureAndMinPMatters() {
    CandidateSet first = ofLogits(2, 1, 0, -1);
    new Temperature(1.3).apply(context(), first);
    assertThat(kept(new MinP(.2), first)).hasSize(3);
    assertThat(first.probability(0)).isCloseTo(.59591895, within(1e-8));
    assertThat(first.probability(2)).isCloseTo(.12795046, within(1e-8));

    CandidateSet second = ofLogits(2, 1, 0, -1);
    assertThat(kept(new MinP(.2), second)).hasSize(2);
    new Temperature(1.3).apply(context(), second);
    assertThat(second.probability(0)).isCloseTo(.68335447, within(1e-8));
  }

  @Test
  void topNSigmaCutsAtDeviationsBelowTheBest() {
    CandidateSet set = ofLogits(5, 4.8, 3, 1, 0, -1);
    assertThat(TopNSigma.deviation(set)).isCloseTo(2.2997584414213788, within(1e-12));
    assertThat(kept(new TopNSigma(1), set)).containsExactly(0, 1, 2);
  }

  @Test
  void theRepetitionPenaltyDividesPositiveAndMultipliesNegativeLogits() {
    CandidateSet set = ofLogits(2, 1, 0, -1);
    SequenceContext context = context(0, 3);
    new Penalty(1.2, 0, 0, -1, true).open(context).apply(context, set);
    assertThat(byId(set, 4)).containsExactly(new double[] {1.6666667, 1, 0, -1.2}, within(1e-7));
  }

  @Test
  void countsForgetWhatLeftTheWindowAndThePromptOnlyCountsIfAsked() {
    SequenceContext context = context(0, 0);
    Processor.State all = new Penalty(1, 1, .5, 2, true).open(context);
    Processor.State output = new Penalty(1, 1, .5, -1, false).open(context);
    context.append(1);
    all.accept(context);
    output.accept(context);
    CandidateSet set = ofLogits(0, 0, 0);
    all.apply(context, set);
    assertThat(byId(set, 3)).containsExactly(-1.5, -1.5, 0);
    set = ofLogits(0, 0, 0);
    output.apply(context, set);
    assertThat(byId(set, 3)).containsExactly(0, -1.5, 0);
  }

  @Test
  void dryCostsGrowWithTheRepeat() {
    Dry dry = new Dry(.8, 1.75, 2, -1, Set.of(), true);
    assertThat(dry.cost(2)).isEqualTo(.8);
    assertThat(dry.cost(3)).isCloseTo(1.4, within(1e-12));
    assertThat(dry.cost(4)).isCloseTo(2.45, within(1e-12));
    assertThat(dry.cost(5)).isCloseTo(4.2875, within(1e-12));
    assertThat(dry.cost(6)).isCloseTo(7.503125, within(1e-12));
    assertThat(dry.cost(100_000)).isFinite();
  }

  @Test
  void dryPenalisesTheTokenThatWouldGoOnWithARepeat() {
    // The end "1 2 3" was followed by 4 before, "2 3" by 5 and 4.
    SequenceContext context = context(1, 2, 3, 4, 2, 3, 5, 1, 2, 3);
    CandidateSet set = ofLogits(0, 0, 0, 0, 0, 0);
    new Dry(.8, 1.75, 2, -1, Set.of(), true).open(context).apply(context, set);
    assertThat(byId(set, 6)).containsExactly(new double[] {0, 0, 0, 0, -1.4, -.8}, within(1e-12));
  }

  @Test
  void dryDoesNotSeeBeyondABreaker() {
    SequenceContext context = context(1, 2, 3, 4, 1, 2, 3);
    CandidateSet set = ofLogits(0, 0, 0, 0, 0);
    new Dry(.8, 1.75, 2, -1, Set.of(2), true).open(context).apply(context, set);
    assertThat(byId(set, 5)).containsExactly(0, 0, 0, 0, 0);
  }

  @Test
  void xtcKeepsTheLeastProbableOfTheTopChoices() {
    CandidateSet set = ofProbabilities(SLOPE);
    new Xtc(1, .1, 1).exclude(set);
    assertThat(Candidates.ids(set)).containsExactly(3, 4, 5, 6, 7);
    CandidateSet one = ofProbabilities(PEAKED);
    new Xtc(1, .1, 1).exclude(one);
    assertThat(one.size()).isEqualTo(5);
  }

  @Test
  void noNgramComesTwice() {
    SequenceContext context = context(1, 2, 3, 1, 2);
    CandidateSet set = ofLogits(0, 0, 0, 0);
    new NoRepeatNgram(3).open(context).apply(context, set);
    assertThat(Candidates.ids(set)).containsExactly(0, 1, 2);
  }

  @Test
  void tokensOfMinusInfinityAreNeverKept() {
    CandidateSet set = ofLogits(Double.NEGATIVE_INFINITY, 1, Double.NEGATIVE_INFINITY, 0);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.entropy()).isFinite();
    assertThat(kept(hf(.99), set)).containsExactly(1, 3);
  }

  @Test
  void forbiddingEverythingIsAnErrorThatSaysWhere() {
    SequenceContext context = context();
    CandidateSet set = new CandidateSet(2);
    set.load(new double[] {1, 2}, 3, 17);
    ChainState chain =
        new Chain(java.util.List.of(LogitBias.suppress(0, 1)), Sampler.GREEDY).open(context);
    assertThatThrownBy(() -> chain.choose(context, set))
        .isInstanceOf(NoAdmissibleToken.class)
        .hasMessageContaining("row 3, position 17: no token is admissible");
  }

  @Test
  void brokenLogitsAreNamed() {
    CandidateSet set = new CandidateSet(3);
    assertThatThrownBy(() -> set.load(new float[] {0, Float.NaN, 0}, 2, 5))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("row 2, position 5: the logit of token 1 is NaN");
    assertThatThrownBy(() -> set.load(new float[] {0, 0, Float.POSITIVE_INFINITY}, 2, 5))
        .hasMessageContaining("token 2 is Infinity");
  }

  @Test
  void greedyTakesTheLowestIdOfEqualsAndZeroIsOneZero() {
    assertThat(Sampler.GREEDY.choose(context(), ofLogits(-1, 0.0, -0.0, 0))).isEqualTo(1);
  }

  @Test
  void settingsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> hf(0)).hasMessageContaining("typical mass");
    assertThatThrownBy(() -> hf(1.1)).hasMessageContaining("typical mass");
    assertThatThrownBy(() -> new TopP(0, 1)).hasMessageContaining("top-p");
    assertThatThrownBy(() -> new Temperature(0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> new Xtc(.5, .6, 1)).hasMessageContaining("xtc-threshold");
    assertThatThrownBy(() -> new LogitBias(Map.of(1, Double.NaN))).hasMessageContaining("token 1");
  }
}
