package io.steelyard.mix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A moment of a {@link Sampler}, to be stored in a checkpoint: a few hundred bytes of JSON that say
 * how much of each domain was consumed, and under which settings.
 *
 * <p>Workers and prefetching are not in it, so a run may go on with another number of workers. The
 * text is canonical: reading and writing it again gives the same bytes. It is read as untrusted.
 */
public final class SamplerState {
  public static final int VERSION = 1;

  private static final int MAX_LENGTH = 64 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxNumberLength(40)
                          .maxStringLength(1 << 16)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String settingsHash;
  private final List<String> domains;
  private final long[] documents;
  private final Progress progress;

  private SamplerState(
      String settingsHash, List<String> domains, long[] documents, Progress progress) {
    this.settingsHash = settingsHash;
    this.domains = domains;
    this.documents = documents;
    this.progress = progress;
  }

  static SamplerState of(SamplerSettings settings, Progress progress) {
    return new SamplerState(
        settings.hash(),
        settings.schedule().domains(),
        settings.domains().stream().mapToLong(SampledDomain::documents).toArray(),
        progress);
  }

  /** Draws made, in the whole sequence. */
  public long draws() {
    return progress.draw;
  }

  /** Units served. */
  public long units() {
    return progress.units;
  }

  /** The settings' hash, see {@link SamplerSettings#hash}. */
  public String settingsHash() {
    return settingsHash;
  }

  Progress progressFor(SamplerSettings settings) {
    if (!settings.hash().equals(settingsHash)) {
      throw new IllegalArgumentException(
          "the state belongs to other settings (hash "
              + settingsHash
              + ", expected "
              + settings.hash()
              + "): "
              + difference(settings)
              + "; resume with the same settings, or name which domains go on (remap)");
    }
    if (progress.segment >= settings.schedule().segments().size()) {
      throw bad("segment", "the schedule has " + settings.schedule().segments().size());
    }
    checkAgainst(settings);
    return progress.copy();
  }

  /** The hash says that the settings are the same; a tampered state may still contradict them. */
  private void checkAgainst(SamplerSettings settings) {
    boolean inBatch = progress.batchNumber >= 0;
    boolean ofOneDomain = settings.mode() == DrawMode.PER_STREAM_BATCH;
    if (inBatch && (!settings.mode().isBatched() || ofOneDomain != (progress.batchDomain >= 0))) {
      throw bad("batch", "it does not belong to draw mode " + settings.mode().word());
    }
    for (int k = 0; k < documents.length; k++) {
      SampledDomain domain = settings.domains().get(k);
      boolean used =
          progress.composition[k] > 0
              || progress.batchDomain == k
              || (progress.override != null && progress.override[k] > 0);
      if (documents[k] != domain.documents() || !domain.name().equals(domains.get(k))) {
        throw bad("documents", "they differ from those of the settings");
      }
      if (used && domain.total(settings.unit()) == 0) {
        throw bad("batch", "it serves domain '" + domain.name() + "', which is empty");
      }
    }
  }

  private String difference(SamplerSettings settings) {
    if (!settings.schedule().domains().equals(domains)) {
      return "it served the domains " + domains + ", these are " + settings.schedule().domains();
    }
    for (int k = 0; k < documents.length; k++) {
      if (settings.domains().get(k).documents() != documents[k]) {
        return "domain '"
            + domains.get(k)
            + "' had "
            + documents[k]
            + " documents and now has "
            + settings.domains().get(k).documents();
      }
    }
    return "sizes, schedule, seed, mode, unit or repeat rule differ";
  }

  Progress remapped(SamplerSettings settings, Map<String, String> remap) {
    Progress moved = new Progress(settings.domains().size());
    Set<String> taken = new HashSet<>();
    moved.draw = progress.draw;
    moved.units = progress.units;
    moved.retired = progress.draw;
    moved.segment = settings.schedule().segmentAt(moved.units);
    moved.segmentUnits = moved.units;
    moved.events.addAll(progress.events);
    for (String name : remap.keySet()) {
      if (!settings.schedule().domains().contains(name)) {
        throw new IllegalArgumentException(
            "the remap names '" + name + "', which is not among " + settings.schedule().domains());
      }
    }
    for (int k = 0; k < moved.served.length; k++) {
      SampledDomain domain = settings.domains().get(k);
      moved.orderNames[k] = domain.name();
      String old = remap.get(domain.name());
      if (old == null) {
        continue;
      }
      int from = domains.indexOf(old);
      if (from < 0 || !taken.add(old)) {
        throw new IllegalArgumentException(
            from < 0
                ? "the state has no domain '" + old + "', it has " + domains
                : "domain '" + old + "' is remapped twice");
      }
      if (documents[from] != domain.documents()) {
        throw new IllegalArgumentException(
            "domain '"
                + domain.name()
                + "' has "
                + domain.documents()
                + " documents, the state's '"
                + old
                + "' had "
                + documents[from]
                + ": its counter would name other documents; leave it out to begin it anew");
      }
      moved.orderNames[k] = progress.orderNames[from];
      moved.served[k] = progress.served[from];
      moved.retired -= moved.served[k];
      moved.unitsOf[k] = progress.unitsOf[from];
      moved.tokensOf[k] = progress.tokensOf[from];
      moved.bytesOf[k] = progress.bytesOf[from];
      moved.asked[k] = progress.asked[from];
    }
    moved.events.add(new DrawEvent(DrawEvent.Kind.REMAPPED, "", moved.draw, moved.units));
    return moved;
  }

