package io.steelyard.decode.multilingual;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CHOPS, checklisted one-pass selection: one judge sees the prompt and all candidates at once,
 * writes a checklist for the task, then names the best. Candidates are numbered in an order drawn
 * from the seed, because judges favour places.
 *
 * <p>An answer without a line {@code best: k} is asked for once more; after that the choice is
 * somebody else's ({@link Choice#fellBack}).
 *
 * @see <a href="https://arxiv.org/abs/2506.20544">Khairi et al. 2025</a>
 */
public final class Chops {
  private static final Pattern BEST =
      Pattern.compile("(?im)^\\s*best\\s*:\\s*(\\d{1,4})\\s*\\.?\\s*$");

  private Chops() {}

  /**
   * What came out.
   *
   * @param index of the candidate, -1 where the judge named none
   * @param asks how often it was asked
   */
  public record Choice(int index, int asks) {
    public boolean fellBack() {
      return index < 0;
    }
  }

  /**
   * Asks a judge.
   *
   * @param seed and {@code request}: which order the candidates are shown in
   * @param judge prompt to answer
   */
  public static Choice choose(
      String prompt,
      List<String> candidates,
      long seed,
      long request,
      Function<String, String> judge) {
    int[] order = order(candidates.size(), seed, request);
    String question = question(prompt, candidates, order);
    for (int ask = 1; ask <= 2; ask++) {
      OptionalInt best = parse(judge.apply(question), candidates.size());
      if (best.isPresent()) {
        return new Choice(order[best.getAsInt()], ask);
      }
    }
    return new Choice(-1, 2);
  }

  /** Which candidate is shown at each place. */
  static int[] order(int n, long seed, long request) {
    long key = Draws.mix(Draws.key(seed, Purpose.DECODE), Draws.hash("chops"), request);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = (int) Draws.permute(i, n, key);
    }
    return order;
  }

  static String question(String prompt, List<String> candidates, int[] order) {
    StringBuilder text = new StringBuilder();
    text.append("Below are a task and ").append(order.length).append(" answers to it.\n\nTask:\n");
    text.append(prompt).append("\n\n");
    for (int i = 0; i < order.length; i++) {
      text.append("Answer ").append(i + 1).append(":\n");
      text.append(candidates.get(order[i])).append("\n\n");
    }
    return text.append("First write a short checklist of what a good answer to this task must do.")
        .append(" Then compare the answers by the checklist. Finish with one line of the form")
        .append(" \"best: k\", where k is the number of the best answer.\n")
        .toString();
  }

  /** The place named by the last line {@code best: k}, from 0. */
  static OptionalInt parse(String answer, int n) {
    Matcher matcher = BEST.matcher(answer);
    OptionalInt found = OptionalInt.empty();
    while (matcher.find()) {
      int k = Integer.parseInt(matcher.group(1));
      found = k >= 1 && k <= n ? OptionalInt.of(k - 1) : OptionalInt.empty();
    }
    return found;
  }
}
