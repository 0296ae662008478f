"""Datatrove's quality, repetition and C4 filters over one JSON Lines file, for bench/run clean.

  clean.py speed   DOCS SPLITTER WORKERS     documents, kept, seconds, documents/s, MB/s, processor seconds; reading not timed
  clean.py verdict DOCS SPLITTER OUT         each filter's verdict on every document, with its reason
  clean.py spans   DOCS OUT                  what datatrove's own splitter does: words and sentences by document

SPLITTER is "own" (datatrove's English tokenizer) or "whitespace" (str.split; sentences by marks as Steelyard counts them).
"""
import json
import multiprocessing
import sys
import time
import unicodedata

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.utils.text import TERMINAL_PUNCTUATION, split_into_words
from datatrove.utils.word_tokenizers import WordTokenizer, load_word_tokenizer


def sentences_by_marks(text):
    """The rule of SentenceCounter.BY_MARKS; returns how many sentences the line has."""
    count, open_, i = 0, False, 0
    while i < len(text):
        c = text[i]
        if c not in TERMINAL_PUNCTUATION:
            if not c.isspace() and not unicodedata.category(c).startswith("P") and not open_:
                open_, count = True, count + 1
            i += 1
            continue
        mark = i
        while i < len(text) and text[i] in TERMINAL_PUNCTUATION:
            i += 1
        run = text[mark:i]
        while i < len(text) and unicodedata.category(text[i]).startswith("P"):
            i += 1
        bounded = not run.isascii() or i >= len(text) or text[i].isspace()
        if bounded and not (len(run) >= 2 and set(run) == {"."}):
            open_ = False
    return max(1, count)


class Whitespace(WordTokenizer):
    def word_tokenize(self, text):
        return text.split()

    def sent_tokenize(self, text):
        return [text] * sentences_by_marks(text)

    def span_tokenize(self, text):
        return [(0, len(text))] * sentences_by_marks(text)


def filters(splitter):
    language = "eng" if splitter == "own" else Whitespace("en")
    return [
        GopherRepetitionFilter(language=language),
        GopherQualityFilter(language=language),
        C4QualityFilter(language=language),
    ]


def verdict(result):
    return (True, None) if result is True else result


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [(d["id"], d["text"]) for d in map(json.loads, lines)]


def work(job):
    docs, splitter, ready, go, out = job
    chain = filters(splitter)
    for f in chain:  # load the tokenizer before the clock starts
        f.filter(Document(text="One two. Three four.", id="warm"))
    ready.release()
    go.wait()
    kept, start = 0, time.process_time()
    for id_, text in docs:
        doc = Document(text=text, id=id_)
        kept += all(verdict(f.filter(doc))[0] for f in chain)
    out.put((kept, time.process_time() - start))


def speed(path, splitter, workers):
    docs = read(path)
    context = multiprocessing.get_context("fork")
    ready, go, out = context.Semaphore(0), context.Event(), context.Queue()
    jobs = [(docs[w::workers], splitter, ready, go, out) for w in range(workers)]
    processes = [context.Process(target=work, args=(job,)) for job in jobs]
    for p in processes:
        p.start()
    for _ in processes:
        ready.acquire()
    start = time.perf_counter()
    go.set()
    done = [out.get() for _ in processes]
    seconds = time.perf_counter() - start
    kept, cpu = sum(k for k, _ in done), sum(c for _, c in done)
    for p in processes:
        p.join()
    size = sum(len(t.encode()) for _, t in docs)
    print(f"{len(docs)} {kept} {seconds:.4f} {len(docs) / seconds:.1f} {size / seconds / 1e6:.2f} {cpu:.4f}")


def verdicts(path, splitter, out):
    names = ["repetition", "quality", "c4"]
    chain = filters(splitter)
    with open(out, "w", encoding="utf-8") as lines:
        for id_, text in read(path):
            row = {"id": id_}
            for name, f in zip(names, chain):
                keep, reason = verdict(f.filter(Document(text=text, id=id_)))
                row[name] = None if keep else reason
            lines.write(json.dumps(row) + "\n")


def spans(path, out):
    tokenizer = load_word_tokenizer("eng")
    lines_counted = []
    counting = C4QualityFilter(language="eng", min_num_sentences=0)
    import datatrove.pipeline.filters.c4_filters as c4

    original = c4.split_into_sentences

    def counted(line, language):
        parts = original(line, language)
        lines_counted.append(len(parts))
        return parts

    c4.split_into_sentences = counted
    with open(out, "w", encoding="utf-8") as rows:
        for id_, text in read(path):
            at, words = 0, []
            for word in split_into_words(text, "eng"):
                start = text.index(word, at)
                at = start + len(word)
                words += [start, at]
            lines_counted.clear()
            counting.filter(Document(text=text, id=id_))
            rows.write(json.dumps({"id": id_, "words": words, "sentences": lines_counted}) + "\n")


if __name__ == "__main__":
    command, args = sys.argv[1], sys.argv[2:]
    if command == "speed":
        speed(args[0], args[1], int(args[2]))
    elif command == "verdict":
        verdicts(*args)
    else:
        spans(*args)
