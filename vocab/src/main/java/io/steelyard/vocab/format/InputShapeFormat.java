package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.InputShape;
import io.steelyard.vocab.InputShape.Padding;
import io.steelyard.vocab.InputShape.Strategy;
import io.steelyard.vocab.InputShape.Truncation;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The {@code truncation} and {@code padding} of a {@code tokenizer.json}, read and written. */
final class InputShapeFormat {
  /** Most tokens of an input. */
  private static final int MOST = 1 << 30;

  private InputShapeFormat() {}

  static InputShape read(Json truncation, Json padding) {
    return truncation.isNull() && padding.isNull()
        ? InputShape.ANY
        : new InputShape(
            truncation.isNull() ? null : truncation(truncation),
            padding.isNull() ? null : padding(padding));
  }

  private static Truncation truncation(Json json) {
    String name = json.at("strategy").text(Strategy.LONGEST_FIRST.written());
    Strategy strategy =
        Arrays.stream(Strategy.values())
            .filter(s -> s.written().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    json.at("strategy")
                        .error(
                            "\""
                                + name
                                + "\" is not known; known are "
                                + Arrays.stream(Strategy.values())
                                    .map(Strategy::written)
                                    .collect(Collectors.joining(", "))));
    int stride = json.at("stride").isNull() ? 0 : json.at("stride").number(0, MOST);
    return new Truncation(
        json.at("max_length").number(0, MOST), strategy, stride, left(json.at("direction")));
  }

  private static Padding padding(Json json) {
    Json strategy = json.at("strategy");
    int length = 0;
    if (!strategy.at("Fixed").isNull()) {
      length = strategy.at("Fixed").number(0, MOST);
    } else if (!strategy.text("BatchLongest").equals("BatchLongest")) {
      throw strategy.error("expected \"BatchLongest\" or {\"Fixed\": length}");
    }
    Json multiple = json.at("pad_to_multiple_of");
    return new Padding(
        length,
        multiple.isNull() ? 0 : multiple.number(0, MOST),
        left(json.at("direction")),
        json.at("pad_id").number(0, BytePairModel.MAX_TOKENS - 1),
        json.at("pad_type_id").isNull() ? 0 : json.at("pad_type_id").number(0, MOST),
        json.at("pad_token").text("[PAD]"));
  }

  private static boolean left(Json direction) {
    String name = direction.text("Right");
    if (!name.equals("Left") && !name.equals("Right")) {
      throw direction.error("expected \"Left\" or \"Right\", found \"" + name + "\"");
    }
    return name.equals("Left");
  }

  static void write(InputShape shape, JsonGenerator json) throws IOException {
    Truncation cut = shape.truncation();
    if (cut == null) {
      json.writeNullField("truncation");
    } else {
      json.writeObjectFieldStart("truncation");
      json.writeStringField("direction", cut.left() ? "Left" : "Right");
      json.writeNumberField("max_length", cut.length());
      json.writeStringField("strategy", cut.strategy().written());
      json.writeNumberField("stride", cut.stride());
      json.writeEndObject();
    }
    Padding fill = shape.padding();
    if (fill == null) {
      json.writeNullField("padding");
      return;
    }
    json.writeObjectFieldStart("padding");
    if (fill.length() > 0) {
      json.writeObjectFieldStart("strategy");
      json.writeNumberField("Fixed", fill.length());
      json.writeEndObject();
    } else {
      json.writeStringField("strategy", "BatchLongest");
    }
    json.writeStringField("direction", fill.left() ? "Left" : "Right");
    if (fill.multiple() > 0) {
      json.writeNumberField("pad_to_multiple_of", fill.multiple());
    } else {
      json.writeNullField("pad_to_multiple_of");
    }
    json.writeNumberField("pad_id", fill.id());
    json.writeNumberField("pad_type_id", fill.type());
    json.writeStringField("pad_token", fill.token());
    json.writeEndObject();
  }
}
