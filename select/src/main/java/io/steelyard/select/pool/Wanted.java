package io.steelyard.select.pool;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Share;
import java.util.List;
import java.util.Optional;

/**
 * How much is selected: an amount of documents, bytes or tokens, a share of the pool's documents,
 * or everything above a score. Exactly one is given.
 *
 * <p>An amount of bytes or tokens is filled in order of score up to the first document that would
 * go beyond it; what is selected is thus a beginning of the ranking, whatever the amount counts.
 */
public record Wanted(Optional<Amount> budget, Optional<Share> share, Optional<Double> above) {
  public Wanted {
    int given =
        (budget.isPresent() ? 1 : 0) + (share.isPresent() ? 1 : 0) + (above.isPresent() ? 1 : 0);
    if (given != 1) {
      throw new IllegalArgumentException(
          "budget: give one of budget (5000 documents, 20M tokens, 2G bytes), share (10%) and above"
              + " (a score)");
    }
    budget.ifPresent(
        amount -> {
          if (amount.value() < 1) {
            throw new IllegalArgumentException("budget must be at least 1, was " + amount);
          }
        });
  }

  public static Wanted amount(Amount amount) {
    return new Wanted(Optional.of(amount), Optional.empty(), Optional.empty());
  }

  /** What documents are counted by. */
  public Amount.Unit unit() {
    return budget.map(Amount::unit).orElse(Amount.Unit.DOCUMENTS);
  }

  /**
   * The amount in units of {@link #unit()}.
   *
   * @param documents documents that can be selected
   * @param units what they count
   * @throws RequestException if there is less than was asked for
   */
  long units(long documents, long units) {
    long most = unit() == Amount.Unit.DOCUMENTS ? documents : units;
    long asked =
        budget.map(Amount::value).orElseGet(() -> Math.round(share.get().value() * documents));
    if (asked > most) {
      throw tooLarge(asked, most);
    }
    return asked;
  }

  RequestException tooLarge(long asked, long most) {
    return new RequestException(
        "budget: "
            + asked
            + " "
            + unit().word()
            + " are asked for, but the pool has only "
            + most
            + " that can be selected; ask for less, or for share: 100%");
  }

  /** Leaves of the sample as much as is wanted, by weight: which documents is not known before. */
  public void foresee(Forecast forecast) {
    if (above.isPresent() || unit() == Amount.Unit.TOKENS) {
      forecast.unknown();
      return;
    }
    double all = unit() == Amount.Unit.DOCUMENTS ? forecast.documents() : forecast.bytes();
    double asked = share.map(s -> s.value() * all).orElseGet(() -> (double) budget.get().value());
    if (forecast.isWhole() && asked > all) {
      throw tooLarge((long) asked, (long) all);
    }
    double part = all == 0 ? 0 : Math.min(1, asked / all);
    forecast.spread(
        sampled ->
            sampled.document().part() == Part.TRAIN
                ? List.of(new Forecast.Sampled(sampled.document(), sampled.weight() * part))
                : List.of(sampled));
  }
}
