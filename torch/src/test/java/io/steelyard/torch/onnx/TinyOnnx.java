package io.steelyard.torch.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes ONNX graphs of a few nodes, protocol buffer by protocol buffer. */
final class TinyOnnx {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final Message graph = new Message();

  /** A protocol buffer under way. */
  static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message in(int field, Message value) {
      return bytes(field, value.out.toByteArray());
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        out.write((int) (left & 0x7F | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }

  TinyOnnx() {
    graph.text(2, "tiny");
  }

  /** An input of int64 [batch, tokens]. */
  TinyOnnx input(String name) {
    graph.in(11, value(name, INT64, List.of("b", "t")));
    return this;
  }

  /** A float output; a size is a number or a name. */
  TinyOnnx output(String name, String... shape) {
    graph.in(12, value(name, FLOAT, List.of(shape)));
    return this;
  }

  TinyOnnx wholeOutput(String name) {
    graph.in(12, value(name, INT64, List.of("b", "t")));
    return this;
  }

  private static Message value(String name, int type, List<String> shape) {
    Message sizes = new Message();
    for (String size : shape) {
      boolean known = size.matches("\\d+");
      sizes.in(
          1, known ? new Message().number(1, Long.parseLong(size)) : new Message().text(2, size));
    }
    Message tensor = new Message().number(1, type).in(2, sizes);
    return new Message().text(1, name).in(2, new Message().in(1, tensor));
  }

  TinyOnnx weights(String name, int[] shape, float... values) {
    Message tensor = new Message();
    for (int size : shape) {
      tensor.number(1, size);
    }
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      raw.putFloat(v);
    }
    graph.in(5, tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array()));
    return this;
  }

  TinyOnnx node(String op, List<String> inputs, String output) {
    return node(op, inputs, output, null, 0);
  }

  /** A node with one whole attribute; {@code axes} is a list of one. */
  TinyOnnx node(String op, List<String> inputs, String output, String attribute, long value) {
    Message node = new Message();
    inputs.forEach(i -> node.text(1, i));
    node.text(2, output).text(4, op);
    if (attribute != null) {
      Message a = new Message().text(1, attribute);
      node.in(
          5,
          attribute.equals("axes")
              ? a.number(8, value).number(20, 7)
              : a.number(3, value).number(20, 2));
      if (attribute.equals("axes")) {
        node.in(5, new Message().text(1, "keepdims").number(3, 0).number(20, 2));
      }
    }
    graph.in(1, node);
    return this;
  }

  /** The mean over tokens, filling included. */
  TinyOnnx mean(String input, String output) {
    return node("ReduceMean", List.of(input), output, "axes", 1);
  }

  Path write(Path file) throws IOException {
    Message model =
        new Message().number(1, 8).in(8, new Message().text(1, "").number(2, 13)).in(7, graph);
    Files.createDirectories(file.getParent());
    return Files.write(file, model.out.toByteArray());
  }
}
