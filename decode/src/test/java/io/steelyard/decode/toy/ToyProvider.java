package io.steelyard.decode.toy;

import io.steelyard.model.LanguageModel;
import io.steelyard.model.ModelProvider;
import io.steelyard.model.OpenedModel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens a file that says {@code random}, {@code linear} or {@code say TEXT}, after {@code chat}
 * with a template.
 */
public final class ToyProvider implements ModelProvider {
  @Override
  public OpenedModel open(Path path, int threads) {
    try {
      String text = Files.readString(path).strip();
      boolean chat = text.startsWith("chat ");
      String what = chat ? text.substring(5) : text;
      LanguageModel model =
          what.equals("linear")
              ? new LinearModel(Toy.VOCABULARY, 6, 512)
              : what.startsWith("say ") ? Toy.saying(what.substring(4), 512) : Toy.random(512);
      return chat ? Toy.chatting(model) : Toy.open(model);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
