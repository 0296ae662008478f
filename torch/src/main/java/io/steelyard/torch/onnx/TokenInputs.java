package io.steelyard.torch.onnx;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Workers;
import io.steelyard.model.files.EncoderFiles;
import io.steelyard.vocab.InputEncoder;
import io.steelyard.vocab.InputShape;
import io.steelyard.vocab.InputShape.Truncation;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Texts as the rows of a graph's input, with special tokens, cut to what the graph takes. */
final class TokenInputs {
  /**
   * Tokens that go through a graph at once, filling included: some 10 MB of activations a layer.
   */
  private static final int TOKENS_AT_ONCE = 4096;

  private static final int ROWS_AT_ONCE = 64;
  private static final int TEXTS_OF_A_TASK = 64;

  /** One input of the graph. */
  record Row(int[] ids, int[] types) {}

  private final Tokenizer tokenizer;
  private final InputShape shape;
  private final int padding;

  /**
   * @param most tokens of a row, special ones among them
   * @param shared tokens that a window shares with the one before
   */
  TokenInputs(EncoderFiles files, int most, int shared) {
    try {
      tokenizer = TokenizerFile.read(files.tokenizer());
    } catch (IOException e) {
      throw new RequestException(
          files.tokenizer() + ": cannot be read (" + e.getMessage() + ")", e);
    }
    shape =
        new InputShape(
            new Truncation(most, InputShape.Strategy.LONGEST_FIRST, shared, false), null);
    padding = padding();
  }

  private int padding() {
    InputShape.Padding said = tokenizer.parts().shape().padding();
    if (said != null) {
      return said.id();
    }
    int found = Math.max(tokenizer.idOf("[PAD]"), tokenizer.idOf("<pad>"));
    return Math.max(found, 0);
  }

  /** The id to fill rows with. */
  int paddingId() {
    return padding;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The windows of each text; one at least. */
  List<List<Row>> windows(List<String> texts, int threads) {
    List<List<Row>> all = new ArrayList<>();
    texts.forEach(text -> all.add(null));
    int tasks = (texts.size() + TEXTS_OF_A_TASK - 1) / TEXTS_OF_A_TASK;
    Workers.each(
        threads,
        tasks,
        task -> {
          InputEncoder encoder = new InputEncoder(tokenizer, shape);
          int end = Math.min(texts.size(), (task + 1) * TEXTS_OF_A_TASK);
          for (int i = task * TEXTS_OF_A_TASK; i < end; i++) {
            List<Row> rows = new ArrayList<>();
            for (InputEncoder.Input input : encoder.windows(whole(texts.get(i)))) {
              rows.add(new Row(input.ids(), input.typeIds()));
            }
            all.set(i, rows);
          }
        });
    return all;
  }

  /** The text with U+FFFD for each half of a surrogate pair, which no tokenizer takes. */
  private static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  /** Which rows go through the graph together: rows of like lengths, long ones first. */
  static List<int[]> batches(List<Row> rows) {
    int[] order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(
                (a, b) -> {
                  int byLength = Integer.compare(rows.get(b).ids.length, rows.get(a).ids.length);
                  return byLength != 0 ? byLength : Integer.compare(a, b);
                })
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; ) {
      int longest = Math.max(1, rows.get(order[from]).ids.length);
      int n = Math.max(1, Math.min(ROWS_AT_ONCE, TOKENS_AT_ONCE / longest));
      int to = Math.min(order.length, from + n);
      batches.add(java.util.Arrays.copyOfRange(order, from, to));
      from = to;
    }
    return batches;
  }
}
