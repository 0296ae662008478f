package io.steelyard.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.github.luben.zstd.ZstdOutputStream;
import io.steelyard.corpus.read.Accepted;
import io.steelyard.corpus.read.Format;
import io.steelyard.corpus.read.InputFile;
import io.steelyard.corpus.read.Item;
import io.steelyard.corpus.read.ReadSettings;
import io.steelyard.corpus.read.Readers;
import io.steelyard.corpus.read.RecordReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Reads a JSON Lines file on one thread: {@code make EUROPARL FOLDER COPIES} writes the data in
 * three compressions, {@code read FILE TIMES BYTES} prints {@code documents characters seconds
 * cpu-seconds MB/cpu-s} of the last pass, BYTES being the size of the uncompressed lines.
 */
public final class ReadSpeed {
  private ReadSpeed() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals("make")) {
      make(Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
    } else {
      read(Path.of(args[1]), Integer.parseInt(args[2]), Long.parseLong(args[3]));
    }
  }

  private static void make(Path europarl, Path folder, int copies) throws IOException {
    Files.createDirectories(folder);
    for (String name : new String[] {"docs.jsonl", "docs.jsonl.gz", "docs.jsonl.zst"}) {
      OutputStream file = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)));
      OutputStream out =
          name.endsWith("gz")
              ? new GZIPOutputStream(file, 1 << 16)
              : name.endsWith("zst") ? new ZstdOutputStream(file, 3) : file;
      try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        for (int copy = 0; copy < copies; copy++) {
          write(europarl, copy, json);
        }
        json.writeRaw('\n');
      }
    }
  }

  private static void write(Path europarl, int copy, JsonGenerator json) throws IOException {
    InputFile file = InputFile.of("europarl", Files.size(europarl), europarl);
    try (RecordReader reader = Readers.open(file, ReadSettings.of(Format.EUROPARL))) {
      for (Item item = reader.next(); item != null; item = reader.next()) {
        Accepted record = (Accepted) item;
        json.writeStartObject();
        json.writeStringField("id", copy + "/" + record.at().record());
        json.writeStringField("text", record.text());
        json.writeStringField("title", record.metadata().get("title").toString());
        json.writeStringField("date", record.metadata().get("date").toString());
        json.writeEndObject();
      }
    }
  }

  private static void read(Path path, int times, long bytes) throws IOException {
    for (int i = 1; i <= times; i++) {
      long start = System.nanoTime();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long documents = 0;
      long characters = 0;
      InputFile file = InputFile.of("docs", Files.size(path), path);
      try (RecordReader reader = Readers.open(file, ReadSettings.of(Format.JSONL))) {
        for (Item item = reader.next(); item != null; item = reader.next()) {
          String text = ((Accepted) item).text();
          documents++;
          characters += text.codePointCount(0, text.length());
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double work = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
      if (i == times) {
        System.out.printf(
            "%d %d %.3f %.3f %.1f%n", documents, characters, seconds, work, bytes / 1e6 / work);
      }
    }
  }
}
