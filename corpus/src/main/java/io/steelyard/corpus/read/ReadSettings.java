package io.steelyard.corpus.read;

import java.util.List;
import java.util.Set;

/**
 * How the records of a file become documents. {@link #of} gives the defaults; the {@code with}
 * methods change one thing each.
 *
 * @param format the file format; null finds it by the file's name
 * @param text the field or column that holds the text; default {@code text}
 * @param domain where the domain comes from; default {@code unknown} for all
 * @param externalId the field or column with the user's own id; null for none
 * @param metadata the other top-level fields to keep; null keeps all
 * @param unit what one document of a plain text file is
 * @param header whether a CSV or TSV file starts with column names; without, columns are called 0,
 *     1, 2 …
 * @param quotes whether CSV and TSV fields may be quoted as RFC 4180 says
 * @param onBadText what to do with invalid UTF-8 and lone surrogates
 * @param limits what is too large
 */
public record ReadSettings(
    Format format,
    FieldPath text,
    DomainRule domain,
    FieldPath externalId,
    Set<String> metadata,
    TextUnit unit,
    boolean header,
    boolean quotes,
    OnBadText onBadText,
    ReadLimits limits) {

  /** What one document of a plain text file is. */
  public enum TextUnit {
    FILE,
    LINE,
    /** Lines up to a blank line. */
    PARAGRAPH
  }

  /** What to do with text that is not Unicode. */
  public enum OnBadText {
    /** The record is rejected; the default. */
    REJECT,
    /** Each bad sequence becomes U+FFFD. */
    REPLACE
  }

  public ReadSettings {
    metadata = metadata == null ? null : Set.copyOf(metadata);
    List<FieldPath> paths =
        domain instanceof DomainRule.Field field ? List.of(text, field.path()) : List.of(text);
    for (FieldPath path : paths) {
      if (externalId != null && externalId.tokens().equals(path.tokens())) {
        throw new IllegalArgumentException(
            "the field " + path + " cannot be both the external id and the text or the domain");
      }
    }
    if (paths.size() == 2 && paths.get(0).tokens().equals(paths.get(1).tokens())) {
      throw new IllegalArgumentException(
          "the field " + text + " cannot be both the text and the domain");
    }
  }

  public static ReadSettings of(Format format) {
    return new ReadSettings(
        format,
        FieldPath.parse("text"),
        new DomainRule.Constant(DomainRule.UNKNOWN),
        null,
        null,
        TextUnit.FILE,
        true,
        true,
        OnBadText.REJECT,
        ReadLimits.DEFAULT);
  }

  public ReadSettings withText(String field) {
    return new ReadSettings(
        format,
        FieldPath.parse(field),
        domain,
        externalId,
        metadata,
        unit,
        header,
        quotes,
        onBadText,
        limits);
  }

  public ReadSettings withDomain(DomainRule rule) {
    return new ReadSettings(
        format, text, rule, externalId, metadata, unit, header, quotes, onBadText, limits);
  }

  public ReadSettings withExternalId(String field) {
    return new ReadSettings(
        format,
        text,
        domain,
        FieldPath.parse(field),
        metadata,
        unit,
        header,
        quotes,
        onBadText,
        limits);
  }

  /** Keeps only these other fields; null keeps all. */
  public ReadSettings withMetadata(Set<String> fields) {
    return new ReadSettings(
        format, text, domain, externalId, fields, unit, header, quotes, onBadText, limits);
  }

  public ReadSettings withUnit(TextUnit textUnit) {
    return new ReadSettings(
        format, text, domain, externalId, metadata, textUnit, header, quotes, onBadText, limits);
  }

  public ReadSettings withHeader(boolean hasHeader) {
    return new ReadSettings(
        format, text, domain, externalId, metadata, unit, hasHeader, quotes, onBadText, limits);
  }

  public ReadSettings withQuotes(boolean mayBeQuoted) {
    return new ReadSettings(
        format, text, domain, externalId, metadata, unit, header, mayBeQuoted, onBadText, limits);
  }

  public ReadSettings withOnBadText(OnBadText action) {
    return new ReadSettings(
        format, text, domain, externalId, metadata, unit, header, quotes, action, limits);
  }

  public ReadSettings withLimits(ReadLimits readLimits) {
    return new ReadSettings(
        format, text, domain, externalId, metadata, unit, header, quotes, onBadText, readLimits);
  }

  boolean keeps(String field) {
    return metadata == null || metadata.contains(field);
  }

  boolean replaces() {
    return onBadText == OnBadText.REPLACE;
  }
}
