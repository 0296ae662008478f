package io.steelyard.select.dsir;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.stats.Mergeable;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How many n-grams fell into each bucket. */
public final class NgramCounts implements Mergeable<NgramCounts> {
  private final long[] counts;

  public NgramCounts(int buckets) {
    counts = new long[buckets];
  }

  public void add(HashedNgrams ngrams) {
    for (int i = 0; i < ngrams.count(); i++) {
      counts[ngrams.bucket(i)]++;
    }
  }

  @Override
  public void merge(NgramCounts other) {
    for (int b = 0; b < counts.length; b++) {
      counts[b] += other.counts[b];
    }
  }

  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** Shares of the buckets, each count raised by {@code pseudo} before. */
  double[] shares(double pseudo) {
    double total = total() + pseudo * counts.length;
    return Arrays.stream(counts).mapToDouble(n -> (n + pseudo) / total).toArray();
  }

  void write(Path file) {
    AtomicFile.write(
        file,
        stream -> {
          DataOutputStream out = new DataOutputStream(stream);
          for (long count : counts) {
            out.writeLong(count);
          }
          out.flush();
        });
  }

  static NgramCounts read(Path file, int buckets) {
    NgramCounts read = new NgramCounts(buckets);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      for (int b = 0; b < buckets; b++) {
        read.counts[b] = in.readLong();
      }
      return read;
    } catch (IOException e) {
      throw new WorkException(file + ": the counts of an earlier run cannot be read", e);
    }
  }
}
