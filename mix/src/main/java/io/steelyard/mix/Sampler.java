package io.steelyard.mix;

import io.steelyard.core.counts.Proportions;
import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One deterministic, resumable sequence of documents from several domains in scheduled proportions.
 *
 * <p>Example: domains of 1,000, 100 and 10 documents at (0.7, 0.2, 0.1), exact draws, give the
 * domains 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, ... The n-th draw from a domain of N documents is position
 * {@code n mod N} of epoch {@code n / N}, and each epoch is its own permutation, so no document
 * comes a second time before all have come once.
 *
 * <p><b>Which domain.</b> See {@link DrawMode}. In exact draws with constant proportions every
 * prefix stays within the longest document of what was asked; with changing ones the harmonic
 * number H_K bounds the distance.
 *
 * <p><b>Resuming.</b> {@link #state} is the moment after the last {@link #next}; a reader that
 * fetches ahead asks for {@link #stateAt} of what was consumed. Workers and prefetching enter no
 * random key: {@link #worker} takes every W-th draw of this same sequence.
 *
 * <p>Not thread-safe; allocates nothing per draw.
 */
public final class Sampler implements DrawCursor {
  /** Draws between two counters kept for {@link #stateAt} and {@link CounterIndex}. */
  public static final int INDEX_INTERVAL = 1 << 16;

  private static final int KEPT = 16;

  private final SamplerSettings settings;
  private final int domains;
  private final Progress at;
  private final long[] documents;
  private final long[] limit;
  private final Sizes[] unitSizes;
  private final Sizes[] tokens;
  private final Sizes[] bytes;
  private final boolean counting;
  private final DocumentOrder[] order;
  private final long sourceKey;
  private final ArrayDeque<Progress> kept = new ArrayDeque<>();

  /** Draws planned per domain: served, or in stratified batches the end of the batch. */
  private final long[] planned;

  private final SharesInForce shares;
  private final Credits credits;

  /** Stratified batches: the composition, summed up. */
  private final long[] cumulative;

  private boolean finished;

  private int domain = -1;
  private long epoch;
  private long position;
  private long document;
  private boolean documentKnown;

  /** A sampler at the beginning of its sequence. */
  public Sampler(SamplerSettings settings) {
    this(settings, start(settings));
  }

  private static Progress start(SamplerSettings settings) {
    Progress progress = new Progress(settings.domains().size());
    for (int k = 0; k < progress.orderNames.length; k++) {
      progress.orderNames[k] = settings.domains().get(k).name();
    }
    return progress;
  }

  Sampler(SamplerSettings settings, Progress progress) {
    this.settings = settings;
    this.domains = settings.domains().size();
    this.at = progress;
    this.documents = new long[domains];
    this.limit = new long[domains];
    this.unitSizes = new Sizes[domains];
    this.tokens = new Sizes[domains];
    this.bytes = new Sizes[domains];
    this.order = new DocumentOrder[domains];
    boolean anySizes = false;
    for (int k = 0; k < domains; k++) {
      SampledDomain d = settings.domains().get(k);
      documents[k] = d.documents();
      limit[k] = settings.repeat().limit(d.documents());
      unitSizes[k] = d.sizes(settings.unit());
      tokens[k] = d.tokens();
      bytes[k] = d.bytes();
      anySizes |= tokens[k] != null || bytes[k] != null;
      order[k] =
          new DocumentOrder(settings.seed(), progress.orderNames[k], d.documents(), unitSizes[k]);
    }
    this.counting = anySizes;
    this.sourceKey = Draws.key(settings.seed(), Purpose.SOURCE);
    this.planned = at.served.clone();
    this.cumulative = new long[domains];
    if (settings.mode() == DrawMode.STRATIFIED_BATCH) {
      planRestoredBatch();
    }
    this.credits = new Credits(at.credit, at.peak);
    this.shares = new SharesInForce(settings, at, planned, limit);
    keep();
  }

  public SamplerSettings settings() {
    return settings;
  }

  @Override
  public boolean next() {
    if (finished) {
      return false;
    }
    if ((at.draw & (INDEX_INTERVAL - 1)) == 0 && kept.getLast().draw != at.draw) {
      keep();
    }
    boolean drawn =
        switch (settings.mode()) {
          case EXACT -> drawSingle(at.units < settings.budget() ? mostBehind(1) : -1);
          case EXACT_TIGHT -> drawSingle(at.units < settings.budget() ? earliest() : -1);
          case IID -> drawSingle(at.units < settings.budget() ? independent() : -1);
          case STRATIFIED_BATCH -> drawStratified();
          case PER_STREAM_BATCH -> drawPerStream();
        };
    finished = !drawn;
    return drawn;
  }

  // ---- one draw at a time -----------------------------------------------------------------------

  private boolean drawSingle(int k) {
    if (k < 0) {
      return end();
    }
    long length = serve(k);
    credits.move(shares.weights(), k, length);
    if (settings.mode() == DrawMode.EXACT_TIGHT) {
      shares.deadlines().served(k, at.credit);
    }
    credits.measure();
    spend(k);
    return true;
  }

  /** The sequence is over: by budget, or because nothing is left, which the account records. */
  private boolean end() {
    DrawEvent end = new DrawEvent(DrawEvent.Kind.ALL_SPENT, "", at.draw, at.units);
    if (at.units < settings.budget() && !at.events.contains(end)) {
      at.events.add(end);
    }
    return false;
  }

  private int mostBehind(long ahead) {
    shares.advance();
    return credits.mostBehind(shares.weights(), ahead);
  }

  private int earliest() {
    shares.advance();
    return shares.deadlines().choose(at.credit, shares.weights());
  }

  /** Inverse of the cumulative draw probabilities at {@code u = unit(mix(seed, SOURCE, t))}. */
  private int independent() {
    shares.advance();
    long[] c = shares.cumulative();
    if (c[domains - 1] == 0) {
      return -1;
    }
    long u = Draws.sm(sourceKey ^ at.draw) >>> 32; // u * 2^32, rounded down
    if (domains <= 16) {
      int k = 0;
      while (u >= c[k]) {
        k++;
      }
      return k;
    }
    int low = 0;
    int high = domains - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (u < c[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Makes the next document of a domain the current draw; returns its length in the unit. */
  private long serve(int k) {
    long n = at.served[k]++;
    locate(k, n);
    at.draw++;
    long length = 1;
    if (unitSizes[k] != null) {
      length = checked(k, order[k].size(epoch, position));
    }
    at.units += length;
    at.unitsOf[k] += length;
    if (counting) {
      count(k, length);
    }
    return length;
  }

  private void locate(int k, long n) {
    domain = k;
    if (n < documents[k]) {
      epoch = 0;
      position = n;
    } else {
      epoch = n / documents[k];
      position = n - epoch * documents[k];
    }
    documentKnown = false;
  }

  private void count(int k, long length) {
    if (tokens[k] != null) {
      at.tokensOf[k] += tokens[k] == unitSizes[k] ? length : tokens[k].of(document());
    }
    if (bytes[k] != null) {
      at.bytesOf[k] += bytes[k] == unitSizes[k] ? length : bytes[k].of(document());
    }
  }

  private long checked(int k, long length) {
    if (length < 0 || length > Sizes.MAX) {
      throw new IllegalArgumentException(
          "a document of domain '"
              + settings.domains().get(k).name()
              + "' has the size "
              + length
              + "; expected 0 to "
              + Sizes.MAX);
    }
    return length;
  }

  /** Takes a domain out that has served all it may. */
  private void spend(int k) {
    planned[k]++;
    if (planned[k] >= limit[k]) {
      spent(k, at.draw, at.units);
    }
  }

  private void spent(int k, long draw, long units) {
    at.events.add(
        new DrawEvent(DrawEvent.Kind.SPENT, settings.domains().get(k).name(), draw, units));
    shares.share();
  }

  private void event(DrawEvent.Kind kind, String name, long units) {
    at.events.add(new DrawEvent(kind, name, at.draw, units));
  }

  // ---- batches ----------------------------------------------------------------------------------

  private boolean drawStratified() {
    if (at.batchNumber < 0 || at.draw - at.batchStart >= at.batchSize) {
      if (!planBatch()) {
        return end();
      }
    }
    serve(composed(at.draw - at.batchStart));
    return true;
  }

  /** Which domain stands at a place of the batch: the composition in an order of its own. */
  private int composed(long place) {
    long slot = Draws.permute(place, at.batchSize, Draws.mix(sourceKey, at.batchNumber));
    int k = 0;
    while (slot >= cumulative[k]) {
      k++;
    }
    return k;
  }

  /** The composition of the next batch: the exact rule, once per document of the batch. */
  private boolean planBatch() {
    int next = at.units < settings.budget() ? mostBehind(1) : -1;
    if (next < 0) {
      return false;
    }
    Arrays.fill(at.composition, 0);
    at.batchNumber++;
    at.batchStart = at.draw;
    at.batchSize = 0;
    long units = at.units;
    while (next >= 0) {
      int k = next;
      long n = planned[k]++;
      long length = 1;
      if (unitSizes[k] != null) {
        length = checked(k, order[k].size(n / documents[k], n % documents[k]));
      }
      credits.move(shares.weights(), k, length);
      at.composition[k]++;
      at.batchSize++;
      units += length;
      if (planned[k] >= limit[k]) {
        spent(k, at.draw + at.batchSize, units);
      }
      boolean more = at.batchSize < settings.batch() && units < settings.budget();
      next = more ? credits.mostBehind(shares.weights(), 1) : -1;
    }
    credits.measure();
    accumulateComposition();
    if (at.batchSize < settings.batch()) {
      at.events.add(
          new DrawEvent(DrawEvent.Kind.SHORT_BATCH, "", at.batchStart + at.batchSize, units));
    }
    return true;
  }

  private void accumulateComposition() {
    long sum = 0;
    for (int k = 0; k < domains; k++) {
      sum += at.composition[k];
      cumulative[k] = sum;
    }
  }

  /** After a restart inside a batch: what is planned is what was served plus what is still due. */
  private void planRestoredBatch() {
    accumulateComposition();
    for (int k = 0; k < domains; k++) {
      planned[k] += at.composition[k];
    }
    for (long place = 0; place < at.draw - at.batchStart && at.batchSize > 0; place++) {
      planned[composed(place)]--;
    }
  }

  private boolean drawPerStream() {
    boolean budgetLeft = at.units < settings.budget();
    boolean open = at.batchNumber >= 0 && at.draw - at.batchStart < at.batchSize;
    if (open && (!budgetLeft || planned[at.batchDomain] >= limit[at.batchDomain])) {
      at.batchSize = at.draw - at.batchStart;
      event(DrawEvent.Kind.SHORT_BATCH, settings.domains().get(at.batchDomain).name(), at.units);
      open = false;
    }
    if (!open) {
      int k = budgetLeft ? mostBehind(settings.batch()) : -1;
      if (k < 0) {
        return end();
      }
      at.batchNumber++;
      at.batchStart = at.draw;
      at.batchSize = settings.batch();
      at.batchDomain = k;
    }
    return drawSingle(at.batchDomain);
  }

  /**
   * Sets the proportions from here on, in place of the schedule (adaptive methods). Counters stay:
   * nothing is lost or repeated. The values are part of the state and of the account's events, so a
   * resumed run does not recompute them. In batched modes they hold from the next batch on.
   */
  public void reweigh(Proportions proportions) {
    if (!proportions.names().equals(settings.schedule().domains())) {
      throw new IllegalArgumentException(
          "proportions are given for "
              + proportions.names()
              + ", the sampler serves "
              + settings.schedule().domains());
    }
    SamplerSettings.checkServable(
        settings.domains(), settings.unit(), proportions, new java.util.HashSet<>());
    shares.override(proportions);
    event(DrawEvent.Kind.REWEIGHED, "", at.units);
    finished = false;
    // Earlier counters lead to a future without this change.
    kept.clear();
    keep();
  }

  // ---- the current draw -------------------------------------------------------------------------

  @Override
  public long index() {
    return at.draw - 1;
  }

  @Override
  public int domain() {
    return domain;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long document() {
    if (!documentKnown) {
      document = order[domain].at(epoch, position);
      documentKnown = true;
    }
    return document;
  }

  /** The number of the batch that the current draw belongs to; -1 in the modes without batches. */
  public long batch() {
    return at.batchNumber;
  }

  /** Units served so far: documents, tokens or bytes. */
  public long units() {
    return at.units;
  }

  /**
   * Every {@code workers}-th draw of this sequence, beginning with draw {@code rank}; this sampler
   * becomes the worker's own and must not be used beside it.
   */
  public DrawCursor worker(int rank, int workers) {
    return new WorkerCursor(this, rank, workers);
  }

  // ---- state ------------------------------------------------------------------------------------

  private void keep() {
    kept.addLast(at.copy());
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
  }

  /** The moment after the last {@link #next}. */
  public SamplerState state() {
    return SamplerState.of(settings, at.copy());
  }

  /**
   * The moment after draw {@code consumed - 1}, for a reader that has fetched further: the state
   * belongs to what was consumed. Replays at most {@link #INDEX_INTERVAL} draws.
   *
   * @param consumed how many draws of the whole sequence were consumed; at most those made, and at
   *     least those of about a million draws ago
   */
  public SamplerState stateAt(long consumed) {
    if (consumed > at.draw) {
      throw new IllegalArgumentException(
          consumed + " draws cannot be consumed, only " + at.draw + " were made");
    }
    for (Iterator<Progress> it = kept.descendingIterator(); it.hasNext(); ) {
      Progress from = it.next();
      if (from.draw <= consumed) {
        Sampler replay = new Sampler(settings, from.copy());
        replay.skipTo(consumed);
        return replay.state();
      }
    }
    throw new IllegalArgumentException(
        "the state after "
            + consumed
            + " draws is no longer kept, the oldest is after "
            + kept.getFirst().draw
            + "; save states more often, or use a counter index");
  }

  /** Makes draws until {@code draws} were made in all; false when the sequence ends before. */
  public boolean skipTo(long draws) {
    while (at.draw < draws) {
      if (!next()) {
        return false;
      }
    }
    return true;
  }

  /** How many draws were made in all. */
  public long draws() {
    return at.draw;
  }

  Progress progress() {
    return at;
  }

  /**
   * Goes on from a state of a sampler with the same settings.
   *
   * @throws IllegalArgumentException if the settings differ in anything that decides the sequence
   */
  public static Sampler resume(SamplerSettings settings, SamplerState state) {
    return new Sampler(settings, state.progressFor(settings));
  }

  /**
   * Takes a state over to other settings: a domain listed in {@code remap} (new name to old name)
   * keeps its counter and its document order, all others begin at their first document. Credits
   * begin at zero. This is how a run goes on with a changed mixture or with other domains.
   */
  public static Sampler resume(
      SamplerSettings settings, SamplerState state, Map<String, String> remap) {
    return new Sampler(settings, state.remapped(settings, remap));
  }

  /** What was served so far. */
  public DrawAccount account() {
    List<DrawAccount.Line> lines = new ArrayList<>();
    for (int k = 0; k < domains; k++) {
      lines.add(
          new DrawAccount.Line(
              settings.domains().get(k).name(),
              at.served[k],
              Math.min(at.served[k], documents[k]),
              documents[k],
              tokens[k] == null ? DrawAccount.UNKNOWN : at.tokensOf[k],
              bytes[k] == null ? DrawAccount.UNKNOWN : at.bytesOf[k],
              documents[k] == 0 ? 0 : (double) at.served[k] / documents[k],
              shares.asked(k),
              at.unitsOf[k],
              at.peak[k] * 0x1p-32));
    }
    return new DrawAccount(settings.unit(), at.draw, at.units, lines, List.copyOf(at.events));
  }
}
