package io.steelyard.proofs.mix;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Interval;
import io.steelyard.core.step.Proof;
import io.steelyard.mix.clones.ClonedVocabulary;
import io.steelyard.mix.clones.HiddenAlignment;
import io.steelyard.mix.clones.MonolingualLaw;
import io.steelyard.mix.clones.StagedShare;
import io.steelyard.proofs.corpus.ProofData;
import io.steelyard.proofs.lab.ByteDomain;
import io.steelyard.proofs.lab.ByteLab;
import io.steelyard.proofs.lab.ByteLab.Size;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ManualPages;
import io.steelyard.torch.Batch;
import io.steelyard.torch.Batches;
import io.steelyard.torch.LanguageTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * English and a clone of English, equal in all but their ids, learned side by side in several
 * proportions; what each language's perplexity is worth in monolingual training.
 */
public final class LanguageImbalanceProof implements Proof {
  private static final int BYTES = 256;
  private static final double[] FRACTIONS = {.1, .25, .5, 1};
  private static final List<String> SHARES = List.of(".5", ".1", ".1_.9");
  private static final Size FULL = new Size(2 * BYTES, 64, 2, 32, 16, 1000, 128, false);
  private static final int ALIGNED = 32;

  private final Size size;
  private final int seeds;

  public LanguageImbalanceProof() {
    this(FULL, 2);
  }

  LanguageImbalanceProof(Size size, int seeds) {
    this.size = size;
    this.seeds = seeds;
  }

  @Override
  public String method() {
    return "mix.language-imbalance";
  }

  @Override
  public String claim() {
    return "a weak language learns more from each of its tokens beside a dominant one (90/10) than"
        + " beside an equal one (50/50) or alone, and its representations come nearer to the"
        + " other's.";
  }

  @Override
  public Outcome run(Path scratch, int threads, Consumer<String> said) throws IOException {
    Path pages = ProofData.folder().resolve("manpages");
    if (!Files.exists(pages)) {
      return new Outcome(Verdict.NOT_RUN, ProofData.howToGet(List.of("manpages")));
    }
    ManualPages english = ManualPages.read(pages, "en");
    ByteDomain domain =
        ByteDomain.plain("en", english.training(), english.held(), size.length(), Long.MAX_VALUE);
    return prove(domain, new Kept(scratch), new Lines(said));
  }

  /**
   * What a run showed.
   *
   * @param losses in nats per byte, of each language
   * @param letters mean cosine of the embeddings of a letter and its clone
   * @param hidden mean cosine of what the second block reads of a text and of its clone
   * @param random the same of a text and the clone of another: what alignment is measured above
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Seen(double[] losses, double letters, double hidden, double random) {}

  Outcome prove(ByteDomain english, Kept kept, Lines lines) {
    lines.say(
        "A transformer of %d layers of %d over bytes and their clones (embeddings untied), %,d"
            + " steps of %d windows of %d bytes, %d seeds; %,d bytes of English manual pages.",
        size.layers(),
        size.width(),
        size.steps(),
        size.rows(),
        size.length(),
        seeds,
        english.bytes());
    List<MonolingualLaw.Run> alone = monolingual(english, kept, lines);
    MonolingualLaw law = MonolingualLaw.fit(alone);
    lines.say("");
    lines.say(
        "The law of monolingual runs: 1/ppl = %.5f - %.5f x^-%.4f.", law.c(), law.a(), law.b());
    lines.table(
        "share of the clone",
        "perplexity EN1",
        "perplexity EN2",
        "TEff EN1 [90%]",
        "TEff EN2 [90%]",
        "cosine of letters",
        "hidden cosine",
        "of random texts");
    double[][] worth = new double[SHARES.size()][];
    double[][] cosines = new double[SHARES.size()][];
    for (int i = 0; i < SHARES.size(); i++) {
      StagedShare share = StagedShare.of(SHARES.get(i));
      List<Seen> seen = new ArrayList<>();
      for (int seed = 1; seed <= seeds; seed++) {
        int s = seed;
        seen.add(
            kept.get(
                "share" + SHARES.get(i) + "-seed" + seed,
                Seen.class,
                () -> bilingual(english, share, s)));
      }
      double mean = share.mean(size.steps());
      double one = StrictMath.exp(mean(seen, 0));
      double two = StrictMath.exp(mean(seen, 1));
      worth[i] = new double[] {law.efficiency(one, 1 - mean), law.efficiency(two, mean)};
      cosines[i] =
          new double[] {
            seen.stream().mapToDouble(Seen::letters).average().orElseThrow(),
            seen.stream().mapToDouble(Seen::hidden).average().orElseThrow()
          };
      lines.row(
          SHARES.get(i),
          one,
          two,
          said(alone, law, one, 1 - mean),
          said(alone, law, two, mean),
          cosines[i][0],
          cosines[i][1],
          seen.stream().mapToDouble(Seen::random).average().orElseThrow());
    }
    return judge(worth, cosines, lines);
  }

  private static String said(
      List<MonolingualLaw.Run> alone, MonolingualLaw law, double perplexity, double had) {
    Interval interval = MonolingualLaw.efficiencyInterval(alone, perplexity, had, 500, .9, 1);
    return Lines.number(law.efficiency(perplexity, had))
        + " ["
        + Lines.number(interval.lo())
        + ", "
        + Lines.number(interval.hi())
        + "]"
        + (law.extrapolates(perplexity) ? " (extrapolated)" : "");
  }

  private static double mean(List<Seen> seen, int language) {
    return seen.stream().mapToDouble(s -> s.losses()[language]).average().orElseThrow();
  }

  private Outcome judge(double[][] worth, double[][] cosines, Lines lines) {
    Criteria criteria = new Criteria();
    criteria.check("TEff of EN2 at 90/10 above 1.3", worth[1][1] > 1.3, Lines.number(worth[1][1]));
    criteria.check(
        "and above that at 50/50 by more than 0.3",
        worth[1][1] > worth[0][1] + .3,
        Lines.number(worth[1][1] - worth[0][1]));
    criteria.check(
        "letters and their clones are nearer at 90/10 than at 50/50",
        cosines[1][0] > cosines[0][0],
        Lines.number(cosines[1][0]) + " against " + Lines.number(cosines[0][0]));
    criteria.check(
        "the hidden cosine after the first block is higher at 90/10 by more than 0.1",
        cosines[1][1] > cosines[0][1] + .1,
        Lines.number(cosines[1][1] - cosines[0][1]));
    return criteria.verdict(lines);
  }

  /** Runs on parts of the data, each with its own learning rate. */
  private List<MonolingualLaw.Run> monolingual(ByteDomain english, Kept kept, Lines lines) {
    lines.table("monolingual data", "perplexity, mean of seeds");
    List<MonolingualLaw.Run> runs = new ArrayList<>();
    for (double fraction : FRACTIONS) {
      double sum = 0;
      for (int seed = 1; seed <= seeds; seed++) {
        int s = seed;
        Seen seen =
            kept.get(
                "alone" + fraction + "-seed" + seed,
                Seen.class,
                () -> train(english, StagedShare.of("0"), fraction, s));
        double perplexity = StrictMath.exp(seen.losses()[0]);
        runs.add(new MonolingualLaw.Run(fraction, perplexity));
        sum += perplexity;
      }
      lines.row(fraction, sum / seeds);
    }
    return runs;
  }

