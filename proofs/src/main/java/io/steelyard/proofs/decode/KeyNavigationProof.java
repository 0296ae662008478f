package io.steelyard.proofs.decode;

import com.ibm.icu.lang.UCharacter;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Proof;
import io.steelyard.decode.Generation;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.navigation.InContextNavigation;
import io.steelyard.decode.navigation.KeyClusters;
import io.steelyard.decode.navigation.KeyCorrelation;
import io.steelyard.model.HiddenStates;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import io.steelyard.proofs.lab.Continued;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Figures;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ModelProof;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks for lists whose right answers are known: how far the ranks follow the keys' clusters,
 * whether answers from the main clusters are worse at equal rank, and how many right, different
 * answers navigation finds beside the plain walk.
 */
public final class KeyNavigationProof extends ModelProof {
  private static final int ANSWERS = 30;
  private static final int PER_ROUND = 10;
  private static final int WIDTH = 100;
  private static final int TOKENS = 12;
  private static final int TOP = 10;
  private static final int BAND = 10;
  private static final double ABLE = .2;

  private final int lists;
  private final int clusters;
  private final int iterations;

  public KeyNavigationProof() {
    this(20, 256, 6);
  }

  KeyNavigationProof(int lists, int clusters, int iterations) {
    this.lists = lists;
    this.clusters = clusters;
    this.iterations = iterations;
  }

  @Override
  public String method() {
    return "decode.key-navigation";
  }

  @Override
  public String claim() {
    return "ranks below the top are filled by neighbours of the top tokens' keys, which are less"
        + " often right than others at equal rank; putting found answers into the prompt moves the"
        + " query away from their keys and finds more right, different answers.";
  }

  @Override
  protected List<String> reads() {
    return List.of();
  }

  /** An instruction and its right answers, folded. */
  record Asked(String instruction, Set<String> right) {}

