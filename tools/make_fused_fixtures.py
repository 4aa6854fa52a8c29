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
import json
import shutil
import subprocess
import sys
import tempfile
import types
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
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
    "phi3": (ExportablePhi3, lambda: Phi3Config(tie_word_embeddings=False, original_max_position_embeddings=64, **SMALL, **COMMON)),
    # the builder rounds the square root of the hidden size, which is the embeddings' factor; the window is shorter than the golden's rows
    "gemma2": (ExportableGemma2, lambda: Gemma2Config(head_dim=16, sliding_window=4, query_pre_attn_scalar=16,
                                                      attn_logit_softcapping=2.0, final_logit_softcapping=3.0,
                                                      **SMALL | dict(hidden_size=64), **COMMON)),
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
                                options=dict(accuracy_level=0)),
    "phi3-genai-int4-asymmetric": Fixture("phi3", "genai builder int4, blocks of 16 with zero points", "int4",
                                          options=dict(accuracy_level=0, block_size=16,
                                                       is_symmetric="false")),
    "llama-genai-int4-fp16": Fixture("llama-tied", "genai builder int4 in fp16 (cuda)", "int4", "cuda",
                                     dict(accuracy_level=0), tolerance=2e-2),
    "gpt2-optimizer": Fixture("gpt2", "onnxruntime optimizer"),
    "gpt2-optimizer-fp16": Fixture("gpt2", "onnxruntime optimizer fp16", "fp16", tolerance=2e-2),
    "llama-optimizer": Fixture("llama-tied", "onnxruntime optimizer"),
}


# as the page of models calls them
FAMILIES = {"gemma2": "Gemma 2", "gpt2": "GPT-2", "llama": "Llama 2, TinyLlama, SmolLM 2", "phi3": "Phi-3"}


def make_model(name, seed):
    """A random model whose weights are large enough that no gradient vanishes."""
    torch.manual_seed(seed)
    kind, config = MODELS[name]
    model = kind(config())
    for parameter in model.parameters():
        if parameter.dim() == 1:
            parameter.data += 0.2 * torch.randn(parameter.shape)
    return model.eval()


def build(model, fixture, folder, tokenizer):
    """Writes the fused graph to folder, its weights inside."""
    with tempfile.TemporaryDirectory() as scratch:
        if fixture.export.startswith("genai"):
            source, target = Path(scratch, "source"), Path(scratch, "target")
            make_fixtures.plain(model).save_pretrained(source)
            PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>",
                                    bos_token="<|endoftext|>").save_pretrained(source)
            options = [f"{key}={value}" for key, value in fixture.options.items()]
            subprocess.run([sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", source, "-o", target, "-p",
                            fixture.precision, "-e", fixture.device]
                           + (["--extra_options", *options] if options else []), check=True, capture_output=True)
            graph = onnx.load(str(target / "model.onnx"))
            drop_ring_buffers(graph)
        else:
            graph = optimize(model, fixture, Path(scratch, "model.onnx"))
    onnx_export.strip_metadata(graph)
    onnx.save_model(graph, str(folder / "model.onnx"), save_as_external_data=fixture.precision == "bf16",
                    location="model.onnx.data", size_threshold=256, convert_attribute=False)
    return onnx.load(str(folder / "model.onnx"))


def drop_ring_buffers(graph):
    """As builders before 0.18 wrote graphs with windows, which no cache of another layout goes with."""
    for node in graph.graph.node:
        kept = [attribute for attribute in node.attribute if attribute.name != "sliding_window_cache"]
        del node.attribute[:]
        node.attribute.extend(kept)


def optimize(model, fixture, path):
    """The graph of torch's older exporter behind ONNX Runtime's transformer optimizer."""
    from onnxruntime.transformers import optimizer
    onnx_export.export(model, path, "torchscript")
    kind = "gpt2" if fixture.model == "gpt2" else "bert"
    config = model.config
    optimized = optimizer.optimize_model(str(path), model_type=kind, num_heads=config.num_attention_heads,
                                         hidden_size=config.hidden_size, opt_level=0)
    if fixture.precision == "fp16":
        optimized.convert_float_to_float16(keep_io_types=True)
    return optimized.model


def adopt_weights(model, graph, fixture):
    """Gives model the very weights of the graph: rounded to half precision, or dequantized."""
    half = {"fp16": torch.float16, "bf16": torch.bfloat16}.get(fixture.precision)
    if "fp16" in fixture.export:
        half = torch.float16
    if half is not None:
        for parameter in model.parameters():
            parameter.data = parameter.data.to(half).float()
        rotary = getattr(model.model, "rotary_emb", None) if hasattr(model, "model") else None
        if rotary is not None:
            forward = rotary.forward
            rotary.forward = lambda *inputs, **named: tuple(
                part.to(half).float() for part in forward(*inputs, **named))
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.graph.initializer}
    for node in graph.graph.node:
        if node.op_type == "MatMulNBits":
            weight = torch.from_numpy(dequantized(node, tensors))
            path = module_path(node)
            segments = [("lm_head", 0, weight.shape[0])] if path == "lm_head" else segments_of(model, path)
            start = 0
            for module, low, high in segments:
                model.get_submodule(module).weight.data[low:high] = weight[start:start + high - low]
                start += high - low


