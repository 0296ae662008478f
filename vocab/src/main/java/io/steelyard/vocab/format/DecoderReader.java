package io.steelyard.vocab.format;

import io.steelyard.vocab.Decoder;
import io.steelyard.vocab.Decoders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code decoder} of a {@code tokenizer.json}. */
final class DecoderReader {
  private static final String SUPPORTED =
      "Sequence, ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, WordPiece, BPEDecoder";

  private DecoderReader() {}

  /**
   * @param bytes whether the model's tokens are held as bytes already, not in GPT-2's alphabet
   */
  static Decoder read(Json json, boolean bytes) {
    if (json.isNull()) {
      return Decoders.spaced();
    }
    return switch (json.type()) {
      case "Sequence" -> {
        Json list = json.at("decoders");
        List<Decoder> all = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          all.add(read(list.at(i), bytes));
        }
        yield Decoders.sequence(all);
      }
      case "ByteLevel" -> bytes ? Decoder.PLAIN : DecoderReader::fromAlphabet;
      case "ByteFallback" -> Decoders.byteFallback();
      case "Fuse" -> Decoders.fuse();
      case "Strip" ->
          Decoders.strip(
              json.at("content").text(),
              json.at("start").number(0, 1 << 20),
              json.at("stop").number(0, 1 << 20));
      case "Replace" ->
          Decoders.replace(json.at("pattern").at("String").text(), json.at("content").text());
      case "Metaspace" ->
          Decoders.metaspace(
              json.at("replacement").text("\u2581"),
              !json.at("prepend_scheme").text("always").equals("never")
                  && json.at("add_prefix_space").flag(true));
      case "WordPiece" ->
          Decoders.wordPiece(json.at("prefix").text("##"), json.at("cleanup").flag(true));
      case "BPEDecoder" -> Decoders.suffix(json.at("suffix").text("</w>"));
      default -> throw json.unknownType(SUPPORTED);
    };
  }

  /** Tokens in GPT-2's alphabet as their bytes; one with other characters stays as it is. */
  private static List<byte[]> fromAlphabet(List<byte[]> tokens) {
    List<byte[]> out = new ArrayList<>();
    for (byte[] token : tokens) {
      out.add(ByteAlphabet.readOrKeep(new String(token, StandardCharsets.UTF_8)));
    }
    return out;
  }
}
