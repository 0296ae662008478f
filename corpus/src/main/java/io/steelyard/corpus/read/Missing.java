package io.steelyard.corpus.read;

import io.steelyard.core.Nearest;
import java.util.List;

/** The message about a field or column that is not there. */
final class Missing {
  private static final int SHOWN = 20;

  private Missing() {}

  static BadRecord field(FieldPath path, String role, List<String> seen) {
    String names =
        seen.isEmpty()
            ? "there are no fields"
            : "the fields are "
                + String.join(", ", seen.subList(0, Math.min(SHOWN, seen.size())))
                + (seen.size() > SHOWN ? ", …" : "");
    String wanted = path.tokens().get(0);
    return new BadRecord(
        Reason.MISSING_FIELD,
        "no field "
            + path
            + " for the "
            + role
            + "; "
            + names
            + (seen.contains(wanted)
                ? ""
                : Nearest.of(wanted, seen).map(near -> "; did you mean " + near + "?").orElse("")));
  }
}
