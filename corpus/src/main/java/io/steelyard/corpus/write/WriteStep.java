package io.steelyard.corpus.write;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the documents that are left for other tools: one file per shard, such as {@code
 * part-00000-00000.jsonl.zst}, in the step's folder.
 */
@Method(
    name = "corpus.write",
    about = "Writes the corpus as JSON Lines, Parquet, CSV, TSV or plain text for other tools.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.TABLE)
public record WriteStep(
    @Setting(value = "file format", or = "jsonl") WriteFormat format,
    @Setting(value = "compression of all formats but Parquet, which compresses itself", or = "zst")
        Compression compression)
    implements Step {

  /** The formats that can be written. */
  public enum WriteFormat {
    JSONL,
    PARQUET,
    CSV,
    TSV,
    /** A document per line. */
    TXT
  }

  /** The compressions that can be written. */
  public enum Compression {
    NONE,
    GZ,
    ZST
  }

  private String suffix() {
    String name = "." + format.name().toLowerCase(java.util.Locale.ROOT);
    return format == WriteFormat.PARQUET || compression == Compression.NONE
        ? name
        : name + "." + compression.name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public void run(Job job) {
    CorpusView view = job.corpus();
    job.progress().stage("writing", view.inventory().documents().total(), "documents");
    job.pieces(
        view.shards(),
        shard -> {
          job.add(shard(job, view, shard));
          return shard;
        },
        shard -> {});
    job.ledger().merge(Verdicts.ledger(job.parts()));
    job.summary().figure("files", job.parts().size(), Summary.Format.COUNT);
    job.summary()
        .figure(
            "documents written",
            job.parts().stream().mapToLong(ShardStamp::records).sum(),
            Summary.Format.COUNT);
    job.summary()
        .figure(
            "size", job.parts().stream().mapToLong(ShardStamp::size).sum(), Summary.Format.BYTES);
  }

  private ShardStamp shard(Job job, CorpusView view, int shard) throws IOException {
    Path file = job.out().resolve(view.corpus().name(shard) + suffix());
    ShardStamp done = ShardStamp.read(file);
    if (done != null) {
      return done;
    }
    Digest digest = new Digest();
    Ledger ledger = new Ledger();
    long records = 0;
    try (RecordWriter writer = Writers.open(file);
        CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        writer.write(document);
        logical(document, digest);
        ledger.kept(document.domain(), document.bytes(), document.domain(), document.bytes());
        job.progress().advance(1);
        if (++records % 256 == 0) {
          Job.stopIfInterrupted();
        }
      }
      writer.finish();
    }
    ShardStamp stamp =
        ShardStamp.of(
            file, records, digest.hex(), Json.MAPPER.valueToTree(Map.of("ledger", ledger)));
    stamp.write(job.out());
    return stamp;
  }

  /** What a document says, whatever the format: the digest is taken before compression. */
  private static void logical(Document document, Digest digest) {
    digest.text(document.id().toString()).text(document.domain()).text(document.part().word());
    digest.text(document.text());
    digest.text(document.externalId() == null ? "" : document.externalId());
    digest.bytes(Json.canonical(document.metadata()));
  }
}
