package io.steelyard.corpus.read;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Inventory;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.counts.Skew;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads files into a corpus. Every record ends as a document or in {@code rejects.jsonl} beside the
 * shards, with reason and position. Either {@code path} and its companions describe one source, or
 * {@code sources} lists several.
 *
 * <p>Files are read in groups of about {@code shard-size} stored bytes, in parallel; where a source
 * has an {@code external-id}, in order, because the first document with an id is the one that
 * stays.
 */
@Method(
    name = "corpus.read",
    about =
        "Reads JSON Lines, Parquet, CSV, TSV, text, source trees or web archives into a corpus.",
    makes = ArtifactKind.CORPUS)
public record ReadStep(
    @Setting(value = "files, folders or patterns such as data/**/*.jsonl.gz", or = "")
        List<Path> path,
    @Setting(
            value = "patterns of the files to take from a folder, such as **/*.java; default: all",
            or = "")
        List<String> include,
    @Setting(value = "file format; default: what each file's name tells", or = "")
        Optional<Format> format,
    @Setting(value = "field or column of the text: a name, or a JSON pointer", or = "text")
        String text,
    @Setting(value = "one domain for all documents; default: unknown", or = "")
        Optional<String> domain,
    @Setting(value = "field or column of the domain: a name, or a JSON pointer", or = "")
        Optional<String> domainField,
    @Setting(value = "what part of a file's path is the domain", or = "")
        Optional<ReadSource.DomainPath> domainPath,
    @Setting(
            value = "field or column of your own id; a second document with it is rejected",
            or = "")
        Optional<String> externalId,
    @Setting(value = "what one document of a plain text file is", or = "file")
        ReadSettings.TextUnit unit,
    @Setting(value = "whether CSV and TSV files begin with column names", or = "true")
        boolean header,
    @Setting(value = "whether CSV and TSV fields may be quoted", or = "true") boolean quotes,
    @Setting(value = "several sources, each with the settings above and a name", or = "")
        List<ReadSource> sources,
    @Setting(value = "other top-level fields to keep; default: all, [] for none", or = "")
        Optional<List<String>> metadata,
    @Setting(value = "what to do with invalid UTF-8 and lone surrogates", or = "reject")
        ReadSettings.OnBadText onBadText,
    @Setting(value = "largest share of bad records, and of their bytes", or = "1%") Share maxReject,
    @Setting(value = "longest document, in UTF-8 bytes", or = "16 MiB") ByteSize maxDocument,
    @Setting(value = "text per shard, in UTF-8 bytes", or = "8 MiB") ByteSize shardSize)
    implements Step {
  /** The file of rejections in the step's folder. */
  public static final String REJECTS = "rejects.jsonl";

  public ReadStep {
    if (path.isEmpty() == sources.isEmpty()) {
      throw new IllegalArgumentException("path: give either path or sources");
    }
    if (shardSize.bytes() < 1 || shardSize.bytes() > 1L << 30) {
      throw new IllegalArgumentException(
          "shard-size must be between 1 byte and 1 GiB, was " + shardSize);
    }
    if (maxDocument.bytes() < 1 || maxDocument.bytes() > 16L << 20) {
      throw new IllegalArgumentException(
          "max-document must be between 1 byte and 16 MiB, was " + maxDocument);
    }
    if (!path.isEmpty()) {
      source(
          path,
          include,
          format,
          text,
          domain,
          domainField,
          domainPath,
          externalId,
          unit,
          header,
          quotes);
    }
  }

  private static ReadSource source(
      List<Path> path,
      List<String> include,
      Optional<Format> format,
      String text,
      Optional<String> domain,
      Optional<String> domainField,
      Optional<ReadSource.DomainPath> domainPath,
      Optional<String> externalId,
      ReadSettings.TextUnit unit,
      boolean header,
      boolean quotes) {
    return new ReadSource(
        path,
        include,
        format,
        text,
        domain,
        domainField,
        domainPath,
        externalId,
        unit,
        header,
        quotes,
        Optional.empty());
  }

  private List<ReadSource> all() {
    return sources.isEmpty()
        ? List.of(
            source(
                path,
                include,
                format,
                text,
                domain,
                domainField,
                domainPath,
                externalId,
                unit,
                header,
                quotes))
        : sources;
  }

  private ReadPlan plan(Path base) {
    ReadLimits limits =
        new ReadLimits(
            (int) maxDocument.bytes(), ReadLimits.DEFAULT.nesting(), ReadLimits.DEFAULT.ratio());
    return ReadPlan.of(base, all(), metadata, onBadText, limits);
  }

  @Override
  public Map<String, Path> reads(Path base) {
    return plan(base).locations();
  }

  @Override
  public void run(Job job) throws IOException {
    ReadPlan plan = plan(job.base());
    List<List<ReadPlan.Planned>> groups = plan.groups(shardSize.bytes());
    job.progress()
        .stage(
            "reading",
            plan.files().stream().mapToLong(planned -> planned.file().size()).sum(),
            "bytes");
    long mostBad = (long) (maxReject.value() * plan.mostBytes());
    GroupResult[] results = new GroupResult[groups.size()];
    if (all().stream().anyMatch(source -> source.externalId().isPresent())) {
      ExternalIds externalIds = new ExternalIds();
      for (int group = 0; group < results.length; group++) {
        results[group] = read(job, group, groups.get(group), externalIds, mostBad);
      }
    } else {
      job.pieces(
          results.length,
          group ->
              new Read(group, Json.canonical(read(job, group, groups.get(group), null, mostBad))),
          read -> results[read.group] = read.result());
    }
    GroupResult total = new GroupResult();
    plan.refused().forEach(refused -> total.rejected(refused, DomainRule.UNKNOWN));
    for (GroupResult result : results) {
      total.merge(result);
    }
    gatherRejects(job, plan, results.length);
    job.ledger().merge(total.ledger);
    summarise(job, plan, total);
    requireEnough(job, total);
    for (int group = 0; group < results.length; group++) {
      Files.deleteIfExists(rejectsOf(job, group));
      Files.deleteIfExists(resultOf(job, group));
    }
  }

  /** A group that was read, on whatever machine. */
  private record Read(int group, byte[] json) implements Serializable {
    GroupResult result() {
      try {
        return Json.MAPPER.readValue(json, GroupResult.class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Reads the beginnings of the files; see {@link ReadSample}. */
  @Override
  public void foresee(Forecast forecast) {
    ReadSample sample = ReadSample.of(plan(forecast.base()));
    forecast.corpus(sample.documents, sample.whole);
    forecast.work(forecast.bytes(), 20e6); // text bytes a second and core, as in the demo
    Summary summary = forecast.summary();
    double share = sample.records == 0 ? 0 : (double) sample.bad / sample.records;
    if (sample.bad > 0) {
      summary.warning(
          String.format(
              Locale.ROOT,
              "%,d of the %,d records looked at would be rejected%s; the first: %s",
              sample.bad,
              sample.records,
              share > maxReject.value() ? ", more than max-reject allows" : "",
              sample.firstBad));
    }
    if (sample.documents.isEmpty()) {
      throw new RequestException(
          "no document was found at the beginning of the files"
              + (sample.firstBad == null
                  ? ": they hold no records. Check path and format."
                  : "; the first: " + sample.firstBad));
    }
    summary.add(domains(forecast.inventory(), sample.whole ? "" : "estimated"));
  }

  private GroupResult read(
      Job job, int group, List<ReadPlan.Planned> files, ExternalIds externalIds, long mostBadBytes)
      throws IOException {
    Path done = resultOf(job, group);
    // With external ids a group is read again, to know its ids.
    if (externalIds == null && Files.exists(done) && Files.exists(rejectsOf(job, group))) {
      GroupResult result = Json.read(done, GroupResult.class);
      List<ShardStamp> shards = new ArrayList<>();
      for (int shard = 0; shard < result.shards; shard++) {
        shards.add(ShardStamp.read(job.out().resolve(GroupReader.shardFile(group, shard))));
      }
      if (!shards.contains(null)) {
        shards.forEach(job::add);
        return result;
      }
    }
    GroupResult[] result = new GroupResult[1];
    AtomicFile.write(
        rejectsOf(job, group),
        out -> {
          try (GroupReader reader = new GroupReader(files, externalIds, out, job, mostBadBytes)) {
            result[0] = reader.run(group, shardSize.bytes());
          }
        });
    AtomicFile.write(done, Json.canonical(result[0]));
    return result[0];
  }

  private static Path rejectsOf(Job job, int group) {
    return job.out().resolve(String.format(Locale.ROOT, "group-%05d.rejects.jsonl", group));
  }

  private static Path resultOf(Job job, int group) {
    return job.out().resolve(String.format(Locale.ROOT, "group-%05d.json", group));
  }

  private static void gatherRejects(Job job, ReadPlan plan, int groups) {
    AtomicFile.write(
        job.out().resolve(REJECTS),
        out -> {
          for (Rejected refused : plan.refused()) {
            out.write(GroupReader.line(refused));
          }
          for (int group = 0; group < groups; group++) {
            Files.copy(rejectsOf(job, group), out);
          }
        });
  }

  private void requireEnough(Job job, GroupResult total) {
    String reject = job.out().resolve(REJECTS).toString();
    if (total.documents == 0) {
      throw new WorkException(
          total.records() == 0
              ? "no document was read: the files hold no records. Check path and format."
              : "no document was read: all "
                  + total.records()
                  + " records were rejected ("
                  + reasons(total)
                  + "). See "
                  + reject
                  + ".");
    }
    double records = (double) total.bad / total.records();
    double bytes = total.bytes == 0 ? 0 : (double) total.badBytes / total.bytes;
    if (Math.max(records, bytes) > maxReject.value()) {
      throw new WorkException(
          String.format(
              Locale.ROOT,
              "%d of %d records (%.2f%% of the records, %.2f%% of the bytes) were rejected, more"
                  + " than max-reject %.2f%%: %s. See %s; repair the files or raise max-reject.",
              total.bad,
              total.records(),
              100 * records,
              100 * bytes,
              100 * maxReject.value(),
              reasons(total),
              reject));
    }
  }

  private static String reasons(GroupResult total) {
    StringBuilder out = new StringBuilder();
    total.reasons.forEach(
        (code, tally) ->
            out.append(out.isEmpty() ? "" : "; ")
                .append(tally.records)
                .append(' ')
                .append(code)
                .append(", the first ")
                .append(tally.first));
    return out.toString();
  }

  private static void summarise(Job job, ReadPlan plan, GroupResult total) {
    Inventory inventory = new Inventory();
    for (ShardStamp part : job.parts()) {
      inventory.merge(Json.MAPPER.convertValue(part.notes().get("inventory"), Inventory.class));
    }
    Counts documents = inventory.documents();
    Counts bytes = inventory.bytes();
    Summary summary = job.summary();
    summary.figure("documents", documents.total(), Summary.Format.COUNT);
    summary.figure("text", bytes.total(), Summary.Format.BYTES);
    summary.figure("files", plan.files().size(), Summary.Format.COUNT);
    summary.figure("rejected records", total.bad, Summary.Format.COUNT);
    summary.add(domains(inventory, skew(bytes)));
    if (!total.reasons.isEmpty()) {
      Summary.Table reasons =
          Summary.table(
              "rejected",
              "What was not read, by reason",
              "every one is in " + REJECTS,
              "reason",
              Summary.Format.TEXT,
              "records",
              Summary.Format.COUNT,
              "bytes",
              Summary.Format.BYTES,
              "the first",
              Summary.Format.TEXT);
      total.reasons.forEach(
          (code, tally) -> Summary.row(reasons, code, tally.records, tally.bytes, tally.first));
      summary.add(reasons);
    }
    if (!plan.unnamed().isEmpty()) {
      summary.warning(
          plan.unnamed().size()
              + " files were not taken, because their names tell no format: "
              + String.join(", ", plan.unnamed().subList(0, Math.min(5, plan.unnamed().size())))
              + (plan.unnamed().size() > 5 ? ", …" : "")
              + "; set format to read them");
    }
  }

  private static Summary.Table domains(Inventory inventory, String note) {
    Counts documents = inventory.documents();
    Counts bytes = inventory.bytes();
    Summary.Table domains =
        Summary.table(
            "domains",
            "What was read, by domain",
            note,
            "domain",
            Summary.Format.TEXT,
            "documents",
            Summary.Format.COUNT,
            "bytes",
            Summary.Format.BYTES,
            "share of bytes",
            Summary.Format.SHARE);
    for (String name : documents.names()) {
      Summary.row(domains, name, documents.get(name), bytes.get(name), bytes.share(name));
    }
    return domains;
  }

  private static String skew(Counts bytes) {
    Skew skew = Skew.of(bytes);
    return bytes.size() < 2
        ? ""
        : String.format(
            Locale.ROOT,
            "largest over smallest %.1f, effective domains %.2f of %d, Gini %.3f (bytes)",
            skew.maxMinRatio(),
            skew.effectiveDomains(),
            skew.domains(),
            skew.gini());
  }
}
