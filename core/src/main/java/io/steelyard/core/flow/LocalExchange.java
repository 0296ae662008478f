package io.steelyard.core.flow;

import io.steelyard.core.draws.Draws;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An external merge sort of a whole flow by (partition, key bytes, record bytes). Sort buffers are
 * handed from one finished input partition to the next, so that the number of runs follows the
 * amount of data and not the number of input files; that moves run borders about, which cannot be
 * seen, because the order is total.
 */
final class LocalExchange<T> {
  private final SortKey<T> key;
  private final Codec<T> codec;
  private final int partitions;
  private final boolean unique;
  private final long share;
  private final Scratch scratch;

  /**
   * @param partitions into how many the records are routed by the hash of their key
   * @param share bytes that one thread may hold
   */
  LocalExchange(
      SortKey<T> key, Codec<T> codec, int partitions, boolean unique, long share, Scratch scratch) {
    this.key = key;
    this.codec = codec;
    this.partitions = partitions;
    this.unique = unique;
    this.share = share;
    this.scratch = scratch;
  }

  /** Sorts the input into few enough runs to be merged at once. */
  List<RunWriter.Run> sort(String name, LocalParts<T> input, LocalStages stages)
      throws IOException {
    ConcurrentLinkedQueue<SortBuffer> idle = new ConcurrentLinkedQueue<>();
    List<RunWriter.Run> runs = new ArrayList<>();
    stages.<T, List<RunWriter.Run>>run(
        name,
        input,
        (partition, records) -> {
          SortBuffer buffer = idle.poll();
          if (buffer == null) {
            buffer = new SortBuffer(Math.max(1 << 14, share / 2));
          }
          List<RunWriter.Run> spilled = new ArrayList<>();
          KeyWriter k = new KeyWriter();
          KeyWriter r = new KeyWriter();
          while (records.hasNext()) {
            T record = records.next();
            k.clear();
            key.write(record, k);
            r.clear();
            r.writeEncoded(record, codec);
            if (buffer.full(k.length() + r.length())) {
              spilled.add(spill(buffer));
            }
            buffer.add(partitionOf(k), k, r);
          }
          idle.add(buffer);
          return spilled;
        },
        runs::addAll);
    List<SortBuffer> rest = new ArrayList<>(idle);
    LocalParts<SortBuffer> buffers =
        new LocalParts<>(
            rest.size(),
            i -> "a sort buffer",
            i -> CloseableIterator.of(List.of(rest.get(i)).iterator()));
    stages.<SortBuffer, RunWriter.Run>run(
        name, buffers, (i, buffer) -> spill(buffer.next()), runs::add);
    return RunMerge.reduce(runs, scratch, partitions, unique, share);
  }

  /** The sorted records of one partition, each beside its key. */
  CloseableIterator<Plan.Keyed<T>> open(List<RunWriter.Run> runs, int partition)
      throws IOException {
    return new Merged(new RunMerge(runs, partition, share / 2));
  }

  private RunWriter.Run spill(SortBuffer buffer) throws IOException {
    try (RunWriter out = new RunWriter(scratch, partitions, unique)) {
      buffer.drain(out);
      return out.finish();
    }
  }

  private int partitionOf(KeyWriter k) {
    return partitions == 1 ? 0 : (int) Draws.below(hash(k.data(), k.length()), partitions);
  }

  /** {@link Draws#hash(byte[])} of the first {@code length} bytes, without a copy. */
  static long hash(byte[] data, int length) {
    long h = 0;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      long word = 0;
      for (int j = 7; j >= 0; j--) {
        word = word << 8 | data[i + j] & 0xFF;
      }
      h = Draws.sm(h ^ word);
    }
    long tail = 0;
    for (int j = length - 1; j >= i; j--) {
      tail = tail << 8 | data[j] & 0xFF;
    }
    return Draws.sm(Draws.sm(h ^ tail) ^ length);
  }

  private final class Merged extends Iterators.Ahead<Plan.Keyed<T>>
      implements CloseableIterator<Plan.Keyed<T>> {
    private final RunMerge merge;
    private final Window window = new Window();
    private final DataInputStream data = new DataInputStream(window);
    private byte[] lastKey;
    private byte[] lastRecord;

    Merged(RunMerge merge) {
      this.merge = merge;
    }

    @Override
    Plan.Keyed<T> advance() {
      LocalWorkers.checkInterrupt();
      try {
        for (RunReader at = merge.next(); at != null; at = merge.next()) {
          boolean sameKey =
              lastKey != null
                  && Arrays.equals(lastKey, 0, lastKey.length, at.data, 0, at.keyLength);
          if (unique) {
            if (sameKey
                && Arrays.equals(
                    lastRecord, 0, lastRecord.length, at.data, at.keyLength, at.length)) {
              continue;
            }
            lastRecord = Arrays.copyOfRange(at.data, at.keyLength, at.length);
          }
          if (!sameKey) {
            lastKey = Arrays.copyOf(at.data, at.keyLength);
          }
          window.show(at.data, at.keyLength, at.length - at.keyLength);
          return new Plan.Keyed<>(lastKey, codec.read(data));
        }
        return null;
      } catch (IOException e) {
        throw Iterators.unchecked(e);
      }
    }

    @Override
    public void close() throws IOException {
      merge.close();
    }
  }

  /** A stream over part of an array that can be moved. */
  private static final class Window extends ByteArrayInputStream {
    Window() {
      super(new byte[0]);
    }

    void show(byte[] data, int offset, int length) {
      buf = data;
      pos = offset;
      mark = offset;
      count = offset + length;
    }
  }
}
