package io.steelyard.bench;

import io.steelyard.model.Encoder;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.Encoders;
import io.steelyard.model.files.EncoderFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Vectors of the lines of a file, as float32, for comparison with the reference. */
public final class EncodeVectors {
  private EncodeVectors() {}

  /** Arguments: folder of the encoder, prefix, file of texts, file of vectors. */
  public static void main(String[] args) throws IOException {
    List<String> texts = Files.readAllLines(Path.of(args[2]));
    EncoderSettings settings = new EncoderSettings(Optional.empty(), 0, args[1]);
    try (Encoder encoder = Encoders.open(EncoderFiles.find(Path.of(args[0])), settings, 1)) {
      encoder.encode(texts.subList(0, Math.min(8, texts.size())));
      long start = cpu();
      float[][] vectors = encoder.encode(texts);
      double seconds = (cpu() - start) / 1e9;
      ByteBuffer out =
          ByteBuffer.allocate(vectors.length * encoder.width() * 4).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] vector : vectors) {
        for (float v : vector) {
          out.putFloat(v);
        }
      }
      Files.write(Path.of(args[3]), out.array());
      System.out.printf(
          java.util.Locale.ROOT,
          "steelyard: %d texts, %.1f a processor second, %s%n",
          texts.size(),
          texts.size() / seconds,
          encoder.report());
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
