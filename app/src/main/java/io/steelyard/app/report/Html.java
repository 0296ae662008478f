package io.steelyard.app.report;

/**
 * Writes HTML and SVG in which all text and attribute values are escaped; {@code html.element("td",
 * "<b>", "class", "n")} writes {@code <td class="n">&lt;b&gt;</td>}. Documents are untrusted, so
 * nothing else puts text on the page.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Markup of our own: never text from a run. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  Html text(Object text) {
    escape(String.valueOf(text), out);
    return this;
  }

  /** Opens an element; {@code attributes} alternate name and value, a null value leaves one out. */
  Html open(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(attributes[i + 1].toString(), out);
        out.append('"');
      }
    }
    out.append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append('>');
    return this;
  }

  Html element(String tag, Object text, Object... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          boolean pair =
              Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (pair) {
            out.append(c).append(text.charAt(++i));
          } else if (Character.isSurrogate(c) || c < 0x20 && c != '\n' && c != '\t' || c == 0x7f) {
            out.append('\ufffd');
          } else if (c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069') {
            // Direction overrides would let a document reorder the page around it.
            out.append("&#xfffd;");
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
