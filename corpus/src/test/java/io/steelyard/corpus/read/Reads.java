package io.steelyard.corpus.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Reads bytes in memory, for tests. */
final class Reads {
  static final ReadSettings JSONL = ReadSettings.of(Format.JSONL);

  private Reads() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static InputFile file(String path, byte[] bytes) {
    return new InputFile(path, bytes.length, null, () -> new ByteArrayInputStream(bytes));
  }

  static List<Item> all(InputFile file, ReadSettings settings) {
    List<Item> items = new ArrayList<>();
    try (RecordReader reader = Readers.open(file, settings)) {
      for (Item item = reader.next(); item != null; item = reader.next()) {
        items.add(item);
      }
    }
    return items;
  }

  static List<Item> all(String text, ReadSettings settings) {
    return all(file("a.txt", utf8(text)), settings);
  }

  static List<Item> all(byte[] bytes, ReadSettings settings) {
    return all(file("a.txt", bytes), settings);
  }

  static List<String> texts(List<Item> items) {
    List<String> texts = new ArrayList<>();
    for (Item item : items) {
      texts.add(item instanceof Accepted a ? a.text() : "!" + ((Rejected) item).reason().code());
    }
    return texts;
  }

  static Rejected onlyRejection(List<Item> items) {
    List<Item> rejected = items.stream().filter(i -> i instanceof Rejected).toList();
    if (rejected.size() != 1) {
      throw new AssertionError("expected one rejection in " + items);
    }
    return (Rejected) rejected.get(0);
  }

  static String json(Map<String, Object> metadata) {
    try {
      return new ObjectMapper().writeValueAsString(metadata);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] zstd(byte[] bytes) {
    return Zstd.compress(bytes);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
