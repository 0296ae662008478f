package io.steelyard.vocab.format;

import io.steelyard.vocab.PreTokenizer;
import io.steelyard.vocab.pretokenize.Characters;
import io.steelyard.vocab.pretokenize.Delimited;
import io.steelyard.vocab.pretokenize.Delimited.Behavior;
import io.steelyard.vocab.pretokenize.Finder;
import io.steelyard.vocab.pretokenize.Metaspace;
import io.steelyard.vocab.pretokenize.PreTokenizerStep;
import io.steelyard.vocab.pretokenize.PrefixSpace;
import io.steelyard.vocab.pretokenize.RegexPattern;
import io.steelyard.vocab.pretokenize.ScannedPattern;
import io.steelyard.vocab.pretokenize.Sequence;
import io.steelyard.vocab.pretokenize.SuperwordPattern;
import io.steelyard.vocab.pretokenize.UnicodeScripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The {@code pre_tokenizer} of a {@code tokenizer.json}. Trees that only cut become one {@link
 * PreTokenizer}, and a split by a canonical pattern becomes its hand-written machine.
 */
final class PreTokenizerReader {
  private static final String SUPPORTED =
      "Sequence, Split, ByteLevel, Digits, Whitespace, WhitespaceSplit, Punctuation, Metaspace,"
          + " BertPreTokenizer, CharDelimiterSplit, UnicodeScripts, FixedLength";
  private static final PreTokenizer WHOLE = (utf8, from, to, sink) -> sink.piece(from, to);

  private boolean byteLevel;

  /** Whether a ByteLevel component was read: the vocabulary is then written in GPT-2's alphabet. */
  boolean byteLevel() {
    return byteLevel;
  }

  /** The whole text is one piece where the file has no pre-tokenizer. */
  PreTokenizerStep read(Json json) {
    List<PreTokenizerStep> steps = new ArrayList<>();
    if (!json.isNull()) {
      collect(json, steps);
    }
    if (steps.isEmpty()) {
      return WHOLE;
    }
    if (steps.size() == 1) {
      return steps.get(0);
    }
    List<PreTokenizer> cuts = new ArrayList<>();
    for (PreTokenizerStep step : steps) {
      if (step instanceof PreTokenizer cut) {
        cuts.add(cut);
      }
    }
    return cuts.size() == steps.size() ? new Sequence(cuts) : PreTokenizerStep.sequence(steps);
  }

  private void collect(Json json, List<PreTokenizerStep> steps) {
    String type = json.type();
    if (byteLevel && !type.equals("Sequence")) {
      throw json.error("a component after ByteLevel is not supported; ByteLevel must be the last");
    }
    switch (type) {
      case "Sequence" -> {
        Json list = json.at("pretokenizers");
        for (int i = 0; i < list.size(); i++) {
          collect(list.at(i), steps);
        }
      }
      case "Split" -> steps.add(split(json));
      case "ByteLevel" -> {
        byteLevel = true;
        if (json.at("add_prefix_space").flag(true)) {
          steps.add(new PrefixSpace());
        }
        if (json.at("use_regex").flag(true)) {
          steps.add(PreTokenizer.GPT2);
        }
      }
      case "Digits" -> {
        boolean each = json.at("individual_digits").flag(false);
        steps.add(by(Characters::isNumber, each ? Behavior.ISOLATED : Behavior.CONTIGUOUS));
      }
      case "Whitespace" ->
          // This component's \w has the joiners, unlike that of a pattern in the file.
          steps.add(
              new Delimited(
                  new RegexPattern("[\\w\u200C\u200D]+|[^\\w\\s\u200C\u200D]+"),
                  Behavior.REMOVED,
                  true));
      case "WhitespaceSplit" -> steps.add(by(Characters::isSpace, Behavior.REMOVED));
      case "Punctuation" -> {
        Json behavior = json.at("behavior");
        steps.add(
            by(
                Characters::isPunctuation,
                behavior.isNull() ? Behavior.ISOLATED : behavior(behavior)));
      }
      case "BertPreTokenizer" -> {
        steps.add(by(Characters::isSpace, Behavior.REMOVED));
        steps.add(by(Characters::isPunctuation, Behavior.ISOLATED));
      }
      case "CharDelimiterSplit" -> {
        int delimiter = character(json.at("delimiter"));
        steps.add(by(c -> c == delimiter, Behavior.REMOVED));
      }
      case "FixedLength" -> {
        int length = json.at("length").isNull() ? 5 : json.at("length").number(1, 1 << 20);
        steps.add(fixed(length));
      }
      case "UnicodeScripts" -> steps.add(new UnicodeScripts());
      case "Metaspace" -> steps.add(metaspace(json));
      default -> throw json.unknownType(SUPPORTED);
    }
  }

