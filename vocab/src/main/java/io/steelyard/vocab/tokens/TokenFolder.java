package io.steelyard.vocab.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tokens artifact opened for a trainer: the training sequences in their order, and the texts that
 * were held out, by domain.
 *
 * @param folder where it lies
 * @param vocabularySize number of token ids
 * @param endOfDocument token after each document, or -1
 * @param domains names, in the order of the files' numbers
 * @param order the training sequences
 * @param training token file of each domain; null for one without training documents
 */
public record TokenFolder(
    Path folder,
    int vocabularySize,
    int endOfDocument,
    List<Domain> domains,
    OrderIndex order,
    List<MegatronReader> training) {

  /** Texts of a domain that were held out: none where {@code documents} is 0. */
  public record HeldOut(String file, long documents, long tokens, long bytes) {
    static final HeldOut NONE = new HeldOut("", 0, 0, 0);
  }

  /** A domain's name and its validation and test texts. */
  public record Domain(String name, HeldOut validation, HeldOut test) {}

  /** Opens the folder of a {@code vocab.tokens} step. */
  public static TokenFolder open(Path folder) throws IOException {
    Path facts = folder.resolve("tokens.json");
    if (!Files.isRegularFile(facts)) {
      throw new RequestException(
          folder
              + " holds no tokens (tokens.json is missing): expected the output of vocab.tokens");
    }
    JsonNode json = Json.MAPPER.readTree(facts.toFile());
    OrderIndex order = OrderIndex.open(folder.resolve(TokensStep.ORDER));
    List<Domain> domains = new ArrayList<>();
    List<MegatronReader> training = new ArrayList<>();
    for (JsonNode d : json.path("domains")) {
      domains.add(
          new Domain(
              d.path("domain").asText(), heldOut(d, Part.VALIDATION), heldOut(d, Part.TEST)));
      JsonNode train = d.path(Part.TRAIN.word());
      training.add(
          train.isMissingNode()
              ? null
              : MegatronReader.open(folder.resolve(train.path("file").asText())));
    }
    return new TokenFolder(
        folder,
        json.path("vocabulary-size").asInt(),
        json.path("end-of-document").asInt(-1),
        domains,
        order,
        training);
  }

  private static HeldOut heldOut(JsonNode domain, Part part) {
    JsonNode node = domain.path(part.word());
    return node.isMissingNode()
        ? HeldOut.NONE
        : new HeldOut(
            node.path("file").asText(),
            node.path("documents").asLong(),
            node.path("tokens").asLong(),
            node.path("bytes").asLong());
  }

  /** Reads one training sequence into {@code target}, of the order's sequence length. */
  public void read(long sequence, int[] target) throws IOException {
    order.read(sequence, training, target);
  }

  /** The first {@code most} tokens of held-out texts, laid end to end. */
  public int[] read(HeldOut texts, int most) throws IOException {
    int[] out = new int[(int) Math.min(most, texts.tokens())];
    if (out.length == 0) {
      return out;
    }
    MegatronReader reader = MegatronReader.open(folder.resolve(texts.file()));
    int at = 0;
    for (long d = 0; d < reader.documents() && at < out.length; d++) {
      int n = Math.min(reader.length(d), out.length - at);
      reader.read(d, 0, n, out, at);
      at += n;
    }
    return out;
  }
}
