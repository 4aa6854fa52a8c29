"""Writes tiny decoders as people have them after optimization: by onnxruntime-genai's model builder and by ONNX Runtime's
transformer optimizer, in single and half precision and with 4-bit weights, each with what PyTorch autograd says of its
gradients, for the tests of editor-onnx.

Run from the repository root, with the packages of tools/requirements.txt and onnxruntime-genai 0.18:

    python tools/make_fused_fixtures.py               # all of them
    python tools/make_fused_fixtures.py int4          # those whose name has this in it

Every seed is fixed. What each file holds is told in the README.md of the fixtures folder. A golden is computed in float64
from the very weights that the graph has: those of a half-precision graph are read back from it, and 4-bit weights are
dequantized.
"""
import argparse
import contextlib
import io
import json
import shutil
import tempfile
import types
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, numpy_helper
from safetensors.torch import save_file
from transformers import (Gemma2Config, Gemma2ForCausalLM, GPT2Config, LlamaConfig, Phi3Config, Phi3ForCausalLM,
                          PreTrainedTokenizerFast)

import make_fixtures
import onnx_export
from onnx_export import Exportable, ExportableGpt2, ExportableLlama

DEFAULT_FOLDER = make_fixtures.DEFAULT_FOLDER / "fused"
COMMON = dict(vocab_size=320, bos_token_id=0, eos_token_id=0, pad_token_id=0, use_cache=False, initializer_range=0.2,
              attn_implementation="eager")
SMALL = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
             max_position_embeddings=64)
RANK = make_fixtures.RANK


class ExportablePhi3(Exportable, Phi3ForCausalLM):
    """A Phi-3 decoder that can be exported."""


class ExportableGemma2(Exportable, Gemma2ForCausalLM):
    """A Gemma 2 decoder that can be exported."""


MODELS = {
    "llama": (ExportableLlama, lambda: LlamaConfig(tie_word_embeddings=False, **SMALL, **COMMON)),
    "llama-tied": (ExportableLlama, lambda: LlamaConfig(tie_word_embeddings=True, **SMALL, **COMMON)),
    # the window is shorter than the golden's rows
    "phi3": (ExportablePhi3, lambda: Phi3Config(tie_word_embeddings=False, sliding_window=4,
                                                original_max_position_embeddings=64, **SMALL, **COMMON)),
    "gemma2": (ExportableGemma2, lambda: Gemma2Config(head_dim=16, sliding_window=4, query_pre_attn_scalar=16,
                                                      attn_logit_softcapping=2.0, final_logit_softcapping=3.0, **SMALL,
                                                      **COMMON)),
    "gpt2": (ExportableGpt2, lambda: GPT2Config(n_embd=32, n_layer=2, n_head=2, n_positions=64, **COMMON)),
}


@dataclass(frozen=True)
class Fixture:
    """A model, how it is optimized, and how far ONNX Runtime may be from PyTorch with the same weights."""
    model: str
    export: str
    precision: str = "fp32"
    device: str = "cpu"
    options: dict = field(default_factory=dict)
    tolerance: float = 2e-5


FIXTURES = {
    "llama-genai-fp32": Fixture("llama", "genai builder fp32"),
    "phi3-genai-fp32": Fixture("phi3", "genai builder fp32"),
    "gemma2-genai-fp32": Fixture("gemma2", "genai builder fp32"),
    "llama-genai-fp16-cpu": Fixture("llama-tied", "genai builder fp16 (cpu)", "fp16", tolerance=2e-2),
    "llama-genai-fp16-cuda": Fixture("llama", "genai builder fp16 (cuda)", "fp16", "cuda", tolerance=2e-2),
    "llama-genai-bf16-cuda": Fixture("llama-tied", "genai builder bf16 (cuda)", "bf16", "cuda", tolerance=2e-1),
    "llama-genai-int4": Fixture("llama", "genai builder int4, blocks of 32", "int4",
                                options=dict(int4_accuracy_level=0)),
    "phi3-genai-int4-asymmetric": Fixture("phi3", "genai builder int4, blocks of 16 with zero points", "int4",
                                          options=dict(int4_accuracy_level=0, int4_block_size=16,
                                                       int4_is_symmetric="false")),
    "llama-genai-int4-fp16": Fixture("llama-tied", "genai builder int4 in fp16 (cuda)", "int4", "cuda",
                                     dict(int4_accuracy_level=0), tolerance=2e-2),
    "gpt2-optimizer": Fixture("gpt2", "onnxruntime optimizer"),
    "gpt2-optimizer-fp16": Fixture("gpt2", "onnxruntime optimizer fp16", "fp16", tolerance=2e-2),
    "llama-optimizer": Fixture("llama-tied", "onnxruntime optimizer"),
}
