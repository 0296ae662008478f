package io.steelyard.corpus.mask;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Takes e-mail and public IP addresses out of a text, and says where they were.
 *
 * <p>In their place stands a placeholder ({@code <email>}) or a replacement that is no one's: a
 * mailbox at {@code example.org}, an address from the ranges kept for documentation. Which
 * replacement is drawn from (seed, document, number of the hit), so it depends neither on the order
 * of documents nor on how they are partitioned. Masking a masked text changes nothing. Example:
 * {@code "ask ann@post.fr at 8.8.8.8"} becomes {@code "ask <email> at <ipv4>"}.
 */
public final class Masker {
  /** What stands where personal data stood. */
  public enum With {
    PLACEHOLDER,
    REPLACEMENT
  }

  /**
   * One find.
   *
   * @param start first code point in the text before masking
   * @param end code point behind the last one
   */
  public record Hit(PersonalData kind, int start, int end, String replacement) {}

  /** A masked text and what was found in it, in order. */
  public record Masked(String text, List<Hit> hits) {
    public int count(PersonalData kind) {
      return (int) hits.stream().filter(h -> h.kind() == kind).count();
    }
  }

  private static final String[] NAMES = {
    "contact", "office", "reader", "writer", "editor", "member", "guest", "owner"
  };
  private static final String[] DOMAINS = {"example.com", "example.org", "example.net"};
  private static final String[] IPV4_BLOCKS = {"192.0.2.", "198.51.100.", "203.0.113."};

  private final Set<PersonalData> kinds;
  private final With with;
  private final long key;

  public Masker(Set<PersonalData> kinds, With with, long seed) {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("nothing to mask; name at least one of email, ipv4, ipv6");
    }
    this.kinds = EnumSet.copyOf(kinds);
    this.with = with;
    key = Draws.key(seed, Purpose.MASK);
  }

  /**
   * Masks one text.
   *
   * @param document stable number of the document, such as {@code Draws.hash(id)}
   */
  public Masked mask(String text, long document) {
    List<Hit> hits = new ArrayList<>();
    StringBuilder out = null;
    int copied = 0;
    int unit = 0;
    int point = 0;
    int[] groups = new int[8];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      PersonalData kind = null;
      int start = i;
      int end = -1;
      if (c == '@' && kinds.contains(PersonalData.EMAIL)) {
        start = Math.max(EmailFinder.start(text, i), copied);
        end = start < i && EmailFinder.start(text, i) >= 0 ? EmailFinder.end(text, i) : -1;
        boolean reserved = end > 0 && EmailFinder.isReserved(text.substring(i + 1, end));
        kind = end > 0 && !reserved ? PersonalData.EMAIL : null;
      } else if (IpAddresses.isDigit(c) && kinds.contains(PersonalData.IPV4)) {
        end = IpAddresses.ipv4End(text, i);
        boolean email = end > 0 && end < text.length() && text.charAt(end) == '@';
        boolean found = end > 0 && !email && IpAddresses.isPublicIpv4(text.substring(i, end));
        kind = found ? PersonalData.IPV4 : null;
      }
      if (kind == null && (c == '2' || c == '3') && kinds.contains(PersonalData.IPV6)) {
        end = IpAddresses.ipv6End(text, i, groups);
        kind = end > 0 && IpAddresses.isPublicIpv6(groups) ? PersonalData.IPV6 : null;
      }
      if (kind == null) {
        continue;
      }
      if (out == null) {
        out = new StringBuilder(text.length());
      }
      String replacement =
          with == With.PLACEHOLDER ? kind.placeholder() : draw(kind, document, hits.size());
      out.append(text, copied, start).append(replacement);
      point += text.codePointCount(unit, start);
      int length = text.codePointCount(start, end);
      hits.add(new Hit(kind, point, point + length, replacement));
      point += length;
      unit = end;
      copied = end;
      i = end - 1;
    }
    if (out == null) {
      return new Masked(text, hits);
    }
    return new Masked(out.append(text, copied, text.length()).toString(), hits);
  }

  private String draw(PersonalData kind, long document, int hit) {
    long bits = Draws.mix(key, document, hit);
    return switch (kind) {
      case EMAIL ->
          NAMES[(int) Draws.below(bits, NAMES.length)]
              + Draws.below(Draws.sm(bits), 1000)
              + "@"
              + DOMAINS[(int) Draws.below(Draws.sm(bits + 1), DOMAINS.length)];
      case IPV4 ->
          IPV4_BLOCKS[(int) Draws.below(bits, IPV4_BLOCKS.length)]
              + (1 + Draws.below(Draws.sm(bits), 254));
      case IPV6 ->
          "2001:db8::"
              + Long.toHexString(1 + Draws.below(bits, 0xFFFF))
              + ":"
              + Long.toHexString(1 + Draws.below(Draws.sm(bits), 0xFFFF));
    };
  }
}
