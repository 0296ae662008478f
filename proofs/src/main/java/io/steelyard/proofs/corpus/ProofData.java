package io.steelyard.proofs.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where proofs find real text, and how to get what is missing. */
public final class ProofData {
  private ProofData() {}

  public static Path folder() {
    String named = System.getenv("STEELYARD_DATA");
    return named != null
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".cache", "steelyard", "data");
  }

  public static List<String> missing(Path data, String... names) {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (!Files.exists(data.resolve(name))) {
        missing.add(name);
      }
    }
    return missing;
  }

  public static String howToGet(List<String> missing) {
    return String.join(", ", missing)
        + " not at hand: run bench/fetch/europarl.sh, bench/fetch/declaration.sh,"
        + " bench/fetch/manpages.sh and bench/fetch/packages.sh";
  }
}
