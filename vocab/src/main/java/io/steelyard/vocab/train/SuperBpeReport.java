package io.steelyard.vocab.train;

import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.vocab.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What phrases buy: bytes per token of byte pairs and of each transition point, by domain, and the
 * most frequent superwords, on held-out texts where the corpus has some.
 *
 * <p>Example: a text of 100 bytes that byte pairs turn into 25 tokens and SuperBPE into 20 has 4
 * and 5 bytes per token.
 */
final class SuperBpeReport {
  /** Enough for three digits of a ratio. */
  private static final long BYTES_PER_DOMAIN = 2L << 20;

  private static final long BYTES = 64L << 20;
  private static final int SUPERWORDS = 12;

  private final Job job;
  private final Part part;
  private final Counts sizes;
  private final List<List<byte[]>> texts = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<Integer> points = new ArrayList<>();
  private final List<double[]> ratios = new ArrayList<>();
  private final int special;
  private final Map<Integer, List<String>> superwords = new HashMap<>();

  SuperBpeReport(Job job, List<String> specialTokens) throws IOException {
    this.job = job;
    this.special = specialTokens.size();
    Counts held = job.corpus().inventory().bytes(Part.VALIDATION);
    this.part = held.total() > 0 ? Part.VALIDATION : Part.TRAIN;
    this.sizes = job.corpus().inventory().bytes(part);
    read();
  }

  private void read() throws IOException {
    Map<String, Integer> index = new HashMap<>();
    for (int d = 0; d < sizes.size(); d++) {
      index.put(sizes.name(d), d);
      texts.add(new ArrayList<>());
    }
    double most = Math.min(BYTES_PER_DOMAIN, (double) BYTES / Math.max(1, sizes.size()));
    long key = Draws.key(job.seed(), Purpose.ESTIMATE);
    for (int shard = 0; shard < job.corpus().shards(); shard++) {
      try (CloseableIterator<Document> documents = job.corpus().read(shard)) {
        while (documents.hasNext()) {
          Document document = documents.next();
          double share = most / Math.max(1, sizes.get(document.domain()));
          if (document.part() == part
              && Draws.unit(Draws.mix(key, Draws.hash(document.id().toString()))) < share) {
            texts
                .get(index.get(document.domain()))
                .add(document.text().getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  /** Measures one vocabulary. */
  void add(String name, int transition, Tokenizer tokenizer) {
    measure(name, transition, tokenizer, false);
  }

  /** Measures the vocabulary that is kept, and which superwords the texts use. */
  void addChosen(String name, int transition, Tokenizer tokenizer) {
    measure(name, transition, tokenizer, true);
  }

  private void measure(String name, int transition, Tokenizer tokenizer, boolean chosen) {
    double[] ratio = new double[sizes.size() + 1];
    long[] bytes = new long[sizes.size()];
    long[] tokens = new long[sizes.size()];
    List<List<String>> found = new ArrayList<>();
    for (int d = 0; d < sizes.size(); d++) {
      found.add(new ArrayList<>());
    }
    job.each(
        sizes.size(),
        d -> {
          long[] uses = new long[tokenizer.size()];
          for (byte[] utf8 : texts.get(d)) {
            int[] ids = tokenizer.encodeOrdinary(utf8);
            bytes[d] += utf8.length;
            tokens[d] += ids.length;
            for (int id : ids) {
              uses[id]++;
            }
          }
          if (chosen) {
            found.get(d).addAll(mostUsed(tokenizer, uses));
          }
        });
    for (int d = 0; d < sizes.size(); d++) {
      ratio[d] = tokens[d] == 0 ? Double.NaN : (double) bytes[d] / tokens[d];
      if (chosen) {
        superwords.put(d, found.get(d));
      }
    }
    long all = Arrays.stream(tokens).sum();
    ratio[sizes.size()] = all == 0 ? Double.NaN : (double) Arrays.stream(bytes).sum() / all;
    names.add(name);
    points.add(transition);
    ratios.add(ratio);
  }

  private List<String> mostUsed(Tokenizer tokenizer, long[] uses) {
    return IntStream.range(special, uses.length)
        .filter(id -> uses[id] > 0 && SuperwordRule.isSuperword(tokenizer.token(id)))
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(id -> -uses[id]).thenComparing(id -> id))
        .limit(SUPERWORDS)
        .map(id -> new String(tokenizer.token(id), StandardCharsets.UTF_8) + " " + uses[id])
        .toList();
  }

  void write() {
    String where =
        part == Part.VALIDATION ? "held-out texts" : "training texts (none are held out)";
    int all = sizes.size();
    int last = names.size() - 1;
    Summary summary = job.summary();
    summary.figure("bytes per token", ratios.get(last)[all], Format.NUMBER, "on " + where);
    summary.figure(
        "of BPE at equal size", ratios.get(last)[all] / ratios.get(0)[all], Format.NUMBER);
    summary.add(sweep(where));
    List<Object> columns = new ArrayList<>(List.of("domain", Format.TEXT));
    for (String name : names) {
      columns.addAll(List.of(name, Format.NUMBER));
    }
    columns.addAll(
        List.of("SuperBPE to BPE", Format.NUMBER, "most frequent superwords", Format.TEXT));
    Summary.Table table =
        Summary.table(
            "superbpe-domains",
            "Bytes per token by domain",
            "on " + where + "; superwords with how often these texts use them",
            columns.toArray());
    for (int d = 0; d < all; d++) {
      List<Object> cells = new ArrayList<>(List.of(sizes.name(d)));
      for (double[] ratio : ratios) {
        cells.add(known(ratio[d]));
      }
      cells.add(known(ratios.get(last)[d] / ratios.get(0)[d]));
      cells.add(String.join(" |", superwords.get(d)));
      Summary.row(table, cells.toArray());
    }
    summary.add(table);
  }

  /** Null for what no text could be measured on. */
  private static Double known(double ratio) {
    return Double.isNaN(ratio) ? null : (Double) ratio;
  }

  /** All points in rising order; byte pairs are the end where no token is left for phrases. */
  private Summary.Chart sweep(String where) {
    List<Integer> order =
        IntStream.range(0, names.size()).boxed().sorted(Comparator.comparing(points::get)).toList();
    return new Summary.Chart(
        "superbpe-sweep",
        "Bytes per token by transition point",
        "on " + where + "; the last point is plain BPE",
        Summary.Shape.LINE,
        "tokens learnt inside words",
        order.stream().<Object>map(points::get).toList(),
        "bytes per token",
        Format.NUMBER,
        List.of(
            new Summary.Line(
                "all domains",
                order.stream().map(i -> known(ratios.get(i)[sizes.size()])).toList())));
  }
}
