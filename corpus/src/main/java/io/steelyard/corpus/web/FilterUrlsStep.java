package io.steelyard.corpus.web;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Column;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Verdict;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The recipe's {@code corpus.filter-urls}: drops documents whose address is on a list or whose
 * words tell, each with its reason and what was found. The lists are the user's: none is shipped.
 *
 * <pre>
 * - corpus.filter-urls: {domains: [example.com], word-files: lists/words.txt}
 * </pre>
 */
@Method(
    name = "corpus.filter-urls",
    about = "Drops documents whose address is on a list of sites, addresses or words.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.VERDICTS,
    source = "FineWeb, https://arxiv.org/abs/2406.17557, section 3.1")
public record FilterUrlsStep(
    @Setting(value = "sites, each with its sub-domains", or = "") List<String> domains,
    @Setting(value = "files of sites, one per line", or = "") List<Path> domainFiles,
    @Setting(value = "files of whole addresses, one per line", or = "") List<Path> urlFiles,
    @Setting(value = "words that an address may not have", or = "") List<String> words,
    @Setting(value = "files of such words, one per line", or = "") List<Path> wordFiles,
    @Setting(value = "what may not even be part of a word", or = "") List<String> wordParts,
    @Setting(value = "words of which an address may have one but not two", or = "")
        List<String> doubtfulWords,
    @Setting(value = "field of the address", or = "url") String field,
    @Setting(
            value = "whether documents without an address are dropped, as url_missing",
            or = "false")
        boolean required)
    implements Step {
  static final String MISSING = "url_missing";

  public FilterUrlsStep {
    boolean nothing =
        domains.isEmpty()
            && domainFiles.isEmpty()
            && urlFiles.isEmpty()
            && words.isEmpty()
            && wordFiles.isEmpty()
            && wordParts.isEmpty()
            && doubtfulWords.isEmpty()
            && !required;
    if (nothing) {
      throw new IllegalArgumentException(
          "domains: nothing to filter by; name domains, words or files of them");
    }
  }

  @Override
  public Map<String, Path> reads(Path base) {
    Map<String, Path> files = new LinkedHashMap<>();
    add(files, base, "domain-files", domainFiles);
    add(files, base, "url-files", urlFiles);
    add(files, base, "word-files", wordFiles);
    return files;
  }

  private static void add(Map<String, Path> files, Path base, String setting, List<Path> paths) {
    for (Path path : paths) {
      Path file = base.resolve(path);
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new RequestException(
            "corpus.filter-urls."
                + setting
                + ": cannot read the file "
                + file
                + "; give a file of one entry per line");
      }
      files.put(setting + "/" + path.toString().replace('\\', '/'), file);
    }
  }

  private UrlFilter filter(Path base) {
    return new UrlFilter(
        with(domains, base, domainFiles),
        with(List.of(), base, urlFiles),
        with(words, base, wordFiles),
        wordParts,
        doubtfulWords);
  }

  private static List<String> with(List<String> given, Path base, List<Path> files) {
    List<String> all = new ArrayList<>(given);
    for (Path path : files) {
      Path file = base.resolve(path);
      try {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          String entry = line.strip();
          if (!entry.isEmpty() && !entry.startsWith("#")) {
            all.add(entry);
          }
        }
      } catch (MalformedInputException e) {
        throw new RequestException(file + " is not UTF-8; save the list as UTF-8", e);
      } catch (IOException e) {
        throw new RequestException(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    return all;
  }

  @Override
  public void run(Job job) {
    UrlFilter filter = filter(job.base());
    job.judge(
        List.of(Column.text("url_found", "what was found in the address; null for nothing")),
        shard -> document -> judge(document, filter));
    summarise(job, filter);
  }

  private Verdict judge(Document document, UrlFilter filter) {
    Object url = document.metadata().get(field);
    if (!(url instanceof String address) || address.isBlank()) {
      return required
          ? Verdict.drop(document, MISSING, (Object) null)
          : Verdict.keep(document, (Object) null);
    }
    UrlFilter.Finding finding = filter.find(address);
    return finding == null
        ? Verdict.keep(document, (Object) null)
        : Verdict.drop(document, finding.reason(), finding.found());
  }

  private static void summarise(Job job, UrlFilter filter) {
    Ledger.Account total = job.ledger().total();
    Summary.Table table =
        Summary.table(
            "reasons",
            "Why documents were dropped",
            "",
            "reason",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "bytes",
            Format.BYTES);
    total.dropped.forEach(
        (reason, amount) -> Summary.row(table, reason, amount.documents, amount.bytes));
    job.summary()
        .figure(
            "documents dropped by address",
            total.in.documents - total.kept.documents,
            Format.COUNT,
            "of " + total.in.documents + ", by " + filter.size() + " entries")
        .add(table);
  }

  @Override
  public void foresee(Forecast forecast) {
    UrlFilter filter = filter(forecast.base());
    forecast.work(forecast.bytes(), 100e6);
    forecast.each(document -> judge(document, filter).kept() ? document : null);
  }
}
