package io.steelyard.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Penalty;
import io.steelyard.decode.chain.Preset;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.decode.chain.Temperature;
import io.steelyard.decode.chain.TopP;
import io.steelyard.decode.toy.TableModel;
import io.steelyard.decode.toy.Toy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private static final Chain CHAIN =
      new Chain(
          List.of(new Penalty(1.1, 0, 0, 8, true), new Temperature(.9), new TopP(.9, 1)),
          Sampler.MULTINOMIAL);

  private static List<GenerationRequest> requests() {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      requests.add(
          GenerationRequest.of(i, new int[] {'a' + i, 'b'}, CHAIN, 7, 20 + i)
              .samples(1 + i % 3)
              .stop(StopRule.Tokens.of(Toy.END)));
    }
    return requests;
  }

  private static Map<String, List<Integer>> ids(List<Generation> texts) {
    Map<String, List<Integer>> ids = new TreeMap<>();
    for (Generation g : texts) {
      ids.put(g.request() + "/" + g.sample(), java.util.Arrays.stream(g.ids()).boxed().toList());
    }
    return ids;
  }

  private static List<Generation> run(List<GenerationRequest> requests, int rows, int threads) {
    return new Decoder(Toy.random(128), Toy.tokenizer(), rows, threads)
        .generate(requests, TokenListener.SILENT);
  }

  @Test
  void textsDoNotDependOnRowsThreadsOrOrder() {
    Map<String, List<Integer>> alone = ids(run(requests(), 1, 1));
    assertThat(alone).hasSize(24);
    List<GenerationRequest> reversed = new ArrayList<>(requests());
    Collections.reverse(reversed);
    assertThat(ids(run(requests(), 16, 1))).isEqualTo(alone);
    assertThat(ids(run(requests(), 5, 2))).isEqualTo(alone);
    assertThat(ids(run(reversed, 3, 1))).isEqualTo(alone);
    Map<String, List<Integer>> single = new TreeMap<>();
    requests().forEach(request -> single.putAll(ids(run(List.of(request), 2, 1))));
    assertThat(single).isEqualTo(alone);
  }

  @Test
  void requestsOfAFeedComeAsRowsGetFree() {
    Map<String, List<Integer>> expected = ids(run(requests(), 1, 1));
    List<Generation> texts = new ArrayList<>();
    List<Boolean> idle = new ArrayList<>();
    var waiting = requests().iterator();
    TokenListener kept =
        new TokenListener() {
          @Override
          public void finished(Generation generation) {
            texts.add(generation);
          }
        };
    RequestFeed feed =
        nothingRuns -> {
          idle.add(nothingRuns);
          // Every other time nothing waits, but for when nothing runs.
          boolean gives = waiting.hasNext() && (nothingRuns || idle.size() % 2 == 0);
          return gives ? new RequestFeed.Entry(waiting.next(), kept) : null;
        };
    new Decoder(Toy.random(128), Toy.tokenizer(), 3, 1).generate(feed, 64);
    assertThat(ids(texts)).isEqualTo(expected);
    assertThat(idle).contains(true, false).last().isEqualTo(true);
  }

  @Test
  void aFeedsRequestMustFitTheRow() {
    GenerationRequest request = GenerationRequest.of(0, new int[] {'x'}, CHAIN, 7, 60);
    assertThatThrownBy(
            () ->
                new Decoder(Toy.random(128), Toy.tokenizer(), 1, 1)
                    .generate(idle -> new RequestFeed.Entry(request, TokenListener.SILENT), 60))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("61 tokens");
  }

  @Test
  void samplesOfOnePromptDiffer() {
    List<Generation> texts =
        run(List.of(GenerationRequest.of(0, new int[] {'x'}, CHAIN, 7, 20).samples(4)), 4, 1);
    assertThat(texts.stream().map(Generation::text).distinct()).hasSize(4);
    assertThat(texts).extracting(Generation::sample).containsExactly(0, 1, 2, 3);
  }

  @Test
  void freeRowsTakeTheNextTextAtOnce() {
    TableModel model = Toy.saying("ab", 64);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      requests.add(GenerationRequest.of(i, new int[] {'x'}, Chain.GREEDY, 7, i < 4 ? 4 : 12));
    }
    new Decoder(model, Toy.tokenizer(), 4, 1).generate(requests, TokenListener.SILENT);
    // 4 tokens, then 12; the last token of a text is not fed back.
    assertThat(model.steps()).isEqualTo(3 + 11);
  }

  @Test
  void greedyIsTheBestTokenOfEachStep() {
    Generation text =
        run(List.of(GenerationRequest.of(0, new int[] {'q'}, Chain.GREEDY, 1, 10)), 1, 1).get(0);
    TableModel model = Toy.random(128);
    try (var session = model.open(1, 64)) {
      session.prefill(0, new int[] {'q'}, 0, 1);
      java.util.BitSet row = new java.util.BitSet();
      row.set(0);
      for (int id : text.ids()) {
        float[] logits = session.logits(0);
        for (float x : logits) {
          assertThat(logits[id]).isGreaterThanOrEqualTo(x);
        }
        session.step(new int[] {id}, row);
      }
    }
    assertThat(text.reason()).isEqualTo(FinishReason.MAX_NEW_TOKENS);
  }

  private static Generation say(String text, StopRule rule, int most, List<String> shown) {
    TokenListener listener =
        new TokenListener() {
          @Override
          public void token(long request, int sample, int token, String piece, double lp) {
            shown.add(piece);
          }
        };
    return new Decoder(Toy.saying(text, 256), Toy.tokenizer(), 1, 1)
        .generate(
            List.of(GenerationRequest.of(0, new int[] {'>'}, Chain.GREEDY, 1, most).stop(rule)),
            listener)
        .get(0);
  }

  @Test
  void aStopStringEndsTheTextAcrossTokensAndIsNeverShown() {
    List<String> shown = new ArrayList<>();
    Generation text =
        say("hello\n\nQ: more", new StopRule.Strings(List.of("\n\nQ:"), false), 50, shown);
    assertThat(text.text()).isEqualTo("hello");
    assertThat(text.reason()).isEqualTo(FinishReason.STOP_STRING);
    assertThat(text.rule()).contains("Strings");
    assertThat(String.join("", shown)).isEqualTo("hello");
    assertThat(shown).containsSubsequence("o", "", "", "", "");

    Generation kept =
        say("hello\n\nQ: more", new StopRule.Strings(List.of("\n\nQ:"), true), 50, shown);
    assertThat(kept.text()).isEqualTo("hello\n\nQ:");
  }

  @Test
  void whatOnlyLookedLikeAStopIsShownLater() {
    List<String> shown = new ArrayList<>();
    Generation text = say("a##b###", new StopRule.Strings(List.of("###"), false), 50, shown);
    assertThat(text.text()).isEqualTo("a##b");
    assertThat(shown).startsWith("a", "", "", "##b");
  }

  @Test
  void charactersOfSeveralTokensAreShownWhole() {
    List<String> shown = new ArrayList<>();
    say("é🙂世", new StopRule.MaxTotalTokens(10), 50, shown);
    assertThat(shown).containsExactly("", "é", "", "", "", "🙂", "", "", "世");
    shown.clear();
    say("🙂", new StopRule.MaxTotalTokens(3), 50, shown);
    assertThat(String.join("", shown)).isEqualTo("\uFFFD");
  }

  @Test
  void everyRuleSaysWhyTheTextEnded() {
    List<String> shown = new ArrayList<>();
    assertThat(say("abab", new StopRule.Loop(2, 3), 50, shown).reason())
        .isEqualTo(FinishReason.LOOP);
    assertThat(say("x1 y22 z", new StopRule.Regex(Pattern.compile("\\d\\d")), 50, shown).text())
        .isEqualTo("x1 y22");
    assertThat(say("abc", new StopRule.When(t -> t.toString().endsWith("c")), 50, shown).reason())
        .isEqualTo(FinishReason.PREDICATE);
    AtomicLong clock = new AtomicLong();
    StopRule time = new StopRule.Time(Duration.ofNanos(3), clock::getAndIncrement);
    assertThat(say("abc", time, 50, shown).ids()).hasSize(3);
    assertThat(say("abc", new StopRule.MaxNewTokens(2), 50, shown).text()).isEqualTo("ab");
    Generation first = say("abc", StopRule.Tokens.of('a'), 50, shown);
    assertThat(first.reason()).isEqualTo(FinishReason.END_TOKEN);
    assertThat(first.text()).isEmpty();
    assertThat(first.ids()).containsExactly('a');
  }

  @Test
  void aTextThatDoesNotFitIsRefusedUnlessItMaySlide() {
    Decoder decoder = new Decoder(Toy.random(16), Toy.tokenizer(), 2, 1);
    GenerationRequest request =
        GenerationRequest.of(4, new int[] {'a', 'b', 'c'}, Chain.GREEDY, 1, 40);
    assertThatThrownBy(() -> decoder.generate(List.of(request), TokenListener.SILENT))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("request 4 wants 3 tokens of prompt and 40 new ones")
        .hasMessageContaining("context is 16");
    Generation text =
        decoder.generate(List.of(request.overflow(Overflow.slide(2))), TokenListener.SILENT).get(0);
    assertThat(text.ids()).hasSize(40);
    assertThat(text.slides()).isGreaterThan(1);
  }

  @Test
  void brokenLogitsStopTheBatchAndNameTheirPlace() {
    TableModel broken =
        new TableModel(
            Toy.VOCABULARY,
            64,
            (text, length) -> {
              float[] logits = new float[Toy.VOCABULARY];
              logits[7] = length > 4 ? Float.NaN : 0;
              return logits;
            });
    for (int threads : new int[] {1, 2}) {
      assertThatThrownBy(
              () ->
                  new Decoder(broken, Toy.tokenizer(), 3, threads)
                      .generate(
                          List.of(
                              GenerationRequest.of(0, new int[] {'x'}, CHAIN, 7, 10).samples(3)),
                          TokenListener.SILENT))
          .hasMessageContaining("row 0, position 5: the logit of token 7 is NaN");
    }
  }

  @Test
  void promptsThatCannotBeReadAreRefused() {
    Decoder decoder = new Decoder(Toy.random(16), Toy.tokenizer(), 2, 1);
    assertThatThrownBy(
            () ->
                decoder.generate(
                    List.of(GenerationRequest.of(0, new int[0], Chain.GREEDY, 1, 4)),
                    TokenListener.SILENT))
        .hasMessageContaining("empty prompt");
    assertThatThrownBy(
            () ->
                decoder.generate(
                    List.of(GenerationRequest.of(0, new int[] {9999}, Chain.GREEDY, 1, 4)),
                    TokenListener.SILENT))
        .hasMessageContaining("token 9999");
  }

  @Test
  void theTraceSaysWhatHappened() {
    GenerationRequest request =
        GenerationRequest.of(3, new int[] {'x', 'y'}, CHAIN, 7, 30).traced(true);
    Generation text = run(List.of(request), 1, 1).get(0);
    Trace trace = text.trace();
    assertThat(trace.whole()).isTrue();
    assertThat(trace.ids()).containsExactly(text.ids());
    for (int t = 0; t < trace.steps(); t++) {
      assertThat(trace.keptMass()[t]).isBetween(0f, 1.00001f);
      assertThat(trace.kept()[t]).isPositive();
      assertThat(trace.finalLogProbability()[t]).isLessThanOrEqualTo(1e-6f);
      assertThat(trace.entropyFinal()[t])
          .isLessThanOrEqualTo((float) Math.log(trace.kept()[t]) + 1e-5f);
    }
    assertThat(run(List.of(request.traced(false)), 1, 1).get(0).trace().whole()).isFalse();
  }

  @Test
  void aReplayWithTheSameChainChoosesTheSameTokens() {
    GenerationRequest request = GenerationRequest.of(3, new int[] {'x', 'y'}, CHAIN, 7, 30);
    Generation text = run(List.of(request.traced(true)), 1, 1).get(0);
    Replay same = Replay.of(Toy.random(128), request, 0, text.ids());
    assertThat(same.choices()).containsExactly(text.ids());
    assertThat(same.trace().finalLogProbability())
        .containsExactly(text.trace().finalLogProbability());
    GenerationRequest greedy = GenerationRequest.of(3, new int[] {'x', 'y'}, Chain.GREEDY, 7, 30);
    Replay other = Replay.of(Toy.random(128), greedy, 0, text.ids());
    assertThat(other.trace().rawLogProbability()).containsExactly(text.trace().rawLogProbability());
    assertThat(other.choices()).isNotEqualTo(text.ids());
  }

  @Test
  void rowsWithDifferentChainsShareABatch() {
    List<GenerationRequest> requests =
        List.of(
            GenerationRequest.of(0, new int[] {'x'}, Chain.GREEDY, 7, 10),
            GenerationRequest.of(1, new int[] {'x'}, CHAIN, 7, 10),
            GenerationRequest.of(
                2,
                new int[] {'x'},
                ChainSettings.of(Preset.LLAMA_CPP).chain(Toy.tokenizer(), new int[] {Toy.END}),
                7,
                10));
    List<Generation> together = run(requests, 3, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(run(List.of(requests.get(i)), 1, 1).get(0).ids())
          .containsExactly(together.get(i).ids());
    }
  }

  @Test
  void presetsDifferInOrderAndSaySo() {
    assertThat(ChainSettings.of(Preset.LLAMA_CPP).chain(Toy.tokenizer(), new int[0]))
        .hasToString(
            "TopK[k=40, ties=false] -> TopP[p=0.95, minKeep=1] -> MinP[share=0.05] ->"
                + " Temperature[temperature=0.8] -> Multinomial");
    assertThat(ChainSettings.of(Preset.HF).chain(Toy.tokenizer(), new int[0]))
        .hasToString("Multinomial");
    assertThat(ChainSettings.of(Preset.VLLM).chain(Toy.tokenizer(), new int[0]))
        .hasToString("Race");
  }
}