  /** Canonical text. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "steelyard-sampler-state");
    root.put("version", VERSION);
    root.put("settings", settingsHash);
    root.put("draws", progress.draw);
    root.put("units", progress.units);
    root.put("retired", progress.retired);
    put(root.putArray("domains"), domains);
    put(root.putArray("orderNames"), List.of(progress.orderNames));
    put(root.putArray("documents"), documents);
    put(root.putArray("served"), progress.served);
    put(root.putArray("credits"), progress.credit);
    put(root.putArray("maxDeviations"), progress.peak);
    put(root.putArray("servedUnits"), progress.unitsOf);
    put(root.putArray("servedTokens"), progress.tokensOf);
    put(root.putArray("servedBytes"), progress.bytesOf);
    ArrayNode asked = root.putArray("asked");
    for (BigInteger value : progress.asked) {
      asked.add(value.toString()); // beyond 64 bits, so not a JSON number
    }
    root.put("segment", progress.segment);
    root.put("segmentUnits", progress.segmentUnits);
    if (progress.override != null) {
      put(root.putArray("override"), progress.override);
    }
    if (progress.batchNumber >= 0) {
      ObjectNode batch = root.putObject("batch");
      batch.put("number", progress.batchNumber);
      batch.put("start", progress.batchStart);
      batch.put("size", progress.batchSize);
      batch.put("domain", progress.batchDomain);
      put(batch.putArray("composition"), progress.composition);
    }
    ArrayNode events = root.putArray("events");
    for (DrawEvent event : progress.events) {
      ObjectNode node = events.addObject();
      node.put("kind", event.kind().name());
      node.put("domain", event.domain());
      node.put("draw", event.draw());
      node.put("units", event.units());
    }
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException saying which field is wrong
   */
  public static SamplerState fromJson(String text) {
    if (text.length() > MAX_LENGTH) {
      throw bad("text", "it is longer than " + MAX_LENGTH + " characters");
    }
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw bad("text", "it is not valid JSON: " + e.getOriginalMessage());
    }
    if (root == null || !"steelyard-sampler-state".equals(root.path("format").asText())) {
      throw bad("format", "expected \"steelyard-sampler-state\"");
    }
    long version = count(root, "version");
    if (version != VERSION) {
      throw bad("version", "it is " + version + ", this program reads " + VERSION);
    }
    List<String> domains = strings(root, "domains");
    int n = domains.size();
    if (n == 0 || new HashSet<>(domains).size() != n) {
      throw bad("domains", "expected distinct names, at least one");
    }
    Progress p = new Progress(n);
    p.draw = count(root, "draws");
    p.units = count(root, "units");
    p.retired = count(root, "retired");
    List<String> orderNames = strings(root, "orderNames");
    if (orderNames.size() != n) {
      throw bad("orderNames", "expected " + n + " names");
    }
    for (int k = 0; k < n; k++) {
      p.orderNames[k] = orderNames.get(k);
    }
    long[] documents = new long[n];
    read(root, "documents", documents, 0, Long.MAX_VALUE);
    read(root, "served", p.served, 0, p.draw);
    read(root, "credits", p.credit, -(1L << 62), 1L << 62);
    read(root, "maxDeviations", p.peak, 0, 1L << 62);
    read(root, "servedUnits", p.unitsOf, 0, p.units);
    read(root, "servedTokens", p.tokensOf, 0, Long.MAX_VALUE);
    read(root, "servedBytes", p.bytesOf, 0, Long.MAX_VALUE);
    long sum = p.retired;
    for (int k = 0; k < n; k++) {
      sum += p.served[k];
      if (p.served[k] > 0 && documents[k] == 0) {
        throw bad("served", "domain '" + domains.get(k) + "' has no documents");
      }
    }
    if (sum != p.draw) {
      throw bad("served", "the domains' draws sum to " + sum + ", expected " + p.draw);
    }
    List<String> asked = strings(root, "asked");
    for (int k = 0; k < n; k++) {
      if (asked.size() != n || !asked.get(k).matches("[0-9]{1,40}")) {
        throw bad("asked", "expected " + n + " whole numbers in quotes");
      }
      p.asked[k] = new BigInteger(asked.get(k));
    }
    p.segment = (int) Math.min(Integer.MAX_VALUE, count(root, "segment"));
    p.segmentUnits = count(root, "segmentUnits");
    if (p.segmentUnits > p.units) {
      throw bad("segmentUnits", "it is beyond the " + p.units + " units served");
    }
    if (root.has("override")) {
      p.override = new long[n];
      read(root, "override", p.override, 0, 1L << 32);
      long total = 0;
      for (long w : p.override) {
        total += w;
      }
      if (total != 1L << 32) {
        throw bad("override", "expected parts that sum to 2^32");
      }
    }
    if (root.has("batch")) {
      readBatch(root.get("batch"), p, n);
    }
    readEvents(root.path("events"), p.events);
    return new SamplerState(root.path("settings").asText(), domains, documents, p);
  }

  private static void readBatch(JsonNode batch, Progress p, int n) {
    p.batchNumber = count(batch, "number");
    p.batchStart = count(batch, "start");
    p.batchSize = count(batch, "size");
    JsonNode domain = batch.path("domain");
    if (!domain.isInt() || domain.intValue() < -1 || domain.intValue() >= n) {
      throw bad("batch.domain", "expected -1 to " + (n - 1));
    }
    p.batchDomain = domain.intValue();
    read(batch, "composition", p.composition, 0, SamplerSettings.MAX_BATCH);
    long sum = 0;
    for (long part : p.composition) {
      sum += part;
    }
    boolean stratified = p.batchDomain < 0;
    if (p.batchSize > SamplerSettings.MAX_BATCH
        || (stratified ? sum != p.batchSize : sum != 0)
        || p.batchStart > p.draw
        || p.draw - p.batchStart > p.batchSize) {
      throw bad("batch", "its start, size and composition do not fit " + p.draw + " draws");
    }
  }

  private static void readEvents(JsonNode events, List<DrawEvent> into) {
    if (!events.isArray()) {
      throw bad("events", "expected a list");
    }
    List<String> kinds = new ArrayList<>();
    for (DrawEvent.Kind kind : DrawEvent.Kind.values()) {
      kinds.add(kind.name());
    }
    for (JsonNode event : events) {
      int kind = kinds.indexOf(event.path("kind").asText());
      if (kind < 0) {
        throw bad("events", "expected kinds among " + kinds);
      }
      into.add(
          new DrawEvent(
              DrawEvent.Kind.values()[kind],
              event.path("domain").asText(),
              count(event, "draw"),
              count(event, "units")));
    }
  }

  private static void put(ArrayNode array, long[] values) {
    for (long value : values) {
      array.add(value);
    }
  }

  private static void put(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static long count(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw bad(field, "expected a whole number that is not negative");
    }
    return value.longValue();
  }

  private static void read(JsonNode node, String field, long[] into, long min, long max) {
    JsonNode array = node.path(field);
    if (!array.isArray() || array.size() != into.length) {
      throw bad(field, "expected a list of " + into.length + " numbers");
    }
    for (int k = 0; k < into.length; k++) {
      JsonNode value = array.get(k);
      if (!value.isIntegralNumber()
          || !value.canConvertToLong()
          || value.longValue() < min
          || value.longValue() > max) {
        throw bad(field, "expected whole numbers from " + min + " to " + max);
      }
      into[k] = value.longValue();
    }
  }

  private static List<String> strings(JsonNode node, String field) {
    JsonNode array = node.path(field);
    List<String> values = new ArrayList<>();
    if (!array.isArray()) {
      throw bad(field, "expected a list of strings");
    }
    for (JsonNode value : array) {
      if (!value.isTextual()) {
        throw bad(field, "expected a list of strings");
      }
      values.add(value.textValue());
    }
    return List.copyOf(values);
  }

  private static IllegalArgumentException bad(String field, String why) {
    return new IllegalArgumentException("the sampler state's '" + field + "' is wrong: " + why);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SamplerState that && toJson().equals(that.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return toJson();
  }
}
