package io.steelyard.vocab.format;

import io.steelyard.vocab.PostProcessor;
import io.steelyard.vocab.TemplatePart;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/** The {@code post_processor} of a {@code tokenizer.json}, for one text and for a pair. */
final class PostProcessorReader {
  private static final int MAX_IDS = 1 << 22;
  private final IntArrayList before = new IntArrayList();
  private final IntArrayList after = new IntArrayList();
  private boolean trim;
  private boolean prefixSpace;

  /** Components that put something around the text. */
  private int around;

  private int type;
  private List<TemplatePart> pair = PostProcessor.PLAIN_PAIR;
  private List<TemplatePart> single = List.of();

  private PostProcessorReader() {}

  static PostProcessor read(Json json) {
    if (json.isNull()) {
      return PostProcessor.NONE;
    }
    PostProcessorReader reader = new PostProcessorReader();
    reader.collect(json);
    return reader.result();
  }

  private PostProcessor result() {
    return new PostProcessor(
        before.toIntArray(),
        after.toIntArray(),
        trim,
        prefixSpace,
        around == 1
            ? single
            : List.of(
                TemplatePart.special(type, before.toIntArray()),
                TemplatePart.ofText(0, type),
                TemplatePart.special(type, after.toIntArray())),
        around > 1 ? null : pair);
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
      case "BertProcessing" -> around(json, false);
      case "RobertaProcessing" -> {
        trim(json);
        around(json, true);
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

  /** BERT: {@code [CLS] A [SEP] B [SEP]}; RoBERTa: {@code <s> A </s> </s> B </s>}, all type 0. */
  private void around(Json json, boolean roberta) {
    int cls = json.at("cls").at(1).number(0, MAX_IDS);
    int sep = json.at("sep").at(1).number(0, MAX_IDS);
    before.add(0, cls);
    after.add(sep);
    around++;
    TemplatePart start = TemplatePart.special(0, cls);
    TemplatePart first = TemplatePart.ofText(0, 0);
    int second = roberta ? 0 : 1;
    single = List.of(start, first, TemplatePart.special(0, sep));
    pair =
        List.of(
            start,
            first,
            roberta ? TemplatePart.special(0, sep, sep) : TemplatePart.special(0, sep),
            TemplatePart.ofText(1, second),
            TemplatePart.special(second, sep));
  }

  private void template(Json json) {
    List<TemplatePart> parts = parts(json, json.at("single"));
    IntArrayList head = new IntArrayList();
    IntArrayList tail = new IntArrayList();
    boolean seen = false;
    for (TemplatePart part : parts) {
      if (part.text() == 1) {
        throw json.at("single").error("a template for one text with the second text in it");
      }
      if (part.text() == 0) {
        if (seen) {
          throw json.at("single").error("a template with the text in it twice is not supported");
        }
        seen = true;
        type = part.type();
      } else {
        (seen ? tail : head).addAll(IntArrayList.wrap(part.ids()));
      }
    }
    if (!seen) {
      throw json.at("single").error("a template without the text");
    }
    before.addAll(0, head);
    after.addAll(tail);
    around++;
    single = parts;
    if (!json.at("pair").isNull()) {
      pair = parts(json, json.at("pair"));
    }
  }

  private static List<TemplatePart> parts(Json json, Json list) {
    List<TemplatePart> parts = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Json part = list.at(i);
      Json text = part.at("Sequence");
      Json chosen = text.isNull() ? part.at("SpecialToken") : text;
      int type = chosen.at("type_id").isNull() ? 0 : chosen.at("type_id").number(0, MAX_IDS);
      if (!text.isNull()) {
        parts.add(TemplatePart.ofText(text.at("id").text("A").equals("B") ? 1 : 0, type));
        continue;
      }
      Json ids = json.at("special_tokens").at(chosen.at("id").text()).at("ids");
      int[] special = new int[ids.size()];
      for (int k = 0; k < special.length; k++) {
        special[k] = ids.at(k).number(0, MAX_IDS);
      }
      parts.add(TemplatePart.special(type, special));
    }
    return parts;
  }
}
