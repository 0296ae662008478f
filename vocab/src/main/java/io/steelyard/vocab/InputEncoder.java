package io.steelyard.vocab;

import io.steelyard.vocab.InputShape.Padding;
import io.steelyard.vocab.InputShape.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes model inputs of texts and pairs of texts: special tokens around them, cut and filled to the
 * shape that the tokenizer's file names, with type ids and masks.
 *
 * <p>Example (BERT): {@code new InputEncoder(tokenizer).encode("Hi", "you")} is {@code [CLS] hi
 * [SEP] you [SEP]} with the types 0 0 0 1 1; with truncation to 4 tokens nothing is left of the
 * second text but what fits.
 */
public final class InputEncoder {
  private final Tokenizer tokenizer;
  private final InputShape shape;

  /** With the shape of the tokenizer's file. */
  public InputEncoder(Tokenizer tokenizer) {
    this(tokenizer, tokenizer.parts().shape());
  }

  public InputEncoder(Tokenizer tokenizer, InputShape shape) {
    this.tokenizer = tokenizer;
    this.shape = shape;
  }

  /**
   * One model input.
   *
   * @param typeIds which text a token belongs to, as the model counts
   * @param attention 1 for tokens, 0 for filling
   * @param special 1 for special tokens and filling
   * @param charStarts where in its text a token starts, in code points; 0 for special tokens
   * @param charEnds where it ends
   */
  public record Input(
      int[] ids, int[] typeIds, int[] attention, int[] special, int[] charStarts, int[] charEnds) {
    public int size() {
      return ids.length;
    }
  }

  /** One text; filled by itself. */
  public Input encode(String text) {
    return fill(List.of(windows(text, true).get(0))).get(0);
  }

  /** A pair; filled by itself. */
  public Input encode(String first, String second) {
    return fill(List.of(pair(first, second))).get(0);
  }

  /**
   * Texts that go into a model together: all as long as the longest, where padding is asked for.
   */
  public List<Input> encodeBatch(List<String> texts) {
    return fill(texts.stream().map(text -> windows(text, true).get(0)).toList());
  }

  /**
   * A text of any length as windows of the truncation's length, each sharing {@code stride} tokens
   * with the one before.
   */
  public List<Input> windows(String text) {
    return fill(windows(text, false));
  }

  private List<Input> windows(String text, boolean first) {
    List<TemplatePart> template = tokenizer.parts().postProcessor().single();
    Encoding code = tokenizer.encodeWithOffsets(text, false, Surrogates.ERROR);
    Truncation cut = shape.truncation();
    if (cut == null || room(template) >= code.size()) {
      return List.of(around(template, code, null, 0, code.size(), 0, 0));
    }
    if (cut.strategy() == InputShape.Strategy.ONLY_SECOND) {
      throw new IllegalArgumentException(
          "truncation only-second cuts the second text, and there is only one of "
              + code.size()
              + " tokens where "
              + room(template)
              + " fit; encode a pair, or truncate otherwise");
    }
    List<Input> all = new ArrayList<>();
    for (int[] range : ranges(code.size(), room(template), cut)) {
      all.add(around(template, code, null, range[0], range[1], 0, 0));
      if (first) {
        break;
      }
    }
    return all;
  }

  /** What is left for text. */
  private int room(List<TemplatePart> template) {
    int fixed = template.stream().mapToInt(p -> p.ids().length).sum();
    int room = shape.truncation().length() - fixed;
    if (room < 0) {
      throw new IllegalArgumentException(
          "truncation to "
              + shape.truncation().length()
              + " tokens, but "
              + fixed
              + " are special; truncate to more");
    }
    return room;
  }

  /** Ranges of at most {@code most} tokens, the one that is kept first. */
  private static List<int[]> ranges(int size, int most, Truncation cut) {
    if (most == 0) {
      return List.of(new int[] {0, 0});
    }
    if (most >= size) {
      return List.of(new int[] {0, size});
    }
    int step = most - cut.stride();
    if (step < 1) {
      throw new IllegalArgumentException(
          "stride is "
              + cut.stride()
              + ", but only "
              + most
              + " tokens fit; give a smaller stride");
    }
    List<int[]> ranges = new ArrayList<>();
    if (cut.left()) {
      for (int end = size; ; end -= step) {
        ranges.add(new int[] {Math.max(0, end - most), end});
        if (end <= most) {
          return ranges;
        }
      }
    }
    for (int start = 0; ; start += step) {
      ranges.add(new int[] {start, Math.min(size, start + most)});
      if (start + most >= size) {
        return ranges;
      }
    }
  }

