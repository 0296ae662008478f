package io.steelyard.select.celadon;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Five grades out of what a record or a teacher's answer says: a list of five whole numbers from 0
 * to 3, or text with {@code ## ... Score ## : k} for each axis. What cannot be read is no grade,
 * never 0.
 */
final class GradeParser {
  private static final Pattern SCORE =
      Pattern.compile("##\\s*[^\\n]*?\\s*Score\\s*##\\s*:\\s*(\\d{1,9})");
  private static final Pattern LIST =
      Pattern.compile("\\s*\\[?\\s*([0-3])((?:\\s*,\\s*[0-3]){4})\\s*]?\\s*");
  private static final List<String> ENDS = List.of("<|im_end|>", "<|eot_id|>", "</s>");

  private GradeParser() {}

  static Optional<int[]> parse(Object value) {
    if (value instanceof List<?> list) {
      return ofList(list);
    }
    return value instanceof String text ? ofText(text) : Optional.empty();
  }

  private static Optional<int[]> ofList(List<?> list) {
    int[] grades = new int[Axis.COUNT];
    if (list.size() != grades.length) {
      return Optional.empty();
    }
    for (int i = 0; i < grades.length; i++) {
      if (!(list.get(i) instanceof Number number)
          || number.doubleValue() != number.intValue()
          || number.intValue() < 0
          || number.intValue() >= Axis.LEVELS) {
        return Optional.empty();
      }
      grades[i] = number.intValue();
    }
    return Optional.of(grades);
  }

  private static Optional<int[]> ofText(String text) {
    int[] grades = new int[Axis.COUNT];
    Matcher list = LIST.matcher(text);
    if (list.matches()) {
      String digits = text.replaceAll("[^0-3]", "");
      for (int i = 0; i < grades.length; i++) {
        grades[i] = digits.charAt(i) - '0';
      }
      return Optional.of(grades);
    }
    String answer = text;
    for (String end : ENDS) {
      int at = answer.indexOf(end);
      answer = at < 0 ? answer : answer.substring(0, at);
    }
    Matcher scores = SCORE.matcher(answer);
    for (int i = 0; i < grades.length; i++) {
      if (!scores.find()) {
        return Optional.empty();
      }
      grades[i] = Math.min(Axis.LEVELS - 1, Integer.parseInt(scores.group(1)));
    }
    return Optional.of(grades);
  }
}
