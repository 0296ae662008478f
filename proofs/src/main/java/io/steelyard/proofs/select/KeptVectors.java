package io.steelyard.proofs.select;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Digest;
import io.steelyard.model.Encoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Vectors of an encoder, kept on disk by the digest of encoder and texts: a proof that was broken
 * off goes on where it was.
 */
final class KeptVectors {
  private static final int AT_ONCE = 1_000;

  private final Path folder;
  private final String encoderDigest;
  private final Encoder encoder;

  KeptVectors(Path folder, Path graph, Encoder encoder) {
    this.folder = folder;
    this.encoderDigest = Digest.ofFile(graph);
    this.encoder = encoder;
  }

  float[][] encode(List<String> texts) {
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < vectors.length; from += AT_ONCE) {
      List<String> some = texts.subList(from, Math.min(vectors.length, from + AT_ONCE));
      Digest digest = new Digest().text(encoderDigest);
      some.forEach(digest::text);
      Path file = folder.resolve(digest.hex() + ".f32");
      float[][] found = Files.exists(file) ? read(file, some.size()) : made(file, some);
      System.arraycopy(found, 0, vectors, from, found.length);
    }
    return vectors;
  }

  private float[][] read(Path file, int n) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      float[][] vectors = new float[n][encoder.width()];
      for (float[] vector : vectors) {
        for (int j = 0; j < vector.length; j++) {
          vector[j] = bytes.getFloat();
        }
      }
      return vectors;
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  private float[][] made(Path file, List<String> texts) {
    float[][] vectors = encoder.encode(texts);
    ByteBuffer bytes =
        ByteBuffer.allocate(texts.size() * encoder.width() * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] vector : vectors) {
      for (float v : vector) {
        bytes.putFloat(v);
      }
    }
    AtomicFile.write(file, bytes.array());
    return vectors;
  }
}
