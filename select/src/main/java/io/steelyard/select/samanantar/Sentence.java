package io.steelyard.select.samanantar;

/**
 * A sentence of one side.
 *
 * @param id document and number in it, such as {@code news/a.jsonl#12/3}
 * @param text in the form that is compared
 * @param source where it comes from, for caps and reports
 * @param copies how often it was there
 */
public record Sentence(String id, String text, String source, int copies) {}
