"""What gguf, safetensors, tokenizers and transformers read from model files, as lines to compare.

usage: model_files.py tensors FILE | folder FOLDER | ids FOLDER LINES | make-gguf FILE | make-safetensors FILE
"""

import hashlib
import sys

import numpy as np

LLAMA = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}
OUTER = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}


def line(name, x):
    x = np.asarray(x, dtype="<f4", order="C")
    return f"{name} [{','.join(map(str, x.shape))}] {hashlib.sha256(x.tobytes()).hexdigest()}"


def gguf_tensors(path):
    import gguf

    reader = gguf.GGUFReader(path)

    def number(key):
        return int(reader.fields[key].contents())

    lines = []
    for t in reader.tensors:
        x = gguf.dequantize(t.data, t.tensor_type).astype(np.float32)
        parts = t.name.split(".")
        name = (f"model.layers.{parts[1]}.{LLAMA[parts[2]]}" if parts[0] == "blk" else OUTER[parts[0]]) + ".weight"
        if ".q_proj." in name or ".k_proj." in name:
            heads = number("llama.attention.head_count" + ("_kv" if ".k_proj." in name else ""))
            x = x.reshape(heads, x.shape[0] // heads // 2, 2, x.shape[1]).swapaxes(1, 2).reshape(x.shape)
        lines.append(line(name, x))
    return lines


def safetensors_tensors(path):
    from safetensors import safe_open

    with safe_open(path, framework="pt") as f:
        return [line(name, f.get_tensor(name).float().numpy()) for name in f.keys()]


def folder_tensors(folder):
    """Through transformers itself; a tied output matrix is no tensor of its own."""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return [line(n, p.detach().numpy()) for n, p in model.named_parameters()]


def make_gguf(path):
    import gguf

    kinds = [n for n in ("F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_K", "IQ4_NL")]
    writer = gguf.GGUFWriter(path, "llama")
    draws = np.random.default_rng(7)
    skipped = []
    for i, kind in enumerate(kinds):
        t = getattr(gguf.GGMLQuantizationType, kind)
        elements, size = gguf.GGML_QUANT_SIZES[t]
        if kind in ("F32", "F16"):
            data = draws.standard_normal((8, 512)).astype(np.float32 if kind == "F32" else np.float16)
            writer.add_tensor(f"blk.{i}.ffn_down.weight", data)
            continue
        data = draws.integers(0, 256, (8, 512 // elements, size), dtype=np.uint8)
        if kind != "BF16":  # scales that are numbers
            places = {"Q4_1": (0, 2), "Q5_1": (0, 2), "Q2_K": (80, 82), "Q3_K": (108,), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,)}
            for p in places.get(kind, (0,)):
                scale = draws.standard_normal((8, 512 // elements, 1)).astype(np.float32 if kind == "Q8_K" else np.float16)
                data[:, :, p : p + scale.itemsize] = scale.view(np.uint8).reshape(8, -1, scale.itemsize)
        else:
            data.reshape(8, -1, 2)[:, :, 1] &= 0xBF  # no infinity, no NaN
        try:
            gguf.dequantize(data.reshape(8, -1), t)
        except NotImplementedError:
            skipped.append(kind)
            continue
        writer.add_tensor(f"blk.{i}.ffn_down.weight", data.reshape(8, -1), raw_dtype=t)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    if skipped:
        print("the peer cannot decode " + ", ".join(skipped), file=sys.stderr)


def make_safetensors(path):
    import torch
    from safetensors.torch import save_file

    g = torch.Generator().manual_seed(7)
    x = torch.randn(37, 11, generator=g)
    save_file(
        {
            "f32": x, "f16": x.half(), "bf16": x.bfloat16(), "f64": x.double(), "i64": (x * 1000).long(), "i32": (x * 1000).int(),
            "i16": (x * 1000).short(), "i8": (x * 30).to(torch.int8), "u8": (x.abs() * 30).to(torch.uint8), "bool": x > 0,
            "e4m3": x.to(torch.float8_e4m3fn), "e5m2": x.to(torch.float8_e5m2), "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3),
        },
        path,
        metadata={"format": "pt", "größe": "x"},
    )


def ids(folder, lines):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    with open(lines, encoding="utf-8") as f:
        for text in f.read().rstrip("\n").split("\n"):
            print(tokenizer.encode(text, add_special_tokens=True))
            print(tokenizer.apply_chat_template([{"role": "user", "content": text}], add_generation_prompt=True, tokenize=True, return_dict=False))


verb, path = sys.argv[1:3]
if verb == "tensors":
    print("\n".join(sorted(gguf_tensors(path) if path.endswith(".gguf") else safetensors_tensors(path))))
elif verb == "folder":
    print("\n".join(sorted(folder_tensors(path))))
elif verb == "ids":
    ids(path, sys.argv[3])
elif verb == "make-gguf":
    make_gguf(path)
else:
    make_safetensors(path)
