package io.steelyard.vocab.tokens;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Amount.Unit;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.MixPlan;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.PlannedDomain;
import io.steelyard.vocab.train.BytesPerToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the token shards will hold, by a sample: tokens, passes and unseen shares per domain. */
final class TokensForecast {
  private TokensForecast() {}

  /**
   * @param asked the step's own budget
   * @param ends tokens put after each document
   * @param sequenceLength tokens of a sequence of the order
   */
  static void describe(Forecast forecast, Optional<Amount> asked, int ends, int sequenceLength) {
    Counts bytes = forecast.inventory().bytes(Part.TRAIN);
    Counts documents = forecast.inventory().documents(Part.TRAIN);
    Optional<BytesPerToken> measured = forecast.given(ArtifactKind.VOCABULARY, BytesPerToken.class);
    forecast.work(forecast.bytes(), 18e6); // text bytes a second and core, as in the demo
    if (measured.isEmpty() || documents.total() == 0) {
      forecast.unknown();
      return;
    }
    List<PlannedDomain> domains = new ArrayList<>();
    double total = 0;
    Optional<Mixture> mixture = forecast.given(ArtifactKind.MIXTURE, Mixture.class);
    boolean byDocument = mixture.map(Mixture::unit).orElse(Unit.TOKENS) == Unit.DOCUMENTS;
    List<Double> tokens = new ArrayList<>();
    for (String name : documents.names()) {
      double n =
          bytes.get(name) / measured.get().domains().getOrDefault(name, 4.)
              + (double) ends * documents.get(name);
      tokens.add(n);
      total += n;
      domains.add(
          new PlannedDomain(name, documents.get(name), byDocument ? documents.get(name) : n));
    }
    Optional<MixPlan> plan = mixture.flatMap(m -> plan(m, domains, asked, total(domains)));
    int width = TokenWidth.of(measured.get().vocabulary()).bytes();
    forecast
        .summary()
        .figure("tokens in the training text", Math.round(total), Format.COUNT)
        .figure("tokens on disk", total * width, Format.BYTES);
    forecast.summary().add(table(domains, tokens, bytes, plan));
    plan.ifPresent(
        p -> p.problems().forEach(problem -> forecast.summary().warning(problem.message())));
    plan.ifPresent(p -> forecast.memory(p.estimates().stateBytes()));
    double drawn = plan.map(p -> drawn(p, domains, tokens)).orElse(total);
    forecast.make(
        new ForeseenTokens(
            measured.get().vocabulary(), sequenceLength, (long) (drawn / sequenceLength)));
  }

  /** Tokens that the order will hold. */
  private static double drawn(MixPlan plan, List<PlannedDomain> domains, List<Double> tokens) {
    double drawn = 0;
    for (MixPlan.Line line : plan.domains()) {
      for (int d = 0; d < domains.size(); d++) {
        if (domains.get(d).name().equals(line.name()) && domains.get(d).units() > 0) {
          drawn += line.expected() / domains.get(d).units() * tokens.get(d);
        }
      }
    }
    return drawn;
  }

  private static long total(List<PlannedDomain> domains) {
    return Math.max(1, Math.round(domains.stream().mapToDouble(PlannedDomain::units).sum()));
  }

  private static Optional<MixPlan> plan(
      Mixture mixture, List<PlannedDomain> domains, Optional<Amount> asked, long all) {
    if (mixture.unit() == Unit.BYTES) {
      throw new RequestException(
          "the mixture counts bytes, but a run is as long as its tokens: give the mixture the unit"
              + " tokens or documents");
    }
    if (asked.isPresent() && asked.get().unit() != mixture.unit()) {
      throw new RequestException("budget and mixture count different units; give both in one unit");
    }
    long budget = asked.map(Amount::value).orElse(mixture.isOpen() ? all : mixture.budget());
    return Optional.of(
        MixPlan.of(
            mixture.withBudget(budget),
            domains,
            budget,
            MixPlan.WARN_EPOCHS,
            Double.POSITIVE_INFINITY));
  }

  private static Summary.Table table(
      List<PlannedDomain> domains, List<Double> tokens, Counts bytes, Optional<MixPlan> plan) {
    Summary.Table table =
        Summary.table(
            "tokens",
            "Tokens by domain",
            "by a vocabulary trained on a part of the sample",
            "domain",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "tokens",
            Format.COUNT,
            "bytes per token",
            Format.NUMBER,
            "passes",
            Format.NUMBER,
            "never seen",
            Format.SHARE);
    for (int d = 0; d < domains.size(); d++) {
      String name = domains.get(d).name();
      Optional<MixPlan.Line> line =
          plan.flatMap(p -> p.domains().stream().filter(l -> l.name().equals(name)).findFirst());
      Summary.row(
          table,
          name,
          domains.get(d).documents(),
          Math.round(tokens.get(d)),
          bytes.get(name) / tokens.get(d),
          line.map(MixPlan.Line::epochs).orElse(plan.isPresent() ? 0. : 1.),
          line.map(MixPlan.Line::unseen).orElse(plan.isPresent() ? 1. : 0.));
    }
    return table;
  }
}
