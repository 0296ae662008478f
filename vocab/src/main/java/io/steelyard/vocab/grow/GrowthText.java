package io.steelyard.vocab.grow;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.vocab.Normalizer;
import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.measure.TokenUse;
import io.steelyard.vocab.pretokenize.AlignedText;
import io.steelyard.vocab.train.WordCounter;
import io.steelyard.vocab.train.WordCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The corpus's training text as a tokenizer sees it: its words, cut by its own pattern after its
 * own normaliser, or its tokens.
 */
final class GrowthText {
  private final Job job;
  private final Tokenizer tokenizer;

  /** What one document becomes. */
  private interface Sink {
    void add(byte[] utf8) throws IOException;
  }

  GrowthText(Job job, Tokenizer tokenizer) {
    this.job = job;
    this.tokenizer = tokenizer;
    if (job.corpus().inventory().bytes(Part.TRAIN).total() == 0) {
      throw new RequestException(
          "the corpus has no training text; put corpus.read before it, and look at what was"
              + " dropped");
    }
  }

  WordCounts words(String name, long tableBytes, long keptBytes) throws IOException {
    if (!(tokenizer.parts().preTokenizer() instanceof PreTokenizer cut)) {
      throw new RequestException(
          name + ": its pre-tokenizer changes the text that it cuts; it cannot be learnt on from");
    }
    Normalizer normalizer = tokenizer.parts().normalizer();
    Files.createDirectories(job.scratch());
    long table = Math.max(tableBytes, (long) job.threads() << 20);
    try (WordCounter counter =
        new WordCounter(
            cut::split, new WordCounter.Limits(table, keptBytes, job.threads(), job.scratch()))) {
      ConcurrentLinkedQueue<WordCounter.Worker> idle = new ConcurrentLinkedQueue<>();
      each(
          "counting words",
          shard -> {
            WordCounter.Worker taken = idle.poll();
            WordCounter.Worker worker = taken == null ? counter.worker() : taken;
            read(
                shard,
                utf8 -> {
                  byte[] text = normalizer == null ? utf8 : normalized(normalizer, utf8);
                  worker.add(text, 0, text.length, 1);
                });
            idle.add(worker);
          });
      return counter.finish(1);
    }
  }

  private static byte[] normalized(Normalizer normalizer, byte[] utf8) {
    return normalizer
        .normalize(AlignedText.source(utf8, 0, utf8.length, false))
        .string()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** How often each token is used. */
  TokenUse use() {
    TokenUse sum = new TokenUse(tokenizer.size());
    each(
        "counting tokens",
        shard -> {
          TokenUse use = new TokenUse(tokenizer.size());
          read(shard, utf8 -> use.add(tokenizer.encodeOrdinary(utf8)));
          synchronized (sum) {
            sum.merge(use);
          }
        });
    return sum;
  }

  private void each(String stage, io.steelyard.core.step.Workers.Task task) {
    job.progress().stage(stage, job.corpus().inventory().bytes(Part.TRAIN).total(), "bytes");
    job.each(job.corpus().shards(), task);
  }

  private void read(int shard, Sink sink) throws IOException {
    CorpusView view = job.corpus();
    try (CloseableIterator<Document> documents = view.read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        Job.stopIfInterrupted();
        if (document.part() == Part.TRAIN) {
          byte[] utf8 = document.text().getBytes(StandardCharsets.UTF_8);
          sink.add(utf8);
          job.progress().advance(utf8.length);
        }
      }
    }
  }
}
