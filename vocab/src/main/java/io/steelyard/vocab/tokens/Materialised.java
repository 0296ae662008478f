package io.steelyard.vocab.tokens;

import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes the sequences of the order out, one after the other, for trainers that read no order. */
final class Materialised {
  static final String MEGATRON = "ordered";
  static final String MDS = "mds";

  private final Job job;
  private final DomainFiles files;
  private final int vocabularySize;
  private final int sequenceLength;

  Materialised(Job job, DomainFiles files, int vocabularySize, int sequenceLength) {
    this.job = job;
    this.files = files;
    this.vocabularySize = vocabularySize;
    this.sequenceLength = sequenceLength;
  }

  void write(boolean mds, boolean compress) throws IOException {
    if (mds) {
      writeMds(compress);
    } else {
      writeMegatron();
    }
  }

  private void writeMegatron() throws IOException {
    OrderIndex order = OrderIndex.open(job.out().resolve(TokensStep.ORDER));
    List<MegatronReader> readers = files.readers();
    int[] tokens = new int[sequenceLength];
    job.progress().stage("writing sequences", order.sequences(), "sequences");
    try (MegatronWriter writer = new MegatronWriter(job.out().resolve(MEGATRON), vocabularySize)) {
      for (long s = 0; s < order.sequences(); s++) {
        order.read(s, readers, tokens);
        writer.add(tokens, 0, sequenceLength);
        step(s);
      }
      writer.commit();
    }
    files.add(job, MEGATRON + ".bin", order.sequences());
    files.add(job, MEGATRON + ".idx", order.sequences());
  }

  private void writeMds(boolean compress) throws IOException {
    OrderIndex order = OrderIndex.open(job.out().resolve(TokensStep.ORDER));
    List<MegatronReader> readers = files.readers();
    int[] tokens = new int[sequenceLength];
    Path folder = job.out().resolve(MDS);
    Files.createDirectories(folder);
    job.progress().stage("writing sequences", order.sequences(), "sequences");
    try (MdsWriter writer =
        new MdsWriter(
            folder, vocabularySize, sequenceLength, MdsWriter.DEFAULT_SHARD_BYTES, compress)) {
      for (long s = 0; s < order.sequences(); s++) {
        order.read(s, readers, tokens);
        writer.add(files.domains().get(order.spans(s)[0].domain()), tokens, 0);
        step(s);
      }
      writer.commit();
    }
    try (Stream<Path> written = Files.list(folder)) {
      for (Path file : written.sorted().toList()) {
        ShardStamp stamp = ShardStamp.of(file, 1, Digest.ofFile(file), null);
        job.add(
            new ShardStamp(
                MDS + "/" + stamp.name(),
                stamp.records(),
                stamp.sha256(),
                stamp.size(),
                stamp.crc32c(),
                stamp.notes()));
      }
    }
  }

  private void step(long sequence) throws IOException {
    if (sequence % 256 == 0) {
      job.progress().advance(256);
      Job.stopIfInterrupted();
    }
  }
}
