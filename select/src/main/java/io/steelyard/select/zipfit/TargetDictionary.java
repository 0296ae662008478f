package io.steelyard.select.zipfit;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What zstd learns from target texts: a dictionary trained on them, or the texts themselves where
 * they are too few or too short to train on.
 */
final class TargetDictionary {
  /** The size that zstd's own tool gives a dictionary. */
  private static final int MOST_BYTES = 110 << 10;

  private final byte[] dictionary;
  private final int level;

  /** Whether it was trained. */
  final boolean trained;

  TargetDictionary(List<byte[]> texts, int level) {
    this.level = level;
    long total = texts.stream().mapToLong(text -> text.length).sum();
    byte[] made = train(texts, total);
    trained = made != null;
    dictionary = trained ? made : joined(texts);
  }

  /** A dictionary of a tenth of the text, as zstd's documentation advises, or null. */
  private static byte[] train(List<byte[]> texts, long total) {
    int size = (int) Math.min(MOST_BYTES, Math.max(1 << 10, total / 10));
    ZstdDictTrainer trainer =
        new ZstdDictTrainer((int) Math.min(Integer.MAX_VALUE - 64, total + 64), size);
    texts.forEach(trainer::addSample);
    try {
      return trainer.trainSamples();
    } catch (ZstdException tooLittle) {
      return null;
    }
  }

  private static byte[] joined(List<byte[]> texts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    texts.forEach(all::writeBytes);
    byte[] bytes = all.toByteArray();
    int from = Math.max(0, bytes.length - MOST_BYTES);
    return java.util.Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** Compresses with the dictionary; for one thread. */
  Lengths lengths() {
    return new Lengths();
  }

  /** Lengths with and without the dictionary. */
  final class Lengths implements AutoCloseable {
    private final ZstdDictCompress loaded = new ZstdDictCompress(dictionary, level);
    private final ZstdCompressCtx with = context();
    private byte[] out = new byte[0];

    Lengths() {
      with.loadDict(loaded);
    }

    int with(byte[] text, int length) {
      return compress(with, text, length);
    }

    private int compress(ZstdCompressCtx context, byte[] text, int length) {
      int bound = (int) Zstd.compressBound(length);
      if (out.length < bound) {
        out = new byte[bound];
      }
      return context.compressByteArray(out, 0, out.length, text, 0, length);
    }

    @Override
    public void close() {
      with.close();
      loaded.close();
    }
  }

  private ZstdCompressCtx context() {
    return context(level);
  }

  static ZstdCompressCtx context(int level) {
    return new ZstdCompressCtx().setLevel(level).setChecksum(false).setDictID(false);
  }
}
