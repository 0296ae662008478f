package io.steelyard.core.recipe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How an artifact was made: times, versions, machine. Never digested. */
public final class RunFacts {
  private RunFacts() {}

  static ObjectNode of(Instant began, double seconds, int threads, String engine) {
    ObjectNode run = Json.MAPPER.createObjectNode();
    run.put("began", began.truncatedTo(ChronoUnit.SECONDS).toString());
    run.put("seconds", Math.round(seconds * 1000) / 1000.0);
    run.put("threads", threads);
    run.put("engine", engine);
    run.put("steelyard", version());
    run.put("java", Runtime.version().toString());
    run.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    run.put("processors", Runtime.getRuntime().availableProcessors());
    run.put("peakResidentBytes", peakResidentBytes());
    return run;
  }

  public static String version() {
    String version = RunFacts.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Peak resident memory of this process so far, native parts included; 0 where unknown. */
  public static long peakResidentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
