package io.steelyard.bench;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;

/**
 * Encodes files that no pattern cuts and prints, for each, the seconds of the first call (nothing
 * warm) and of the best of the next two.
 *
 * <p>Arguments: {@code steelyard} or {@code jtokkit}; a tokenizer as for {@link EncodeCheck}; the
 * files.
 */
public final class EncodeWorst {
  private EncodeWorst() {}

  public static void main(String[] args) throws IOException {
    ToIntFunction<String> encoder;
    if (args[0].equals("jtokkit")) {
      EncodingType type =
          EncodingType.fromName(args[1].substring(0, args[1].indexOf('=')) + "_base").orElseThrow();
      Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
      encoder = text -> encoding.encodeOrdinary(text).size();
    } else {
      Tokenizer tokenizer = EncodeCheck.tokenizer(args[1]);
      encoder = text -> tokenizer.encodeOrdinary(text).length;
    }
    if (encoder.applyAsInt("start") == 0) {
      throw new IllegalStateException("the encoder makes nothing of a word");
    }
    for (int i = 2; i < args.length; i++) {
      String text = Files.readString(Path.of(args[i]));
      double first = 0;
      double best = Double.MAX_VALUE;
      int tokens = 0;
      for (int pass = 0; pass < 3; pass++) {
        long start = System.nanoTime();
        tokens = encoder.applyAsInt(text);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (pass == 0) {
          first = seconds;
        } else {
          best = Math.min(best, seconds);
        }
      }
      System.out.printf(
          "%s %s: first %.3f s, then %.3f s, tokens %d%n",
          args[0], Path.of(args[i]).getFileName(), first, best, tokens);
    }
  }
}
