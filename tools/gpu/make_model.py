#!/usr/bin/env python3
"""Writes a decoder of the Llama family with random weights as an ONNX folder, in the layout of onnxruntime-genai, and
beside it what a Hugging Face model of the same shape is made from.

    pip install onnx numpy ml_dtypes
    python make_model.py OUT_DIR --shape 1b --type float16 --tokenizer tokenizer.json

For measuring speed and memory, which do not depend on what the weights are. Attention is GroupQueryAttention with a
key/value cache, rotations are operators of their own with position_ids, and head and embedding are one matrix where the
family ties them. --tokenizer may be of a smaller vocabulary: the tokens beyond it are never met.
"""
import argparse
import json
import shutil
from pathlib import Path

import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper

SHAPES = {
    "tiny": dict(hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                 vocab_size=49152, tie_word_embeddings=True),
    "135m": dict(hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3,
                 vocab_size=49152, tie_word_embeddings=True),
    "1b": dict(hidden_size=2048, intermediate_size=8192, num_hidden_layers=16, num_attention_heads=32, num_key_value_heads=8,
               vocab_size=128256, tie_word_embeddings=True),
    "8b": dict(hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32, num_key_value_heads=8,
               vocab_size=128256, tie_word_embeddings=False),
}
TYPES = {"float32": (TensorProto.FLOAT, np.dtype(np.float32)), "float16": (TensorProto.FLOAT16, np.dtype(np.float16)),
         "bfloat16": (TensorProto.BFLOAT16, np.dtype(ml_dtypes.bfloat16))}
MICROSOFT = "com.microsoft"
EPSILON = 1e-5
POSITIONS = 2048
THETA = 10000.0