def dequantized(node, tensors):
    """W of a MatMulNBits, float32 [outputs, inputs]: (quantized - zero point) * scale, low half of a byte first."""
    options = {attribute.name: attribute.i for attribute in node.attribute}
    rows, columns, block = options["N"], options["K"], options["block_size"]
    blocks = (columns + block - 1) // block
    halves = lambda values: numpy.stack([values & 15, values >> 4], -1).reshape(rows, -1)
    weight = halves(tensors[node.input[1]]).reshape(rows, blocks, block).astype(numpy.float32)
    scale = tensors[node.input[2]].reshape(rows, blocks, 1).astype(numpy.float32)
    zero = numpy.float32(8)
    if len(node.input) > 3 and node.input[3]:
        zero = halves(tensors[node.input[3]].reshape(rows, -1))[:, :blocks, None].astype(numpy.float32)
    return ((weight - zero) * scale).reshape(rows, -1)[:, :columns]


def module_path(node):
    """The path by which the engine names a projection: the node's name without its last part, or the weight's."""
    if not node.name.startswith("/"):
        return node.input[1].removesuffix(".weight")
    return node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")


def segments_of(model, path):
    """Which modules, from which output to which, a projection of the graph stands for."""
    parent, name = path.rsplit(".", 1)
    parent = parent.replace(".attn", ".self_attn") if path.startswith("model.") else parent
    modules = dict(model.named_modules())
    config = model.config
    if name == "qkv_proj" and f"{parent}.qkv_proj" not in modules:
        return [(f"{parent}.{part}_proj", 0, modules[f"{parent}.{part}_proj"].out_features) for part in "qkv"]
    if name in ("gate_proj", "up_proj") and f"{parent}.{name}" not in modules:
        start = 0 if name == "gate_proj" else config.intermediate_size
        return [(f"{parent}.gate_up_proj", start, start + config.intermediate_size)]
    module = modules[f"{parent}.{name}"]
    return [(f"{parent}.{name}", 0, module.nf if hasattr(module, "nf") else module.out_features)]


def exact(model):
    """The same model in float64, with a normalisation that does not fall back to float32."""
    model = model.double()

    def normalise(module, hidden):
        epsilon = getattr(module, "variance_epsilon", None) or getattr(module, "eps", None)
        scale = torch.rsqrt(hidden.pow(2).mean(-1, keepdim=True) + epsilon)
        gain = 1 + module.weight if type(module).__name__ == "Gemma2RMSNorm" else module.weight
        return gain * (hidden * scale)

    for module in model.modules():
        if type(module).__name__.endswith("RMSNorm"):
            module.forward = types.MethodType(normalise, module)
    return model


def projections(graph):
    """The paths of all products of an activation with a frozen matrix but the head."""
    constants = {tensor.name for tensor in graph.graph.initializer}
    return [module_path(node) for node in graph.graph.node
            if node.op_type in ("MatMul", "Gemm", "MatMulNBits") and node.input[1] in constants
            and "lm_head" not in node.name]


