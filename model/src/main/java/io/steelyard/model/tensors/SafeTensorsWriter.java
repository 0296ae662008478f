package io.steelyard.model.tensors;

import com.fasterxml.jackson.core.JsonGenerator;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes safetensors files byte for byte as the reference library does: larger types first, then by
 * name; the header padded with spaces to eight bytes. Tensors are asked for one after the other, so
 * that never more than one is in memory; the file is there whole or not at all.
 *
 * <pre>{@code
 * SafeTensorsWriter.write(file, Map.of("format", "pt"),
 *     List.of(TensorDraft.ofFloats("a", TensorType.F32, new long[] {2, 2}, new float[] {1, 2, 3, 4})));
 * }</pre>
 */
public final class SafeTensorsWriter {
  private SafeTensorsWriter() {}

  /**
   * @param metadata free text beside the tensors; may be empty
   * @throws IllegalArgumentException where two tensors have one name
   */
  public static void write(
      Path file, Map<String, String> metadata, Collection<TensorDraft> tensors) {
    List<TensorDraft> order = ordered(tensors);
    byte[] header = header(metadata, order);
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
          out.write(header);
          for (TensorDraft tensor : order) {
            Counted counted = new Counted(out, tensor);
            tensor.content().writeTo(counted);
            counted.finish();
          }
        });
  }

  static List<TensorDraft> ordered(Collection<TensorDraft> tensors) {
    Set<String> names = new HashSet<>();
    for (TensorDraft tensor : tensors) {
      if (!names.add(tensor.name()) || tensor.name().equals("__metadata__")) {
        throw new IllegalArgumentException(
            "tensor name \"" + tensor.name() + "\" is taken; each tensor needs its own");
      }
    }
    List<TensorDraft> order = new ArrayList<>(tensors);
    order.sort(
        Comparator.comparing(TensorDraft::type, Comparator.reverseOrder())
            .thenComparing(
                t -> t.name().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Arrays::compareUnsigned));
    return order;
  }

  private static byte[] header(Map<String, String> metadata, List<TensorDraft> order) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      if (!metadata.isEmpty()) {
        out.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
      }
      long at = 0;
      for (TensorDraft tensor : order) {
        out.writeObjectFieldStart(tensor.name());
        out.writeStringField("dtype", tensor.type().name());
        out.writeFieldName("shape");
        out.writeArray(tensor.shape(), 0, tensor.shape().length);
        out.writeFieldName("data_offsets");
        out.writeArray(new long[] {at, at + tensor.bytes()}, 0, 2);
        out.writeEndObject();
        at += tensor.bytes();
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    byte[] padded = Arrays.copyOf(bytes.toByteArray(), (bytes.size() + 7) / 8 * 8);
    Arrays.fill(padded, bytes.size(), padded.length, (byte) ' ');
    if (padded.length > SafeTensorsHeader.LONGEST) {
      throw new IllegalArgumentException(
          "a header of " + padded.length + " bytes; readers take " + SafeTensorsHeader.LONGEST);
    }
    return padded;
  }

  /** Holds each tensor to the number of bytes that the header promised. */
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final TensorDraft tensor;
    private long left;

    Counted(OutputStream out, TensorDraft tensor) {
      this.out = out;
      this.tensor = tensor;
      this.left = tensor.bytes();
    }

    @Override
    public void write(int b) throws IOException {
      take(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      take(length);
      out.write(bytes, from, length);
    }

    private void take(int n) {
      left -= n;
      if (left < 0) {
        throw new IllegalStateException(
            tensor.name() + " wrote more than its " + tensor.bytes() + " bytes");
      }
    }

    void finish() {
      if (left > 0) {
        throw new IllegalStateException(
            tensor.name() + " wrote " + left + " bytes less than its " + tensor.bytes());
      }
    }
  }
}
