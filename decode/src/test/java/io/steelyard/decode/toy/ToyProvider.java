package io.steelyard.decode.toy;

import io.steelyard.model.ModelProvider;
import io.steelyard.model.OpenedModel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a file that says {@code random}, {@code linear} or {@code say TEXT}. */
public final class ToyProvider implements ModelProvider {
  @Override
  public OpenedModel open(Path path, int threads) {
    try {
      String text = Files.readString(path).strip();
      if (text.equals("linear")) {
        return Toy.open(new LinearModel(Toy.VOCABULARY, 6, 512));
      }
      return Toy.open(
          text.startsWith("say ") ? Toy.saying(text.substring(4), 512) : Toy.random(512));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
