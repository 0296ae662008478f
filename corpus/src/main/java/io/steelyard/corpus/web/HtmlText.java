package io.steelyard.corpus.web;

import com.ibm.icu.lang.UCharacter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * The main text of an HTML page: its paragraphs, headings, lists, tables and preformatted text,
 * without what surrounds them.
 *
 * <p>First whole elements go: scripts and styles ({@code code}), what is hidden, forms, and
 * navigation by element, role, or a telling class on an element of many links or little text. What
 * is left is cut into blocks at block elements. A block of {@link #LONG} bytes or more of which
 * less than a third is link text is main text; one of which half or more is link text goes ({@code
 * links}); a short one stays if main text is near, a heading if main text follows; the other short
 * ones go ({@code short}). Bytes of UTF-8 rather than letters make Chinese paragraphs as long as
 * English ones.
 *
 * <p>Example: {@code <nav><a>Home</a></nav><h1>Scales</h1><p>A steelyard is ... (200 letters)</p>}
 * becomes {@code "Scales\n\nA steelyard is ..."}.
 */
public final class HtmlText {
  /** Bytes of a block that is taken for a paragraph by its length alone. */
  static final int LONG = 120;

  /** A paragraph has less link text than this. */
  private static final double FEW_LINKS = 1 / 3.0;

  /** A block with this much link text is a list of links. */
  private static final double MOSTLY_LINKS = 0.5;

  /** Main text so many blocks, lists or tables away still speaks for a short block. */
  private static final int NEAR = 2;

  /** An element with a telling class goes if it has less text than this, or many links. */
  private static final int LITTLE_TEXT = 300;

  /** A {@code main} or {@code article} with less text than this is not the whole of the page. */
  private static final int LEAST_MAIN = 250;

  private static final Set<String> CODE =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "svg",
          "iframe",
          "object",
          "embed",
          "canvas",
          "video",
          "audio",
          "map",
          "link",
          "meta");
  private static final Set<String> FORMS =
      Set.of("form", "button", "input", "select", "textarea", "fieldset", "dialog");
  private static final Set<String> NAVIGATION = Set.of("nav", "footer", "aside", "menu");
  private static final Set<String> ROLES =
      Set.of(
          "navigation",
          "banner",
          "contentinfo",
          "complementary",
          "search",
          "menu",
          "menubar",
          "dialog",
          "alertdialog",
          "toolbar",
          "tablist");
  private static final Set<String> TELLING =
      Set.of(
          "nav",
          "navbar",
          "navigation",
          "menu",
          "sidebar",
          "footer",
          "breadcrumb",
          "breadcrumbs",
          "cookie",
          "cookies",
          "consent",
          "banner",
          "advert",
          "advertisement",
          "ads",
          "social",
          "share",
          "sharing",
          "related",
          "popup",
          "modal",
          "newsletter",
          "subscribe",
          "pagination",
          "pager",
          "toc",
          "skip",
          "header",
          "topbar",
          "toolbar",
          "login",
          "comments");

  /**
   * What a page says.
   *
   * @param text blocks with an empty line between them; items of a list and rows of a table one
   *     below the other; empty if there is no main text
   * @param title of the page, or empty
   * @param dropped how many blocks or elements went, by reason
   */
  public record Page(String text, String title, Map<String, Integer> dropped) {}

  private enum Kind {
    TEXT,
    HEADING,
    ITEM,
    ROW,
    PRE
  }

  private static final class Block {
    final Kind kind;
    final int level;
    final StringBuilder text = new StringBuilder();
    int linkBytes;
    boolean kept;

    Block(Kind kind, int level) {
      this.kind = kind;
      this.level = level;
    }

    int bytes() {
      return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    double links() {
      return (double) linkBytes / Math.max(1, bytes());
    }
  }

  private final Map<String, Integer> dropped = new TreeMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private Block open;
  private int inLink;
  private int inPre;

  private HtmlText() {}

  public static Page of(String html) {
    return new HtmlText().read(html);
  }

  private Page read(String html) {
    Document page = Jsoup.parse(html);
    String title = page.title().strip();
    removeElements(page.body());
    cut(scope(page.body()));
    decide();
    return new Page(write(), title, dropped);
  }

  private void drop(String reason) {
    dropped.merge(reason, 1, Integer::sum);
  }

  private void removeElements(Element body) {
    Deque<Element> open = new ArrayDeque<>(body.children());
    while (!open.isEmpty()) {
      Element element = open.pop();
      String reason = reason(element);
      if (reason == null) {
        open.addAll(element.children());
        continue;
      }
      if (element.hasText() || !reason.equals("code")) {
        drop(reason);
      }
      element.remove();
    }
  }

  private static String reason(Element element) {
    String name = element.normalName();
    if (CODE.contains(name)) {
      return "code";
    }
    if (element.hasAttr("hidden")
        || element.attr("aria-hidden").equals("true")
        || element.attr("style").replace(" ", "").contains("display:none")) {
      return "hidden";
    }
    if (FORMS.contains(name)) {
      // Some sites put a whole page into one form.
      return name.equals("form") && element.text().length() > 2_000 ? null : "form";
    }
    if (NAVIGATION.contains(name)
        || ROLES.contains(element.attr("role").toLowerCase(Locale.ROOT))
        || name.equals("header") && element.closest("main,article") == null) {
      return "navigation";
    }
    return telling(element) && (links(element) > FEW_LINKS || little(element))
        ? "navigation"
        : null;
  }

  private static boolean telling(Element element) {
    if (!element.isBlock()) {
      return false;
    }
    String names = element.className() + " " + element.id();
    for (String word : names.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
      if (TELLING.contains(word)) {
        return !element.normalName().matches("body|main|article|h[1-6]|p|td");
      }
    }
    return false;
  }

  private static boolean little(Element element) {
    return element.text().length() < LITTLE_TEXT;
  }

  private static double links(Element element) {
    int all = element.text().length();
    int inLinks = element.select("a[href]").stream().mapToInt(a -> a.text().length()).sum();
    return all == 0 ? 0 : (double) inLinks / all;
  }

  /** The page's own word for where its text is, if there is as much as a text in it. */
  private static Element scope(Element body) {
    for (String where : List.of("main", "[role=main]", "article")) {
      List<Element> found = body.select(where);
      if (found.size() == 1 && found.get(0).text().length() >= LEAST_MAIN) {
        return found.get(0);
      }
    }
    return body;
  }

  private void cut(Element scope) {
    NodeTraversor.traverse(
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
              append(text.getWholeText());
            } else if (node instanceof Element element) {
              enter(element);
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (node instanceof Element element) {
              leave(element);
            }
          }
        },
        scope);
    close();
  }

  private void enter(Element element) {
    String name = element.normalName();
    switch (name) {
      case "a" -> inLink += element.hasAttr("href") ? 1 : 0;
      case "br" -> {
        if (inPre > 0) {
          append("\n");
        } else {
          append(" ");
        }
      }
      case "h1", "h2", "h3", "h4", "h5", "h6" -> begin(Kind.HEADING, name.charAt(1) - '0');
      case "pre" -> {
        begin(Kind.PRE, 0);
        inPre++;
      }
      case "li", "dt", "dd" -> begin(Kind.ITEM, 0);
      case "tr" -> begin(Kind.ROW, 0);
      case "td", "th" -> {
        if (open != null && open.kind == Kind.ROW) {
          if (!open.text.isEmpty()) {
            trim(open.text);
            open.text.append(" | ");
          }
        } else {
          begin(Kind.ROW, 0);
        }
      }
      default -> {
        // A paragraph inside a cell or an item does not end it; what holds other blocks does.
        boolean inside = open != null && (open.kind == Kind.ROW || open.kind == Kind.ITEM);
        if (element.isBlock() && !(inside && (name.equals("p") || name.equals("div")))) {
          close();
        } else if (element.isBlock()) {
          append(" ");
        }
      }
    }
  }

  private void leave(Element element) {
    String name = element.normalName();
    switch (name) {
      case "a" -> inLink -= element.hasAttr("href") ? 1 : 0;
      case "pre" -> {
        inPre--;
        close();
      }
      case "td", "th", "br" -> {}
      default -> {
        boolean inside = open != null && (open.kind == Kind.ROW || open.kind == Kind.ITEM);
        if (element.isBlock() && !(inside && (name.equals("p") || name.equals("div")))) {
          close();
        }
      }
    }
  }

  private void begin(Kind kind, int level) {
    close();
    open = new Block(kind, level);
  }

  private void close() {
    if (open != null) {
      trim(open.text);
      int from = 0;
      while (from < open.text.length() && open.kind != Kind.PRE && open.text.charAt(from) == ' ') {
        from++;
      }
      open.text.delete(0, from);
      if (!open.text.toString().isBlank() && !onlyBars(open.text)) {
        blocks.add(open);
      }
      open = null;
    }
  }

  private static boolean onlyBars(StringBuilder text) {
    return text.chars().allMatch(c -> c == '|' || c == ' ');
  }

  private static void trim(StringBuilder text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\n')) {
      end--;
    }
    text.setLength(end);
  }

  private void append(String text) {
    if (open == null) {
      if (text.isBlank()) {
        return;
      }
      open = new Block(inPre > 0 ? Kind.PRE : Kind.TEXT, 0);
    }
    int before = open.text.length();
    if (inPre > 0) {
      open.text.append(text.replace("\r\n", "\n").replace('\r', '\n'));
    } else {
      fold(text, open.text);
    }
    if (inLink > 0) {
      open.linkBytes += open.text.substring(before).strip().getBytes(StandardCharsets.UTF_8).length;
    }
  }

  private static void fold(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (UCharacter.isUWhiteSpace(c)) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      } else {
        out.appendCodePoint(c);
      }
    }
  }

  /**
   * Blocks from {@code from} up to {@code to}: the items of a list, the rows of a table, or one.
   */
  private record Group(int from, int to) {}

  private void decide() {
    List<Group> groups = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b = groups.get(groups.size() - 1).to) {
      groups.add(new Group(b, groupEnd(b)));
    }
    boolean[] main = new boolean[groups.size()];
    for (int g = 0; g < main.length; g++) {
      main[g] = isText(groups.get(g));
    }
    for (int g = main.length - 1; g >= 0; g--) {
      for (int b = groups.get(g).to - 1; b >= groups.get(g).from; b--) {
        Block block = blocks.get(b);
        if (block.links() >= MOSTLY_LINKS) {
          drop("links");
        } else if (block.kind == Kind.HEADING ? leadsToText(b) : isNear(main, g)) {
          block.kept = true;
        } else {
          drop("short");
        }
      }
    }
  }

  /** The end of the items or rows that follow each other from b on. */
  private int groupEnd(int b) {
    Kind kind = blocks.get(b).kind;
    int end = b + 1;
    if (kind == Kind.ITEM || kind == Kind.ROW) {
      while (end < blocks.size() && blocks.get(end).kind == kind) {
        end++;
      }
    }
    return end;
  }

  /** Whether blocks are main text by themselves. */
  private boolean isText(Group group) {
    int bytes = 0;
    int links = 0;
    for (Block block : blocks.subList(group.from, group.to)) {
      bytes += block.bytes();
      links += block.linkBytes;
    }
    return blocks.get(group.from).kind != Kind.HEADING
        && bytes >= LONG
        && links < FEW_LINKS * bytes;
  }

  /** Whether kept text stands between this heading and the next one of its rank. */
  private boolean leadsToText(int b) {
    for (int k = b + 1; k < blocks.size(); k++) {
      Block next = blocks.get(k);
      if (next.kind == Kind.HEADING && next.level <= blocks.get(b).level) {
        return false;
      }
      if (next.kept && next.kind != Kind.HEADING) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNear(boolean[] main, int g) {
    for (int k = Math.max(0, g - NEAR); k <= Math.min(main.length - 1, g + NEAR); k++) {
      if (main[k]) {
        return true;
      }
    }
    return false;
  }

  private String write() {
    StringBuilder out = new StringBuilder();
    Block before = null;
    for (Block block : blocks) {
      if (!block.kept) {
        continue;
      }
      if (before != null) {
        boolean together =
            block.kind == before.kind && (block.kind == Kind.ITEM || block.kind == Kind.ROW);
        out.append(together ? "\n" : "\n\n");
      }
      out.append(block.kind == Kind.ITEM ? "- " : "").append(block.text);
      before = block;
    }
    return out.toString();
  }
}
