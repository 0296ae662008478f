package io.steelyard.proofs.decode;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Proportion;
import io.steelyard.decode.answer.AnswerScorer;
import io.steelyard.decode.answer.Item;
import io.steelyard.decode.answer.PromptStyle;
import io.steelyard.model.OpenedModel;
import io.steelyard.proofs.lab.Criteria;
import io.steelyard.proofs.lab.Figures;
import io.steelyard.proofs.lab.Kept;
import io.steelyard.proofs.lab.Lines;
import io.steelyard.proofs.lab.ModelProof;
import io.steelyard.proofs.lab.Packages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Asks to what section of Debian's catalogue a description belongs, four sections to choose from,
 * in three styles and with 0, 1 and 4 solved examples.
 */
public final class AnswerAttentivenessProof extends ModelProof {
  private static final int[] SHOTS = {0, 1, 4};
  private static final int CHOICES = 4;
  private static final int CAPACITY = 1024;

  private final int items;

  public AnswerAttentivenessProof() {
    this(80);
  }

  AnswerAttentivenessProof(int items) {
    this.items = items;
  }

  @Override
  public String method() {
    return "decode.answer-attentiveness";
  }

  @Override
  public String claim() {
    return "one solved example that shows choices lifts the probability on valid answers and the"
        + " share of answers that no synonym could change, which need not make them right.";
  }

  @Override
  protected List<String> reads() {
    return List.of(Packages.FILE);
  }

  /** What one style with so many examples gave, by item; -1 where a score is undefined. */
  @SuppressWarnings("ArrayRecordComponent")
  record Cell(double[] mass, boolean[] resolved, boolean[] right, boolean[] rightByPmi) {}

  @Override
  public Outcome prove(OpenedModel opened, Path data, Kept kept, Lines lines) throws IOException {
    List<Packages.Described> packages = Packages.read(data).all();
    List<Item> all = new ArrayList<>();
    for (int i = 0; i < items + CHOICES; i++) {
      all.add(item(packages.get(i), i));
    }
    return prove(opened, all.subList(CHOICES, all.size()), all.subList(0, CHOICES), kept, lines);
  }

  /** Four different sections, the right one at a place drawn from the item's number. */
  private static Item item(Packages.Described one, int number) {
    List<String> words = new ArrayList<>(new TreeSet<>(Packages.SECTIONS.values()));
    String gold = Packages.SECTIONS.get(one.section());
    words.remove(gold);
    long key = Draws.mix(Draws.key(1, Purpose.SYNTHETIC, "items"), number);
    List<String> choices = new ArrayList<>();
    for (int c = 0; c < CHOICES - 1; c++) {
      choices.add(words.get((int) Draws.permute(c, words.size(), key)));
    }
    int place = (int) Draws.below(Draws.sm(key), CHOICES);
    choices.add(place, gold);
    return new Item(
        one.name(), "What kind of software is \"" + one.description() + "\"?", choices, place);
  }

  Outcome prove(OpenedModel opened, List<Item> asked, List<Item> pool, Kept kept, Lines lines) {
    lines.say(
        "%d items from Debian's package descriptions, e.g. %s Choices: %s.",
        asked.size(), asked.get(0).question(), asked.get(0).choices());
    Map<String, Cell> cells = new LinkedHashMap<>();
    try (AnswerScorer scorer = new AnswerScorer(opened, CAPACITY)) {
      for (PromptStyle style : PromptStyle.values()) {
        for (int shots : SHOTS) {
          cells.put(
              name(style, shots),
              kept.get(
                  name(style, shots).replace(", ", "-"),
                  Cell.class,
                  () -> score(scorer, asked, style, pool.subList(0, shots))));
        }
      }
    }
    lines.table(
        "style, examples",
        "probability on choices [95%]",
        "resolved [95%]",
        "right [95%]",
        "right by PMI [95%]");
    cells.forEach(
        (name, cell) ->
            lines.row(
                name,
                Bootstrap.of(1).mean(cell.mass()),
                share(cell.resolved()),
                share(cell.right()),
                share(cell.rightByPmi())));
    return judge(cells, lines);
  }

  private static Object share(boolean[] x) {
    return Proportion.WILSON.estimate(Math.round(Figures.share(x) * x.length), x.length, .95);
  }

  private static String name(PromptStyle style, int shots) {
    String word =
        switch (style) {
          case NO_CHOICES -> "N";
          case STRINGS -> "S";
          case LETTERS -> "E";
        };
    return word + ", " + shots;
  }

  private static Cell score(
      AnswerScorer scorer, List<Item> asked, PromptStyle style, List<Item> shots) {
    int n = asked.size();
    Cell cell = new Cell(new double[n], new boolean[n], new boolean[n], new boolean[n]);
    for (int i = 0; i < n; i++) {
      Item item = asked.get(i);
      AnswerScorer.Scored scored = scorer.score(item, style, shots, "software");
      cell.mass()[i] = scored.whole().mass();
      cell.resolved()[i] = scored.whole().resolved();
      cell.right()[i] = scored.whole().prediction() == item.gold();
      cell.rightByPmi()[i] = scored.byPmi() == item.gold();
    }
    return cell;
  }

  private static Outcome judge(Map<String, Cell> cells, Lines lines) {
    Criteria criteria = new Criteria();
    Cell n0 = cells.get("N, 0");
    Cell e1 = cells.get("E, 1");
    double lift = mass(cells.get("S, 1")) - mass(cells.get("S, 0"));
    criteria.check(
        "one example lifts the probability on choices in style S by at least 0.2",
        lift >= .2,
        Lines.number(lift));
    criteria.check(
        "in style E with one example it is at least 0.8, and more than in N with none",
        mass(e1) >= .8 && mass(e1) > mass(n0),
        Lines.number(mass(e1)) + " against " + Lines.number(mass(n0)));
    double resolved = Figures.share(e1.resolved()) - Figures.share(n0.resolved());
    criteria.check(
        "from N with none to E with one the share resolved rises by at least 0.3",
        resolved >= .3,
        Lines.number(resolved));
    double n = gain(cells, "N");
    criteria.check("PMI does not make N less right", n >= 0, Lines.number(n));
    criteria.check(
        "PMI gains less in S than in N", gain(cells, "S") < n, Lines.number(gain(cells, "S")));
    lines.say("");
    lines.say(
        "Accuracy from N with none to E with one: %+.3f (no threshold: the claim is that it need"
            + " not rise).",
        Figures.share(e1.right()) - Figures.share(n0.right()));
    return criteria.verdict(lines);
  }

  private static double mass(Cell cell) {
    return Figures.mean(cell.mass());
  }

  /** Accuracy by PMI less that by plain probability, over all numbers of examples. */
  private static double gain(Map<String, Cell> cells, String style) {
    return Arrays.stream(SHOTS)
        .mapToObj(shots -> cells.get(style + ", " + shots))
        .mapToDouble(cell -> Figures.share(cell.rightByPmi()) - Figures.share(cell.right()))
        .average()
        .orElseThrow();
  }
}
