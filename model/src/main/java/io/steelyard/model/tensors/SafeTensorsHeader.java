package io.steelyard.model.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.steelyard.core.artifact.Json;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked against the file: known types, sizes that are what
 * type and shape need, and places that tile the data without holes or overlap.
 *
 * <p>Example: {@code {"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}} in a file of 8 + 54
 * + 16 bytes.
 */
record SafeTensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
  /** Longest header, as in the reference reader. */
  static final int LONGEST = 100_000_000;

  private static final String METADATA = "__metadata__";

  /**
   * @param file what messages call it
   * @param header JSON in UTF-8
   * @param size bytes of the whole file
   */
  static SafeTensorsHeader parse(String file, byte[] header, long size) {
    if (header.length == 0 || header[0] != '{') {
      throw new TensorFormatException(file + ": the header is no JSON object");
    }
    Reader reader = new Reader(file, header.length + 8L, size);
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try (JsonParser in =
        Json.FACTORY.createParser(
            new InputStreamReader(new ByteArrayInputStream(header), decoder))) {
      reader.read(in);
    } catch (JsonProcessingException e) {
      throw new TensorFormatException(
          file + ": the header is not the JSON that is expected: " + e.getOriginalMessage(), e);
    } catch (CharacterCodingException e) {
      throw new TensorFormatException(file + ": the header is not UTF-8", e);
    } catch (IOException e) {
      throw new TensorFormatException(file + ": the header cannot be read: " + e.getMessage(), e);
    }
    return reader.finish();
  }

  private static final class Reader {
    private final String file;
    private final long start;
    private final long length;
    private final List<TensorInfo> found = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Reader(String file, long start, long size) {
      this.file = file;
      this.start = start;
      this.length = size - start;
    }

    void read(JsonParser in) throws IOException {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        expect(in.nextToken() == JsonToken.START_OBJECT, name, "its entry is no JSON object");
        if (name.equals(METADATA)) {
          metadata(in);
        } else {
          found.add(entry(name, in));
        }
      }
      if (in.nextToken() != null) {
        throw new TensorFormatException(file + ": the header goes on after its JSON object");
      }
    }

    private void metadata(JsonParser in) throws IOException {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        expect(in.nextToken() == JsonToken.VALUE_STRING, METADATA, "\"" + key + "\" is no text");
        metadata.put(key, in.getText());
      }
    }

    private TensorInfo entry(String name, JsonParser in) throws IOException {
      TensorType type = null;
      long[] shape = null;
      long[] place = null;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        switch (in.currentName()) {
          case "dtype" -> {
            expect(in.nextToken() == JsonToken.VALUE_STRING, name, "dtype is no text");
            type = TensorType.ofSafeTensors(in.getText());
            expect(
                type != null,
                name,
                "dtype "
                    + shortened(in.getText())
                    + " is not supported; supported are "
                    + TensorType.safetensorsNames());
          }
          case "shape" -> shape = numbers(name, "shape", in);
          case "data_offsets" -> place = numbers(name, "data_offsets", in);
          default -> {
            in.nextToken();
            in.skipChildren();
          }
        }
      }
      expect(type != null, name, "dtype is missing");
      expect(shape != null, name, "shape is missing");
      expect(place != null && place.length == 2, name, "data_offsets are not two numbers");
      return checked(name, type, shape, place[0], place[1]);
    }

    private long[] numbers(String name, String key, JsonParser in) throws IOException {
      expect(in.nextToken() == JsonToken.START_ARRAY, name, key + " is no list");
      LongArrayList numbers = new LongArrayList();
      for (JsonToken t = in.nextToken(); t != JsonToken.END_ARRAY; t = in.nextToken()) {
        expect(
            t == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && in.getLongValue() >= 0,
            name,
            key + " holds something else than whole numbers from 0 on");
        numbers.add(in.getLongValue());
      }
      return numbers.toLongArray();
    }

    private TensorInfo checked(String name, TensorType type, long[] shape, long begin, long end) {
      long bytes;
      try {
        bytes = type.bytesOf(TensorInfo.elements(shape));
      } catch (ArithmeticException e) {
        throw wrong(name, "its shape has more elements than a file can hold");
      }
      expect(
          begin <= end && end <= length,
          name,
          "data_offsets [" + begin + ", " + end + "] in " + length + " bytes of data");
      expect(
          end - begin == bytes,
          name,
          "data_offsets span " + (end - begin) + " bytes, its type and shape need " + bytes);
      return new TensorInfo(name, type, shape, start + begin, bytes);
    }

    /** Places in order must tile the data. */
    SafeTensorsHeader finish() {
      found.sort(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes));
      long at = start;
      Map<String, TensorInfo> tensors = new LinkedHashMap<>();
      for (TensorInfo info : found) {
        expect(
            info.offset() >= at,
            info.name(),
            "overlaps the tensor before it by " + (at - info.offset()) + " bytes");
        expect(
            info.offset() == at,
            info.name(),
            "a hole of " + (info.offset() - at) + " bytes lies before it");
        at += info.bytes();
        tensors.put(info.name(), info);
      }
      if (at != start + length) {
        throw new TensorFormatException(
            file + ": " + (start + length - at) + " bytes at the end belong to no tensor");
      }
      return new SafeTensorsHeader(tensors, metadata);
    }

    private void expect(boolean right, String tensor, String what) {
      if (!right) {
        throw wrong(tensor, what);
      }
    }

    private TensorFormatException wrong(String tensor, String what) {
      return new TensorFormatException(file + ": tensor \"" + shortened(tensor) + "\": " + what);
    }

    private static String shortened(String text) {
      return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
  }
}
