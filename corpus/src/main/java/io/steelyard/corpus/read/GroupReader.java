package io.steelyard.corpus.read;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Job;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one group of files into shards {@code part-GGGGG-SSSSS} of about one size. A group that a
 * killed run began is read again from its start, but its finished shards are not written again.
 */
final class GroupReader implements Closeable {
  /** So many records, all bad, and more bytes than may be bad: given up at once. */
  private static final int HOPELESS = 1_000;

  /** Most documents of a shard, however short: its verdicts are held in memory. */
  static final int MOST_RECORDS = 1 << 18;

  private final List<ReadPlan.Planned> files;
  private final ExternalIds externalIds;
  private final OutputStream rejects;
  private final Job job;
  private final long mostBadBytes;
  private final GroupResult result = new GroupResult();
  private RecordReader reader;
  private int file = -1;
  private Document next;

  /**
   * @param externalIds ids of earlier groups, or null if no source has any
   * @param rejects where rejections go, one JSON object per line
   * @param mostBadBytes so many bytes may be bad, whatever the other groups hold
   */
  GroupReader(
      List<ReadPlan.Planned> files,
      ExternalIds externalIds,
      OutputStream rejects,
      Job job,
      long mostBadBytes) {
    this.files = files;
    this.externalIds = externalIds;
    this.rejects = rejects;
    this.job = job;
    this.mostBadBytes = mostBadBytes;
  }

  GroupResult run(int group, long shardSize) throws IOException {
    next = advance();
    while (next != null) {
      String name = shardName(group, result.shards);
      ShardStamp done = ShardStamp.read(job.out().resolve(name + Corpus.SUFFIX));
      for (long i = 0; done != null && i < done.records() && next != null; i++) {
        take();
      }
      if (done == null) {
        done =
            Corpus.writeShard(
                job.out(),
                name,
                writer -> {
                  while (next != null
                      && writer.textBytes() < shardSize
                      && writer.records() < MOST_RECORDS) {
                    writer.add(next);
                    take();
                  }
                });
      }
      job.add(done);
      result.shards++;
    }
    return result;
  }

  private static String shardName(int group, int shard) {
    return Corpus.shardName(group) + String.format(Locale.ROOT, "-%05d", shard);
  }

  static String shardFile(int group, int shard) {
    return shardName(group, shard) + Corpus.SUFFIX;
  }

  private void take() throws IOException {
    result.kept(next.domain(), next.bytes());
    next = advance();
  }

  /** The next document; what is rejected before it is reported. */
  private Document advance() throws IOException {
    while (true) {
      Item item = reader == null ? null : reader.next();
      if (item == null) {
        if (!openNext()) {
          return null;
        }
      } else if (item instanceof Accepted record) {
        Rejected duplicate = externalIds == null ? null : externalIds.check(record);
        if (duplicate == null) {
          return document(record);
        }
        reject(duplicate);
      } else if (item instanceof Rejected rejected) {
        reject(rejected);
      }
    }
  }

  private boolean openNext() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
      job.progress().advance(files.get(file).file().size());
    }
    Job.stopIfInterrupted();
    file++;
    if (file == files.size()) {
      return false;
    }
    reader = Readers.open(files.get(file).file(), files.get(file).settings());
    return true;
  }

  private Document document(Accepted record) throws IOException {
    if (result.documents % 256 == 0) {
      Job.stopIfInterrupted();
    }
    return new Document(
        new DocumentId(record.at().path(), record.at().record()),
        record.domain(),
        Part.TRAIN,
        record.text(),
        record.externalId(),
        record.metadata());
  }

  private void reject(Rejected rejected) throws IOException {
    String domain = files.get(file).settings().domain().ofPath(rejected.at().path());
    result.rejected(rejected, domain == null ? DomainRule.UNKNOWN : domain);
    rejects.write(line(rejected));
    if (result.bad >= HOPELESS && result.documents == 0 && result.badBytes > mostBadBytes) {
      throw new WorkException(
          "the first "
              + result.bad
              + " records are all rejected, the latest being "
              + rejected
              + ". Check the settings of the source.");
    }
  }

  /** One line of {@code rejects.jsonl}. */
  static byte[] line(Rejected rejected) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", rejected.at().path());
    fields.put("record", rejected.at().record());
    fields.put("line", rejected.at().line());
    fields.put("offset", rejected.at().offset());
    fields.put("reason", rejected.reason().code());
    fields.put("records", rejected.records());
    fields.put("bytes", rejected.bytes());
    fields.put("message", rejected.message());
    byte[] json = Json.canonical(fields);
    byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
