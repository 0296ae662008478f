package io.steelyard.decode.navigation;

import com.ibm.icu.lang.UCharacter;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.CandidateSet;
import io.steelyard.decode.chain.Chain;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Many different answers to one instruction: the answers found so far are put into the prompt, so
 * that the query moves away from their keys; then first tokens are taken by descending logit, those
 * used before left out, and each answer is completed greedily.
 *
 * <pre>{instruction}
 *
 * Answer:
 * 1. "France"
 * 2. "</pre>
 *
 * With {@code plainCompletion} the answer is completed from the prompt without the list, which
 * keeps its form. First tokens are forced as ids. Tokens that are special, blank, or not whole
 * characters are no first tokens; an answer counts as found before when nothing but case and spaces
 * differ.
 *
 * @param answers how many are wanted
 * @param perRound first tokens taken before the list is put into the prompt again
 * @param navigate whether the list is put into the prompt at all; false is the plain walk
 * @param plainCompletion whether answers are completed without the list
 * @param width ranks that are looked at in a round
 * @see <a href="https://arxiv.org/abs/2410.02284">Peng et al. 2024</a>
 */
public record InContextNavigation(
    int answers,
    int perRound,
    boolean navigate,
    boolean plainCompletion,
    int width,
    int maxTokens) {
  public InContextNavigation {
    if (answers < 1 || perRound < 1 || width < 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "answers, per-round, width and max-tokens must be at least 1, were "
              + List.of(answers, perRound, width, maxTokens));
    }
  }

  /**
   * One answer.
   *
   * @param rank of its first token in the round that took it, from 0
   * @param open whether its closing quote did not come
   */
  public record Found(String text, int firstToken, int rank, int round, boolean open) {}

  /**
   * What was found, and why it ended.
   *
   * @param listDropped answers that were left out of the prompt because the context was full
   */
  public record Result(List<Found> found, boolean exhausted, int listDropped) {}

  /** Walks. */
  public Result run(OpenedModel opened, String instruction, int rows) {
    Walk walk = new Walk(opened, instruction, rows);
    while (walk.found.size() < answers && walk.round()) {
      walk.rounds++;
    }
    return new Result(List.copyOf(walk.found), walk.found.size() < answers, walk.dropped);
  }

  private final class Walk {
    final List<Found> found = new ArrayList<>();
    private final OpenedModel opened;
    private final String instruction;
    private final Decoder decoder;
    private final Set<Integer> used = new HashSet<>();
    private final Set<String> said = new HashSet<>();
    private int rounds;
    private int dropped;

    Walk(OpenedModel opened, String instruction, int rows) {
      this.opened = opened;
      this.instruction = instruction;
      decoder = new Decoder(opened, rows, 1);
    }

    /** Takes one round of first tokens; false where no token is left. */
    boolean round() {
      int[] listed = prompt(navigate ? found.size() : 0);
      int[] plain = plainCompletion || !navigate ? prompt(0) : listed;
      CandidateSet ranked = ranked(listed);
      List<GenerationRequest> requests = new ArrayList<>();
      List<Integer> ranks = new ArrayList<>();
      int wanted = Math.min(perRound, answers - found.size());
      for (int r = 0; r < Math.min(width, ranked.size()) && requests.size() < wanted; r++) {
        int token = ranked.id(r);
        if (isFirst(token) && used.add(token)) {
          int[] forced = Arrays.copyOf(plain, plain.length + 1);
          forced[plain.length] = token;
          ranks.add(r);
          requests.add(request(token, forced));
        }
      }
      if (requests.isEmpty()) {
        return false;
      }
      List<Generation> texts = decoder.generate(requests, TokenListener.SILENT);
      for (int i = 0; i < texts.size(); i++) {
        int token = (int) requests.get(i).id();
        accept(token, ranks.get(i), texts.get(i));
      }
      return true;
    }

    private GenerationRequest request(int token, int[] forced) {
      GenerationRequest request =
          GenerationRequest.of(token, forced, Chain.GREEDY, 0, maxTokens)
              .stop(new StopRule.Strings(List.of("\"", "\n"), true));
      return opened.ends().length == 0 ? request : request.stop(StopRule.Tokens.of(opened.ends()));
    }

    private void accept(int token, int rank, Generation text) {
      String whole =
          new String(opened.tokenizer().token(token), StandardCharsets.UTF_8) + text.text();
      int quote = whole.indexOf('"');
      String answer = (quote < 0 ? whole : whole.substring(0, quote)).strip();
      if (!answer.isEmpty() && said.add(plain(answer))) {
        found.add(new Found(answer, token, rank, rounds, quote < 0));
      }
    }

    /** The prompt with the last answers that fit. */
    private int[] prompt(int listed) {
      int room = opened.model().shape().context() - maxTokens - 1;
      for (int skip = 0; ; skip++) {
        StringBuilder text = new StringBuilder(instruction).append("\n\nAnswer:\n");
        int number = 1;
        for (Found one : found.subList(Math.min(skip, listed), listed)) {
          text.append(number++).append(". \"").append(one.text()).append("\"\n");
        }
        int[] ids = Prompts.encode(opened, text.append(number).append(". \"").toString());
        if (ids.length <= room || skip >= listed) {
          dropped = Math.max(dropped, Math.min(skip, listed));
          return ids;
        }
      }
    }

    private CandidateSet ranked(int[] prompt) {
      CandidateSet set = new CandidateSet(opened.model().shape().vocabulary());
      try (Session session = opened.model().open(1, prompt.length)) {
        session.prefill(0, prompt, 0, prompt.length);
        set.load(session.logits(0), 0, prompt.length);
      }
      set.sortTop(width);
      return set;
    }

    private boolean isFirst(int token) {
      if (token >= opened.tokenizer().size() || opened.tokenizer().isSpecial(token)) {
        return false;
      }
      String text = new String(opened.tokenizer().token(token), StandardCharsets.UTF_8);
      return !text.isBlank() && text.indexOf('\uFFFD') < 0 && text.indexOf('"') < 0;
    }
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    UCharacter.foldCase(text, true)
        .codePoints()
        .filter(c -> !UCharacter.isUWhiteSpace(c))
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