  static List<Asked> lists() throws IOException {
    List<Asked> lists = new ArrayList<>();
    try (InputStream in = KeyNavigationProof.class.getResourceAsStream("lists.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" \\| ");
          Set<String> right = new LinkedHashSet<>();
          for (String answer : parts[1].split(", ")) {
            right.add(folded(answer));
          }
          lists.add(new Asked(parts[0].strip(), right));
        }
      }
    }
    return lists;
  }

  private static String folded(String text) {
    return UCharacter.foldCase(text.strip(), true);
  }

  /**
   * What one list showed.
   *
   * @param right of each of the first ranks: whether the greedy answer behind it is right
   * @param main whether the rank's token lies in a main cluster
   * @param index the correlation of ranks with clusters, and with clusters dealt out at random
   * @param moved change of the mean product of query and explored keys, by round
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Shown(
      boolean[] right,
      boolean[] main,
      double index,
      double control,
      int navigated,
      int walked,
      double navigatedPrecision,
      double walkedPrecision,
      double[] moved) {}

  /** The clusters' assignment, kept because it takes a minute. */
  @SuppressWarnings("ArrayRecordComponent")
  record Assigned(int[] of) {}

  @Override
  public Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines) throws IOException {
    List<Asked> all = lists();
    int[] of = kept.get("clusters", Assigned.class, () -> new Assigned(cluster(opened).of())).of();
    long[] sizes = new long[clusters];
    for (int c : of) {
      sizes[c]++;
    }
    lines.say(
        "%,d keys in %d clusters of raw Euclidean distance; the largest has %,d, Gini of sizes"
            + " %.3f. %d lists, %d answers each, %d first tokens per round, completed without the"
            + " list.",
        of.length,
        clusters,
        Arrays.stream(sizes).max().orElse(0),
        Skew.of(sizes).gini(),
        Math.min(lists, all.size()),
        ANSWERS,
        PER_ROUND);
    Map<String, Shown> shown = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(lists, all.size()); i++) {
      int at = i;
      shown.put(
          all.get(i).instruction(),
          kept.get("list" + i, Shown.class, () -> show(opened, of, all.get(at), at)));
    }
    return judge(shown, lines);
  }

  private KeyClusters cluster(OpenedModel opened) {
    return KeyClusters.of(
        opened.model().keys(), clusters, KeyClusters.Start.PLUS_PLUS, iterations, 1e-4, 1);
  }

  private static Shown show(OpenedModel opened, int[] of, Asked asked, int number) {
    int[] prompt = Prompts.encode(opened, asked.instruction() + "\n\nAnswer:\n1. \"");
    int[] ranked = ranked(opened, prompt);
    boolean[] right = probe(opened, prompt, ranked, asked);
    Set<Integer> main = new HashSet<>();
    boolean[] inMain = new boolean[ranked.length];
    for (int r = 0; r < TOP; r++) {
      main.add(of[ranked[r]]);
    }
    for (int r = 0; r < ranked.length; r++) {
      inMain[r] = main.contains(of[ranked[r]]);
    }
    int[] dealt = new int[of.length];
    long key = Draws.mix(Draws.key(1, Purpose.DECODE, "control"), number);
    for (int v = 0; v < dealt.length; v++) {
      dealt[v] = of[(int) Draws.permute(v, dealt.length, key)];
    }
    List<InContextNavigation.Found> navigated = found(opened, asked, true);
    List<InContextNavigation.Found> walked = found(opened, asked, false);
    return new Shown(
        right,
        inMain,
        KeyCorrelation.index(ranked, of, TOP, ranked.length),
        KeyCorrelation.index(ranked, dealt, TOP, ranked.length),
        count(navigated, asked),
        count(walked, asked),
        KeyCorrelation.meanPrefixPrecision(hits(navigated, asked)),
        KeyCorrelation.meanPrefixPrecision(hits(walked, asked)),
        moved(opened, asked, navigated));
  }

  private static int[] ranked(OpenedModel opened, int[] prompt) {
    CandidateSet set = new CandidateSet(opened.model().shape().vocabulary());
    try (Session session = opened.model().open(1, prompt.length)) {
      session.prefill(0, prompt, 0, prompt.length);
      set.load(session.logits(0), 0, prompt.length);
    }
    set.sortTop(WIDTH);
    return Arrays.copyOf(set.ids(), Math.min(WIDTH, set.size()));
  }

  /** Each rank forced as the first token, the rest greedy. */
  private static boolean[] probe(OpenedModel opened, int[] prompt, int[] ranked, Asked asked) {
    List<int[]> forced = new ArrayList<>();
    for (int token : ranked) {
      int[] one = Arrays.copyOf(prompt, prompt.length + 1);
      one[prompt.length] = token;
      forced.add(one);
    }
    List<StopRule> stops = Continued.ends(opened, "\"", "\n");
    List<Generation> texts =
        new Continued(opened, 1, TOKENS, stops, false, 1)
            .run(forced, Map.of("greedy", Chain.GREEDY))
            .get("greedy");
    boolean[] right = new boolean[ranked.length];
    for (int r = 0; r < right.length; r++) {
      String first = new String(opened.tokenizer().token(ranked[r]), StandardCharsets.UTF_8);
      int quote = first.indexOf('"');
      String whole = quote >= 0 ? first.substring(0, quote) : first + texts.get(r).text();
      right[r] = asked.right().contains(folded(whole));
    }
    return right;
  }

  private static List<InContextNavigation.Found> found(
      OpenedModel opened, Asked asked, boolean navigate) {
    return new InContextNavigation(ANSWERS, PER_ROUND, navigate, true, WIDTH, TOKENS)
        .run(opened, asked.instruction(), PER_ROUND)
        .found();
  }

  private static boolean[] hits(List<InContextNavigation.Found> found, Asked asked) {
    boolean[] hits = new boolean[found.size()];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = asked.right().contains(folded(found.get(i).text()));
    }
    return hits;
  }

  private static int count(List<InContextNavigation.Found> found, Asked asked) {
    int n = 0;
    for (boolean hit : hits(found, asked)) {
      n += hit ? 1 : 0;
    }
    return n;
  }

  /** Mean product of query and explored first keys with the list in the prompt, less without. */
  private static double[] moved(
      OpenedModel opened, Asked asked, List<InContextNavigation.Found> found) {
    int rounds = found.stream().mapToInt(InContextNavigation.Found::round).max().orElse(0);
    double[] moved = new double[rounds];
    float[] plain = query(opened, asked.instruction() + "\n\nAnswer:\n1. \"");
    for (int round = 1; round <= rounds; round++) {
      StringBuilder text = new StringBuilder(asked.instruction()).append("\n\nAnswer:\n");
      int number = 1;
      List<Integer> explored = new ArrayList<>();
      for (InContextNavigation.Found one : found) {
        if (one.round() < round) {
          text.append(number++).append(". \"").append(one.text()).append("\"\n");
          explored.add(one.firstToken());
        }
      }
      float[] listed = query(opened, text.append(number).append(". \"").toString());
      moved[round - 1] = product(opened, listed, explored) - product(opened, plain, explored);
    }
    return moved;
  }

  private static float[] query(OpenedModel opened, String text) {
    int[] ids = Prompts.encode(opened, text);
    try (Session session = opened.model().open(1, ids.length)) {
      session.prefill(0, ids, 0, ids.length);
      return ((HiddenStates) session).hidden(0).clone();
    }
  }

  private static double product(OpenedModel opened, float[] query, List<Integer> tokens) {
    float[] key = new float[query.length];
    double sum = 0;
    for (int token : tokens) {
      opened.model().keys().read(token, token + 1, key);
      for (int i = 0; i < key.length; i++) {
        sum += (double) key[i] * query[i] / tokens.size();
      }
    }
    return sum;
  }

  private static Outcome judge(Map<String, Shown> shown, Lines lines) {
    lines.table(
        "list",
        "right in the first 10 ranks",
        "correlation with clusters",
        "with dealt-out clusters",
        "right in main clusters, ranks 11 to 100",
        "right in others",
        "right of 30, navigated",
        "right of 30, plain walk",
        "precision, navigated",
        "precision, plain walk");
    shown.forEach(
        (name, s) ->
            lines.row(
                name,
                head(s),
                s.index(),
                s.control(),
                side(s, true),
                side(s, false),
                s.navigated(),
                s.walked(),
                s.navigatedPrecision(),
                s.walkedPrecision()));
    List<Shown> able = shown.values().stream().filter(s -> head(s) >= ABLE).toList();
    lines.say("");
    lines.say(
        "On %d of %d lists at least 20%% of the first 10 ranks are right; the others take no part"
            + " in what follows.",
        able.size(), shown.size());
    if (able.isEmpty()) {
      return new Outcome(Proof.Verdict.NOT_REPRODUCED, "the model can answer none of the lists");
    }
    Criteria criteria = new Criteria();
    Estimate index = Bootstrap.of(1).mean(able.stream().mapToDouble(Shown::index).toArray());
    criteria.check(
        "the correlation with clusters is above 1.5", index.value() > 1.5, Lines.number(index));
    Estimate control = Bootstrap.of(1).mean(able.stream().mapToDouble(Shown::control).toArray());
    criteria.check(
        "with clusters dealt out at random it is 1.0 within 0.1",
        Math.abs(control.value() - 1) <= .1,
        Lines.number(control));
    double odds = matchedOdds(able);
    criteria.check(
        "at equal rank the odds of a right answer from a main cluster are lower (ratio below 1)",
        odds < 1,
        Lines.number(odds));
    double ratio =
        able.stream().mapToInt(Shown::navigated).sum()
            / (double) able.stream().mapToInt(Shown::walked).sum();
    Estimate more =
        Bootstrap.of(1)
            .ratio(
                able.stream().mapToDouble(Shown::navigated).toArray(),
                able.stream().mapToDouble(Shown::walked).toArray());
    criteria.check(
        "navigation finds at least 1.15 times as many right answers as the plain walk",
        ratio >= 1.15,
        Lines.number(more));
    double[] moves = able.stream().flatMapToDouble(s -> Arrays.stream(s.moved())).toArray();
    double away = Arrays.stream(moves).filter(m -> m < 0).count() / (double) moves.length;
    criteria.check(
        "the query's product with explored keys falls in at least 75% of the rounds",
        away >= .75,
        Lines.number(100 * away)
            + "% of "
            + moves.length
            + ", mean "
            + Lines.number(Figures.mean(moves)));
    return criteria.verdict(lines);
  }

  private static double head(Shown shown) {
    return Figures.share(Arrays.copyOf(shown.right(), TOP));
  }

  private static double side(Shown shown, boolean main) {
    int n = 0;
    int right = 0;
    for (int r = TOP; r < shown.right().length; r++) {
      if (shown.main()[r] == main) {
        n++;
        right += shown.right()[r] ? 1 : 0;
      }
    }
    return n == 0 ? Double.NaN : (double) right / n;
  }

  /** Mantel-Haenszel's odds ratio over bands of ten ranks of each list. */
  private static double matchedOdds(List<Shown> all) {
    double above = 0;
    double below = 0;
    for (Shown s : all) {
      for (int from = TOP; from < s.right().length; from += BAND) {
        double[] n = new double[4];
        int to = Math.min(from + BAND, s.right().length);
        for (int r = from; r < to; r++) {
          n[(s.main()[r] ? 0 : 2) + (s.right()[r] ? 0 : 1)]++;
        }
        above += n[0] * n[3] / (to - from);
        below += n[1] * n[2] / (to - from);
      }
    }
    return above / below;
  }
}
