package io.steelyard.model.tensors;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything before the data of a GGUF file, checked against the file's length: counts before
 * anything is allocated for them, known types, whole blocks, aligned places without overlap.
 *
 * <p>GGUF lists sizes innermost first; here they are turned round.
 */
record GgufHeader(GgufMetadata metadata, Map<String, TensorInfo> tensors) {
  private static final int MAGIC = 0x46554747; // "GGUF"
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MOST_DIMENSIONS = 4;
  private static final int LONGEST_KEY = 65_535;
  private static final int DEEPEST_LIST = 4;

  /** Bytes that a value takes at least, by its type's number: strings and lists their lengths. */
  private static final int[] LEAST_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

  /**
   * @param file what messages call it
   */
  static GgufHeader read(String file, FileChannel channel) throws IOException {
    return new Parser(file, new GgufInput(file, channel)).parse();
  }

  private static final class Parser {
    private final String file;
    private final GgufInput in;

    Parser(String file, GgufInput in) {
      this.file = file;
      this.in = in;
    }

    GgufHeader parse() throws IOException {
      int magic = in.int32("the magic number");
      if (magic != MAGIC) {
        throw wrong("does not begin with \"GGUF\"; is this a GGUF file?");
      }
      int version = in.int32("the version");
      if (version == 0x02000000 || version == 0x03000000) {
        throw wrong("is big-endian; only little-endian files are supported");
      }
      if (version != 2 && version != 3) {
        throw wrong(
            "GGUF version " + Integer.toUnsignedString(version) + "; supported are 2 and 3");
      }
      long tensors = in.count("the number of tensors", 24);
      long pairs = in.count("the number of metadata entries", 13);
      Map<String, Object> metadata = new LinkedHashMap<>();
      for (long i = 0; i < pairs; i++) {
        String key = in.text("the key of metadata entry " + i, LONGEST_KEY);
        Object value = value(key, in.int32(key), 0);
        if (metadata.put(key, value) != null) {
          throw wrong("metadata entry \"" + key + "\" occurs twice");
        }
      }
      GgufMetadata facts = new GgufMetadata(file, metadata);
      return new GgufHeader(facts, tensors(tensors, alignment(facts)));
    }

    private long alignment(GgufMetadata metadata) {
      long alignment = metadata.number("general.alignment", DEFAULT_ALIGNMENT);
      if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
        throw wrong(
            "general.alignment is " + alignment + "; expected a power of 2 up to " + (1 << 20));
      }
      return alignment;
    }

    private Object value(String key, int type, int depth) throws IOException {
      return switch (type) {
        case 0 -> (long) (in.int8(key) & 0xFF);
        case 1 -> (long) in.int8(key);
        case 2 -> (long) (in.int16(key) & 0xFFFF);
        case 3 -> (long) in.int16(key);
        case 4 -> in.int32(key) & 0xFFFFFFFFL;
        case 5 -> (long) in.int32(key);
        case 6 -> (double) Float.intBitsToFloat(in.int32(key));
        case 7 -> in.int8(key) != 0;
        case 8 -> in.text(key, GgufInput.LONGEST_TEXT);
        case 9 -> list(key, depth + 1);
        case 10, 11 -> in.int64(key);
        case 12 -> Double.longBitsToDouble(in.int64(key));
        default ->
            throw wrong(
                "metadata entry \""
                    + key
                    + "\" has the type "
                    + Integer.toUnsignedString(type)
                    + "; known are 0 to 12");
      };
    }

