package io.steelyard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.core.stats.RankCorrelation;
import io.steelyard.select.dsir.Dsir;
import io.steelyard.select.dsir.DsirPass;
import io.steelyard.select.dsir.HashedNgrams;
import io.steelyard.select.pool.Targets;
import io.steelyard.select.zipfit.Codec;
import io.steelyard.select.zipfit.ZipFit;
import io.steelyard.select.zipfit.ZipFitSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Scores a pool on one thread for {@code bench/zip-fit.sh} and {@code bench/dsir.sh}, or compares
 * two files of scores. The time includes compiling, not reading the files.
 */
public final class SelectRun {
  private SelectRun() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals("compare")) {
      compare(Path.of(args[1]), Path.of(args[2]));
      return;
    }
    List<String> pool = texts(Path.of(args[1]));
    List<String> target = texts(Path.of(args[2]));
    long clock = System.nanoTime();
    long work = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    double[] scores =
        args[0].equals("dsir")
            ? dsir(pool, target)
            : zipFit(pool, target, Codec.valueOf(args[0].toUpperCase(Locale.ROOT)));
    System.out.println(
        String.format(
            Locale.ROOT,
            "seconds %.2f processor %.2f",
            (System.nanoTime() - clock) / 1e9,
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - work) / 1e9));
    StringBuilder lines = new StringBuilder();
    for (double score : scores) {
      lines.append(score).append('\n');
    }
    Files.writeString(Path.of(args[3]), lines);
  }

  private static double[] zipFit(List<String> pool, List<String> target, Codec codec) {
    ZipFit zipFit =
        new ZipFit(new Targets(Map.of(Targets.ONE, target), 0), ZipFitSettings.of(codec));
    double[] scores = new double[pool.size()];
    try (ZipFit.Worker worker = zipFit.worker()) {
      for (int i = 0; i < scores.length; i++) {
        worker.score(pool.get(i));
        scores[i] = worker.alignment(0);
      }
    }
    return scores;
  }

  private static double[] dsir(List<String> pool, List<String> target) {
    DsirPass pass = DsirPass.standard(0);
    Dsir dsir = new Dsir(pass.count(target), pass.count(pool), 0);
    HashedNgrams reader = new HashedNgrams(2, 10_000, HashedNgrams.Hash.SHA256);
    double[] weights = new double[pool.size()];
    for (int i = 0; i < weights.length; i++) {
      reader.read(pool.get(i));
      weights[i] = dsir.logWeight(reader);
    }
    return weights;
  }

  private static void compare(Path one, Path other) throws IOException {
    double[] a = numbers(one);
    double[] b = numbers(other);
    double most = 0;
    double relative = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      most = Math.max(most, difference);
      relative = Math.max(relative, difference / Math.max(1, Math.abs(b[i])));
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d scores: rank correlation %.6f, largest difference %.2e (%.2e relative)",
            a.length,
            RankCorrelation.rho(a, b),
            most,
            relative));
  }

  private static double[] numbers(Path file) throws IOException {
    return Files.readAllLines(file).stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static List<String> texts(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      texts.add(mapper.readTree(line).get("text").asText());
    }
    return texts;
  }
}
