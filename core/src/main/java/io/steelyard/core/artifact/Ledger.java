package io.steelyard.core.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.steelyard.core.counts.CodePointOrder;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.stats.Mergeable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happened to every document and byte of each domain in one step. It closes: in = kept +
 * edited away + each reason + rejected, in documents and in bytes. Where a step moves documents to
 * another domain, the moves are listed too, so that the next step's "in" can be checked.
 */
public final class Ledger implements Mergeable<Ledger> {
  /** Documents and bytes. */
  public static final class Amount implements java.io.Serializable {
    @JsonProperty public long documents;
    @JsonProperty public long bytes;

    void add(long moreDocuments, long moreBytes) {
      documents += moreDocuments;
      bytes += moreBytes;
    }
  }

  /** One domain's account. */
  public static final class Account implements java.io.Serializable {
    @JsonProperty public final Amount in = new Amount();
    @JsonProperty public final Amount kept = new Amount();

    /** Bytes that an edit took away (positive) or added (negative) in kept documents. */
    @JsonProperty public long edited;

    @JsonProperty public final Map<String, Amount> dropped = new TreeMap<>(CodePointOrder.INSTANCE);

    @JsonProperty
    public final Map<String, Amount> rejected = new TreeMap<>(CodePointOrder.INSTANCE);

    @JsonProperty public final Map<String, Amount> movedTo = new TreeMap<>(CodePointOrder.INSTANCE);

    boolean closes() {
      long documents = kept.documents;
      long bytes = kept.bytes + edited;
      for (Map<String, Amount> outcomes : java.util.List.of(dropped, rejected)) {
        for (Amount amount : outcomes.values()) {
          documents += amount.documents;
          bytes += amount.bytes;
        }
      }
      return documents == in.documents && bytes == in.bytes;
    }
  }

  private final Map<String, Account> accounts = new TreeMap<>(CodePointOrder.INSTANCE);

  public Ledger() {}

  @JsonCreator
  static Ledger of(@JsonProperty("domains") Map<String, Account> domains) {
    Ledger ledger = new Ledger();
    if (domains != null) {
      ledger.accounts.putAll(domains);
    }
    return ledger;
  }

  /** A document goes on, perhaps edited, perhaps under another domain. */
  public void kept(String domain, long bytesIn, String newDomain, long bytesOut) {
    Account account = account(domain);
    account.in.add(1, bytesIn);
    account.kept.add(1, bytesOut);
    account.edited += bytesIn - bytesOut;
    if (!newDomain.equals(domain)) {
      account.movedTo.computeIfAbsent(newDomain, n -> new Amount()).add(1, bytesOut);
    }
  }

  public void dropped(String domain, long bytes, String reason) {
    Account account = account(domain);
    account.in.add(1, bytes);
    account.dropped.computeIfAbsent(reason, r -> new Amount()).add(1, bytes);
  }

  /** A record that could not be read as a document. */
  public void rejected(String domain, long bytes, String reason) {
    Account account = account(domain);
    account.in.add(1, bytes);
    account.rejected.computeIfAbsent(reason, r -> new Amount()).add(1, bytes);
  }

  @Override
  public void merge(Ledger other) {
    other.accounts.forEach(
        (domain, theirs) -> {
          Account ours = account(domain);
          ours.in.add(theirs.in.documents, theirs.in.bytes);
          ours.kept.add(theirs.kept.documents, theirs.kept.bytes);
          ours.edited += theirs.edited;
          add(ours.dropped, theirs.dropped);
          add(ours.rejected, theirs.rejected);
          add(ours.movedTo, theirs.movedTo);
        });
  }

  /**
   * @throws IllegalStateException naming the domain whose account does not close: a defect
   */
  public void requireClosed() {
    accounts.forEach(
        (domain, account) -> {
          if (!account.closes()) {
            throw new IllegalStateException(
                "the ledger of domain '" + domain + "' does not close: a defect in the step");
          }
        });
  }

  /**
   * Holds that what came in is what the steps before left, for a step that kept a ledger at all.
   *
   * @throws IllegalStateException naming the domain that differs: a defect
   */
  public void requireTakesAll(Inventory before) {
    if (accounts.isEmpty()) {
      return;
    }
    Counts documents = before.documents();
    Counts bytes = before.bytes();
    Set<String> domains = new TreeSet<>(CodePointOrder.INSTANCE);
    domains.addAll(accounts.keySet());
    domains.addAll(documents.names());
    for (String domain : domains) {
      Amount in = accounts.containsKey(domain) ? accounts.get(domain).in : new Amount();
      if (in.documents != documents.get(domain) || in.bytes != bytes.get(domain)) {
        throw new IllegalStateException(
            "domain '"
                + domain
                + "' had "
                + documents.get(domain)
                + " documents of "
                + bytes.get(domain)
                + " bytes before this step, which accounts for "
                + in.documents
                + " of "
                + in.bytes
                + ": a defect in the step");
      }
    }
  }

  /** Accounts by domain, in canonical order. */
  @JsonProperty("domains")
  public Map<String, Account> domains() {
    return new LinkedHashMap<>(accounts);
  }

  /** All domains together. */
  public Account total() {
    Ledger sum = new Ledger();
    accounts.forEach((domain, account) -> sum.merge(of(Map.of("", account))));
    return sum.account("");
  }

  private Account account(String domain) {
    return accounts.computeIfAbsent(domain, d -> new Account());
  }

  private static void add(Map<String, Amount> to, Map<String, Amount> from) {
    from.forEach(
        (name, amount) ->
            to.computeIfAbsent(name, n -> new Amount()).add(amount.documents, amount.bytes));
  }
}
