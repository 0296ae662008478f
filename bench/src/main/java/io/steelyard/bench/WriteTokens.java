package io.steelyard.bench;

import io.steelyard.vocab.AddedToken;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import io.steelyard.vocab.tokens.MdsWriter;
import io.steelyard.vocab.tokens.MegatronReader;
import io.steelyard.vocab.tokens.MegatronWriter;
import io.steelyard.vocab.tokens.OrderIndex;
import io.steelyard.vocab.tokens.OrderWriter;
import io.steelyard.vocab.tokens.Packing;
import io.steelyard.vocab.train.BytePairTrainer;
import io.steelyard.vocab.train.BytePairTrainer.Settings;
import io.steelyard.vocab.train.WordCounter;
import io.steelyard.vocab.train.WordCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the lines of a text file, in two domains, in every token format, for their readers in
 * Python to open. Arguments: text file, folder, vocabulary size that the ids are stored for.
 */
public final class WriteTokens {
  private static final int LENGTH = 256;
  private static final List<String> DOMAINS = List.of("even", "odd");

  private WriteTokens() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    List<List<byte[]>> documents = List.of(new ArrayList<>(), new ArrayList<>());
    List<String> lines = Files.readAllLines(Path.of(args[0]));
    for (int i = 0; i < lines.size(); i++) {
      documents.get(i % 2).add(lines.get(i).getBytes(StandardCharsets.UTF_8));
    }
    Tokenizer tokenizer = train(documents, folder);
    TokenizerJson.write(tokenizer, folder.resolve("tokenizer.json"));
    int stored = Math.max(tokenizer.size(), Integer.parseInt(args[2]));
    for (int d = 0; d < 2; d++) {
      writeDomain(folder, d, documents.get(d), tokenizer, stored);
    }
    writeOrder(folder);
    writeMds(folder.resolve("mds"), folder, stored, false);
    writeMds(folder.resolve("mds-zstd"), folder, stored, true);
  }

  private static Tokenizer train(List<List<byte[]>> documents, Path folder) throws IOException {
    WordCounts words;
    WordCounter.Limits limits = new WordCounter.Limits(1 << 28, Long.MAX_VALUE, 1, folder);
    try (WordCounter counter = new WordCounter(PreTokenizer.GPT2::split, limits)) {
      WordCounter.Worker worker = counter.worker();
      for (List<byte[]> domain : documents) {
        for (byte[] document : domain) {
          worker.add(document, 0, document.length, 1);
        }
      }
      words = counter.finish(1);
    }
    Settings settings = new Settings(4000, 0, Settings.NO_LIMIT, List.of("<|endoftext|>"));
    return Tokenizer.byteLevel(
        new BytePairTrainer(settings, 1).train(words).model(),
        PreTokenizer.GPT2,
        List.of(AddedToken.special(0, "<|endoftext|>")));
  }

  private static void writeDomain(
      Path folder, int d, List<byte[]> documents, Tokenizer tokenizer, int stored)
      throws IOException {
    StringBuilder text = new StringBuilder();
    try (MegatronWriter writer = new MegatronWriter(folder.resolve(DOMAINS.get(d)), stored)) {
      for (byte[] document : documents) {
        int[] ids = tokenizer.encodeOrdinary(document);
        int[] ended = java.util.Arrays.copyOf(ids, ids.length + 1);
        writer.add(ended, 0, ended.length);
        text.append(new String(document, StandardCharsets.UTF_8)).append('\n');
      }
      writer.commit();
    }
    Files.writeString(folder.resolve(DOMAINS.get(d) + ".txt"), text);
  }

  /** Three documents of the first domain for each of the second. */
  private static void writeOrder(Path folder) throws IOException {
    List<MegatronReader> readers = readers(folder);
    try (OrderWriter order = new OrderWriter(folder.resolve("order.idx"), DOMAINS, LENGTH, 0)) {
      Packing packing = new Packing(2, LENGTH);
      long[] next = new long[2];
      for (int t = 0; t < readers.get(0).documents(); t++) {
        int d = t % 4 == 3 ? 1 : 0;
        packing.add(d, 0, next[d], readers.get(d).length(next[d]), order);
        next[d]++;
      }
      order.commit();
    }
  }

  private static void writeMds(Path target, Path folder, int stored, boolean compress)
      throws IOException {
    Files.createDirectories(target);
    OrderIndex order = OrderIndex.open(folder.resolve("order.idx"));
    List<MegatronReader> readers = readers(folder);
    int[] tokens = new int[LENGTH];
    try (MdsWriter writer = new MdsWriter(target, stored, LENGTH, 1 << 18, compress)) {
      for (long s = 0; s < order.sequences(); s++) {
        order.read(s, readers, tokens);
        writer.add(DOMAINS.get(order.spans(s)[0].domain()), tokens, 0);
      }
      writer.commit();
    }
  }

  private static List<MegatronReader> readers(Path folder) throws IOException {
    return List.of(
        MegatronReader.open(folder.resolve(DOMAINS.get(0))),
        MegatronReader.open(folder.resolve(DOMAINS.get(1))));
  }
}
