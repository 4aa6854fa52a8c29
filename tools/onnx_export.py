"""Exports Hugging Face decoders to ONNX the way the project's fixtures and its nano model need them.

The graph has the inputs input_ids, attention_mask and position_ids (int64, [batch, sequence]) and the output
logits (float32, [batch, sequence, vocabulary]); batch and sequence are dynamic. There is a key/value cache in it where
that is asked for: past_key_values.N.key and .value (float32, [batch, heads, past, width]) go in, present.N.key and .value
([batch, heads, past + sequence, width]) come out, and attention_mask covers past and sequence.
"""
import json
import warnings
from collections import Counter
from pathlib import Path

import numpy
import onnx
import onnxruntime
import torch
from transformers import DynamicCache, GPT2LMHeadModel, LlamaForCausalLM

INPUT_NAMES = ["input_ids", "attention_mask", "position_ids"]
KEPT_METADATA = {"pkg.torch.onnx.name_scopes"}


class Exportable:
    """Makes the forward of a decoder take the graph's inputs by position and give its outputs.

    Without keys and values of earlier tokens that is the logits alone; with them, layer by layer, those of all tokens too.
    """

    def forward(self, input_ids, attention_mask, position_ids, *past):
        inputs = dict(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids)
        if not past:
            return super().forward(**inputs, use_cache=False).logits
        cache = DynamicCache([(past[i], past[i + 1]) for i in range(0, len(past), 2)])
        output = super().forward(**inputs, past_key_values=cache, use_cache=True)
        present = [tensor for layer in output.past_key_values.layers for tensor in (layer.keys, layer.values)]
        return output.logits, *present


class ExportableLlama(Exportable, LlamaForCausalLM):
    """A Llama decoder that can be exported."""


class ExportableGpt2(Exportable, GPT2LMHeadModel):
    """A GPT-2 decoder that can be exported."""


def library_class(model):
    """The class of transformers behind an exportable one."""
    return type(model).__mro__[2]


def cache_names(config, prefix):
    """The names of the keys and values, layer by layer, behind past_key_values or present."""
    return [f"{prefix}.{layer}.{part}" for layer in range(config.num_hidden_layers) for part in ("key", "value")]


