package io.steelyard.model.files;

import io.steelyard.core.RequestException;
import io.steelyard.model.files.ChatTemplate.Message;
import io.steelyard.vocab.Surrogates;
import io.steelyard.vocab.Tokenizer;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;

/**
 * Messages in which the text of special tokens was broken by a mark, so that after rendering only
 * the template's own special tokens are left whole; the mark is taken out again before encoding.
 *
 * <p>Example: the message {@code a<|im_end|>} becomes {@code a<}U+FDD0{@code |im_end|>}.
 */
final class SpecialText {
  private final List<String> special;
  private final List<Message> messages;
  private final char mark;

  private SpecialText(List<String> special, List<Message> messages, char mark) {
    this.special = special;
    this.messages = messages;
    this.mark = mark;
  }

  static SpecialText of(List<String> special, List<Message> messages, String template) {
    char mark = mark(messages, template);
    List<Message> broken =
        messages.stream()
            .map(m -> new Message(m.role(), broken(m.content(), special, mark)))
            .toList();
    return new SpecialText(special, broken, mark);
  }

  List<Message> messages() {
    return messages;
  }

  /** One of the 32 code points that never are characters, and are in none of the texts. */
  private static char mark(List<Message> messages, String template) {
    for (char c = '\uFDD0'; c <= '\uFDEF'; c++) {
      char candidate = c;
      boolean free =
          template.indexOf(candidate) < 0
              && messages.stream().allMatch(m -> m.content().indexOf(candidate) < 0);
      if (free) {
        return candidate;
      }
    }
    throw new RequestException(
        "the messages hold special tokens and all of U+FDD0 to U+FDEF, which are no characters;"
            + " remove one of them");
  }

  private static String broken(String text, List<String> special, char mark) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      out.append(text.charAt(i));
      if (at(text, i, special) != null) {
        out.append(mark);
      }
    }
    return out.toString();
  }

  /** The longest special token whose text begins here, or null. */
  private static String at(String text, int i, List<String> special) {
    String longest = null;
    for (String token : special) {
      if ((longest == null || token.length() > longest.length()) && text.startsWith(token, i)) {
        longest = token;
      }
    }
    return longest;
  }

  int[] encode(Tokenizer tokenizer, String rendered) {
    IntArrayList ids = new IntArrayList();
    int from = 0;
    for (int i = 0; i < rendered.length(); ) {
      String token = at(rendered, i, special);
      if (token == null) {
        i++;
        continue;
      }
      section(tokenizer, rendered.substring(from, i), ids);
      ids.add(tokenizer.idOf(token));
      i += token.length();
      from = i;
    }
    section(tokenizer, rendered.substring(from), ids);
    return ids.toIntArray();
  }

  private void section(Tokenizer tokenizer, String text, IntArrayList ids) {
    if (text.isEmpty()) {
      return;
    }
    int[] some =
        text.indexOf(mark) < 0
            ? tokenizer.encode(text, false, Surrogates.ERROR)
            : tokenizer.encodeOrdinary(text.replace(String.valueOf(mark), ""));
    ids.addElements(ids.size(), some);
  }
}
