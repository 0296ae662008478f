package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.vocab.BytePairModel;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code model} of a {@code tokenizer.json} as read: its two long lists token by token, without
 * a tree, the rest as JSON.
 *
 * <p>Example: {@code {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}.
 */
final class ModelSource {
  /** Vocabulary in file order; ids are absent (the index counts) for a list with scores. */
  final List<String> tokens = new ArrayList<>();

  final IntArrayList ids = new IntArrayList();

  /** Scores, where the vocabulary is a list of pairs. */
  final DoubleArrayList scores = new DoubleArrayList();

  /** Left and right of each merge in turn; null where the file has none. */
  List<String> merges;

  final ObjectNode rest = Json.MAPPER.createObjectNode();
  private final String where;

  private ModelSource(String where) {
    this.where = where;
  }

  static ModelSource read(JsonParser in, String where) throws IOException {
    ModelSource source = new ModelSource(where);
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new TokenizerFormatException(where + ": expected an object");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      switch (field) {
        case "vocab" -> source.vocabulary(in);
        case "merges" -> source.merges(in);
        default -> source.rest.set(field, in.readValueAsTree());
      }
    }
    return source;
  }

  private TokenizerFormatException error(String what) {
    return new TokenizerFormatException(where + what);
  }

  private void vocabulary(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.START_ARRAY) {
      scored(in);
      return;
    }
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw error(".vocab: expected an object of tokens and ids");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String token = in.currentName();
      if (in.nextToken() != JsonToken.VALUE_NUMBER_INT) {
        throw error(".vocab[\"" + token + "\"]: expected the token's id, a whole number");
      }
      long id = in.getNumberType() == JsonParser.NumberType.INT ? in.getIntValue() : -1;
      if (id < 0 || id >= BytePairModel.MAX_TOKENS) {
        throw error(
            ".vocab[\""
                + token
                + "\"]: id "
                + in.getText()
                + " is not between 0 and "
                + (BytePairModel.MAX_TOKENS - 1));
      }
      tooMany(tokens.size());
      tokens.add(token);
      ids.add((int) id);
    }
  }

  private void scored(JsonParser in) throws IOException {
    while (in.nextToken() != JsonToken.END_ARRAY) {
      boolean ok =
          in.currentToken() == JsonToken.START_ARRAY && in.nextToken() == JsonToken.VALUE_STRING;
      if (!ok) {
        throw error(".vocab[" + tokens.size() + "]: expected [token, score]");
      }
      tooMany(tokens.size());
      tokens.add(in.getText());
      JsonToken score = in.nextToken();
      if (score != JsonToken.VALUE_NUMBER_FLOAT && score != JsonToken.VALUE_NUMBER_INT) {
        throw error(".vocab[" + (tokens.size() - 1) + "]: expected [token, score]");
      }
      scores.add(RustNumber.parse(in.getText()));
      if (in.nextToken() != JsonToken.END_ARRAY) {
        throw error(".vocab[" + (tokens.size() - 1) + "]: expected [token, score]");
      }
    }
  }

  private void tooMany(int n) {
    if (n >= BytePairModel.MAX_TOKENS) {
      throw error(".vocab: more than " + BytePairModel.MAX_TOKENS + " tokens");
    }
  }

  private void merges(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw error(".merges: expected a list");
    }
    merges = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      int n = merges.size() / 2;
      if (n >= BytePairModel.MAX_MERGES) {
        throw error(".merges: more than " + BytePairModel.MAX_MERGES + " merges");
      }
      if (in.currentToken() == JsonToken.VALUE_STRING) {
        addLine(in.getText(), merges, where + ".merges[" + n + "]");
      } else {
        boolean pair =
            in.currentToken() == JsonToken.START_ARRAY && in.nextToken() == JsonToken.VALUE_STRING;
        if (pair) {
          merges.add(in.getText());
          pair = in.nextToken() == JsonToken.VALUE_STRING;
        }
        if (pair) {
          merges.add(in.getText());
          pair = in.nextToken() == JsonToken.END_ARRAY;
        }
        if (!pair) {
          throw error(".merges[" + n + "]: expected \"left right\" or [\"left\", \"right\"]");
        }
      }
    }
  }

  /** Adds both parts of a merge written {@code left right}. */
  static void addLine(String line, List<String> merges, String where) {
    int space = line.indexOf(' ');
    if (space <= 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
      throw new TokenizerFormatException(
          where + ": \"" + line + "\" is not two tokens with one space between them");
    }
    merges.add(line.substring(0, space));
    merges.add(line.substring(space + 1));
  }
}
