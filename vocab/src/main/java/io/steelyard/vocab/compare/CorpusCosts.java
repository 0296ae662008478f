package io.steelyard.vocab.compare;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.stats.Bootstrap;
import io.steelyard.core.stats.Estimate;
import io.steelyard.core.step.Job;
import io.steelyard.vocab.measure.TextCost;
import io.steelyard.vocab.measure.WordRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A sample of each domain of a corpus under every vocabulary: bytes per token, and the share of
 * words in one token.
 *
 * <p>Texts are those of validation, or of training where there is none; documents are drawn by the
 * hash of their id, the same ones for all vocabularies.
 */
final class CorpusCosts {
  private final List<String> domains;
  private final TextCost[][] costs;
  private final long[][] single;
  private final long[] words;
  private final Part part;

  private CorpusCosts(List<String> domains, int vocabularies, Part part) {
    this.domains = domains;
    this.part = part;
    this.costs = new TextCost[vocabularies][domains.size()];
    for (TextCost[] row : costs) {
      Arrays.setAll(row, d -> new TextCost());
    }
    this.single = new long[vocabularies][domains.size()];
    this.words = new long[domains.size()];
  }

  static CorpusCosts of(Job job, CorpusView view, long sample, List<Contender> contenders) {
    Part part =
        view.inventory().documents(Part.VALIDATION).total() > 0 ? Part.VALIDATION : Part.TRAIN;
    Counts sizes = view.inventory().bytes(part);
    CorpusCosts sum = new CorpusCosts(sizes.names(), contenders.size(), part);
    job.progress().stage("corpus", sizes.total(), "bytes");
    job.each(
        view.shards(),
        shard -> {
          CorpusCosts costs = new CorpusCosts(sizes.names(), contenders.size(), part);
          costs.read(job, view, shard, sizes, sample, contenders);
          sum.merge(costs);
        });
    return sum;
  }

  private void read(
      Job job, CorpusView view, int shard, Counts sizes, long sample, List<Contender> contenders)
      throws IOException {
    long drawKey = Draws.key(job.seed(), Purpose.ESTIMATE);
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        Job.stopIfInterrupted();
        if (document.part() != part) {
          continue;
        }
        long key = Draws.hash(document.id().toString());
        double drawn = (double) sample / sizes.get(document.domain());
        if (Draws.unit(Draws.mix(drawKey, key)) < drawn) {
          add(key, document, domains.indexOf(document.domain()), contenders);
        }
        job.progress().advance(document.bytes());
      }
    }
  }

  private void add(long key, Document document, int d, List<Contender> contenders) {
    byte[] utf8 = document.text().getBytes(StandardCharsets.UTF_8);
    TextCost.Size size = TextCost.Size.of(document.text());
    for (int v = 0; v < contenders.size(); v++) {
      costs[v][d].add(key, size, contenders.get(v).tokenizer().count(utf8), true);
    }
    WordRule.split(
        utf8,
        0,
        utf8.length,
        (from, to) -> {
          byte[] word = Arrays.copyOfRange(utf8, from, to);
          words[d]++;
          for (int v = 0; v < contenders.size(); v++) {
            single[v][d] += contenders.get(v).tokenizer().count(word) == 1 ? 1 : 0;
          }
        });
  }

  private synchronized void merge(CorpusCosts other) {
    for (int d = 0; d < words.length; d++) {
      words[d] += other.words[d];
      for (int v = 0; v < costs.length; v++) {
        costs[v][d].merge(other.costs[v][d]);
        single[v][d] += other.single[v][d];
      }
    }
  }

  List<String> domains() {
    return domains;
  }

  Part part() {
    return part;
  }

  long documents(int d) {
    return costs[0][d].lines();
  }

  Estimate bytesPerToken(int v, int d, Bootstrap bootstrap) {
    return costs[v][d].bytesPerToken(bootstrap);
  }

  /** Tokens of one vocabulary over those of another, document by document. */
  Estimate lengthAgainst(int v, int other, int d, Bootstrap bootstrap) {
    return costs[v][d].lengthAgainst(costs[other][d], bootstrap);
  }

  double retained(int v, int d) {
    return (double) single[v][d] / words[d];
  }
}
