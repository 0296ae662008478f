package io.steelyard.decode.uddia;

import io.steelyard.core.RequestException;
import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.ChainState;
import io.steelyard.decode.chain.SequenceContext;
import io.steelyard.model.Gradients;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Unified detoxifying and debiasing (UDDIA): before each token a few additive vectors of the top
 * layers take a gradient step on {@code L = L_tox + weight (L1 + L2)}; the token is drawn from the
 * geometric mean of the tuned and the original distribution; then the vectors are zero again. Keys
 * and values in the cache are always those of the original model.
 *
 * <ul>
 *   <li>{@code L_tox}: the head's loss on the mean hidden state of the text and of one step of the
 *       expected next embedding;
 *   <li>{@code L1 = (1/K) sum_x p(x) sum_a p(a|x) ln(K p(a|x))}: what the token says of the
 *       attribute;
 *   <li>{@code L2 = sum_x p(x) KL(p(.|x, context) || p(.|x))};
 *   <li>L1 and L2 only where the Hellinger distances of p to the attributes' unigrams differ by
 *       more than the gate.
 * </ul>
 *
 * Where the text's perplexity under the original model is too high, it is drawn again with fewer
 * layers; the best of all attempts is kept.
 *
 * @see <a href="https://arxiv.org/abs/2210.04492">Yang et al. 2023</a>
 */
public final class Uddia {
  /**
   * How strongly is intervened; defaults of the official script in {@link #of}.
   *
   * @param rate step of each vector's entries
   * @param iterations gradient steps per token, each with fresh Adam state
   * @param layers top layers whose vectors are tuned at first
   * @param drop layers fewer at each new attempt
   * @param perplexity above it the text is drawn again
   * @param exponent of the tuned distribution in the mean
   * @param gate least difference of Hellinger distances
   * @param weight of the debiasing terms
   * @param detoxify whether L_tox takes part
   * @param debias whether L1 and L2 take part
   * @param published whether, as in the released code, the debiasing terms get no gradient: for
   *     comparison only
   */
  public record Settings(
      double rate,
      int iterations,
      int layers,
      int drop,
      double perplexity,
      double exponent,
      double gate,
      double weight,
      boolean detoxify,
      boolean debias,
      boolean published) {
    public Settings {
      if (!(rate >= 0) || iterations < 1 || layers < 1 || drop < 1) {
        throw new IllegalArgumentException(
            "rate must be at least 0; iterations, layers and drop at least 1");
      }
      if (!(exponent >= 0) || exponent > 1) {
        throw new IllegalArgumentException("exponent must be in [0, 1], was " + exponent);
      }
      if (!(perplexity > 1)) {
        throw new IllegalArgumentException("perplexity must be above 1, was " + perplexity);
      }
    }

    /** Both terms with the official script's numbers. */
    public static Settings of(int layers) {
      return new Settings(.06, 1, layers, 3, 30, .9, .1, .05, true, true, false);
    }
  }

  /**
   * What was done at a token.
   *
   * @param hellinger distances to the attributes' unigrams
   * @param gated whether the debiasing terms took part
   * @param change KL of the distribution drawn from to the original, nats, before truncation
   * @param skipped whether the gradient was not finite and the token was left alone
   */
  public record Intervention(double[] hellinger, boolean gated, double change, boolean skipped) {}

  /**
   * A text and how it came about.
   *
   * @param ids generated tokens
   * @param layers tuned in the attempt that was kept; 0 for a text that ended at once
   * @param perplexity under the original model
   * @param attempts perplexity of each attempt
   */
  public record Corrected(
      int[] ids,
      int layers,
      double perplexity,
      List<Double> attempts,
      List<Intervention> interventions) {}

  private final LanguageModel model;
  private final Settings settings;
  private final ToxicityHead head;
  private final AttributeSpace attributes;
  private final double[][] unigrams;

  /**
   * @param head null where nothing is detoxified
   * @param attributes null where nothing is debiased
   * @param unigrams see {@link AttributeSpace#conditionalUnigrams}
   */
  public Uddia(
      LanguageModel model,
      Settings settings,
      ToxicityHead head,
      AttributeSpace attributes,
      double[][] unigrams) {
    if (settings.detoxify() && head == null || settings.debias() && attributes == null) {
      throw new RequestException(
          "detoxifying needs a head, debiasing needs attributes; give them or switch the part off");
    }
    this.model = model;
    this.settings = settings;
    this.head = head;
    this.attributes = attributes;
    this.unigrams = unigrams;
  }

  /**
   * Continues a prompt.
   *
   * @param chain what truncates and draws, such as top-p 0.9
   * @throws RequestException if the model cannot be tuned
   */
  public Corrected generate(
      int[] prompt, Chain chain, int maxTokens, int[] ends, long seed, long request, int sample) {
    List<Double> tried = new ArrayList<>();
    Corrected best = null;
    try (Session session = model.open(1, prompt.length + maxTokens)) {
      if (!(session instanceof Gradients) || !(session instanceof HiddenStates)) {
        throw new RequestException(
            "this model cannot be tuned while decoding: it has no gradients");
      }
      int[] attempts = Rectification.attempts(settings.layers(), settings.drop());
      for (int k = 0; k < attempts.length; k++) {
        SequenceContext context = new SequenceContext();
        // An attempt has random numbers of its own.
        context.start(0, prompt, seed, k == 0 ? request : request ^ ((long) k << 56), sample);
        Corrected text = attempt(session, context, prompt, chain, maxTokens, ends, attempts[k]);
        tried.add(text.perplexity());
        if (best == null || text.perplexity() < best.perplexity()) {
          best = text;
        }
        if (!(text.perplexity() > settings.perplexity())) {
          break;
        }
      }
    }
    return new Corrected(
        best.ids(), best.layers(), best.perplexity(), List.copyOf(tried), best.interventions());
  }

