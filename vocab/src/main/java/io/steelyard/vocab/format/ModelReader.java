package io.steelyard.vocab.format;

import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.BytePairOptions;
import io.steelyard.vocab.TokenModel;
import io.steelyard.vocab.UnigramModel;
import io.steelyard.vocab.WordLevelModel;
import io.steelyard.vocab.WordPieceModel;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the {@code model} of a {@code tokenizer.json} into a {@link TokenModel}.
 *
 * <p>Byte-level vocabularies are written in GPT-2's alphabet and become bytes; others are UTF-8.
 */
final class ModelReader {
  private final ModelSource source;
  private final Json rest;
  private final String where;
  private final Object2IntOpenHashMap<String> ids;

  private ModelReader(ModelSource source, String where) {
    this.source = source;
    this.where = where;
    this.rest = new Json(where, source.rest);
    this.ids = new Object2IntOpenHashMap<>(source.tokens.size());
    ids.defaultReturnValue(-1);
  }

  static TokenModel read(ModelSource source, boolean byteLevel, String where) {
    ModelReader reader = new ModelReader(source, where);
    String type = reader.rest.at("type").text("BPE");
    // Files of the first years have no type: scores are a unigram model's, merges a byte-pair
    // one's.
    if (reader.rest.at("type").isNull() && source.merges == null) {
      type = source.scores.isEmpty() ? "WordPiece" : "Unigram";
    }
    try {
      return switch (type) {
        case "BPE" -> reader.bytePairs(byteLevel);
        case "WordPiece" -> reader.wordPieces();
        case "WordLevel" -> reader.words();
        case "Unigram" -> reader.unigram();
        default ->
            throw new TokenizerFormatException(
                where
                    + ".type: model \""
                    + type
                    + "\" is not supported; supported are BPE, WordPiece, WordLevel, Unigram");
      };
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(where + ": " + e.getMessage(), e);
    }
  }

  private TokenModel wordPieces() {
    byte[][] tokens = tokens(false);
    return new WordPieceModel(
        tokens,
        unknownToken("[UNK]"),
        rest.at("continuing_subword_prefix").text("##"),
        rest.at("max_input_chars_per_word").isNull()
            ? 100
            : rest.at("max_input_chars_per_word").number(1, Integer.MAX_VALUE));
  }

  private TokenModel words() {
    byte[][] tokens = tokens(false);
    return new WordLevelModel(tokens, unknownToken("<unk>"));
  }

  private int unknownToken(String ifMissing) {
    String unknown = rest.at("unk_token").text(ifMissing);
    int id = ids.getInt(unknown);
    if (id < 0) {
      throw rest.at("unk_token").error("\"" + unknown + "\" is not in the vocabulary");
    }
    return id;
  }

  private TokenModel unigram() {
    int n = source.tokens.size();
    if (source.scores.size() != n || n == 0) {
      throw new TokenizerFormatException(
          where + ".vocab: expected a list of [token, score], not empty");
    }
    Json unknown = rest.at("unk_id");
    int unknownId = unknown.isNull() ? UnigramModel.NO_UNKNOWN : unknown.number(0, n - 1);
    byte[][] tokens = new byte[n][];
    for (int i = 0; i < n; i++) {
      tokens[i] = source.tokens.get(i).getBytes(StandardCharsets.UTF_8);
    }
    return new UnigramModel(
        tokens,
        source.scores.toDoubleArray(),
        new BitSet(),
        unknownId,
        rest.at("byte_fallback").flag(false));
  }

  private TokenModel bytePairs(boolean byteLevel) {
    if (!rest.at("dropout").isNull() && rest.at("dropout").node().doubleValue() > 0) {
      throw rest.at("dropout")
          .error("dropout makes ids random and is not supported; set it to null");
    }
    if (!rest.at("continuing_subword_prefix").text("").isEmpty()) {
      throw rest.at("continuing_subword_prefix").error("a prefix is not supported for BPE");
    }
    if (source.merges == null) {
      throw new TokenizerFormatException(where + ".merges: missing");
    }
    String suffix = rest.at("end_of_word_suffix").text("");
    byte[][] tokens = tokens(byteLevel);
    int n = source.merges.size() / 2;
    int[] left = new int[n];
    int[] right = new int[n];
    int[] result = new int[n];
    for (int i = 0; i < n; i++) {
      String a = source.merges.get(2 * i);
      String b = source.merges.get(2 * i + 1);
      left[i] = known(a, i);
      right[i] = known(b, i);
      result[i] = known(a + b, i);
    }
    String unknown = rest.at("unk_token").text("");
    int unknownId = unknown.isEmpty() ? -1 : ids.getInt(unknown);
    if (!unknown.isEmpty() && unknownId < 0) {
      throw rest.at("unk_token").error("\"" + unknown + "\" is not in the vocabulary");
    }
    BytePairOptions options =
        new BytePairOptions(
            byteLevel,
            rest.at("ignore_merges").flag(false),
            !byteLevel && rest.at("byte_fallback").flag(false),
            unknownId,
            rest.at("fuse_unk").flag(false),
            suffix);
    try {
      return new BytePairEncoder(BytePairModel.of(tokens, left, right, result), options);
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(where + ": " + e.getMessage(), e);
    }
  }

  private int known(String token, int merge) {
    int id = ids.getInt(token);
    if (id < 0) {
      throw new TokenizerFormatException(
          where + ".merges[" + merge + "]: token \"" + token + "\" is not in the vocabulary");
    }
    return id;
  }

  private byte[][] tokens(boolean byteLevel) {
    if (source.ids.size() != source.tokens.size()) {
      throw new TokenizerFormatException(where + ".vocab: expected an object of tokens and ids");
    }
    int size = 0;
    for (int id : source.ids) {
      size = Math.max(size, id + 1);
    }
    if (size > 2L * source.tokens.size() + (1 << 16)) {
      throw new TokenizerFormatException(
          where
              + ".vocab: "
              + source.tokens.size()
              + " tokens with ids up to "
              + (size - 1)
              + "; so many gaps are not a vocabulary");
    }
    byte[][] tokens = new byte[size][];
    Map<ByteBuffer, Integer> literal = new HashMap<>();
    List<String> texts = source.tokens;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      int id = source.ids.getInt(i);
      if (ids.put(text, id) >= 0) {
        throw new TokenizerFormatException(where + ".vocab: token \"" + text + "\" occurs twice");
      }
      if (tokens[id] != null) {
        throw new TokenizerFormatException(
            where + ".vocab: id " + id + " belongs to two tokens, one of them \"" + text + "\"");
      }
      byte[] bytes = byteLevel ? ByteAlphabet.read(text) : text.getBytes(StandardCharsets.UTF_8);
      if (bytes == null) {
        bytes = text.getBytes(StandardCharsets.UTF_8);
        literal.put(ByteBuffer.wrap(bytes), id);
      }
      tokens[id] = bytes;
    }
    dropHidden(tokens, literal);
    return tokens;
  }

  /** A token spelled outside the alphabet whose bytes another token has can never be produced. */
  private static void dropHidden(byte[][] tokens, Map<ByteBuffer, Integer> literal) {
    if (literal.isEmpty()) {
      return;
    }
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id] != null) {
        Integer other = literal.get(ByteBuffer.wrap(tokens[id]));
        if (other != null && other != id) {
          tokens[other] = null;
        }
      }
    }
  }
}