def make_golden(model, paths, seed):
    """Loss, log probabilities, logits and LoRA gradients of one padded batch; y = x W + b + (x A) B."""
    generator = torch.Generator().manual_seed(seed)
    width = make_fixtures.WIDTH
    batch = onnx_export.padded_batch(make_fixtures.VOCABULARY, make_fixtures.LENGTHS, width, generator)
    rows = torch.tensor([row for row, _ in make_fixtures.TARGETS])
    columns = torch.tensor([column for _, column in make_fixtures.TARGETS])
    seen = (batch[0], torch.ones_like(batch[1]), batch[2])  # causal, so padding on the right hides itself
    target_ids = batch[0][rows, columns + 1]
    target_weights = (0.1 + 0.9 * torch.rand(len(rows), generator=generator)).float()
    golden = dict(zip(onnx_export.INPUT_NAMES, batch))
    golden |= {"target_positions": rows * width + columns, "target_ids": target_ids, "target_weights": target_weights}
    with torch.no_grad():
        golden["logits"] = model(*seen).float()

    pairs = {}
    for path in paths:
        segments = segments_of(model, path)
        outputs = sum(high - low for _, low, high in segments)
        first = model.get_submodule(segments[0][0])
        inputs = first.weight.shape[0] if hasattr(first, "nf") else first.in_features
        a = (0.2 * torch.randn(inputs, RANK, generator=generator)).float()
        b = (0.2 * torch.randn(RANK, outputs, generator=generator)).float()
        a64, b64 = a.double().requires_grad_(), b.double().requires_grad_()
        start = 0
        for module, low, high in segments:
            def add(_, inputs, output, low=low, high=high, start=start, a=a64, b=b64):
                delta = inputs[0] @ a @ b[:, start:start + high - low]
                return output + torch.nn.functional.pad(delta, (low, output.shape[-1] - high))

            model.get_submodule(module).register_forward_hook(add)
            start += high - low
        pairs[path] = (a64, b64)
        golden |= {f"lora_A:{path}": a, f"lora_B:{path}": b}

    logits = model(*seen)
    log_probabilities = logits[rows, columns].log_softmax(-1).gather(-1, target_ids[:, None])[:, 0]
    loss = -(target_weights.double() * log_probabilities).sum()
    loss.backward()
    golden |= {"loss": loss.detach().float(), "token_log_probability": log_probabilities.detach().float(),
               "lora_logits": logits.detach().float()}
    for path, (a, b) in pairs.items():
        golden |= {f"grad_A:{path}": a.grad.float(), f"grad_B:{path}": b.grad.float()}
    return {name: tensor.detach().contiguous() for name, tensor in golden.items()}


def difference(model, path):
    """The largest difference between torch and ONNX Runtime where a token is, relative to the largest logit."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(1)
    worst = 0.0
    kinds = {"tensor(float)": numpy.float32, "tensor(float16)": numpy.float16}
    config = model.config
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    for lengths, columns in [([1], 1), ([3], 3), ([7, 4, 6], 7), ([12, 1, 11, 5, 8], 12)]:
        batch = onnx_export.padded_batch(make_fixtures.VOCABULARY, lengths, columns, generator)
        with torch.no_grad():
            expected = model(*batch).numpy()
        given = dict(zip(onnx_export.INPUT_NAMES, batch))
        feeds = {entry.name: given[entry.name].numpy() if entry.name in given
                 else numpy.zeros((len(lengths), heads, 0, width), kinds[entry.type]) for entry in session.get_inputs()}
        actual = session.run(["logits"], feeds)[0].astype(numpy.float64)
        there = batch[1].numpy().astype(bool)
        worst = max(worst, float(numpy.abs(expected - actual)[there].max() / numpy.abs(expected).max()))
    return worst


def make(name, fixture, seed, folder, tokenizer):
    """One fixture folder; returns what is told of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    model = make_model(fixture.model, seed)
    graph = build(model, fixture, folder, tokenizer)
    onnx_export.write_configs(model, folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    adopt_weights(model, graph, fixture)
    cache = any(given.name.startswith("past_key_values") for given in graph.graph.input)
    onnx_export.write_json(folder / "fixture.json",
                           {"family": FAMILIES[model.config.model_type], "export": fixture.export, "cache": cache})
    told = {"fixture": name}
    if fixture.precision in ("fp32", "int4") and fixture.device == "cpu":
        generations = make_fixtures.make_generations(model, tokenizer)
        onnx_export.write_json(folder / "generations.json", generations)
        told["smallest_lead"] = generations["smallest_lead"]
    model = exact(model)
    try:
        told["onnx_difference"] = difference(model, folder / "model.onnx")
        if told["onnx_difference"] > fixture.tolerance:
            raise ValueError(f"{name}: ONNX Runtime differs from torch by {told['onnx_difference']}")
    except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented as missing:
        told["onnx_difference"] = str(missing)[:120]
    golden = make_golden(model, projections(graph), seed + 100)
    save_file(golden, str(folder / "golden.safetensors"))
    gradients = [tensor.abs().max().item() for key, tensor in golden.items() if key.startswith("grad_")]
    told |= {"bytes": sum(file.stat().st_size for file in folder.iterdir()), "loss": golden["loss"].item(),
             "smallest_largest_gradient": min(gradients), "largest_gradient": max(gradients),
             "operators": onnx_export.describe(folder / "model.onnx")[0]}
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="")
    parser.add_argument("--output", type=Path, default=DEFAULT_FOLDER)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    tokenizer = make_fixtures.make_tokenizer()
    for seed, (name, fixture) in enumerate(FIXTURES.items(), start=41):
        if arguments.part in name:
            while True:
                try:
                    print(json.dumps(make(name, fixture, seed, arguments.output / name, tokenizer)), flush=True)
                    break
                except (IndexError, AssertionError) as reason:  # a text ended too early, or a choice was too close
                    print(f"{name}: {reason!r}; another seed", file=sys.stderr)
                    seed += 1000


if __name__ == "__main__":
    main()
