package io.steelyard.decode.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.core.RequestException;
import io.steelyard.decode.toy.Toy;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.endpoint.Answer;
import io.steelyard.model.endpoint.Capabilities;
import io.steelyard.model.endpoint.Endpoint;
import io.steelyard.model.endpoint.EndpointException;
import io.steelyard.model.endpoint.EndpointSettings;
import io.steelyard.model.endpoint.Sampling;
import io.steelyard.model.files.ChatTemplate.Message;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steelyard's client and Steelyard's server, over a socket. */
@Timeout(60)
class EndpointTest {
  private static final List<Message> HI = List.of(new Message("user", "Hi"));
  private ModelServer server;

  @AfterEach
  void close() {
    server.close();
  }

  private Endpoint endpoint(OpenedModel model, String key, String name) {
    server = ModelServer.start(model, ServerSettings.of("toy", 0, 2, 256, key), line -> {});
    return Endpoint.open(EndpointSettings.of(server.address(), name));
  }

  @Test
  void theProbeFindsAllThatTheClientKnows() {
    try (Endpoint endpoint = endpoint(Toy.chatting(Toy.random(256)), null, "toy")) {
      assertThat(endpoint.probe())
          .isEqualTo(new Capabilities(List.of("toy"), true, true, true, true, true, true));
    }
  }

  @Test
  void aModelWithoutATemplateOnlyCompletes() {
    try (Endpoint endpoint = endpoint(Toy.open(Toy.random(256)), null, "toy")) {
      assertThat(endpoint.probe())
          .isEqualTo(new Capabilities(List.of("toy"), false, false, true, true, true, true));
    }
  }

  @Test
  void chatsWholeAndInParts() {
    try (Endpoint endpoint = endpoint(Toy.chatting(Toy.random(256)), null, "toy")) {
      Sampling sampling = new Sampling(40, 0.8, 0.9, 5L, List.of(), 2);
      Answer whole = endpoint.chat(HI, sampling);
      StringBuilder parts = new StringBuilder();
      Answer streamed = endpoint.chat(HI, sampling, parts::append);
      assertThat(streamed.text()).isEqualTo(whole.text()).isEqualTo(parts.toString()).isNotEmpty();
      assertThat(streamed.tokens()).isEqualTo(whole.tokens());
      assertThat(streamed.finish()).isEqualTo(whole.finish());
      assertThat(whole.promptTokens()).isPositive();
    }
  }

  @Test
  void completesAndScores() {
    try (Endpoint endpoint = endpoint(Toy.open(Toy.saying("abc", 256)), null, "toy")) {
      Answer answer = endpoint.complete("x", new Sampling(99, 0.0, null, null, List.of("cab"), 1));
      assertThat(answer.text()).isEqualTo("ab");
      assertThat(answer.finish()).isEqualTo("stop");
      assertThat(answer.tokens()).hasSize(2);
      Answer scored = endpoint.score("xabc");
      assertThat(scored.text()).isEqualTo("xabc");
      assertThat(scored.tokens()).hasSize(4);
      assertThat(scored.tokens().get(0).logProbability()).isNaN();
      assertThat(scored.tokens().get(3).logProbability()).isGreaterThan(-1e-6);
    }
  }

  @Test
  void refusalsReachThePerson() {
    try (Endpoint endpoint = endpoint(Toy.open(Toy.random(256)), null, "toi")) {
      assertThatThrownBy(endpoint::probe)
          .isInstanceOf(RequestException.class)
          .hasMessageContaining("did you mean 'toy'");
      assertThatThrownBy(() -> endpoint.complete("x", Sampling.greedy(3)))
          .isInstanceOf(EndpointException.class)
          .hasMessageContaining("this server has 'toy'");
    }
  }

  @Test
  void aMissingKeyIsSaid() {
    try (Endpoint endpoint = endpoint(Toy.open(Toy.random(256)), "secret", "toy")) {
      assertThatThrownBy(endpoint::probe)
          .isInstanceOfSatisfying(
              EndpointException.class,
              e -> assertThat(e.kind()).isEqualTo(EndpointException.Kind.UNAUTHORISED));
    }
  }
}
