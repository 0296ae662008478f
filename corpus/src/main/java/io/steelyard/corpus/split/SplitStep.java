package io.steelyard.corpus.split;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Flow;
import io.steelyard.core.flow.SortKey;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.LongFiles;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepOutput;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.corpus.deduplicate.DeduplicateStep;
import io.steelyard.corpus.deduplicate.ExactDuplicates;
import io.steelyard.corpus.deduplicate.Murmur3.Hash128;
import io.steelyard.corpus.deduplicate.Ordinals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The recipe's {@code corpus.split}: sets whole duplicate clusters aside for validation and test.
 * Put it after {@code corpus.deduplicate}, whose clusters it takes; without that step each text is
 * a cluster of its own, and equal texts still stay together.
 */
@Method(
    name = "corpus.split",
    about = "Sets documents aside for validation and test, whole duplicate clusters at a time.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS)
public record SplitStep(
    @Setting(value = "share of each domain's clusters for validation", or = "1%") Share validation,
    @Setting(value = "share of each domain's clusters for test", or = "0%") Share test)
    implements Step {
  private static final long SORT_BYTES = 64L << 20;
  private static final String DEDUPLICATE = "corpus.deduplicate";

  public SplitStep {
    new Split.Shares(validation.value(), test.value());
  }

  @Override
  public void run(Job job) throws IOException {
    CorpusView view = job.corpus();
    requireClusters(job, view);
    Ordinals ordinals = Ordinals.of(view);
    job.progress().stage("drawing", ordinals.documents(), "documents");
    byte[] parts = (job.isLocal() ? drawHere(job, ordinals) : drawThere(job, ordinals)).bytes();
    Path file = job.scratch().resolve("parts.bin");
    AtomicFile.scratch(file, out -> out.write(parts));
    job.judge(
        List.of(),
        shard -> {
          ByteBuffer mine = parts(file, ordinals, shard);
          return document -> Verdict.keep(document).inPart(Split.Parts.at(mine.get()));
        });
    summarise(job, view.inventory());
  }

  private Split.Parts drawHere(Job job, Ordinals ordinals) throws IOException {
    try (Split split = new Split(job.seed(), shares(), SORT_BYTES, job.scratch())) {
      job.pieces(
          ordinals.shards(),
          shard -> {
            draw(
                job,
                ordinals,
                shard,
                (ordinal, domain, cluster) -> {
                  synchronized (split) {
                    split.add(ordinal, domain, cluster);
                  }
                });
            return shard;
          },
          shard -> {});
      return split.parts(ordinals.documents());
    }
  }

  /** Draws on other machines, sorts there, and reads what is sorted here: 24 bytes a document. */
  private Split.Parts drawThere(Job job, Ordinals ordinals) throws IOException {
    LongFiles files =
        new LongFiles(job.scratch().toAbsolutePath().toString(), "draws", 3, ordinals.shards());
    long key = Draws.key(job.seed(), Purpose.SPLIT);
    job.pieces(
        ordinals.shards(),
        shard -> {
          files.write(
              shard,
              draws ->
                  draw(
                      job,
                      ordinals,
                      shard,
                      (ordinal, domain, cluster) ->
                          draws.write(Split.draw(key, cluster), domain, ordinal)));
          return shard;
        },
        shard -> {});
    Flow<long[]> sorted =
        job.engine()
            .read(files)
            .sortBy(
                SortKey.<long[]>byNumber(draw -> draw[0])
                    .then(SortKey.byNumber(draw -> draw[1]))
                    .then(SortKey.byNumber(draw -> draw[2])),
                LongFiles.codec(3))
            .checkpoint(LongFiles.codec(3));
    int domains = job.corpus().inventory().domains().size();
    return Split.parts(
        ordinals.documents(),
        domains,
        shares(),
        reader -> {
          try (CloseableIterator<long[]> draws = sorted.iterate()) {
            while (draws.hasNext()) {
              reader.accept(draws.next());
            }
          }
        });
  }

  private Split.Shares shares() {
    return new Split.Shares(validation.value(), test.value());
  }

  /** The parts of one shard's documents. */
  private static ByteBuffer parts(Path file, Ordinals ordinals, int shard) throws IOException {
    int start = ordinals.start(shard);
    ByteBuffer mine = ByteBuffer.allocate(ordinals.start(shard + 1) - start);
    try (FileChannel channel = FileChannel.open(file)) {
      while (mine.hasRemaining()) {
        if (channel.read(mine, start + (long) mine.position()) < 0) {
          throw new IOException("the scratch file of parts ends early");
        }
      }
    }
    return mine.flip();
  }

  /**
   * Refuses a split that cannot see the clusters that an earlier step marked without dropping
   * copies: it would train on some copies and test with others.
   */
  private static void requireClusters(Job job, CorpusView view) {
    Manifest corpus = view.corpus().manifest();
    boolean near = false;
    for (StepOutput step : job.previous()) {
      Manifest m = step.manifest();
      near |= isNear(m);
      if (isNear(m)
          && m.settings().path("keep").asBoolean()
          && corpus.inputs().contains(m.digest())) {
        throw new RequestException(
            "the clusters that "
                + step.name()
                + " marked are out of sight, because "
                + corpus.step()
                + " wrote the texts anew; put corpus.split before "
                + corpus.step());
      }
    }
    boolean marked = false;
    for (Verdicts verdicts : view.verdicts()) {
      Manifest m = verdicts.manifest();
      if (m.step().equals(DEDUPLICATE)) {
        if (marked && !isNear(m)) {
          throw new RequestException(
              "a later corpus.deduplicate {method: exact} hides the clusters of near-duplicates"
                  + " that an earlier one marked; look for exact duplicates first");
        }
        marked = isNear(m) && m.settings().path("keep").asBoolean();
      }
    }
    if (!near) {
      job.summary()
          .warning(
              "no near-duplicates were looked for before this step: nearly equal texts may be"
                  + " trained on and tested with; put corpus.deduplicate before it");
    }
  }

  /** Whether a step looked for near-duplicates. */
  private static boolean isNear(Manifest m) {
    return m.step().equals(DEDUPLICATE) && !m.settings().path("method").asText().equals("exact");
  }

  @Override
  public void foresee(Forecast forecast) {
    forecast.work(forecast.bytes(), 50e6); // text bytes a second and core, as in the demo
    double held = validation.value() + test.value();
    forecast.spread(
        sampled -> {
          Document d = sampled.document();
          double n = sampled.weight();
          return List.of(
              new Forecast.Sampled(d.in(d.domain(), Part.TRAIN), n * (1 - held)),
              new Forecast.Sampled(d.in(d.domain(), Part.VALIDATION), n * validation.value()),
              new Forecast.Sampled(d.in(d.domain(), Part.TEST), n * test.value()));
        });
  }

  /** Takes a document's domain, by number, and cluster. */
  private interface Drawn {
    void add(int ordinal, int domain, Hash128 cluster) throws IOException;
  }

  private static void draw(Job job, Ordinals ordinals, int shard, Drawn drawn) throws IOException {
    CorpusView view = job.corpus();
    Map<String, Integer> domains = new HashMap<>();
    view.inventory().domains().forEach(domain -> domains.put(domain, domains.size()));
    boolean clustered = view.has(DeduplicateStep.CLUSTER_TEXT);
    List<String> scores = clustered ? List.of(DeduplicateStep.CLUSTER_TEXT) : List.of();
    int ordinal = ordinals.start(shard);
    try (CloseableIterator<CorpusView.Scored> documents = view.read(shard, scores)) {
      while (documents.hasNext()) {
        CorpusView.Scored scored = documents.next();
        Document document = scored.document();
        Hash128 cluster =
            clustered
                ? Hash128.parse((String) scored.scores()[0])
                : ExactDuplicates.identity(document.text());
        drawn.add(ordinal++, domains.get(document.domain()), cluster);
        job.progress().advance(1);
        Job.stopIfInterrupted();
      }
    }
  }

  private void summarise(Job job, Inventory before) {
    Inventory after = new Inventory();
    for (ShardStamp stamp : job.parts()) {
      after.merge(Json.MAPPER.convertValue(stamp.notes().get("inventory"), Inventory.class));
    }
    Summary.Table table =
        Summary.table(
            "parts",
            "Parts by domain",
            "exact counts of whole duplicate clusters; nothing is trained on validation and test",
            "domain",
            Format.TEXT,
            "train",
            Format.COUNT,
            "validation",
            Format.COUNT,
            "test",
            Format.COUNT);
    for (String domain : after.domains()) {
      Summary.row(
          table,
          domain,
          after.documents(Part.TRAIN).get(domain),
          after.documents(Part.VALIDATION).get(domain),
          after.documents(Part.TEST).get(domain));
    }
    job.summary()
        .figure("validation", after.documents(Part.VALIDATION).total(), Format.COUNT, "documents")
        .figure("test", after.documents(Part.TEST).total(), Format.COUNT, "documents")
        .add(table);
    for (String domain : before.domains()) {
      if (validation.value() > 0 && after.documents(Part.VALIDATION).get(domain) == 0) {
        job.summary().warning("domain '" + domain + "' is too small to have validation documents");
      }
    }
  }
}
