package io.steelyard.corpus.mask;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusShardWriter;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a corpus in which e-mail and public IP addresses are masked. */
@Method(
    name = "corpus.mask",
    about = "Replaces e-mail and public IP addresses by placeholders or by addresses of no one.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.CORPUS)
public record MaskStep(
    @Setting(value = "what is masked: email, ipv4, ipv6", or = "[email, ipv4, ipv6]")
        List<PersonalData> kinds,
    @Setting(
            value =
                "placeholder (<email>) or a replacement drawn by document, such as an address"
                    + " at example.org",
            or = "placeholder")
        Masker.With with)
    implements Step {
  private static final String NOTE = "masked";

  public MaskStep {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException(
          "kinds: nothing to mask; name at least one of email, ipv4, ipv6");
    }
  }

  @Override
  public void run(Job job) {
    CorpusView view = job.corpus();
    job.progress().stage("masking", view.inventory().documents().total(), "documents");
    job.pieces(
        view.shards(),
        shard -> {
          job.add(
              Corpus.writeShard(
                  job.out(), view.corpus().name(shard), writer -> mask(job, view, shard, writer)));
          return shard;
        },
        shard -> {});
    job.ledger().merge(Verdicts.ledger(job.parts()));
    summarise(job);
  }

  private void mask(Job job, CorpusView view, int shard, CorpusShardWriter writer)
      throws IOException {
    Masker masker = new Masker(EnumSet.copyOf(kinds), with, job.seed());
    Ledger ledger = new Ledger();
    Map<String, Long> hits = new TreeMap<>();
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document before = documents.next();
        Masker.Masked masked = masker.mask(before.text(), Draws.hash(before.id().toString()));
        Document after = before.withText(masked.text());
        writer.add(after);
        masked.hits().forEach(hit -> hits.merge(hit.kind().id(), 1L, Long::sum));
        if (!masked.hits().isEmpty()) {
          hits.merge("documents", 1L, Long::sum);
        }
        ledger.kept(before.domain(), before.bytes(), after.domain(), after.bytes());
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
    writer.note("ledger", ledger);
    writer.note(NOTE, hits);
  }

  private void summarise(Job job) {
    Map<String, Long> hits = new TreeMap<>();
    for (ShardStamp part : job.parts()) {
      part.notes()
          .path(NOTE)
          .properties()
          .forEach(e -> hits.merge(e.getKey(), e.getValue().asLong(), Long::sum));
    }
    job.summary()
        .figure("documents with personal data", hits.getOrDefault("documents", 0L), Format.COUNT);
    Summary.Table table =
        Summary.table("masked", "What was masked", "", "kind", Format.TEXT, "finds", Format.COUNT);
    for (PersonalData kind : EnumSet.copyOf(kinds)) {
      Summary.row(table, kind.id(), hits.getOrDefault(kind.id(), 0L));
    }
    job.summary().add(table);
  }
}
