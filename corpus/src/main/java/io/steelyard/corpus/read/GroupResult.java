package io.steelyard.corpus.read;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.steelyard.core.artifact.Ledger;
import java.util.Map;
import java.util.TreeMap;

/** What reading a group of files gave: its shards, and what was rejected. Merged in order. */
final class GroupResult {
  /** All rejections of one reason. */
  static final class Tally {
    @JsonProperty long records;
    @JsonProperty long bytes;
    @JsonProperty String first;
  }

  @JsonProperty int shards;
  @JsonProperty long documents;
  @JsonProperty long bad;
  @JsonProperty long badBytes;
  @JsonProperty long bytes;
  @JsonProperty Ledger ledger = new Ledger();
  @JsonProperty Map<String, Tally> reasons = new TreeMap<>();

  void kept(String domain, long textBytes) {
    documents++;
    bytes += textBytes;
    ledger.kept(domain, textBytes, domain, textBytes);
  }

  void rejected(Rejected r, String domain) {
    Tally tally = reasons.computeIfAbsent(r.reason().code(), code -> new Tally());
    tally.records += r.records();
    tally.bytes += r.bytes();
    tally.first = tally.first == null ? r.at() + ": " + r.message() : tally.first;
    bytes += r.bytes();
    if (r.reason().bad()) {
      bad += r.records();
      badBytes += r.bytes();
    }
    for (long i = 0; i < r.records(); i++) {
      // The rejection's bytes stand once, with its first record.
      long size = i == 0 ? r.bytes() : 0;
      if (r.reason().bad()) {
        ledger.rejected(domain, size, r.reason().code());
      } else {
        ledger.dropped(domain, size, r.reason().code());
      }
    }
  }

  void merge(GroupResult other) {
    shards += other.shards;
    documents += other.documents;
    bad += other.bad;
    badBytes += other.badBytes;
    bytes += other.bytes;
    ledger.merge(other.ledger);
    other.reasons.forEach(
        (code, theirs) -> {
          Tally ours = reasons.computeIfAbsent(code, c -> new Tally());
          ours.records += theirs.records;
          ours.bytes += theirs.bytes;
          ours.first = ours.first == null ? theirs.first : ours.first;
        });
  }

  /** Documents, and records that are not. */
  long records() {
    return documents + reasons.values().stream().mapToLong(tally -> tally.records).sum();
  }
}
