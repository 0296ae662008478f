package io.steelyard.decode;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.Session;
import io.steelyard.vocab.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
 * their order, as far as the model's logits do not (a batched matrix product may round in another
 * order than a single one, and a token at the very border of a draw may then change).
 */
public final class Decoder {
  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final int rows;
  private final int threads;

  /**
   * @param rows texts side by side
   * @param threads cores that choose tokens; the model has its own
   */
  public Decoder(OpenedModel opened, int rows, int threads) {
    this(opened.model(), opened.tokenizer(), rows, threads);
  }

  public Decoder(LanguageModel model, Tokenizer tokenizer, int rows, int threads) {
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
    for (GenerationRequest request : requests) {
      capacity = Math.max(capacity, check(request));
      texts = Math.addExact(texts, request.samples());
      forks |= request.samples() > 1;
    }
    if (texts == 0) {
      return List.of();
    }
    int used = Math.min(rows, texts);
    ExecutorService choosers =
        threads > 1 && used > 1 ? Executors.newFixedThreadPool(Math.min(threads, used)) : null;
    try (Session session = model.open(forks ? used + 1 : used, capacity)) {
      return new Batch(session, requests, used, texts, listener, choosers).run();
    } finally {
      if (choosers != null) {
        choosers.shutdownNow();
      }
    }
  }

  /** Tokens that the request needs in a row. */
  private int check(GenerationRequest request) {
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

  /** One call of {@link #generate}. */
  private final class Batch {
    private final Session session;
    private final List<GenerationRequest> requests;
    private final TokenListener listener;
    private final Generation[] results;
    private final int[] firstResult;
    private final DecodingRow[] batch;
    private final int[] resultOf;
    private final BitSet live = new BitSet();
    private final ExecutorService choosers;
    private int nextRequest;
    private int nextSample;
    private int stemRequest = -1;

    Batch(
        Session session,
        List<GenerationRequest> requests,
        int used,
        int texts,
        TokenListener listener,
        ExecutorService choosers) {
      this.choosers = choosers;
      this.session = session;
      this.requests = requests;
      this.listener = listener;
      results = new Generation[texts];
      firstResult = new int[requests.size()];
      for (int i = 1; i < firstResult.length; i++) {
        firstResult[i] = firstResult[i - 1] + requests.get(i - 1).samples();
      }
      batch = new DecodingRow[used];
      resultOf = new int[used];
      for (int r = 0; r < used; r++) {
        batch[r] = new DecodingRow(r, model.shape().vocabulary());
      }
    }

    List<Generation> run() {
      int[] tokens = new int[session.rows()];
      BitSet step = new BitSet();
      while (true) {
        for (int r = live.nextClearBit(0); r < batch.length; r = live.nextClearBit(r + 1)) {
          refill(r);
        }
        if (live.isEmpty()) {
          return new ArrayList<>(Arrays.asList(results));
        }
        choose();
        step.clear();
        for (int r = live.nextSetBit(0); r >= 0; r = live.nextSetBit(r + 1)) {
          Generation finished = batch[r].accept(listener);
          if (finished != null) {
            results[resultOf[r]] = finished;
            live.clear(r);
            session.truncate(r, 0);
          } else if (session.length(r) + 1 > session.capacity()) {
            slide(batch[r]);
          } else {
            tokens[r] = batch[r].chosen;
            step.set(r);
          }
        }
        if (!step.isEmpty()) {
          session.step(tokens, step);
        }
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

    /** Starts the next text in a free row. */
    private void refill(int r) {
      if (nextRequest == requests.size()) {
        return;
      }
      GenerationRequest request = requests.get(nextRequest);
      DecodingRow row = batch[r];
      row.start(request, nextSample, TokenText.of(tokenizer));
      if (request.samples() == 1) {
        row.slides += read(request, r);
      } else {
        int stem = batch.length;
        if (stemRequest != nextRequest) {
          session.truncate(stem, 0);
          read(request, stem);
          stemRequest = nextRequest;
        }
        session.fork(stem, r);
        row.slides += fits(request) ? 0 : 1;
      }
      resultOf[r] = firstResult[nextRequest] + nextSample;
      live.set(r);
      if (++nextSample == request.samples()) {
        nextRequest++;
        nextSample = 0;
      }
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
