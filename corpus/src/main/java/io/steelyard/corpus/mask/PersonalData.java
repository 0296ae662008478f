package io.steelyard.corpus.mask;

/** The kinds of personal data that are found by form. */
public enum PersonalData {
  EMAIL("<email>"),
  IPV4("<ipv4>"),
  IPV6("<ipv6>");

  private final String placeholder;

  PersonalData(String placeholder) {
    this.placeholder = placeholder;
  }

  /** Its name in settings and reports. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** What stands in its place where replacements are not wanted. */
  public String placeholder() {
    return placeholder;
  }
}
