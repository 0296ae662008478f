package io.steelyard.proofs.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.decode.Decoder;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.TokenListener;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Sampler;
import io.steelyard.model.OpenedModel;
import io.steelyard.proofs.lab.TinyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts of a reproducible decoder on libtorch do not hang on their neighbours, to the last bit. */
class ReproducibleDecodingTest {
  private static final int REQUESTS = 12;
  private static final Chain DRAWN = new Chain(List.of(), Sampler.MULTINOMIAL);

  @Test
  void theSameAloneInABatchAndInAnotherOrder() {
    try (TinyModel tiny = new TinyModel()) {
      OpenedModel opened = tiny.opened();
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        int[] prompt = opened.tokenizer().encodeOrdinary("text number " + "x".repeat(i));
        requests.add(GenerationRequest.of(i, prompt, DRAWN, 7, 20 + 3 * i));
      }
      Map<Long, String> alone = texts(opened, requests, 1);
      List<GenerationRequest> reversed = new ArrayList<>(requests);
      Collections.reverse(reversed);
      assertThat(texts(opened, requests, 5)).isEqualTo(alone);
      assertThat(texts(opened, reversed, REQUESTS)).isEqualTo(alone);
    }
  }

  /** Ids and surprise of each text, the surprise to its last bit. */
  private static Map<Long, String> texts(
      OpenedModel opened, List<GenerationRequest> requests, int rows) {
    Map<Long, String> texts = new HashMap<>();
    Decoder decoder = new Decoder(opened, rows, 2).reproducible();
    for (Generation text : decoder.generate(requests, TokenListener.SILENT)) {
      texts.put(text.request(), Arrays.toString(text.ids()) + " " + text.trace().meanBits());
    }
    return texts;
  }
}
