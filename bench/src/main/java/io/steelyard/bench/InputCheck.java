package io.steelyard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.vocab.InputEncoder;
import io.steelyard.vocab.InputEncoder.Input;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes model inputs and compares them with those that {@code check_inputs.py} wrote: ids, type
 * ids, masks, offsets, number of windows. Argument: its folder. Every tokenizer is also written,
 * read back and compared once more.
 */
public final class InputCheck {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private InputCheck() {}

  public static void main(String[] args) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(args[0]))) {
      files = all.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    int wrong = 0;
    for (Path file : files) {
      Tokenizer read = TokenizerJson.read(file);
      wrong += check(file, read, "");
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      TokenizerJson.write(read, written);
      wrong +=
          check(
              file,
              TokenizerJson.read(new ByteArrayInputStream(written.toByteArray()), "written"),
              " (written and read)");
    }
    System.exit(wrong > 0 ? 1 : 0);
  }

  private static int check(Path file, Tokenizer tokenizer, String how) throws IOException {
    InputEncoder encoder = new InputEncoder(tokenizer);
    int inputs = 0;
    int wrong = 0;
    Path lines = file.resolveSibling(file.getFileName().toString() + "l");
    for (String line : Files.readAllLines(lines)) {
      JsonNode row = MAPPER.readTree(line);
      String ours = ours(encoder, row);
      String theirs = row.size() == 3 ? "refused" : theirs(row);
      inputs++;
      if (!ours.equals(theirs) && wrong++ < 2) {
        System.out.println("  " + line + "\n    theirs " + theirs + "\n    ours   " + ours);
      }
    }
    System.out.printf("%s%s: %d inputs, different %d%n", file.getFileName(), how, inputs, wrong);
    return wrong;
  }

  private static String theirs(JsonNode row) {
    StringBuilder text = new StringBuilder();
    for (int i = 2; i < row.size(); i++) {
      text.append(row.get(i)).append(' ');
    }
    return text.toString();
  }

  private static String ours(InputEncoder encoder, JsonNode row) {
    String a = row.get(0).textValue();
    Input in;
    int windows;
    try {
      boolean single = row.get(1).isNull();
      in = single ? encoder.encode(a) : encoder.encode(a, row.get(1).textValue());
      // The peer counts the windows of a pair in another way, so only those of one text are held.
      windows = single || row.size() == 3 ? encoder.windows(a).size() : row.get(7).intValue();
    } catch (IllegalArgumentException e) {
      return "refused";
    }
    int[] offsets = new int[2 * in.size()];
    for (int i = 0; i < in.size(); i++) {
      offsets[2 * i] = in.charStarts()[i];
      offsets[2 * i + 1] = in.charEnds()[i];
    }
    StringBuilder text = new StringBuilder();
    for (int[] part : List.of(in.ids(), in.typeIds(), in.attention(), in.special(), offsets)) {
      text.append(Arrays.toString(part).replace(" ", "")).append(' ');
    }
    return text.append(windows).append(' ').toString();
  }
}
