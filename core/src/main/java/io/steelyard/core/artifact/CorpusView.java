package io.steelyard.core.artifact;

import io.steelyard.core.RequestException;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.flow.Source;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A corpus as it stands after the verdicts so far: the documents that are still kept, each in the
 * domain and part that the last verdict gave it. Nothing is copied: a shard is read beside its
 * verdicts, both in order of id.
 *
 * <p>Every verdict file has a row for each document that was left when it was written, so the last
 * one alone decides; earlier ones are opened only for their scores.
 */
public final class CorpusView implements Serializable {
  private final transient Corpus corpus;
  private final transient List<Verdicts> verdicts;
  private transient Inventory inventory;

  /** {@code verdicts} in the order of their steps; may be empty. */
  public CorpusView(Corpus corpus, List<Verdicts> verdicts) {
    this.corpus = corpus;
    this.verdicts = List.copyOf(verdicts);
  }

  public Corpus corpus() {
    return corpus;
  }

  public List<Verdicts> verdicts() {
    return verdicts;
  }

  public int shards() {
    return corpus.shards();
  }

  /** Digests of all that the view is made of: inputs of a step key. */
  public List<String> digests() {
    List<String> digests = new ArrayList<>();
    digests.add(corpus.manifest().digest());
    verdicts.forEach(v -> digests.add(v.manifest().digest()));
    return digests;
  }

  /**
   * Documents and bytes that are left, per domain and part, without reading the corpus. Summed up
   * over all shards once; not to be changed.
   */
  public synchronized Inventory inventory() {
    if (inventory == null) {
      inventory =
          verdicts.isEmpty() ? corpus.inventory() : verdicts.get(verdicts.size() - 1).inventory();
    }
    return inventory;
  }

  /** A kept document and the scores that were asked for (null where a step did not score it). */
  public record Scored(Document document, Object[] scores) {}

  /** The kept documents of one shard, in order of id. */
  public CloseableIterator<Document> read(int shard) {
    CloseableIterator<Scored> scored = read(shard, List.of());
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return scored.hasNext();
      }

      @Override
      public Document next() {
        return scored.next().document();
      }

