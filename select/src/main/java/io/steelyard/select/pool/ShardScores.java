package io.steelyard.select.pool;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.AtomicFile;
import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the first pass over one shard found, in the order of its documents: whether each can be
 * selected, what it counts, and its scores. A shard has at most 2^18 documents; each takes 29 bytes
 * and 8 for each score.
 */
public final class ShardScores {
  private final int width;
  private final List<String> domains = new ArrayList<>();
  private final Map<String, Integer> domainNumbers = new HashMap<>();
  private final ByteArrayList states = new ByteArrayList();
  private final IntArrayList domain = new IntArrayList();
  private final LongArrayList bytes = new LongArrayList();
  private final LongArrayList units = new LongArrayList();
  private final LongArrayList ids = new LongArrayList();
  private final DoubleArrayList scores = new DoubleArrayList();

  /** {@code width} scores for each document. */
  ShardScores(int width) {
    this.width = width;
  }

  void add(State state, String inDomain, long id, long length, long counts, double[] values) {
    states.add((byte) state.ordinal());
    domain.add(
        domainNumbers
            .computeIfAbsent(
                inDomain,
                name -> {
                  domains.add(name);
                  return domains.size() - 1;
                })
            .intValue());
    ids.add(id);
    bytes.add(length);
    units.add(counts);
    for (int s = 0; s < width; s++) {
      scores.add(values[s]);
    }
  }

  public int size() {
    return states.size();
  }

  public State state(int i) {
    return State.values()[states.getByte(i)];
  }

  public String domain(int i) {
    return domains.get(domain.getInt(i));
  }

  /** Hash of the document's id. */
  public long id(int i) {
    return ids.getLong(i);
  }

  /** UTF-8 bytes of the text. */
  public long bytes(int i) {
    return bytes.getLong(i);
  }

  /** What the document counts towards the amount: 1, its bytes or its tokens. */
  public long units(int i) {
    return units.getLong(i);
  }

  public double score(int i, int column) {
    return scores.getDouble(i * width + column);
  }

  /**
   * @param signature what the scores depend on beyond the step's key, such as the build of a codec
   */
  void write(Path file, String signature) {
    AtomicFile.write(
        file,
        stream -> {
          DataOutputStream out = new DataOutputStream(stream);
          out.writeUTF(signature);
          out.writeInt(width);
          out.writeInt(domains.size());
          for (String name : domains) {
            out.writeUTF(name);
          }
          out.writeInt(size());
          for (int i = 0; i < size(); i++) {
            out.writeByte(states.getByte(i));
            out.writeInt(domain.getInt(i));
            out.writeLong(ids.getLong(i));
            out.writeLong(bytes.getLong(i));
            out.writeLong(units.getLong(i));
            for (int s = 0; s < width; s++) {
              out.writeDouble(score(i, s));
            }
          }
          out.flush();
        });
  }

  /** The scores that a killed run left, or null where there are none that can be used. */
  static ShardScores read(Path file, String signature) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (!in.readUTF().equals(signature)) {
        return null;
      }
      int width = in.readInt();
      List<String> names = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        names.add(in.readUTF());
      }
      ShardScores read = new ShardScores(width);
      double[] values = new double[width];
      for (int n = in.readInt(); n > 0; n--) {
        State state = State.values()[in.readByte()];
        String name = names.get(in.readInt());
        long id = in.readLong();
        long length = in.readLong();
        long counts = in.readLong();
        for (int s = 0; s < width; s++) {
          values[s] = in.readDouble();
        }
        read.add(state, name, id, length, counts, values);
      }
      return read;
    } catch (IOException e) {
      throw new WorkException(
          file + ": the scores of an earlier run cannot be read; delete the file and run again", e);
    }
  }
}
