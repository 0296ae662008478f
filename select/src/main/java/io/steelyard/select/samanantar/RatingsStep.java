package io.steelyard.select.samanantar;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.stats.Proportion;
import io.steelyard.core.stats.RankCorrelation;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what people said of mined pairs against their scores: the sheet that {@code
 * select.samanantar} wrote, filled in, beside its key.
 *
 * <pre>
 * - select.samanantar-ratings: {sheets: {en-de: ratings-en-de.filled.tsv}}
 * </pre>
 */
@Method(
    name = "select.samanantar-ratings",
    about = "Holds people's ratings of mined pairs against their scores.",
    takes = ArtifactKind.TABLE,
    makes = ArtifactKind.TABLE,
    source = "SemEval-2016 task 1, cross-lingual similarity, 0 to 5")
public record RatingsStep(
    @Setting("filled sheets by pair of languages, such as {en-de: filled.tsv}")
        Map<String, Path> sheets)
    implements Step {
  private static final double SAME_MEANING = 4;
  private static final double HIGHEST = 5;
  private static final double LEVEL = 0.95;

  /** The paper's floor of cosines. */
  private static final double FLOOR = 0.8;

  /** One rated pair. */
  private record Rated(String kind, double cosine, double margin, double rating) {}

  public RatingsStep {
    if (sheets.isEmpty()) {
      throw new IllegalArgumentException("sheets must name at least one filled sheet");
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    sheets.forEach(
        (pair, path) -> {
          if (!Files.isRegularFile(base.resolve(path))) {
            throw new RequestException("sheets." + pair + ": no file " + base.resolve(path));
          }
          files.put("sheets/" + pair, base.resolve(path));
        });
    return files;
  }

  @Override
  public void run(Job job) throws IOException {
    Path folder = job.require(ArtifactKind.TABLE).folder();
    Summary.Table table =
        Summary.table(
            "kinds",
            "Ratings by kind of pair",
            "5: the same meaning, 0: nothing shared",
            "languages",
            Format.TEXT,
            "kind",
            Format.TEXT,
            "rated",
            Format.COUNT,
            "mean rating",
            Format.NUMBER);
    List<Summary.Named> estimates = new ArrayList<>();
    StringBuilder out = new StringBuilder("languages\tkind\tcosine\tmargin\trating\n");
    for (Map.Entry<String, Path> sheet : sheets.entrySet()) {
      String pair = sheet.getKey();
      List<Rated> rated = rated(folder, pair, job.resolve(sheet.getValue()));
      Map<String, List<Rated>> kinds = new LinkedHashMap<>();
      for (Rated one : rated) {
        kinds.computeIfAbsent(one.kind, k -> new ArrayList<>()).add(one);
        out.append(pair).append('\t').append(one.kind).append('\t').append(one.cosine);
        out.append('\t').append(one.margin).append('\t').append(one.rating).append('\n');
      }
      kinds.forEach(
          (kind, some) ->
              Summary.row(
                  table,
                  pair,
                  kind,
                  some.size(),
                  some.stream().mapToDouble(Rated::rating).average().orElse(0)));
      double above =
          meanAbove(
              rated.stream().mapToDouble(Rated::cosine).toArray(),
              rated.stream().mapToDouble(Rated::rating).toArray(),
              FLOOR);
      if (!Double.isNaN(above)) {
        job.summary()
            .figure(pair + ": mean rating from a cosine of " + FLOOR, above, Format.NUMBER);
      }
      long same = rated.stream().filter(r -> r.rating >= SAME_MEANING).count();
      estimates.add(
          new Summary.Named(
              pair + ": share rated 4 or more",
              Proportion.WILSON.estimate(same, rated.size(), LEVEL)));
      estimates.add(new Summary.Named(pair + ": rank correlation", correlation(rated)));
    }
    job.file("ratings.tsv", out.toString().getBytes(StandardCharsets.UTF_8));
    job.summary()
        .add(table)
        .add(
            new Summary.Estimates(
                "ratings",
                "Ratings and cosines",
                "Spearman's correlation of cosine and rating; 1 where scores order pairs as people"
                    + " do",
                estimates));
  }

  private static Estimate correlation(List<Rated> rated) {
    return RankCorrelation.spearman(
        rated.stream().mapToDouble(Rated::cosine).toArray(),
        rated.stream().mapToDouble(Rated::rating).toArray());
  }

  /** The mean rating of pairs with at least this score; NaN for none. */
  static double meanAbove(double[] scores, double[] ratings, double threshold) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= threshold) {
        sum += ratings[i];
        n++;
      }
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  private static List<Rated> rated(Path folder, String pair, Path sheet) throws IOException {
    Path key = folder.resolve("ratings-" + pair + "-key.tsv");
    if (!Files.isRegularFile(key)) {
      throw new RequestException(
          key + ": not there; select.samanantar writes it where its setting sheet is above 0");
    }
    Map<String, String[]> keys = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(key);
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      keys.put(cells[0], cells);
    }
    List<Rated> rated = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(sheet)) {
      number++;
      String[] cells = line.split("\t", -1);
      if (number == 1 || line.isBlank() || cells.length == 4 && cells[3].isBlank()) {
        continue;
      }
      String[] known = keys.get(cells[0]);
      double rating = cells.length == 4 ? rating(cells[3]) : Double.NaN;
      if (known == null || Double.isNaN(rating)) {
        throw new RequestException(
            sheet
                + ":"
                + number
                + ": expected number, source, target and a rating from 0 to 5 with tabs between,"
                + " and a number of the sheet that was handed out");
      }
      rated.add(
          new Rated(known[1], Double.parseDouble(known[2]), Double.parseDouble(known[3]), rating));
    }
    if (rated.isEmpty()) {
      throw new RequestException(
          sheet + ": no pair is rated; write numbers from 0 to 5 at the end");
    }
    return rated;
  }

  private static double rating(String cell) {
    try {
      double rating = Double.parseDouble(cell.strip().replace(',', '.'));
      return rating >= 0 && rating <= HIGHEST ? rating : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
