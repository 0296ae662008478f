package io.steelyard.corpus.clean;

import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.Summary.Format;

/**
 * Takes out the lines that C4's line rules drop and the citation marks in the others; the ledger
 * shows the bytes by domain. Documents are not dropped here: {@code corpus.clean} with the rules
 * {@code c4} judges them.
 */
@Method(
    name = "corpus.trim-lines",
    about = "Takes lines without an end mark, script notices and policy phrases out of the text.",
    takes = ArtifactKind.CORPUS,
    makes = ArtifactKind.CORPUS,
    source = "C4: JMLR 21-140, section 2.2")
public record TrimLinesStep(
    @Setting(value = "whether a line must end in . ? ! or a quote (FineWeb: no)", or = "true")
        boolean endMarks,
    @Setting(value = "whether [12], [edit] and [citation needed] are taken out", or = "true")
        boolean citations,
    @Setting(value = "longest word of a line, in characters; -1 turns the rule off", or = "1000")
        int maxWordLength,
    @Setting(value = "fewest words of a line; -1 turns the rule off", or = "3") int minWordsPerLine)
    implements Step {
  public TrimLinesStep {
    new C4Settings(endMarks, citations, maxWordLength, minWordsPerLine, true, true, false, false);
  }

  @Override
  public void run(Job job) {
    C4Settings settings =
        new C4Settings(
            endMarks, citations, maxWordLength, minWordsPerLine, true, true, false, false);
    CleanProfile profile =
        CleanProfile.named("c4").withC4(settings).withThreshold("too_few_sentences", 0);
    job.edit(
        shard -> {
          Cleaner cleaner =
              new Cleaner(
                  profile, Cleaner.Mode.FILTER, LanguageRules.standard(), new WhitespaceSplitter());
          return document -> document.withText(cleaner.clean(document.text(), null).text());
        });
    job.summary()
        .figure("bytes taken out", job.ledger().total().edited, Format.BYTES, "lines and marks");
  }
}
