package io.steelyard.corpus.read;

import static io.steelyard.corpus.read.Reads.all;
import static io.steelyard.corpus.read.Reads.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EuroparlReaderTest {
  private static final ReadSettings EUROPARL = ReadSettings.of(Format.EUROPARL);

  @Test
  void readsTitleDateAndBodyAndLeavesTheDomainUnknown() {
    Accepted record = (Accepted) all("T 1\t2007-01-17\tBody with a\ttab\n", EUROPARL).get(0);
    assertThat(record.text()).isEqualTo("Body with a\ttab");
    assertThat(record.domain()).isEqualTo("unknown");
    assertThat(Reads.json(record.metadata()))
        .isEqualTo("{\"title\":\"T 1\",\"date\":\"2007-01-17\"}");
  }

  @Test
  void rejectsLinesWithoutThreeFields() {
    List<Item> items = all("only\na\tb\na\tb\t\na\tb\tc\n", EUROPARL);
    assertThat(texts(items)).containsExactly("!bad_line", "!bad_line", "!empty_text", "c");
    assertThat(((Rejected) items.get(1)).message())
        .isEqualTo("line 2 has two fields; expected title, date and body with a tab between them");
  }
}
