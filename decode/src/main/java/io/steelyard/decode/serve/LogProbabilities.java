package io.steelyard.decode.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.vocab.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Log-probabilities as OpenAI's two calls write them. A token that is no whole UTF-8 is called
 * {@code bytes:\xe4\xb8}; what is impossible has -9999.
 */
record LogProbabilities(Tokenizer tokenizer) {
  private static final double IMPOSSIBLE = -9999;

  /** Of a message: one object per token, with its bytes. */
  ObjectNode message(List<Scored> tokens) {
    ObjectNode all = Json.MAPPER.createObjectNode();
    ArrayNode content = all.putArray("content");
    for (Scored token : tokens) {
      ObjectNode one = content.addObject();
      put(one, token.token(), token.logProbability());
      ArrayNode top = one.putArray("top_logprobs");
      for (int i = 0; i < token.others().length; i++) {
        put(top.addObject(), token.others()[i], token.othersLogProbability()[i]);
      }
    }
    all.putNull("refusal");
    return all;
  }

  private void put(ObjectNode to, int token, double logProbability) {
    to.put("token", name(token));
    to.put("logprob", finite(logProbability));
    ArrayNode bytes = to.putArray("bytes");
    for (byte b : tokenizer.token(token)) {
      bytes.add(b & 0xFF);
    }
  }

  /**
   * Of a completion: four lists.
   *
   * @param alternatives whether the likeliest tokens were asked for
   * @param offset characters before the first token
   */
  ObjectNode completion(List<Scored> tokens, boolean alternatives, int offset) {
    ObjectNode all = Json.MAPPER.createObjectNode();
    ArrayNode names = all.putArray("tokens");
    ArrayNode values = all.putArray("token_logprobs");
    ArrayNode tops = alternatives ? all.putArray("top_logprobs") : null;
    if (tops == null) {
      all.putNull("top_logprobs");
    }
    ArrayNode offsets = all.putArray("text_offset");
    int at = offset;
    for (Scored token : tokens) {
      names.add(name(token.token()));
      offsets.add(at);
      at += tokenizer.decode(new int[] {token.token()}, true).length();
      if (Double.isNaN(token.logProbability())) {
        values.addNull();
        if (tops != null) {
          tops.addNull();
        }
        continue;
      }
      values.add(finite(token.logProbability()));
      if (tops != null) {
        ObjectNode top = tops.addObject();
        for (int i = 0; i < token.others().length; i++) {
          String name = name(token.others()[i]);
          if (!top.has(name)) {
            top.put(name, finite(token.othersLogProbability()[i]));
          }
        }
      }
    }
    return all;
  }

  private static double finite(double logProbability) {
    return Math.max(IMPOSSIBLE, logProbability);
  }

  String name(int token) {
    byte[] bytes = tokenizer.token(token);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "bytes:\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
    }
  }
}
