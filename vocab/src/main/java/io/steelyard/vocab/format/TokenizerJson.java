package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.ComponentSource;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.PostProcessor;
import io.steelyard.vocab.TokenModel;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.TokenizerParts;
import io.steelyard.vocab.pretokenize.PreTokenizerStep;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes Hugging Face {@code tokenizer.json} files.
 *
 * <p>Example: {@code TokenizerJson.read(Path.of("tokenizer.json")).encode("Hello")}.
 *
 * <p>A file is not trusted: size, nesting, counts and ids are limited, and whatever is wrong is
 * said with its place. A component that is not known is named, with those that are.
 */
public final class TokenizerJson {
  /** Larger than any published file several times over. */
  public static final long MAX_FILE_BYTES = 1L << 28;

  private static final int MAX_ADDED = 1 << 20;
  private static final int MAX_ADDED_LENGTH = 1 << 16;

  private TokenizerJson() {}

  /** Reads a file, or the {@code tokenizer.json} in a folder. */
  public static Tokenizer read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
    long size = Files.size(file);
    if (size > MAX_FILE_BYTES) {
      throw new TokenizerFormatException(
          file.getFileName() + ": " + size + " bytes; at most " + MAX_FILE_BYTES + " are read");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.getFileName().toString());
    }
  }

  /**
   * Reads a tokenizer.
   *
   * @param name what messages call the input
   * @throws TokenizerFormatException if the input is not a tokenizer that can be used
   */
  public static Tokenizer read(InputStream in, String name) throws IOException {
    ObjectNode rest = Json.MAPPER.createObjectNode();
    ModelSource model = null;
    try (JsonParser parser = Json.MAPPER.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new TokenizerFormatException(name + ": expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("model")) {
          model = ModelSource.read(parser, name + ": model");
        } else {
          rest.set(field, parser.readValueAsTree());
        }
      }
    } catch (JsonProcessingException e) {
      String at =
          e.getLocation() == null
              ? ""
              : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw new TokenizerFormatException(name + at + ": " + e.getOriginalMessage(), e);
    }
    if (model == null) {
      throw new TokenizerFormatException(name + ": model: missing; is this a tokenizer.json?");
    }
    return assemble(new Json(name + ": ", rest), model, name);
  }

  private static Tokenizer assemble(Json json, ModelSource source, String name) {
    Normalizer normalizer = NormalizerReader.read(json.at("normalizer"));
    PreTokenizerReader preTokenizers = new PreTokenizerReader();
    PreTokenizerStep preTokenizer = preTokenizers.read(json.at("pre_tokenizer"));
    TokenModel model = ModelReader.read(source, preTokenizers.byteLevel(), name + ": model");
    PostProcessor postProcessor = PostProcessorReader.read(json.at("post_processor"));
    ComponentSource components =
        new ComponentSource(
            text(json.at("normalizer")),
            text(json.at("pre_tokenizer")),
            text(json.at("post_processor")),
            text(json.at("decoder")));
    List<AddedToken> added = added(json.at("added_tokens"));
    try {
      return new Tokenizer(
          new TokenizerParts(
              normalizer,
              preTokenizer,
              model,
              postProcessor,
              DecoderReader.read(json.at("decoder"), preTokenizers.byteLevel()),
              added,
              components,
              InputShapeFormat.read(json.at("truncation"), json.at("padding"))));
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(name + ": " + e.getMessage(), e);
    }
  }

  private static String text(Json json) {
    JsonNode node = json.node();
    return json.isNull() ? null : node.toString();
  }

  private static List<AddedToken> added(Json list) {
    List<AddedToken> added = new ArrayList<>();
    if (list.isNull()) {
      return added;
    }
    if (list.size() > MAX_ADDED) {
      throw list.error(list.size() + " added tokens; at most " + MAX_ADDED + " are allowed");
    }
    for (int i = 0; i < list.size(); i++) {
      Json token = list.at(i);
      String content = token.at("content").text();
      if (content.length() > MAX_ADDED_LENGTH) {
        throw token.at("content").error("longer than " + MAX_ADDED_LENGTH + " characters");
      }
      if (content.isEmpty()) {
        throw token.at("content").error("an added token needs text");
      }
      added.add(
          new AddedToken(
              token.at("id").number(0, BytePairModel.MAX_TOKENS - 1),
              content,
              token.at("special").flag(false),
              token.at("single_word").flag(false),
              token.at("lstrip").flag(false),
              token.at("rstrip").flag(false),
              token.at("normalized").flag(true)));
    }
    return added;
  }

  /** Writes a tokenizer so that Hugging Face {@code tokenizers} loads it and gives the same ids. */
  public static void write(Tokenizer tokenizer, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(tokenizer, out);
    }
  }

  /** The same to a stream, which stays open. */
  public static void write(Tokenizer tokenizer, OutputStream out) throws IOException {
    TokenizerJsonWriter.write(tokenizer, out);
  }
}
