package io.steelyard.vocab.format;

import io.steelyard.vocab.PostProcessor;
import it.unimi.dsi.fastutil.ints.IntArrayList;

/** The {@code post_processor} of a {@code tokenizer.json}, as it treats a single text. */
final class PostProcessorReader {
  private static final int MAX_IDS = 1 << 22;
  private final IntArrayList before = new IntArrayList();
  private final IntArrayList after = new IntArrayList();
  private boolean trim;
  private boolean prefixSpace;

  private PostProcessorReader() {}

  static PostProcessor read(Json json) {
    if (json.isNull()) {
      return PostProcessor.NONE;
    }
    PostProcessorReader reader = new PostProcessorReader();
    reader.collect(json);
    return new PostProcessor(
        reader.before.toIntArray(), reader.after.toIntArray(), reader.trim, reader.prefixSpace);
  }

  private void collect(Json json) {
    switch (json.type()) {
      case "Sequence" -> {
        Json list = json.at("processors");
        for (int i = 0; i < list.size(); i++) {
          collect(list.at(i));
        }
      }
      case "ByteLevel" -> trim(json);
      case "TemplateProcessing" -> template(json);
      case "BertProcessing" -> around(json);
      case "RobertaProcessing" -> {
        trim(json);
        around(json);
      }
      default ->
          throw json.unknownType(
              "Sequence, ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing");
    }
  }

  private void trim(Json json) {
    trim |= json.at("trim_offsets").flag(true);
    prefixSpace = json.at("add_prefix_space").flag(true);
  }

  private void around(Json json) {
    before.add(0, json.at("cls").at(1).number(0, MAX_IDS));
    after.add(json.at("sep").at(1).number(0, MAX_IDS));
  }

  private void template(Json json) {
    Json single = json.at("single");
    IntArrayList head = new IntArrayList();
    IntArrayList tail = new IntArrayList();
    boolean seen = false;
    for (int i = 0; i < single.size(); i++) {
      Json part = single.at(i);
      if (!part.at("Sequence").isNull()) {
        if (seen) {
          throw part.error("a template with the text in it twice is not supported");
        }
        seen = true;
        continue;
      }
      String name = part.at("SpecialToken").at("id").text();
      Json ids = json.at("special_tokens").at(name).at("ids");
      for (int k = 0; k < ids.size(); k++) {
        (seen ? tail : head).add(ids.at(k).number(0, MAX_IDS));
      }
    }
    if (!seen) {
      throw single.error("a template without the text");
    }
    before.addAll(0, head);
    after.addAll(tail);
  }
}
