package io.steelyard.vocab.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.BytePairEncoder;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the pair of files that GPT-2 came in: {@code vocab.json} (token to id, in GPT-2's alphabet)
 * and {@code merges.txt} (one merge a line, after an optional {@code #version} line).
 *
 * <p>Example: {@code GptFiles.read(vocab, merges, PreTokenizer.GPT2, List.of())}.
 */
public final class GptFiles {
  private GptFiles() {}

  public static Tokenizer read(
      Path vocabulary, Path merges, PreTokenizer pattern, List<AddedToken> added)
      throws IOException {
    String name = vocabulary.getFileName().toString();
    String model = "{\"type\":\"BPE\",\"vocab\":" + text(vocabulary) + "}";
    ModelSource source;
    try (JsonParser parser = Json.MAPPER.createParser(model)) {
      parser.nextToken();
      source = ModelSource.read(parser, name);
    } catch (JsonProcessingException e) {
      throw new TokenizerFormatException(name + ": " + e.getOriginalMessage(), e);
    }
    source.merges = merges(merges);
    BytePairEncoder encoder = (BytePairEncoder) ModelReader.read(source, true, name);
    return Tokenizer.byteLevel(encoder.model(), pattern, added);
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > TokenizerJson.MAX_FILE_BYTES) {
      throw new TokenizerFormatException(
          file.getFileName() + ": more than " + TokenizerJson.MAX_FILE_BYTES + " bytes");
    }
    return Files.readString(file);
  }

  private static List<String> merges(Path file) throws IOException {
    List<String> merges = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank() && !(number == 1 && line.startsWith("#version"))) {
          ModelSource.addLine(line.stripTrailing(), merges, file.getFileName() + ":" + number);
        }
      }
    }
    return merges;
  }
}