    private Object list(String key, int depth) throws IOException {
      int type = in.int32(key);
      if (type < 0 || type >= LEAST_BYTES.length) {
        value(key, type, depth); // says what is wrong with the type
      }
      if (depth > DEEPEST_LIST) {
        throw wrong("metadata entry \"" + key + "\" is a list more than 4 lists deep");
      }
      int n = (int) in.count("the length of " + key, LEAST_BYTES[type]);
      switch (type) {
        case 6, 12 -> {
          double[] numbers = new double[n];
          for (int i = 0; i < n; i++) {
            numbers[i] = (double) value(key, type, depth);
          }
          return numbers;
        }
        case 7 -> {
          boolean[] flags = new boolean[n];
          for (int i = 0; i < n; i++) {
            flags[i] = (boolean) value(key, type, depth);
          }
          return flags;
        }
        case 8, 9 -> {
          Object[] objects = type == 8 ? new String[n] : new Object[n];
          for (int i = 0; i < n; i++) {
            objects[i] = value(key, type, depth);
          }
          return objects;
        }
        default -> {
          long[] numbers = new long[n];
          for (int i = 0; i < n; i++) {
            numbers[i] = (long) value(key, type, depth);
          }
          return numbers;
        }
      }
    }

    private Map<String, TensorInfo> tensors(long count, long alignment) throws IOException {
      List<TensorInfo> infos = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        infos.add(tensor(i, alignment));
      }
      long start = (in.position() + alignment - 1) / alignment * alignment;
      long data = Math.max(0, in.size() - start);
      Map<String, TensorInfo> tensors = new LinkedHashMap<>();
      for (TensorInfo info : infos) {
        if (info.bytes() > data || info.offset() > data - info.bytes()) {
          throw wrong(
              info.name(),
              "bytes "
                  + Long.toUnsignedString(info.offset())
                  + " to "
                  + Long.toUnsignedString(info.offset() + info.bytes())
                  + " in "
                  + data
                  + " bytes of data; is the file cut off?");
        }
        TensorInfo placed =
            new TensorInfo(
                info.name(), info.type(), info.shape(), start + info.offset(), info.bytes());
        if (tensors.put(info.name(), placed) != null) {
          throw wrong(info.name(), "occurs twice");
        }
      }
      apart(tensors);
      return tensors;
    }

    private TensorInfo tensor(long i, long alignment) throws IOException {
      String name = in.text("the name of tensor " + i, LONGEST_KEY);
      int dimensions = in.int32(name);
      if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
        throw wrong(name, Integer.toUnsignedString(dimensions) + " dimensions; expected at most 4");
      }
      long[] shape = new long[dimensions];
      for (int d = dimensions - 1; d >= 0; d--) {
        shape[d] = in.int64(name);
        if (shape[d] < 0) {
          throw wrong(name, "a dimension of " + Long.toUnsignedString(shape[d]));
        }
      }
      int id = in.int32(name);
      TensorType type = TensorType.ofGgml(id);
      if (type == null) {
        throw wrong(
            name,
            "type "
                + Integer.toUnsignedString(id)
                + " is not supported; supported are "
                + TensorType.ggmlNames());
      }
      long row = dimensions == 0 ? 1 : shape[dimensions - 1];
      if (row % type.blockElements() != 0) {
        throw wrong(
            name,
            "rows of "
                + row
                + " elements are no whole blocks of "
                + type.blockElements()
                + " "
                + type);
      }
      long offset = in.int64(name);
      if (offset < 0 || offset % alignment != 0) {
        throw wrong(
            name,
            "starts at "
                + Long.toUnsignedString(offset)
                + ", which is no multiple of the alignment "
                + alignment);
      }
      try {
        return new TensorInfo(name, type, shape, offset, type.bytesOf(TensorInfo.elements(shape)));
      } catch (ArithmeticException e) {
        throw wrong(name, "its dimensions have more elements than a file can hold");
      }
    }

    private void apart(Map<String, TensorInfo> tensors) {
      List<TensorInfo> order = new ArrayList<>(tensors.values());
      order.removeIf(info -> info.bytes() == 0);
      order.sort(Comparator.comparingLong(TensorInfo::offset));
      for (int i = 1; i < order.size(); i++) {
        TensorInfo before = order.get(i - 1);
        if (order.get(i).offset() < before.offset() + before.bytes()) {
          throw wrong(order.get(i).name(), "overlaps \"" + before.name() + "\"");
        }
      }
    }

    private TensorFormatException wrong(String what) {
      return new TensorFormatException(file + ": " + what);
    }

    private TensorFormatException wrong(String tensor, String what) {
      return wrong("tensor \"" + GgufInput.shortened(tensor) + "\": " + what);
    }
  }
}