  private Seen bilingual(ByteDomain english, StagedShare share, long seed) {
    return train(english, share, 1, seed);
  }

  private Seen train(ByteDomain english, StagedShare share, double fraction, long seed) {
    long steps = Math.max(1, Math.round(fraction * size.steps()));
    Size run =
        new Size(
            size.vocabulary(),
            size.width(),
            size.layers(),
            size.length(),
            size.rows(),
            steps,
            size.evaluated(),
            size.tied());
    ClonedVocabulary clones = ClonedVocabulary.whole(BYTES, 1);
    ByteLab lab = new ByteLab(List.of(english), run);
    try (LanguageTrainer trainer =
        lab.trainer(batches(english, clones, share, run, seed), run.cosine(), seed)) {
      for (long step = 0; step < steps; step++) {
        trainer.step(step);
      }
      double[] losses = new double[2];
      for (int language = 0; language < 2; language++) {
        int[][] held = new int[Math.min(run.evaluated(), english.held().length)][];
        for (int w = 0; w < held.length; w++) {
          held[w] = clones.in(language, english.held()[w]);
        }
        losses[language] = ByteLab.loss(trainer, held, run);
      }
      return new Seen(
          losses,
          letters(trainer),
          hidden(trainer, english, clones, 0),
          hidden(trainer, english, clones, 1));
    }
  }

  /** The windows in an order of their own per pass, each whole window in one language. */
  private static Batches batches(
      ByteDomain english, ClonedVocabulary clones, StagedShare share, Size run, long seed) {
    int windows = english.training().length;
    return number -> {
      int row = run.length() + 1;
      int[] ids = new int[run.rows() * row];
      for (int r = 0; r < run.rows(); r++) {
        long sequence = number * run.rows() + r;
        long key = Draws.mix(Draws.key(seed, Purpose.ORDER), sequence / windows);
        int[] window = english.training()[(int) Draws.permute(sequence % windows, windows, key)];
        int language = clones.language(share.at(number, run.steps()), seed, sequence);
        System.arraycopy(clones.in(language, window), 0, ids, r * row, row);
      }
      return new Batch(ids, run.rows(), run.length());
    };
  }

  private static double letters(LanguageTrainer trainer) {
    double sum = 0;
    for (int letter = 'a'; letter <= 'z'; letter++) {
      sum += HiddenAlignment.cosine(trainer.embedding(letter), trainer.embedding(letter + BYTES));
    }
    return sum / 26;
  }

  /** Mean cosine of held-out windows and the clones of those so many further on. */
  private double hidden(
      LanguageTrainer trainer, ByteDomain english, ClonedVocabulary clones, int further) {
    int n = Math.min(ALIGNED, english.held().length);
    double sum = 0;
    for (int w = 0; w < n; w++) {
      int[] text = Arrays.copyOf(english.held()[w], size.length());
      int[] other = Arrays.copyOf(english.held()[(w + further) % n], size.length());
      sum +=
          HiddenAlignment.placeByPlace(
              trainer.hidden(text, 1), trainer.hidden(clones.in(1, other), 1));
    }
    return sum / n;
  }
}
