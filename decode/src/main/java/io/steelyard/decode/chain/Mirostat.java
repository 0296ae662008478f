package io.steelyard.decode.chain;

/**
 * Keeps the mean surprise of a text at {@code tau} bits per token: after each token the truncation
 * threshold mu moves by {@code -eta (S - tau)}. It replaces the stages that truncate.
 *
 * <p>Version 2 keeps every token of surprise at most mu (at least the best one). Version 1 keeps
 * the k best, k from mu by a Zipf law fitted to the head of the distribution; where the head is
 * flat it uses version 2's rule.
 *
 * <p>S is the surprise under the distribution before truncation ({@link SurpriseOf#ORIGINAL});
 * taking it after ({@code RENORMALISED}, as llama.cpp does) overshoots tau by up to a bit. mu stays
 * within [0, log2 V + 100 eta], so that a tau that no token can reach does not wind it up without
 * end, while what a predictable stretch of a text lacks, up to 100 bits, is made up for after it.
 * The bound grows with eta because mu does: a fixed one forgets the sooner the larger eta is.
 *
 * <p>Example: p = (.4, .2, .15, .1, .08, .04, .02, .01), tau 2, eta 1, first uniform .05: mu 4
 * keeps 5 tokens, the first is drawn, S = 1.3219 bits, mu becomes 4.6781.
 *
 * @param initialMu threshold of the first token in bits; NaN for {@code 2 tau}
 * @param head tokens to which version 1 fits the Zipf law: the paper's code compares 100
 *     neighbours, llama.cpp 99
 * @see <a href="https://arxiv.org/abs/2007.14966">Basu et al. 2021</a>
 */
public record Mirostat(
    int version,
    double tau,
    double eta,
    double initialMu,
    int head,
    SurpriseOf surpriseOf,
    Rounding rounding)
    implements Sampler {
  private static final double LN2 = StrictMath.log(2);

  /** Bits of text below tau that are remembered beyond the threshold that keeps everything. */
  private static final double MEMORY = 100;

  /** Which distribution the surprise of a token is taken of. */
  public enum SurpriseOf {
    ORIGINAL,
    RENORMALISED
  }

  /** How version 1 makes a whole number of the Zipf law's rank. */
  public enum Rounding {
    /** {@code round(k) + 1}, as the paper's code. */
    OFFICIAL,
    /** {@code max(floor(k), 1)}, as llama.cpp. */
    LLAMA_CPP
  }

  public Mirostat {
    if (version != 1 && version != 2) {
      throw new IllegalArgumentException("mirostat is version 1 or 2, was " + version);
    }
    if (!(tau > 0) || !Double.isFinite(tau)) {
      throw new IllegalArgumentException("tau must be positive, in bits, was " + tau);
    }
    if (!(eta > 0) || !Double.isFinite(eta)) {
      throw new IllegalArgumentException("eta must be positive, was " + eta);
    }
    if (initialMu <= 0) {
      throw new IllegalArgumentException("the first mu must be positive, was " + initialMu);
    }
    if (head < 2) {
      throw new IllegalArgumentException("head must be at least 2, was " + head);
    }
  }

  /** Version 2 with the paper's rule for the surprise. */
  public static Mirostat v2(double tau, double eta) {
    return new Mirostat(2, tau, eta, Double.NaN, 100, SurpriseOf.ORIGINAL, Rounding.OFFICIAL);
  }

  public static Mirostat v1(double tau, double eta) {
    return new Mirostat(1, tau, eta, Double.NaN, 100, SurpriseOf.ORIGINAL, Rounding.OFFICIAL);
  }

  @Override
  public Controller open() {
    return new Controller(this, Double.isNaN(initialMu) ? 2 * tau : initialMu);
  }

  /** Ready-made for one text; everything it knows of its last step can be read. */
  public static final class Controller implements State {
    private final Mirostat mirostat;
    private double mu;
    private long tokens;
    private double surpriseSum;
    private int kept;
    private double exponent = Double.NaN;
    private double surprise;
    private long clamped;

    private Controller(Mirostat mirostat, double mu) {
      this.mirostat = mirostat;
      this.mu = mu;
    }

    @Override
    public int choose(SequenceContext context, CandidateSet candidates) {
      return choose(candidates, context.uniform(Stream.TOKEN));
    }

    /** The same with the uniform number given. */
    public int choose(CandidateSet candidates, double uniform) {
      candidates.requireSome();
      int vocabulary = candidates.size();
      double logSumExp = candidates.logSumExp();
      kept = mirostat.version == 1 ? head(candidates) : 0;
      if (kept == 0) {
        keepUpTo(candidates, logSumExp - mu * LN2);
        kept = candidates.size();
      } else {
        candidates.keepTop(kept, false);
      }
      candidates.sortTop(kept);
      int chosen = Sampler.byCumulative(candidates, uniform);
      double base = mirostat.surpriseOf == SurpriseOf.ORIGINAL ? logSumExp : candidates.logSumExp();
      surprise = (base - candidates.logit(chosen)) / LN2;
      surpriseSum += surprise;
      tokens++;
      double wanted = mu - mirostat.eta * (surprise - mirostat.tau);
      double most = StrictMath.log(vocabulary) / LN2 + MEMORY * mirostat.eta;
      mu = Math.max(0, Math.min(most, wanted));
      clamped += mu == wanted ? 0 : 1;
      return chosen;
    }

    /** Version 2's rule. */
    private static void keepUpTo(CandidateSet candidates, double least) {
      if (candidates.max() < least) {
        candidates.keepTop(1, false);
      } else {
        candidates.keepFrom(least);
      }
    }

    /** Version 1's k, or 0 where the head is flat. */
    private int head(CandidateSet candidates) {
      int ratios = mirostat.rounding == Rounding.LLAMA_CPP ? mirostat.head - 1 : mirostat.head;
      candidates.sortTop(ratios + 1);
      exponent = ZipfTheory.exponent(candidates.logits(), candidates.size(), ratios);
      if (candidates.size() == 1) {
        return 1;
      }
      if (!(exponent > 0)) {
        return 0;
      }
      double k = ZipfTheory.rank(exponent, mu, candidates.size());
      double whole =
          mirostat.rounding == Rounding.OFFICIAL ? Math.rint(k) + 1 : Math.max(Math.floor(k), 1);
      return (int) Math.max(1, Math.min(candidates.size(), whole));
    }

    @Override
    public double mu() {
      return mu;
    }

    /** Candidates kept at the last step. */
    public int kept() {
      return kept;
    }

    /** Version 1's Zipf exponent at the last step. */
    public double exponent() {
      return exponent;
    }

    /** Bits of the last token. */
    public double surprise() {
      return surprise;
    }

    public double meanSurprise() {
      return surpriseSum / tokens;
    }

    public long tokens() {
      return tokens;
    }

    /** Tokens after which mu was held at a bound. */
    public long clamped() {
      return clamped;
    }

    /**
     * False where mu was at a bound for more than a quarter of the text: tau is below what the best
     * tokens carry, or above what all do.
     */
    public boolean targetReachable() {
      return 4 * clamped <= tokens;
    }

    @Override
    public Object snapshot() {
      return fork();
    }

    @Override
    public void restore(Object snapshot) {
      Controller other = (Controller) snapshot;
      mu = other.mu;
      tokens = other.tokens;
      surpriseSum = other.surpriseSum;
      kept = other.kept;
      exponent = other.exponent;
      surprise = other.surprise;
      clamped = other.clamped;
    }

    @Override
    public Controller fork() {
      Controller copy = new Controller(mirostat, mu);
      copy.restore(this);
      return copy;
    }
  }
}
