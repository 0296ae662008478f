package io.steelyard.vocab.format;

import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.BytePairModel;
import io.steelyard.vocab.BytePairOptions;
import io.steelyard.vocab.ComponentSource;
import io.steelyard.vocab.Decoder;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.PostProcessor;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.SentencePieceDecoder;
import io.steelyard.vocab.SymbolsFirst;
import io.steelyard.vocab.TokenModel;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.TokenizerParts;
import io.steelyard.vocab.UnigramModel;
import io.steelyard.vocab.normalize.Charsmap;
import io.steelyard.vocab.normalize.SentencePieceNormalizer;
import io.steelyard.vocab.normalize.SentencePieceNormalizer.Spaces;
import io.steelyard.vocab.normalize.SymbolPrefixes;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads SentencePiece {@code .model} files of the unigram and byte-pair kinds; ids are those of
 * SentencePiece, without begin and end marks, and so is decoded text. Control pieces are made by no
 * text; user-defined pieces are not normalised and win over others.
 *
 * <p>Example: {@code SentencePieceFile.read(Path.of("spiece.model")).encode("Hello")}. Written with
 * {@link TokenizerJson#write} it becomes a {@code tokenizer.json}, which says some things in
 * another way: rules are applied as in {@link Charsmap#byGrapheme}, and user-defined pieces are cut
 * out of the text before anything else.
 */
public final class SentencePieceFile {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;
  private static final String MARK = "\u2581";

  private final String name;
  private final List<byte[]> pieces = new ArrayList<>();
  private final DoubleArrayList scores = new DoubleArrayList();
  private final IntArrayList types = new IntArrayList();
  private int modelType = 1;
  private boolean byteFallback;
  private boolean suffixSpaces;
  private byte[] charsmap = {};
  private boolean dummyPrefix = true;
  private boolean removeExtra = true;
  private boolean escape = true;
  private String unknownSurface = " \u2047 ";

  private SentencePieceFile(String name) {
    this.name = name;
  }

  public static Tokenizer read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > TokenizerJson.MAX_FILE_BYTES) {
      throw new TokenizerFormatException(
          file.getFileName()
              + ": "
              + size
              + " bytes; at most "
              + TokenizerJson.MAX_FILE_BYTES
              + " are read");
    }
    return read(Files.readAllBytes(file), file.getFileName().toString());
  }

  /**
   * @param name what messages call the input
   * @throws TokenizerFormatException if the bytes are no model that can be used
   */
  public static Tokenizer read(byte[] model, String name) {
    SentencePieceFile file = new SentencePieceFile(name);
    file.parse(new ProtoReader(model, name));
    try {
      return file.assemble();
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(name + ": " + e.getMessage(), e);
    }
  }

  private void parse(ProtoReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> piece(in.message());
        case 2 -> trainer(in.message());
        case 3 -> normalizer(in.message());
        default -> in.skip();
      }
    }
    if (pieces.isEmpty()) {
      throw new TokenizerFormatException(name + ": no pieces; is this a SentencePiece model?");
    }
  }

  private void piece(ProtoReader in) {
    if (pieces.size() == BytePairModel.MAX_TOKENS) {
      throw in.error("more than " + BytePairModel.MAX_TOKENS + " pieces");
    }
    byte[] text = {};
    double score = 0;
    int type = NORMAL;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> text = in.content();
        case 2 -> score = in.single();
        case 3 -> type = (int) in.number();
        default -> in.skip();
      }
    }
    if (text.length == 0) {
      throw in.error("piece " + pieces.size() + " is empty");
    }
    pieces.add(text);
    scores.add(score);
    types.add(type);
  }

  private void trainer(ProtoReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 3 -> modelType = (int) in.number();
        case 24 -> suffixSpaces = in.number() != 0;
        case 35 -> byteFallback = in.number() != 0;
        case 44 -> unknownSurface = in.text();
        default -> in.skip();
      }
    }
  }

  private void normalizer(ProtoReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> charsmap = in.content();
        case 3 -> dummyPrefix = in.number() != 0;
        case 4 -> removeExtra = in.number() != 0;
        case 5 -> escape = in.number() != 0;
        default -> in.skip();
      }
    }
  }

  private Tokenizer assemble() {
    int unknown = types.indexOf(UNKNOWN);
    if (unknown < 0) {
      throw new TokenizerFormatException(name + ": no piece is of the unknown type");
    }
    List<AddedToken> symbols = new ArrayList<>();
    BitSet symbolIds = new BitSet();
    BitSet hidden = new BitSet();
    for (int id = 0; id < pieces.size(); id++) {
      int type = types.getInt(id);
      if (type == USER_DEFINED) {
        String text = new String(pieces.get(id), StandardCharsets.UTF_8);
        symbols.add(new AddedToken(id, text, false, false, false, false, false));
        symbolIds.set(id);
      }
      if (type == UNKNOWN || type == CONTROL || type == UNUSED || type == BYTE) {
        hidden.set(id);
      }
    }
    TokenModel model =
        switch (modelType) {
          case 1 ->
              new UnigramModel(
                  pieces.toArray(byte[][]::new),
                  scores.toDoubleArray(),
                  hidden,
                  symbolIds,
                  unknown,
                  byteFallback);
          case 2 ->
              symbols.isEmpty()
                  ? bytePairs(hidden, unknown)
                  : new SymbolsFirst(bytePairs(hidden, unknown), symbolIds);
          default ->
              throw new TokenizerFormatException(
                  name
                      + ": model type "
                      + modelType
                      + " is not supported; supported are 1 (unigram) and 2 (BPE)");
        };
    PreTokenizer whole = (utf8, from, to, sink) -> sink.piece(from, to);
    return new Tokenizer(
        new TokenizerParts(
            normalizer(symbolIds),
            whole,
            model,
            PostProcessor.NONE,
            decoder(unknown),
            List.of(),
            suffixSpaces ? null : source(symbols)));
  }

  /** Two pieces merge where their text is a piece, the one of highest score first. */
  private BytePairEncoder bytePairs(BitSet hidden, int unknown) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      if (!hidden.get(id)) {
        ids.put(new String(pieces.get(id), StandardCharsets.UTF_8), id);
      }
    }
    List<Integer> order = new ArrayList<>(ids.values());
    order.sort(
        (a, b) -> {
          int c = Double.compare(scores.getDouble(b), scores.getDouble(a));
          return c != 0 ? c : Integer.compare(a, b);
        });
    IntArrayList left = new IntArrayList();
    IntArrayList right = new IntArrayList();
    IntArrayList result = new IntArrayList();
    for (int id : order) {
      String text = new String(pieces.get(id), StandardCharsets.UTF_8);
      for (int i = 1; i < text.length(); i++) {
        Integer a = ids.get(text.substring(0, i));
        Integer b = a == null ? null : ids.get(text.substring(i));
        if (b != null) {
          left.add((int) a);
          right.add((int) b);
          result.add(id);
        }
      }
    }
    return new BytePairEncoder(
        BytePairModel.of(
            pieces.toArray(byte[][]::new),
            left.toIntArray(),
            right.toIntArray(),
            result.toIntArray()),
        new BytePairOptions(false, false, byteFallback, unknown, true, ""));
  }

  private Normalizer normalizer(BitSet symbols) {
    return new SentencePieceNormalizer(
        Charsmap.of(charsmap),
        new SymbolPrefixes(symbols.stream().mapToObj(pieces::get).toList()),
        new Spaces(removeExtra, dummyPrefix, suffixSpaces, escape));
  }

  private Decoder decoder(int unknown) {
    Set<ByteBuffer> controls = new HashSet<>();
    for (int id = 0; id < pieces.size(); id++) {
      if (types.getInt(id) == CONTROL) {
        controls.add(ByteBuffer.wrap(pieces.get(id)));
      }
    }
    return new SentencePieceDecoder(
        ByteBuffer.wrap(pieces.get(unknown)),
        unknownSurface,
        controls,
        types.contains(BYTE),
        dummyPrefix || removeExtra,
        removeExtra);
  }

  /** The nearest that {@code tokenizer.json} can say. */
  private ComponentSource source(List<AddedToken> symbols) {
    List<String> steps = new ArrayList<>();
    if (charsmap.length > 0) {
      steps.add(
          "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\""
              + Base64.getEncoder().encodeToString(charsmap)
              + "\"}");
    }
    if (removeExtra) {
      steps.add("{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}");
      steps.add("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\" \"}");
    }
    if (dummyPrefix) {
      steps.add("{\"type\":\"Prepend\",\"prepend\":\"" + MARK + "\"}");
    }
    if (escape) {
      steps.add(
          "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"" + MARK + "\"}");
    }
    String normalizer =
        steps.isEmpty()
            ? null
            : "{\"type\":\"Sequence\",\"normalizers\":[" + String.join(",", steps) + "]}";
    String decoder =
        "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
            + "{\"type\":\"Replace\",\"pattern\":{\"String\":\""
            + MARK
            + "\"},\"content\":\" \"}"
            + (dummyPrefix ? ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}" : "")
            + "]}";
    return new ComponentSource(normalizer, null, null, decoder, symbols);
  }
}
