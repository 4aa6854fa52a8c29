"""Writes a tiny random Llama in blocks of four bits with a minimum each (Q4_1), two blocks a row, for KeptQuantizedTest.

Run from the repository root, with the packages of tools/requirements.txt and gguf 0.19:

    python tools/make_gguf_blocks.py

Two blocks a row with minima far from each other, and norms that take no mean away: a wrong zero point of any block changes every logit.
"""
import json

import gguf
import numpy

import make_fixtures
import make_imports

FILE = "editor-onnx/src/test/resources/gguf/blocks.gguf"
HIDDEN, INNER, LAYERS, HEADS, KEY_HEADS = 64, 64, 2, 2, 1
WIDTH = HIDDEN // HEADS
Q4_1 = gguf.GGMLQuantizationType.Q4_1


def main():
    random = numpy.random.default_rng(7)
    writer = gguf.GGUFWriter(FILE, "llama")
    tokenizer = json.loads(make_fixtures.make_tokenizer().to_str())
    make_imports.write_tokenizer(writer, tokenizer)
    writer.add_context_length(64)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    writer.add_rope_dimension_count(WIDTH)

    def add_matrix(name, rows, columns):
        means = numpy.repeat(random.standard_normal((rows, columns // 32)), 32, axis=1)
        numbers = (0.1 * (random.standard_normal((rows, columns)) + means)).astype(numpy.float32)
        writer.add_tensor(name, gguf.quants.quantize(numbers, Q4_1), raw_dtype=Q4_1)

    def add_norm(name):
        writer.add_tensor(name, random.uniform(0.5, 1.5, HIDDEN).astype(numpy.float32))

    add_matrix("token_embd.weight", len(tokenizer["model"]["vocab"]), HIDDEN)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        add_norm(block + "attn_norm.weight")
        add_norm(block + "ffn_norm.weight")
        add_matrix(block + "attn_q.weight", HIDDEN, HIDDEN)
        add_matrix(block + "attn_k.weight", KEY_HEADS * WIDTH, HIDDEN)
        add_matrix(block + "attn_v.weight", KEY_HEADS * WIDTH, HIDDEN)
        add_matrix(block + "attn_output.weight", HIDDEN, HIDDEN)
        add_matrix(block + "ffn_gate.weight", INNER, HIDDEN)
        add_matrix(block + "ffn_up.weight", INNER, HIDDEN)
        add_matrix(block + "ffn_down.weight", HIDDEN, INNER)
    add_norm("output_norm.weight")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