      @Override
      public void close() throws IOException {
        scored.close();
      }
    };
  }

  /**
   * The same with scores of earlier steps, each from the nearest step that has it.
   *
   * @throws RequestException if no step before has a score of that name
   */
  public CloseableIterator<Scored> read(int shard, List<String> scores) {
    String name = corpus.name(shard);
    List<Lookup> lookups = new ArrayList<>();
    CloseableIterator<Document> documents = corpus.read(shard);
    try {
      lookups = lookups(name, scores);
      return new Joined(documents, lookups, scores.size(), !verdicts.isEmpty());
    } catch (RuntimeException e) {
      close(documents, lookups);
      throw e;
    }
  }

  /** Whether a step before has this score. */
  public boolean has(String score) {
    return verdicts.stream().anyMatch(v -> v.scores().contains(score));
  }

  /** A document that is still kept, as the view shows it. */
  public Optional<Document> find(DocumentId id) {
    Optional<Document> found = corpus.find(id);
    if (found.isEmpty() || verdicts.isEmpty()) {
      return found;
    }
    Verdicts last = verdicts.get(verdicts.size() - 1);
    for (int shard = 0; shard < shards(); shard++) {
      try (CloseableIterator<Verdicts.Row> rows = last.read(corpus.name(shard), List.of())) {
        while (rows.hasNext()) {
          Verdicts.Row row = rows.next();
          if (row.id().equals(id)) {
            return row.kept()
                ? Optional.of(found.get().in(row.domain(), row.part()))
                : Optional.empty();
          }
        }
      } catch (IOException e) {
        throw DocumentLines.broken(last.folder().toString(), e);
      }
    }
    return Optional.empty();
  }

  /**
   * The view as the source of a flow, one partition per shard; can be shipped to another machine.
   */
  public Source<Document> source() {
    return new ViewSource(this);
  }

  /** A view as it goes to another machine, which sees the same folders. */
  private record Copy(String corpus, List<String> verdicts, List<String> digests)
      implements Serializable {
    /** Views that this process opened last: a manifest is read once and not for every shard. */
    private static final Map<Copy, CorpusView> OPENED =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Copy, CorpusView> eldest) {
            return size() > MOST_OPENED;
          }
        };

    private static final int MOST_OPENED = 4;

    static Copy of(CorpusView view) {
      return new Copy(
          view.corpus.folder().toAbsolutePath().toString(),
          new ArrayList<>(
              view.verdicts.stream().map(v -> v.folder().toAbsolutePath().toString()).toList()),
          view.digests());
    }

    private Object readResolve() {
      synchronized (OPENED) {
        return OPENED.computeIfAbsent(
            this,
            copy ->
                new CorpusView(
                    Corpus.open(Path.of(copy.corpus)),
                    copy.verdicts.stream().map(v -> Verdicts.open(Path.of(v))).toList()));
      }
    }
  }

  private Object writeReplace() {
    return Copy.of(this);
  }

  private record ViewSource(CorpusView view) implements Source<Document> {
    @Override
    public int partitions() {
      return view.shards();
    }

    @Override
    public CloseableIterator<Document> open(int partition) {
      return view.read(partition);
    }

    @Override
    public String name(int partition) {
      return "shard " + view.corpus.name(partition) + " of " + view.corpus.folder();
    }
  }

  /** One verdict file that is read along, and which of its scores go where. */
  private record Lookup(CloseableIterator<Verdicts.Row> rows, int[] targets) {}

  private List<Lookup> lookups(String name, List<String> scores) {
    List<List<String>> wanted = new ArrayList<>();
    List<List<Integer>> targets = new ArrayList<>();
    verdicts.forEach(
        v -> {
          wanted.add(new ArrayList<>());
          targets.add(new ArrayList<>());
        });
    for (int s = 0; s < scores.size(); s++) {
      int found = -1;
      for (int v = verdicts.size() - 1; v >= 0 && found < 0; v--) {
        found = verdicts.get(v).scores().contains(scores.get(s)) ? v : -1;
      }
      if (found < 0) {
        throw new RequestException(
            "no step before this one has the score '"
                + scores.get(s)
                + "'"
                + io.steelyard.core.Nearest.hint(
                    scores.get(s),
                    verdicts.stream().flatMap(v -> v.scores().stream()).distinct().toList()));
      }
      wanted.get(found).add(scores.get(s));
      targets.get(found).add(s);
    }
    List<Lookup> lookups = new ArrayList<>();
    for (int v = verdicts.size() - 1; v >= 0; v--) {
      if (v == verdicts.size() - 1 || !wanted.get(v).isEmpty()) {
        lookups.add(
            new Lookup(
                verdicts.get(v).read(name, wanted.get(v)),
                targets.get(v).stream().mapToInt(Integer::intValue).toArray()));
      }
    }
    return lookups;
  }

  private static void close(Closeable documents, List<Lookup> lookups) {
    try (documents) {
      for (Lookup lookup : lookups) {
        lookup.rows().close();
      }
    } catch (IOException e) {
      throw DocumentLines.broken("corpus", e);
    }
  }

  /** Merge join of documents with verdict rows; the first lookup decides who is kept. */
  private static final class Joined implements CloseableIterator<Scored> {
    private final CloseableIterator<Document> documents;
    private final List<Lookup> lookups;
    private final Verdicts.Row[] rows;
    private final int scores;
    private final boolean judged;
    private Scored next;

    Joined(
        CloseableIterator<Document> documents, List<Lookup> lookups, int scores, boolean judged) {
      this.documents = documents;
      this.lookups = lookups;
      this.rows = new Verdicts.Row[lookups.size()];
      this.scores = scores;
      this.judged = judged;
      this.next = advance();
    }

    private Scored advance() {
      while (documents.hasNext()) {
        Document document = documents.next();
        Object[] values = new Object[scores];
        boolean kept = !judged;
        for (int i = 0; i < rows.length; i++) {
          Verdicts.Row row = seek(i, document.id());
          if (row == null) {
            continue;
          }
          if (i == 0 && row.kept()) {
            kept = true;
            document = document.in(row.domain(), row.part());
          }
          for (int s = 0; s < lookups.get(i).targets().length; s++) {
            values[lookups.get(i).targets()[s]] = row.scores()[s];
          }
        }
        if (kept) {
          return new Scored(document, values);
        }
      }
      return null;
    }

    /** The row about {@code id} in lookup {@code i}, or null. */
    private Verdicts.Row seek(int i, DocumentId id) {
      Iterator<Verdicts.Row> iterator = lookups.get(i).rows();
      while (rows[i] == null || rows[i].id().compareTo(id) < 0) {
        if (!iterator.hasNext()) {
          return null;
        }
        rows[i] = iterator.next();
      }
      return rows[i].id().equals(id) ? rows[i] : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Scored next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Scored scored = next;
      next = advance();
      return scored;
    }

    @Override
    public void close() {
      CorpusView.close(documents, lookups);
    }
  }
}
