package io.steelyard.corpus.web;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Says why an address is not wanted: its site is on a list, the address itself is, or its words
 * tell. A listed site covers its sub-domains: {@code example.com} covers {@code www.example.com},
 * not {@code myexample.com}. Words are the runs of letters and digits of the address in lower case;
 * parts of words may be listed too; of doubtful words two must come together.
 *
 * <p>All lists are the user's. May be shared by threads.
 */
public final class UrlFilter {
  /** Reasons, in the order in which they are looked for. */
  public static final String DOMAIN = "url_domain";

  public static final String LISTED = "url_listed";
  public static final String WORD = "url_word";
  public static final String PART = "url_word_part";
  public static final String DOUBTFUL = "url_doubtful_words";

  /** Doubtful words that are one too many. */
  private static final int TOO_MANY = 2;

  private final Set<String> domains = new HashSet<>();
  private final Set<String> urls = new HashSet<>();
  private final Set<String> words;
  private final List<String> parts;
  private final Set<String> doubtful;

  /** Why an address is not wanted, and what was found in it. */
  public record Finding(String reason, String found) {}

  public UrlFilter(
      List<String> domains,
      List<String> urls,
      List<String> words,
      List<String> parts,
      List<String> doubtful) {
    domains.forEach(domain -> this.domains.add(ascii(lower(domain).replaceFirst("^\\.", ""))));
    urls.forEach(url -> this.urls.add(normalised(url)));
    this.words = Set.copyOf(words.stream().map(UrlFilter::lower).toList());
    this.parts = parts.stream().map(UrlFilter::lower).toList();
    this.doubtful = Set.copyOf(doubtful.stream().map(UrlFilter::lower).toList());
  }

  /** How many entries all lists have. */
  public int size() {
    return domains.size() + urls.size() + words.size() + parts.size() + doubtful.size();
  }

  /** The first thing found, or null. */
  public Finding find(String url) {
    String host = host(url);
    for (String site = host; site != null && !site.isEmpty(); site = parent(site)) {
      if (domains.contains(site)) {
        return new Finding(DOMAIN, site);
      }
    }
    String plain = normalised(url);
    if (urls.contains(plain)) {
      return new Finding(LISTED, plain);
    }
    String first = null;
    int seen = 0;
    for (String word : plain.split("[^\\p{L}\\p{N}]+")) {
      if (words.contains(word)) {
        return new Finding(WORD, word);
      }
      if (doubtful.contains(word)) {
        seen++;
        first = first == null ? word : first + " " + word;
      }
    }
    for (String part : parts) {
      if (plain.contains(part)) {
        return new Finding(PART, part);
      }
    }
    return seen >= TOO_MANY ? new Finding(DOUBTFUL, first) : null;
  }

  private static String parent(String site) {
    int dot = site.indexOf('.');
    return dot < 0 ? null : site.substring(dot + 1);
  }

  /** The host of an address in ASCII and lower case; null if it has none. */
  public static String host(String url) {
    String host;
    try {
      host = new URI(url.strip()).getHost();
    } catch (URISyntaxException e) {
      host = null;
    }
    if (host == null) {
      host = roughHost(url.strip());
    }
    return host == null ? null : ascii(lower(host).replaceFirst("\\.$", ""));
  }

  /** Many addresses of the web are no URIs: they hold spaces, bars, brackets. */
  private static String roughHost(String url) {
    int from = url.indexOf("//");
    if (from < 0) {
      return null;
    }
    String rest = url.substring(from + 2).split("[/?#]", 2)[0];
    rest = rest.substring(rest.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
    return rest.isEmpty() ? null : rest;
  }

  private static String ascii(String host) {
    try {
      return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      return host;
    }
  }

  /** Without scheme, {@code www.}, fragment and closing slash, in lower case. */
  static String normalised(String url) {
    return lower(url.strip())
        .replaceFirst("^[a-z][a-z0-9+.-]*://", "")
        .replaceFirst("^www\\.", "")
        .replaceFirst("#.*$", "")
        .replaceFirst("/$", "");
  }

  private static String lower(String text) {
    return com.ibm.icu.lang.UCharacter.toLowerCase(Locale.ROOT, text);
  }
}