  private Corrected attempt(
      Session session,
      SequenceContext context,
      int[] prompt,
      Chain chain,
      int maxTokens,
      int[] ends,
      int layers) {
    HiddenStates states = (HiddenStates) session;
    double[] hidden = read(session, states, prompt);
    ChainState state = chain.open(context);
    CandidateSet candidates = new CandidateSet(model.shape().vocabulary());
    float[] fused = new float[model.shape().vocabulary()];
    List<Intervention> interventions = new ArrayList<>();
    BitSet row = new BitSet();
    row.set(0);
    double surprise = 0;
    for (int t = 0; t < maxTokens; t++) {
      float[] original = session.logits(0).clone();
      interventions.add(tune(session, context, original, hidden, layers, fused));
      candidates.load(fused, 0, context.length());
      context.observe(original, Rectification.logSumExp(original));
      int token = candidates.id(state.choose(context, candidates));
      surprise -= context.rawLogProbability(token);
      context.append(token);
      state.accept(context);
      if (Arrays.stream(ends).anyMatch(end -> end == token)) {
        break;
      }
      if (t + 1 < maxTokens) {
        session.step(new int[] {token}, row);
        add(hidden, states.hidden(0));
      }
    }
    double perplexity = StrictMath.exp(surprise / context.step());
    return new Corrected(context.generated(), layers, perplexity, List.of(), interventions);
  }

  /** Reads the prompt token by token; the sum of the hidden states before the last token. */
  private double[] read(Session session, HiddenStates states, int[] prompt) {
    session.truncate(0, 0);
    double[] sum = null;
    for (int i = 0; i < prompt.length; i++) {
      session.prefill(0, prompt, i, i + 1);
      float[] h = states.hidden(0);
      sum = sum == null ? new double[h.length] : sum;
      add(sum, h);
    }
    return sum;
  }

  private static void add(double[] sum, float[] h) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += h[i];
    }
  }

  /** One token's correction: fills {@code fused} with the logits to draw from. */
  private Intervention tune(
      Session session,
      SequenceContext context,
      float[] original,
      double[] hidden,
      int layers,
      float[] fused) {
    Gradients gradients = (Gradients) session;
    double[] p = softmax(original);
    double[] distances =
        settings.debias()
            ? new double[] {
              Rectification.hellinger(p, unigrams[0]), Rectification.hellinger(p, unigrams[1])
            }
            : new double[2];
    boolean gated = Math.abs(distances[0] - distances[1]) > settings.gate();
    if (settings.rate() == 0 || !settings.detoxify() && !gated) {
      System.arraycopy(original, 0, fused, 0, fused.length);
      return new Intervention(distances, gated, 0, false);
    }
    double[] perToken = gated && !settings.published() ? perToken(context) : null;
    Objective objective = new Objective(perToken, hidden, context.length());
    float[] biases = new float[gradients.biases(layers)];
    float[] gradient = new float[biases.length];
    for (int i = 0; i < settings.iterations(); i++) {
      gradients.tuned(0, layers, biases, objective, gradient);
      if (!finite(gradient)) {
        System.arraycopy(original, 0, fused, 0, fused.length);
        return new Intervention(distances, gated, 0, true);
      }
      Rectification.firstAdamStep(biases, gradient, settings.rate());
    }
    float[] tuned = new float[fused.length];
    gradients.tuned(0, layers, biases, tuned);
    Rectification.fuse(tuned, original, settings.exponent(), fused);
    return new Intervention(distances, gated, divergence(softmax(fused), p), false);
  }

  /** dL/dp of the debiasing terms: they are linear in p. */
  private double[] perToken(SequenceContext context) {
    double[] terms = attributes.contextTerm(context.history(), context.length());
    for (int x = 0; x < terms.length; x++) {
      terms[x] = settings.weight() * (terms[x] + attributes.tokenWeight(x));
    }
    return terms;
  }

  private static boolean finite(float[] values) {
    for (float v : values) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  private static double[] softmax(float[] logits) {
    double sum = Rectification.logSumExp(logits);
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = StrictMath.exp(logits[i] - sum);
    }
    return p;
  }

  private static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int x = 0; x < p.length; x++) {
      sum += p[x] > 0 && q[x] > 0 ? p[x] * StrictMath.log(p[x] / q[x]) : 0;
    }
    return Math.max(0, sum);
  }

  /** The loss as its derivatives. */
  private final class Objective implements Gradients.Loss {
    private final double[] perToken;
    private final double[] hidden;
    private final int length;

    /**
     * @param perToken dL/dp of the debiasing terms; null for none
     * @param hidden sum of the hidden states of the {@code length} tokens so far
     */
    Objective(double[] perToken, double[] hidden, int length) {
      this.perToken = perToken;
      this.hidden = hidden;
      this.length = length;
    }

    @Override
    public void next(float[] p, float[] last, float[] gradientOfP) {
      Arrays.fill(gradientOfP, 0);
      for (int x = 0; perToken != null && x < perToken.length; x++) {
        gradientOfP[x] = (float) perToken[x];
      }
    }

    @Override
    public boolean lookAhead() {
      return settings.detoxify();
    }

    @Override
    public void ahead(float[] expected, float[] gradientOfHidden) {
      double[] mean = new double[expected.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (hidden[i] + expected[i]) / (length + 1);
      }
      head.gradient(mean, 1.0 / (length + 1), gradientOfHidden);
    }
  }
}
