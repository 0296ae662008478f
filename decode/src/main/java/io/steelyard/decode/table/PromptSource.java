package io.steelyard.decode.table;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Setting;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Where prompts come from: a JSON Lines file, or else the documents of the corpus, in canonical
 * order. {@code prompts: questions.jsonl} is short for {@code prompts: {file: questions.jsonl}}.
 *
 * @param file one JSON object per line; the corpus where there is none
 * @param field the field with the text
 * @param id the field with an id; the line's number where an object has none
 * @param group the field with a language or another group
 * @param opening only so many characters of each text, cut behind its last space; 0 for all
 * @param limit only so many texts; 0 for all
 * @param chat whether a text is put as a user's message of the model's chat template
 */
public record PromptSource(
    @Setting(value = "JSON Lines with prompts; the corpus if not given", or = "")
        Optional<Path> file,
    @Setting(value = "field with the prompt", or = "prompt") String field,
    @Setting(value = "field with an id; else the line's number", or = "id") String id,
    @Setting(value = "field with a language or another group", or = "language") String group,
    @Setting(value = "characters of each text that are used, to a space; 0 for all", or = "0")
        int opening,
    @Setting(value = "texts that are used; 0 for all", or = "0") int limit,
    @Setting(value = "put each text as a message of the model's chat template", or = "false")
        boolean chat) {
  public PromptSource {
    if (opening < 0 || limit < 0) {
      throw new IllegalArgumentException(
          "opening and limit must not be negative, were " + opening + ", " + limit);
    }
  }

  /** From the path of a file. */
  public static PromptSource parse(String path) {
    return new PromptSource(Optional.of(Path.of(path)), "prompt", "id", "language", 0, 0, false);
  }

  /** For {@code Step.reads}. */
  public Map<String, Path> reads(Path base) {
    if (file.isEmpty()) {
      return Map.of();
    }
    Path path = base.resolve(file.get());
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new RequestException(path + ": no such file, or it cannot be read");
    }
    return Map.of("prompts/" + path.getFileName(), path);
  }

  /** All prompts, one after the other. */
  public CloseableIterator<Prompt> open(Job job) {
    CloseableIterator<Prompt> all = file.isPresent() ? fromFile(job) : fromCorpus(job);
    if (limit == 0) {
      return all;
    }
    return CloseableIterator.of(
        new Iterator<Prompt>() {
          private int given;

          @Override
          public boolean hasNext() {
            return given < limit && all.hasNext();
          }

          @Override
          public Prompt next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            given++;
            return all.next();
          }
        },
        all);
  }

  private CloseableIterator<Prompt> fromFile(Job job) {
    CloseableIterator<JsonLines.Line> lines = JsonLines.read(job.resolve(file.get()));
    return CloseableIterator.of(
        new Iterator<Prompt>() {
          private long number;

          @Override
          public boolean hasNext() {
            return lines.hasNext();
          }

          @Override
          public Prompt next() {
            JsonLines.Line line = lines.next();
            number++;
            return new Prompt(
                line.text(id, "line " + number),
                opened(line.text(field)),
                line.text(group, ""),
                line.node());
          }
        },
        lines);
  }

  private CloseableIterator<Prompt> fromCorpus(Job job) {
    CorpusView view = job.corpus();
    CorpusPrompts prompts = new CorpusPrompts(view);
    return CloseableIterator.of(prompts, prompts);
  }

  private final class CorpusPrompts implements Iterator<Prompt>, Closeable {
    private final CorpusView view;
    private int shard;
    private CloseableIterator<Document> documents;

    CorpusPrompts(CorpusView view) {
      this.view = view;
    }

    @Override
    public boolean hasNext() {
      while (documents == null || !documents.hasNext()) {
        closeShard();
        if (shard == view.shards()) {
          return false;
        }
        documents = view.read(shard++);
      }
      return true;
    }

    @Override
    public Prompt next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Document document = documents.next();
      return new Prompt(document.id().toString(), opened(document.text()), document.domain(), null);
    }

    private void closeShard() {
      try {
        close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (documents != null) {
        documents.close();
        documents = null;
      }
    }
  }

  private String opened(String text) {
    if (opening == 0 || text.length() <= opening) {
      return text;
    }
    int space = text.lastIndexOf(' ', opening);
    int end = space > 0 ? space : opening;
    return text.substring(0, Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end);
  }
}
