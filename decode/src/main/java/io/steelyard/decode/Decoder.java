package io.steelyard.decode;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.model.ContextOverflowException;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import io.steelyard.vocab.Tokenizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Texts from a model: many requests on few rows. A row whose text has ended takes the next one at
 * once, so a batch stays full; a prompt with several samples is read once and forked.
 *
 * <pre>{@code
 * var decoder = new Decoder(opened, 16, 2);
 * var request = GenerationRequest.of(0, prompt, Chain.GREEDY, 7, 64);
 * List<Generation> texts = decoder.generate(List.of(request), TokenListener.SILENT);
 * }</pre>
 *
 * <p>A text depends on its request and sample alone: not on rows, threads, the other requests or
 * their order, as far as the model's logits do not: a batched matrix product may round in another
 * order than a single one, and a token at the very border of a draw may then change. A {@link
 * #reproducible} decoder computes each row by itself, at the speed of single texts.
 */
public final class Decoder {
  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final int rows;
  private final int threads;
  private final boolean rowByRow;

  /**
   * @param rows texts side by side
   * @param threads cores that choose tokens; the model has its own
   */
  public Decoder(OpenedModel opened, int rows, int threads) {
    this(opened.model(), opened.tokenizer(), rows, threads);
  }

  public Decoder(LanguageModel model, Tokenizer tokenizer, int rows, int threads) {
    this(model, tokenizer, rows, threads, false);
  }

  private Decoder(
      LanguageModel model, Tokenizer tokenizer, int rows, int threads, boolean rowByRow) {
    if (rows < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "rows and threads must be at least 1, were " + rows + ", " + threads);
    }
    if (tokenizer.size() > model.shape().vocabulary()) {
      throw new RequestException(
          "the tokenizer has "
              + tokenizer.size()
              + " tokens, the model gives logits for "
              + model.shape().vocabulary()
              + ": they do not belong together");
    }
    this.model = model;
    this.tokenizer = tokenizer;
    this.rows = rows;
    this.threads = threads;
    this.rowByRow = rowByRow;
  }

  /** The same, whose logits do not depend on which texts run side by side, to the last bit. */
  public Decoder reproducible() {
    return new Decoder(model, tokenizer, rows, threads, true);
  }

  /**
   * Runs all requests.
   *
   * @return texts in the order of requests and samples
   * @throws RequestException before anything runs, if a prompt is empty, has ids outside the
   *     vocabulary, or does not fit the context and may not slide
   */
  public List<Generation> generate(List<GenerationRequest> requests, TokenListener listener) {
    int texts = 0;
    int capacity = 1;
    boolean forks = false;
    List<RequestFeed.Entry> entries = new ArrayList<>();
    List<Generation> results = new ArrayList<>();
    for (GenerationRequest request : requests) {
      capacity = Math.max(capacity, check(request));
      entries.add(new RequestFeed.Entry(request, new Kept(listener, results, texts)));
      texts = Math.addExact(texts, request.samples());
      forks |= request.samples() > 1;
    }
    if (texts == 0) {
      return List.of();
    }
    results.addAll(Collections.nCopies(texts, null));
    int used = Math.min(rows, texts);
    Iterator<RequestFeed.Entry> each = entries.iterator();
    run(idle -> each.hasNext() ? each.next() : null, used, forks ? used + 1 : used, capacity);
    return results;
  }

  /**
   * Runs what a feed gives, until it gives nothing while nothing runs.
   *
   * @param capacity most tokens of a row, prompt and new ones
   * @throws RequestException in the middle, at a request that does not fit; {@link #check} says
   *     before what one needs
   */
  public void generate(RequestFeed feed, int capacity) {
    run(feed, rows, rows + 1, capacity);
  }

  /**
   * @param used rows for texts
   * @param all with the one more that prompts of several samples are read in
   */
  private void run(RequestFeed feed, int used, int all, int capacity) {
    ExecutorService choosers =
        threads > 1 && used > 1 ? Executors.newFixedThreadPool(Math.min(threads, used)) : null;
    try (Session session = model.open(all, capacity)) {
      new Batch(session, feed, used, choosers).run();
    } finally {
      if (choosers != null) {
        choosers.shutdownNow();
      }
    }
  }

  /** Puts texts where their request and sample say. */
  private record Kept(TokenListener listener, List<Generation> results, int first)
      implements TokenListener {
    @Override
    public void token(long request, int sample, int token, String text, double logProbability) {
      listener.token(request, sample, token, text, logProbability);
    }

    @Override
    public void finished(Generation generation) {
      results.set(first + generation.sample(), generation);
      listener.finished(generation);
    }
  }

  /**
   * Tokens that the request needs in a row.
   *
   * @throws RequestException if it cannot be run by this model
   */
  public int check(GenerationRequest request) {
    int[] prompt = request.prompt();
    if (prompt.length == 0) {
      throw new RequestException(
          "request "
              + request.id()
              + " has an empty prompt: give a text, or a model with a start token");
    }
    for (int id : prompt) {
      if (id < 0 || id >= model.shape().vocabulary()) {
        throw new RequestException(
            "request "
                + request.id()
                + " has the token "
                + id
                + " in its prompt; ids are 0 to "
                + (model.shape().vocabulary() - 1));
      }
    }
    long wanted = (long) prompt.length + request.maxNewTokens();
    if (wanted > model.shape().context() && !request.overflow().slides()) {
      throw new RequestException(
          "request "
              + request.id()
              + " wants "
              + prompt.length
              + " tokens of prompt and "
              + request.maxNewTokens()
              + " new ones; the model's context is "
              + model.shape().context()
              + ". Shorten the prompt, generate less, or let the text slide");
    }
    return (int) Math.min(wanted, model.shape().context());
  }

  /** One call of {@code generate}. */
  private final class Batch {
    private final Session session;
    private final RequestFeed feed;
    private final DecodingRow[] batch;
    private final TokenListener[] listeners;
    private final BitSet live = new BitSet();
    private final ExecutorService choosers;
    private RequestFeed.Entry current;
    private int nextSample;

    Batch(Session session, RequestFeed feed, int used, ExecutorService choosers) {
      this.choosers = choosers;
      this.session = session;
      this.feed = feed;
      batch = new DecodingRow[used];
      listeners = new TokenListener[used];
      for (int r = 0; r < used; r++) {
        batch[r] = new DecodingRow(r, model.shape().vocabulary());
      }
    }

    void run() {
      int[] tokens = new int[session.rows()];
      BitSet step = new BitSet();
      while (true) {
        int free = live.nextClearBit(0);
        while (free < batch.length && refill(free)) {
          free = live.nextClearBit(free + 1);
        }
        if (live.isEmpty()) {
          return;
        }
        choose();
        step.clear();
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
          if (batch[r].accept(listeners[r]) != null) {
            live.clear(r);
            session.truncate(r, 0);
          } else if (session.length(r) + 1 > session.capacity()) {
            slide(batch[r]);
          } else {
            tokens[r] = batch[r].chosen;
            step.set(r);
          }
        }
        step(tokens, step);
      }
    }

    private void step(int[] tokens, BitSet active) {
      if (!rowByRow) {
        if (!active.isEmpty()) {
          session.step(tokens, active);
        }
        return;
      }
      BitSet one = new BitSet();
      for (int r = active.nextSetBit(0); r >= 0; r = active.nextSetBit(r + 1)) {
        one.clear();
        one.set(r);
        session.step(tokens, one);
      }
    }

    /** Every live row chooses, each on its own buffers; the lowest row's failure is thrown. */
    private void choose() {
      if (choosers == null || live.cardinality() == 1) {
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
          batch[r].choose(session.logits(r));
        }
        return;
      }
      List<Future<?>> running = new ArrayList<>();
      for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
        DecodingRow row = batch[r];
        float[] logits = session.logits(r);
        running.add(choosers.submit(() -> row.choose(logits)));
      }
      for (Future<?> each : running) {
        await(each);
      }
    }

    private static void await(Future<?> choice) {
      try {
        choice.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkException("interrupted; the same command goes on from here", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      }
    }

    /** Starts the next text in a free row; false where none waits. */
    private boolean refill(int r) {
      int stem = batch.length;
      if (current == null) {
        current = feed.next(live.isEmpty());
        if (current == null) {
          return false;
        }
        int wanted = check(current.request());
        if (wanted > session.capacity() && !current.request().overflow().slides()) {
          throw new ContextOverflowException(r, wanted, session.capacity());
        }
        nextSample = 0;
        if (current.request().samples() > 1) {
          session.truncate(stem, 0);
          read(current.request(), stem);
        }
      }
      GenerationRequest request = current.request();
      DecodingRow row = batch[r];
      row.start(request, nextSample, TokenText.of(tokenizer));
      if (request.samples() == 1) {
        row.slides += read(request, r);
      } else {
        session.fork(stem, r);
        row.slides += fits(request) ? 0 : 1;
      }
      listeners[r] = current.listener();
      live.set(r);
      if (++nextSample == request.samples()) {
        current = null;
      }
      return true;
    }

    private boolean fits(GenerationRequest request) {
      return request.prompt().length < session.capacity() || !request.overflow().slides();
    }

    /** Reads a prompt into an empty row; 1 where it had to be shortened. */
    private int read(GenerationRequest request, int r) {
      int[] prompt = request.prompt();
      boolean fits = fits(request);
      int[] ids =
          fits ? prompt : request.overflow().shortened(prompt, prompt.length, session.capacity());
      session.prefill(r, ids, 0, ids.length);
      return fits ? 0 : 1;
    }

    /** Makes room in a full row by dropping its middle. */
    private void slide(DecodingRow row) {
      int[] ids =
          row.request
              .overflow()
              .shortened(row.context.history(), row.context.length(), session.capacity());
      session.truncate(row.number, 0);
      session.prefill(row.number, ids, 0, ids.length);
      row.slides++;
    }
  }
}
