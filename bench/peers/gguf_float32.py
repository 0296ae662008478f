"""Writes a GGUF file again with all tensors as float32: the weights that dequantising gives.

usage: gguf_float32.py FROM TO
"""

import sys

import gguf

reader = gguf.GGUFReader(sys.argv[1])
architecture = reader.get_field("general.architecture").contents()
writer = gguf.GGUFWriter(sys.argv[2], architecture)
for field in reader.fields.values():
    if field.name == "general.architecture" or field.name.startswith("GGUF."):
        continue
    kind = field.types[0]
    part = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
    value = field.contents()
    if field.name == "general.file_type":
        value = int(gguf.LlamaFileType.ALL_F32)
    writer.add_key_value(field.name, value, kind, sub_type=part)
for tensor in reader.tensors:
    values = gguf.dequantize(tensor.data, tensor.tensor_type).astype("float32")
    writer.add_tensor(tensor.name, values, raw_dtype=gguf.GGMLQuantizationType.F32)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