  private Input pair(String first, String second) {
    List<TemplatePart> template = tokenizer.parts().postProcessor().pair();
    if (template == null) {
      throw new IllegalArgumentException(
          "the tokenizer's post-processors put special tokens around a pair more than once, which"
              + " is not supported");
    }
    Encoding a = tokenizer.encodeWithOffsets(first, false, Surrogates.ERROR);
    Encoding b = tokenizer.encodeWithOffsets(second, false, Surrogates.ERROR);
    int[] lengths = lengths(a.size(), b.size(), template);
    int[] ofA = {0, a.size()};
    int[] ofB = {0, b.size()};
    if (shape.truncation() != null) {
      ofA = ranges(a.size(), lengths[0], shape.truncation()).get(0);
      ofB = ranges(b.size(), lengths[1], shape.truncation()).get(0);
    }
    return around(template, a, b, ofA[0], ofA[1], ofB[0], ofB[1]);
  }

  /**
   * What is kept of two texts. Longest first: the longer gives way until both are alike, then both.
   */
  private int[] lengths(int a, int b, List<TemplatePart> template) {
    if (shape.truncation() == null || a + b <= room(template)) {
      return new int[] {a, b};
    }
    int room = room(template);
    int over = a + b - room;
    return switch (shape.truncation().strategy()) {
      case LONGEST_FIRST -> {
        int shorter = Math.min(a, b);
        int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
        if (shorter + longer > room) {
          shorter = room / 2;
          longer = shorter + room % 2;
        }
        yield a > b ? new int[] {longer, shorter} : new int[] {shorter, longer};
      }
      case ONLY_FIRST -> new int[] {left("first", a, over), b};
      case ONLY_SECOND -> new int[] {a, left("second", b, over)};
    };
  }

  private static int left(String which, int length, int over) {
    if (length <= over) {
      throw new IllegalArgumentException(
          "the "
              + which
              + " text has "
              + length
              + " tokens, and "
              + over
              + " would have to go; truncate to more, or longest-first");
    }
    return length - over;
  }

  private static Input around(
      List<TemplatePart> template, Encoding a, Encoding b, int fromA, int toA, int fromB, int toB) {
    int n = 0;
    for (TemplatePart part : template) {
      n += part.text() < 0 ? part.ids().length : part.text() == 0 ? toA - fromA : toB - fromB;
    }
    Input input = new Input(new int[n], new int[n], new int[n], new int[n], new int[n], new int[n]);
    int at = 0;
    for (TemplatePart part : template) {
      Encoding text = part.text() == 1 ? b : a;
      int from = part.text() == 1 ? fromB : fromA;
      int size = part.text() < 0 ? part.ids().length : (part.text() == 1 ? toB : toA) - from;
      for (int i = 0; i < size; i++, at++) {
        input.typeIds[at] = part.type();
        input.attention[at] = 1;
        if (part.text() < 0) {
          input.ids[at] = part.ids()[i];
          input.special[at] = 1;
        } else {
          input.ids[at] = text.ids()[from + i];
          input.charStarts[at] = text.charStarts()[from + i];
          input.charEnds[at] = text.charEnds()[from + i];
        }
      }
    }
    return input;
  }

  private List<Input> fill(List<Input> inputs) {
    Padding padding = shape.padding();
    if (padding == null) {
      return inputs;
    }
    int length = padding.lengthFor(inputs.stream().mapToInt(Input::size).max().orElse(0));
    return inputs.stream().map(input -> filled(input, length, padding)).toList();
  }

  private static Input filled(Input in, int length, Padding padding) {
    int more = length - in.size();
    if (more <= 0) {
      return in;
    }
    int at = padding.left() ? more : 0;
    Input out =
        new Input(
            with(padding.id(), in.ids, at, length),
            with(padding.type(), in.typeIds, at, length),
            with(0, in.attention, at, length),
            with(1, in.special, at, length),
            with(0, in.charStarts, at, length),
            with(0, in.charEnds, at, length));
    return out;
  }

  private static int[] with(int filling, int[] values, int at, int length) {
    return IntStream.range(0, length)
        .map(i -> i >= at && i < at + values.length ? values[i - at] : filling)
        .toArray();
  }
}