def empty_cache(config, rows, length=0):
    """Random keys and values of a few earlier tokens; no tokens by default."""
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    shape = (rows, heads, length, config.hidden_size // config.num_attention_heads)
    return [torch.randn(shape) for _ in cache_names(config, "past_key_values")]


def padded_batch(vocabulary, lengths, width, generator):
    """Random ids in [1, vocabulary), one row per length, padded on the right with id 0 to the width."""
    input_ids = torch.randint(1, vocabulary, (len(lengths), width), generator=generator)
    attention_mask = (torch.arange(width)[None, :] < torch.tensor(lengths)[:, None]).long()
    position_ids = (attention_mask.cumsum(-1) - 1).clamp(min=0)
    return input_ids * attention_mask, attention_mask, position_ids


def export(model, path, exporter="dynamo", external_data=False, opset=18):
    """Writes model to path with torch's "dynamo" or "torchscript" exporter, then strips what tells of the machine."""
    model.eval()
    example = padded_batch(model.config.vocab_size, [6, 4], 6, torch.Generator().manual_seed(0))
    common = dict(input_names=INPUT_NAMES, output_names=["logits"], opset_version=opset, verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if exporter == "dynamo":
            axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("sequence")}
            torch.onnx.export(model, example, str(path), dynamo=True, external_data=False,
                              dynamic_shapes=(axes, axes, axes), **common)
        else:
            axes = {0: "batch", 1: "sequence"}
            torch.onnx.export(model, example, str(path), dynamo=False,
                              dynamic_axes={name: axes for name in INPUT_NAMES + ["logits"]}, **common)
    graph_model = onnx.load(str(path))
    strip_metadata(graph_model)
    if external_data:
        data_name = Path(path).name + ".data"
        Path(path).with_name(data_name).unlink(missing_ok=True)
        onnx.save_model(graph_model, str(path), save_as_external_data=True, all_tensors_to_one_file=True,
                        location=data_name, size_threshold=1024)
    else:
        onnx.save_model(graph_model, str(path))
    onnx.checker.check_model(str(path))


def export_with_cache(model, path, exporter="dynamo", opset=18):
    """Writes model with a key/value cache to path, the weights in the graph."""
    config = model.config
    input_ids, mask, _ = padded_batch(config.vocab_size, [4, 4], 4, torch.Generator().manual_seed(0))
    past = empty_cache(config, 2, 3)
    example = (input_ids, torch.ones(2, 7, dtype=torch.long), torch.arange(3, 7).repeat(2, 1), *past)
    past_names, present_names = cache_names(config, "past_key_values"), cache_names(config, "present")
    common = dict(input_names=INPUT_NAMES + past_names, output_names=["logits"] + present_names, opset_version=opset,
                  verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if exporter == "dynamo":
            batch, new = torch.export.Dim("batch"), torch.export.Dim("sequence")
            tokens = {0: batch, 1: new}
            auto = torch.export.Dim.AUTO
            shapes = (tokens, {0: batch, 1: auto}, tokens, tuple({0: batch, 2: auto} for _ in past))
            torch.onnx.export(model, example, str(path), dynamo=True, external_data=False, dynamic_shapes=shapes,
                              **common)
        else:
            axes = {name: {0: "batch", 1: "sequence"} for name in ["input_ids", "position_ids", "logits"]}
            axes["attention_mask"] = {0: "batch", 1: "past_sequence + sequence"}
            axes |= {name: {0: "batch", 2: "past_sequence"} for name in past_names}
            axes |= {name: {0: "batch", 2: "past_sequence + sequence"} for name in present_names}
            torch.onnx.export(model, example, str(path), dynamo=False, dynamic_axes=axes, **common)
    graph_model = onnx.load(str(path))
    strip_metadata(graph_model)
    onnx.save_model(graph_model, str(path))
    onnx.checker.check_model(str(path))


def strip_metadata(graph_model):
    """Keeps the module paths in the metadata; drops stack traces, source nodes and documentation strings."""
    graph = graph_model.graph
    holders = [graph_model, graph, *graph.node, *graph.initializer, *graph.value_info, *graph.input, *graph.output]
    for function in graph_model.functions:
        holders += [function, *function.node]
    for holder in holders:
        holder.doc_string = ""
        kept = [(entry.key, entry.value) for entry in holder.metadata_props if entry.key in KEPT_METADATA]
        del holder.metadata_props[:]
        for key, value in kept:
            holder.metadata_props.add(key=key, value=value)


def largest_difference(model, path):
    """The largest difference between torch and ONNX Runtime over several batch sizes, lengths and right paddings."""
    model.eval()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(1)
    worst = 0.0
    for lengths, width in [([1], 1), ([3], 3), ([7, 4, 6], 7), ([12, 1, 11, 5, 8], 12), ([25, 30], 30)]:
        batch = padded_batch(model.config.vocab_size, lengths, width, generator)
        with torch.no_grad():
            expected = model(*batch).numpy()
        feeds = {name: tensor.numpy() for name, tensor in zip(INPUT_NAMES, batch)}
        past_names = [given.name for given in session.get_inputs() if given.name not in feeds]
        past = empty_cache(model.config, len(lengths)) if past_names else []
        actual = session.run(["logits"], feeds | {n: t.numpy() for n, t in zip(past_names, past)})[0]
        worst = max(worst, float(numpy.abs(expected - actual).max()))
    return worst


def write_configs(model, folder, end_of_text=0):
    """Writes config.json and generation_config.json; the end-of-text id also begins a text and pads."""
    config = model.config.to_dict()
    for key in ("_name_or_path", "dtype", "torch_dtype"):
        config.pop(key, None)
    config["architectures"] = [library_class(model).__name__]
    config["torch_dtype"] = "float32"
    write_json(Path(folder) / "config.json", config)
    write_json(Path(folder) / "generation_config.json",
               {"bos_token_id": end_of_text, "eos_token_id": end_of_text, "pad_token_id": end_of_text})


def write_json(path, value):
    Path(path).write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def describe(path):
    """The operator types with their counts, and how many nodes carry each kind of metadata."""
    graph = onnx.load(str(path), load_external_data=False).graph
    operators = Counter((node.domain + ":" if node.domain else "") + node.op_type for node in graph.node)
    metadata = Counter(entry.key for node in graph.node for entry in node.metadata_props)
    return dict(sorted(operators.items())), dict(metadata), len(graph.node)
