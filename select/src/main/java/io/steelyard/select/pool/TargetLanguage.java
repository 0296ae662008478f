package io.steelyard.select.pool;

import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Job;
import io.steelyard.corpus.language.Guess;
import io.steelyard.corpus.language.LanguageIdentifier;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Warns where the pool hardly holds the language of the target: any method would then select by
 * accidents of spelling and mark-up. Looks at the beginnings of some documents of each shard.
 */
public final class TargetLanguage {
  private static final int WINDOW = 500;
  private static final int TARGETS = 100;
  private static final int DOCUMENTS = 200;

  /** The target is said to have a language where so many of its texts agree. */
  private static final double AGREED = 0.6;

  /** Below this share the pool is said to lack it. */
  private static final double HARDLY = 0.05;

  private TargetLanguage() {}

  public static void warn(Job job, Targets targets) throws IOException {
    LanguageIdentifier identifier = new LanguageIdentifier(List.of(), WINDOW);
    Map<String, Integer> wanted = new TreeMap<>();
    List<String> texts = targets.texts();
    int step = Math.max(1, texts.size() / TARGETS);
    int looked = 0;
    for (int i = 0; i < texts.size(); i += step) {
      wanted.merge(identifier.identify(texts.get(i)).language(), 1, Integer::sum);
      looked++;
    }
    String language = most(wanted);
    if (language.equals(Guess.UNKNOWN) || wanted.get(language) < AGREED * looked) {
      return;
    }
    Map<String, Integer> found = languages(job.corpus(), identifier);
    int all = found.values().stream().mapToInt(Integer::intValue).sum();
    int same = found.getOrDefault(language, 0);
    if (all > 0 && same < HARDLY * all) {
      job.summary()
          .warning(
              "the target is mostly in the language '"
                  + language
                  + "', but of "
                  + all
                  + " documents of the pool that were looked at "
                  + same
                  + " are; most are in '"
                  + most(found)
                  + "'. What is selected will be alike in form at best.");
    }
  }

  private static Map<String, Integer> languages(CorpusView view, LanguageIdentifier identifier)
      throws IOException {
    Map<String, Integer> found = new TreeMap<>();
    int each = Math.max(1, DOCUMENTS / Math.max(1, view.shards()));
    int step = Math.max(1, view.shards() / DOCUMENTS);
    for (int shard = 0; shard < view.shards(); shard += step) {
      try (CloseableIterator<Document> documents = view.read(shard)) {
        for (int n = 0; n < each && documents.hasNext(); n++) {
          found.merge(identifier.identify(documents.next().text()).language(), 1, Integer::sum);
        }
      }
    }
    found.remove(Guess.UNKNOWN);
    return found;
  }

  private static String most(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(Guess.UNKNOWN);
  }
}