  private static PreTokenizer split(Json json) {
    Behavior behavior = behavior(json.at("behavior"));
    boolean invert = json.at("invert").flag(false);
    Json pattern = json.at("pattern");
    if (!pattern.at("Regex").isNull()) {
      Json regex = pattern.at("Regex");
      PreTokenizer known = known(regex);
      if (known instanceof ScannedPattern && !(known instanceof SuperwordPattern)) {
        // The other canonical patterns match every character, so their matches are the whole text.
        if (behavior == Behavior.ISOLATED || behavior == Behavior.REMOVED && invert) {
          return known;
        }
        return new Delimited(known::split, behavior, invert);
      }
      if (behavior == Behavior.ISOLATED) {
        return known;
      }
    }
    return new Delimited(NormalizerReader.finder(pattern), behavior, invert);
  }

  private static PreTokenizer known(Json regex) {
    try {
      return PreTokenizer.ofPattern(regex.text());
    } catch (TokenizerFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new TokenizerFormatException(regex.where() + ": " + e.getMessage(), e);
    }
  }

  private static Delimited by(java.util.function.IntPredicate characters, Behavior behavior) {
    return new Delimited(Finder.characters(characters), behavior, false);
  }

  private static PreTokenizer fixed(int length) {
    return (utf8, from, to, sink) -> {
      int start = from;
      int n = 0;
      for (int i = from; i < to; i++) {
        if ((utf8[i] & 0xC0) != 0x80 && n++ == length) {
          sink.piece(start, i);
          start = i;
          n = 1;
        }
      }
      if (start < to) {
        sink.piece(start, to);
      }
    };
  }

  private static Metaspace metaspace(Json json) {
    int mark = json.at("replacement").isNull() ? 0x2581 : character(json.at("replacement"));
    Json scheme = json.at("prepend_scheme");
    boolean legacy = json.at("add_prefix_space").flag(true);
    Metaspace.Prepend prepend =
        switch (scheme.text(legacy ? "always" : "never")) {
          case "always" -> Metaspace.Prepend.ALWAYS;
          case "first" -> Metaspace.Prepend.FIRST;
          case "never" -> Metaspace.Prepend.NEVER;
          default -> throw scheme.error("expected always, first or never");
        };
    return new Metaspace(mark, prepend, json.at("split").flag(true));
  }

  private static int character(Json json) {
    String text = json.text();
    if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
      throw json.error("expected one character");
    }
    return text.codePointAt(0);
  }

  private static Behavior behavior(Json json) {
    return switch (json.text().toLowerCase(Locale.ROOT).replace("_", "")) {
      case "removed" -> Behavior.REMOVED;
      case "isolated" -> Behavior.ISOLATED;
      case "mergedwithprevious" -> Behavior.MERGED_WITH_PREVIOUS;
      case "mergedwithnext" -> Behavior.MERGED_WITH_NEXT;
      case "contiguous" -> Behavior.CONTIGUOUS;
      default ->
          throw json.error(
              "\""
                  + json.text()
                  + "\" is not a behaviour; expected Removed, Isolated,"
                  + " MergedWithPrevious, MergedWithNext or Contiguous");
    };
  }
}
