package io.steelyard.bench;

import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes a megabyte of one letter, of spaces, of one emoji and of other texts that make one long
 * piece, once each in a fresh process and once more, and prints seconds of the
 * thread's processor time. Argument: a tokenizer as
 * for {@link EncodeCheck}.
 */
public final class EncodeWorst {
  private static final int MEGABYTE = 1_000_000;

  private EncodeWorst() {}

  public static void main(String[] args) throws IOException {
    Tokenizer tokenizer = EncodeCheck.tokenizer(args[0]);
    Map<String, String> units = new LinkedHashMap<>();
    units.put("one letter", "a");
    units.put("spaces", " ");
    units.put("one emoji", "\uD83D\uDE00");
    units.put("two letters", "aB");
    units.put("words", " the way");
    units.put("one ideograph", "\u65E5");
    for (Map.Entry<String, String> unit : units.entrySet()) {
      int bytes = unit.getValue().getBytes(StandardCharsets.UTF_8).length;
      String text = unit.getValue().repeat(MEGABYTE / bytes);
      for (String pass : new String[] {"first", "again"}) {
        long start = EncodeSpeed.cpu();
        int tokens = tokenizer.encodeOrdinary(text).length;
        System.out.printf(
            "1 MB of %-13s %s: %.3f s, %d tokens%n",
            unit.getKey(), pass, (EncodeSpeed.cpu() - start) * 1e-9, tokens);
      }
    }
  }
}
