package io.steelyard.vocab.tokens;

import io.steelyard.core.artifact.Part;
import io.steelyard.core.counts.Counts;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Summary;
import io.steelyard.core.step.Summary.Format;
import io.steelyard.mix.DrawAccount;
import io.steelyard.mix.DrawEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code vocab.tokens} tells the report: tokens of each domain before and after mixing. */
final class TokensSummary {
  private TokensSummary() {}

  static void describe(Job job, DomainFiles files, MixtureOrder order, int vocabularySize) {
    Summary summary = job.summary();
    long total = order.sequences() * order.sequenceLength();
    summary.figure("training tokens", total, Format.COUNT, "in full sequences");
    summary.figure("sequences", order.sequences(), Format.COUNT);
    summary.figure("validation tokens", files.tokens(Part.VALIDATION), Format.COUNT);
    Map<String, Long> before = new LinkedHashMap<>();
    Map<String, Long> after = new LinkedHashMap<>();
    Summary.Table table =
        Summary.table(
            "tokens",
            "Tokens of each domain",
            "epochs: passes over the domain's training documents; waiting: tokens drawn last that"
                + " fill no sequence",
            "domain",
            Format.TEXT,
            "documents",
            Format.COUNT,
            "tokens",
            Format.COUNT,
            "bytes per token",
            Format.NUMBER,
            "served",
            Format.COUNT,
            "share",
            Format.SHARE,
            "epochs",
            Format.NUMBER,
            "unseen",
            Format.SHARE,
            "waiting",
            Format.COUNT);
    long served = order.account().domains().stream().mapToLong(l -> l.tokens()).sum();
    for (int k = 0; k < order.account().domains().size(); k++) {
      DrawAccount.Line line = order.account().domains().get(k);
      int d = files.domains().indexOf(line.name());
      if (d < 0) {
        continue;
      }
      before.put(line.name(), files.tokens(d, Part.TRAIN));
      after.put(line.name(), line.tokens());
      Summary.row(
          table,
          line.name(),
          files.documents(d, Part.TRAIN),
          files.tokens(d, Part.TRAIN),
          ratio(files.bytes(d, Part.TRAIN), files.tokens(d, Part.TRAIN)),
          line.tokens(),
          ratio(line.tokens(), served),
          line.epochs(),
          line.unseen(),
          order.waiting().get(k));
    }
    summary.add(table);
    summary.balance(
        "tokens-balance", "Tokens by domain", "tokens", Counts.of(before), Counts.of(after));
    for (String name : order.unmixed()) {
      summary.warning(
          "domain '" + name + "' is not in the mixture: its tokens are stored but in no sequence");
    }
    for (DrawEvent event : order.account().events()) {
      // Without a mixture every domain is spent in the end, as it should be.
      if (!order.natural() || event.kind() != DrawEvent.Kind.SPENT) {
        summary.warning(text(event, order.unit().word()));
      }
    }
    if (order.sequences() == 0) {
      summary.warning(
          "no sequence of "
              + order.sequenceLength()
              + " tokens became full: the text is too short for this sequence-length");
    }
    summary.figure("vocabulary", vocabularySize, Format.COUNT);
  }

  private static String text(DrawEvent event, String unit) {
    String after = " after " + event.units() + " " + unit;
    return switch (event.kind()) {
      case SPENT ->
          "domain '"
              + event.domain()
              + "' had served all that its repeat rule allows"
              + after
              + "; the others took over its share";
      case ALL_SPENT -> "every domain was spent" + after + ": the order is shorter than the budget";
      case REWEIGHED, SHORT_BATCH, REMAPPED -> event.kind() + " " + event.domain() + after;
    };
  }

  /** Null where there is nothing to divide by. */
  private static Double ratio(double above, double below) {
    return below == 0 ? null : above / below;
  }
}
