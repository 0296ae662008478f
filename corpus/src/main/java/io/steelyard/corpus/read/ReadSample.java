package io.steelyard.corpus.read;

import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.DocumentId;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.step.Forecast;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the beginnings of files, so that a plan can say what is in them. Of each source some files
 * are taken at even distances, and of each file as much as its share of the sample; a document
 * stands for {@code stored bytes of the source / stored bytes read of it}.
 */
final class ReadSample {
  private static final long TEXT = 8L << 20;
  private static final int DOCUMENTS = 4_000;
  private static final int FILES = 200;
  private static final long LEAST_OF_A_FILE = 64L << 10;

  /** What was read; {@code bad} records were rejected, the first as {@code firstBad} says. */
  final List<Forecast.Sampled> documents = new ArrayList<>();

  boolean whole = true;
  long records;
  long bad;
  Rejected firstBad;

  static ReadSample of(ReadPlan plan) {
    Map<ReadSettings, List<ReadPlan.Planned>> sources = new LinkedHashMap<>();
    for (ReadPlan.Planned planned : plan.files()) {
      sources.computeIfAbsent(planned.settings(), s -> new ArrayList<>()).add(planned);
    }
    ReadSample sample = new ReadSample();
    for (List<ReadPlan.Planned> files : sources.values()) {
      sample.source(files, sources.size());
    }
    return sample;
  }

  private void source(List<ReadPlan.Planned> files, int sources) {
    int most = Math.max(1, FILES / sources);
    int take = Math.min(files.size(), most);
    whole &= take == files.size();
    List<ReadPlan.Planned> taken = new ArrayList<>();
    double stored = 0;
    for (int i = 0; i < take; i++) {
      taken.add(files.get((int) ((long) i * files.size() / take)));
      stored += taken.get(i).file().size();
    }
    double all = files.stream().mapToDouble(planned -> planned.file().size()).sum();
    double factor = stored == 0 ? 1 : all / stored;
    long text = Math.max(LEAST_OF_A_FILE, TEXT / sources / take);
    int count = Math.max(20, DOCUMENTS / sources / take);
    for (ReadPlan.Planned planned : taken) {
      file(planned, factor, text, count);
    }
  }

  private void file(ReadPlan.Planned planned, double factor, long text, int count) {
    long[] stored = {0};
    InputFile file = planned.file();
    InputFile counted =
        new InputFile(
            file.path(), file.size(), file.location(), () -> counting(file.opener(), stored));
    List<Document> read = new ArrayList<>();
    long bytes = 0;
    long before = records;
    boolean ended = false;
    try (RecordReader reader = Readers.open(counted, planned.settings())) {
      while (bytes < text && read.size() < count && !ended) {
        Item item = reader.next();
        if (item instanceof Accepted record) {
          Document document = document(record);
          read.add(document);
          bytes += document.bytes();
          records++;
        } else if (item instanceof Rejected rejected) {
          records += rejected.records();
          bad += rejected.records();
          firstBad = firstBad == null ? rejected : firstBad;
          bytes += rejected.bytes();
        }
        ended = item == null;
      }
      if (!ended && reader.next() == null) {
        ended = true;
      }
    }
    double times = ended ? 1 : unread(planned, stored[0], records - before);
    whole &= ended;
    read.forEach(document -> documents.add(new Forecast.Sampled(document, factor * times)));
  }

  /** For how many one record that was read of an unfinished file stands. */
  private static double unread(ReadPlan.Planned planned, long stored, long records) {
    if (stored > 0) {
      return Math.max(1, (double) planned.file().size() / stored);
    }
    try (ParquetRows rows = ParquetRows.open(planned.file().location())) {
      return (double) rows.total() / records;
    } catch (SQLException | IOException e) {
      throw new WorkException(
          planned.file().path() + ": cannot be read (" + e.getMessage() + ").", e);
    }
  }

  private static Document document(Accepted record) {
    return new Document(
        new DocumentId(record.at().path(), record.at().record()),
        record.domain(),
        Part.TRAIN,
        record.text(),
        record.externalId(),
        record.metadata());
  }

  private static InputStream counting(InputFile.Opener opener, long[] count) throws IOException {
    return new FilterInputStream(opener.open()) {
      @Override
      public int read() throws IOException {
        int b = in.read();
        count[0] += b < 0 ? 0 : 1;
        return b;
      }

      @Override
      public int read(byte[] out, int offset, int length) throws IOException {
        int n = in.read(out, offset, length);
        count[0] += Math.max(n, 0);
        return n;
      }
    };
  }
}