class Weights:
    """External data, written as it is named. Weights are slices of one block of normal numbers."""

    def __init__(self, file, element_type, numbers, seed):
        self.file, self.element_type, self.numbers = file, element_type, numbers
        self.block = (0.02 * np.random.default_rng(seed).standard_normal(1 << 24, dtype=np.float32)).astype(numbers)
        self.start = 0
        self.tensors = []

    def add(self, name, *shape, values=None):
        offset = (self.file.tell() + 4095) // 4096 * 4096
        self.file.seek(offset)
        left = int(np.prod(shape))
        if values is not None:
            self.file.write(np.ascontiguousarray(values, dtype=self.numbers).tobytes())
        while values is None and left:
            part = self.block[self.start:self.start + left]
            self.file.write(part.tobytes())
            self.start = (self.start + part.size) % self.block.size
            left -= part.size
        tensor = TensorProto(name=name, data_type=self.element_type, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", Path(self.file.name).name), ("offset", offset), ("length", self.file.tell() - offset)):
            tensor.external_data.add(key=key, value=str(value))
        self.tensors.append(tensor)
        return name


def rotations(width):
    angles = np.outer(np.arange(POSITIONS), THETA ** (-np.arange(0, width, 2) / width))
    return np.cos(angles), np.sin(angles)


def graph(shape, element_type, weights):
    hidden, heads, key_heads = shape["hidden_size"], shape["num_attention_heads"], shape["num_key_value_heads"]
    width = hidden // heads
    nodes, inputs, outputs = [], [], []

    def node(operator, name, read, given=None, domain="", **attributes):
        given = given or [f"{name}/output_0"]
        nodes.append(helper.make_node(operator, read, given, name=name, domain=domain, **attributes))
        return given[0]

    def product(name, value, rows, columns):
        return node("MatMul", f"{name}/MatMul", [value, weights.add(f"{name}.weight".strip("/").replace("/", "."), rows, columns)])

    def norm(name, value, skip=None):
        weight = weights.add(name.strip("/").replace("/", ".") + ".weight", hidden, values=np.ones(hidden))
        if skip is None:
            return node("SimplifiedLayerNormalization", f"{name}/LayerNorm", [value, weight], axis=-1, epsilon=EPSILON,
                        stash_type=1), value
        given = [f"{name}/output_0", "", "", f"{name}/output_3"]
        node("SkipSimplifiedLayerNormalization", f"{name}/SkipLayerNorm", [value, skip, weight], given, MICROSOFT, epsilon=EPSILON)
        return given[0], given[3]

    def constant(name, value, element_type):
        return node("Constant", name, [], value=helper.make_tensor(name, element_type, np.shape(value), np.ravel(value)))

    one = constant("/model/constants/one", [1], TensorProto.INT64)
    last = constant("/model/constants/last", 1, TensorProto.INT64)
    lengths = node("ReduceSum", "/model/attn_mask/ReduceSum", ["attention_mask", one], keepdims=0)
    lengths = node("Cast", "/model/attn_mask/Cast", [node("Sub", "/model/attn_mask/Sub", [lengths, one])], to=TensorProto.INT32)
    total = node("Gather", "/model/attn_mask/Gather", [node("Shape", "/model/attn_mask/Shape", ["attention_mask"]), last], axis=0)
    total = node("Cast", "/model/attn_mask/total/Cast", [total], to=TensorProto.INT32)
    cosines, sines = rotations(width)
    cosines = weights.add("cos_cache", *cosines.shape, values=cosines)
    sines = weights.add("sin_cache", *sines.shape, values=sines)
    embedding = weights.add("model.embed_tokens.weight", shape["vocab_size"], hidden)

    value = node("Gather", "/model/embed_tokens/Gather", [embedding, "input_ids"])
    skip = None
    for layer in range(shape["num_hidden_layers"]):
        at = f"/model/layers.{layer}"
        normal, value = norm(f"{at}/input_layernorm", value, skip)
        query = product(f"{at}/attn/q_proj", normal, hidden, hidden)
        key = product(f"{at}/attn/k_proj", normal, hidden, key_heads * width)
        values = product(f"{at}/attn/v_proj", normal, hidden, key_heads * width)
        query = node("RotaryEmbedding", f"{at}/attn/q_rotary", [query, "position_ids", cosines, sines], domain=MICROSOFT,
                     interleaved=0, num_heads=heads)
        key = node("RotaryEmbedding", f"{at}/attn/k_rotary", [key, "position_ids", cosines, sines], domain=MICROSOFT,
                   interleaved=0, num_heads=key_heads)
        given = [f"{at}/attn/output_0", f"present.{layer}.key", f"present.{layer}.value"]
        node("GroupQueryAttention", f"{at}/attn/GroupQueryAttention",
             [query, key, values, f"past_key_values.{layer}.key", f"past_key_values.{layer}.value", lengths, total], given,
             MICROSOFT, num_heads=heads, kv_num_heads=key_heads, scale=width ** -0.5, do_rotary=0)
        skip = product(f"{at}/attn/o_proj", given[0], hidden, hidden)
        normal, value = norm(f"{at}/post_attention_layernorm", value, skip)
        gate = product(f"{at}/mlp/gate_proj", normal, hidden, shape["intermediate_size"])
        up = product(f"{at}/mlp/up_proj", normal, hidden, shape["intermediate_size"])
        gate = node("Mul", f"{at}/mlp/act_fn/Mul", [gate, node("Sigmoid", f"{at}/mlp/act_fn/Sigmoid", [gate])])
        skip = product(f"{at}/mlp/down_proj", node("Mul", f"{at}/mlp/Mul", [gate, up]), shape["intermediate_size"], hidden)
        for part in ("key", "value"):
            inputs.append(helper.make_tensor_value_info(f"past_key_values.{layer}.{part}", element_type,
                                                        ["batch", key_heads, "past", width]))
            outputs.append(helper.make_tensor_value_info(f"present.{layer}.{part}", element_type,
                                                         ["batch", key_heads, "total", width]))
    value, _ = norm("/model/norm", value, skip)
    if shape["tie_word_embeddings"]:
        head = node("Transpose", "/lm_head/Transpose", [embedding], perm=[1, 0])
    else:
        head = weights.add("lm_head.weight", hidden, shape["vocab_size"])
    node("MatMul", "/lm_head/MatMul", [value, head], ["logits"])

    texts = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", length])
             for name, length in (("input_ids", "sequence"), ("attention_mask", "total"), ("position_ids", "sequence"))]
    logits = helper.make_tensor_value_info("logits", element_type, ["batch", "sequence", shape["vocab_size"]])
    return helper.make_graph(nodes, "decoder", texts + inputs, [logits] + outputs, weights.tensors)


def config(shape):
    width = shape["hidden_size"] // shape["num_attention_heads"]
    return {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "rms_norm_eps": EPSILON,
            "max_position_embeddings": POSITIONS, "head_dim": width, "rope_theta": THETA, "bos_token_id": 1, "eos_token_id": 2,
            "pad_token_id": 2, **shape}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--type", choices=TYPES, default="float32")
    parser.add_argument("--tokenizer", type=Path, required=True, help="a tokenizer.json")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    shape = SHAPES[arguments.shape]
    element_type, numbers = TYPES[arguments.type]
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "config.json").write_text(json.dumps(config(shape), indent=2))
    (arguments.folder / "generation_config.json").write_text(json.dumps({"bos_token_id": 1, "eos_token_id": 2}))
    shutil.copyfile(arguments.tokenizer, arguments.folder / "tokenizer.json")
    with open(arguments.folder / "model.onnx.data", "wb") as file:
        made = graph(shape, element_type, Weights(file, element_type, numbers, arguments.seed))
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
    onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=10), arguments.folder / "model.onnx")


if __name__ == "__main__":
    main()
