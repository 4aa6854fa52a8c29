"""Exports Hugging Face decoders to ONNX the way the project's fixtures and its nano model need them.

The graph has the inputs input_ids, attention_mask and position_ids (int64, [batch, sequence]) and the output
logits (float32, [batch, sequence, vocabulary]); batch and sequence are dynamic. There is a key/value cache in it where
that is asked for: past_key_values.N.key and .value (float32, [batch, heads, past, width]) go in, present.N.key and .value
([batch, heads, past + sequence, width]) come out, and attention_mask covers past and sequence.
"""
import inspect
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

    input_names = ("input_ids", "attention_mask", "position_ids")
    logits_to_keep = 0  # how many of the last positions get logits; all of them by default
    gives_cache = False  # whether keys and values come out though none went in

    def forward(self, input_ids, attention_mask, position_ids, *past):
        return self.run(dict(input_ids=input_ids, attention_mask=attention_mask, position_ids=position_ids), past)

    def run(self, inputs, past):
        """The outputs of the graph as the library's own forward computes them."""
        if self.logits_to_keep:
            inputs["logits_to_keep"] = self.logits_to_keep
        if not past and not self.gives_cache:
            return super().forward(**inputs, use_cache=False).logits
        cache = DynamicCache([(past[i], past[i + 1]) for i in range(0, len(past), 2)]) if past else DynamicCache()
        output = super().forward(**inputs, past_key_values=cache, use_cache=True)
        present = [tensor for layer in output.past_key_values.layers for tensor in (layer.keys, layer.values)]
        return output.logits, *present


class WithoutPositions(Exportable):
    """The same for a graph that counts positions itself."""

    input_names = ("input_ids", "attention_mask")

    def forward(self, input_ids, attention_mask, *past):
        return self.run(dict(input_ids=input_ids, attention_mask=attention_mask), past)


def exportable(library, positions=True):
    """A class like one of transformers' decoders that can be exported; positions stay out where it takes none."""
    takes = positions and "position_ids" in inspect.signature(library.forward).parameters
    return type("Exportable" + library.__name__, (Exportable if takes else WithoutPositions, library), {})


ExportableLlama = exportable(LlamaForCausalLM)
ExportableGpt2 = exportable(GPT2LMHeadModel)


def library_class(model):
    """The class of transformers behind an exportable one."""
    return next(parent for parent in type(model).__mro__ if parent.__module__.startswith("transformers."))


def cache_shapes(model):
    """The numbers of heads and the widths of the keys and values, layer by layer."""
    with torch.no_grad():
        output = library_class(model).forward(model, torch.ones(1, 1, dtype=torch.long), use_cache=True)
    return [(tensor.shape[1], tensor.shape[3]) for layer in output.past_key_values.layers
            for tensor in (layer.keys, layer.values)]


def cache_names(model, prefix):
    """The names of the keys and values, layer by layer, behind past_key_values or present."""
    return [f"{prefix}.{i // 2}.{('key', 'value')[i % 2]}" for i in range(len(cache_shapes(model)))]


def empty_cache(model, rows, length=0):
    """Random keys and values of a few earlier tokens; no tokens by default."""
    return [torch.randn(rows, heads, length, width) for heads, width in cache_shapes(model)]


def padded_batch(vocabulary, lengths, width, generator):
    """Random ids in [1, vocabulary), one row per length, padded on the right with id 0 to the width."""
    input_ids = torch.randint(1, vocabulary, (len(lengths), width), generator=generator)
    attention_mask = (torch.arange(width)[None, :] < torch.tensor(lengths)[:, None]).long()
    position_ids = (attention_mask.cumsum(-1) - 1).clamp(min=0)
    return input_ids * attention_mask, attention_mask, position_ids


def export(model, path, exporter="dynamo", external_data=False, opset=18):
    """Writes model to path with torch's "dynamo" or "torchscript" exporter, then strips what tells of the machine.

    Weights lie in the graph, or beside it: all in one file (external_data=True), or each in its own ("many").
    """
    model.eval()
    names = list(model.input_names)
    present_names = cache_names(model, "present") if model.gives_cache else []
    example = padded_batch(model.config.vocab_size, [6, 4], 6, torch.Generator().manual_seed(0))[:len(names)]
    common = dict(input_names=names, output_names=["logits"] + present_names, opset_version=opset, verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if exporter == "dynamo":
            axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("sequence")}
            torch.onnx.export(model, example, str(path), dynamo=True, external_data=False,
                              dynamic_shapes=(axes,) * len(names), **common)
        else:
            axes = {name: {0: "batch", 1: "sequence"} for name in names + ["logits"]}
            axes |= {name: {0: "batch", 2: "past_sequence + sequence"} for name in present_names}
            torch.onnx.export(model, example, str(path), dynamo=False, dynamic_axes=axes, **common)
    save_stripped(path, external_data)


def export_with_cache(model, path, exporter="dynamo", opset=18, external_data=False):
    """Writes model with a key/value cache to path."""
    model.eval()
    names = list(model.input_names)
    input_ids, mask, _ = padded_batch(model.config.vocab_size, [4, 4], 4, torch.Generator().manual_seed(0))
    past = empty_cache(model, 2, 3)
    example = (input_ids, torch.ones(2, 7, dtype=torch.long), torch.arange(3, 7).repeat(2, 1))[:len(names)]
    past_names, present_names = cache_names(model, "past_key_values"), cache_names(model, "present")
    common = dict(input_names=names + past_names, output_names=["logits"] + present_names, opset_version=opset,
                  verbose=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if exporter == "dynamo":
            batch, new = torch.export.Dim("batch"), torch.export.Dim("sequence")
            tokens = {0: batch, 1: new}
            auto = torch.export.Dim.AUTO
            shapes = (tokens, {0: batch, 1: auto}, tokens)[:len(names)]
            torch.onnx.export(model, (*example, *past), str(path), dynamo=True, external_data=False,
                              dynamic_shapes=(*shapes, tuple({0: batch, 2: auto} for _ in past)), **common)
        else:
            axes = {name: {0: "batch", 1: "sequence"} for name in names + ["logits"]}
            axes["attention_mask"] = {0: "batch", 1: "past_sequence + sequence"}
            axes |= {name: {0: "batch", 2: "past_sequence"} for name in past_names}
            axes |= {name: {0: "batch", 2: "past_sequence + sequence"} for name in present_names}
            torch.onnx.export(model, (*example, *past), str(path), dynamo=False, dynamic_axes=axes, **common)
    save_stripped(path, external_data)


def save_stripped(path, external_data=False):
    """Strips what tells of the machine from a graph, and moves its weights out where that is asked for."""
    path = Path(path)
    graph_model = onnx.load(str(path))
    strip_metadata(graph_model)
    if external_data:
        data_name = path.name + ".data"
        path.with_name(data_name).unlink(missing_ok=True)
        onnx.save_model(graph_model, str(path), save_as_external_data=True,
                        all_tensors_to_one_file=external_data != "many", location=data_name, size_threshold=1024)
    else:
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
    """The largest difference between torch and ONNX Runtime over several batch sizes, lengths and right paddings.

    Where the graph has a cache, the same texts are also read in two halves, the first of them through the cache. What either
    says behind the end of a text does not count.
    """
    model.eval()
    model.gives_cache = False
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    taken = [given.name for given in session.get_inputs()]
    past_names = [name for name in taken if name.startswith("past_key_values")]
    present = [given.name for given in session.get_outputs() if given.name.startswith("present")]
    generator = torch.Generator().manual_seed(1)
    worst = 0.0
    for lengths, width in [([1], 1), ([3], 3), ([7, 4, 6], 7), ([12, 1, 11, 5, 8], 12), ([25, 30], 30)]:
        batch = padded_batch(model.config.vocab_size, lengths, width, generator)
        with torch.no_grad():
            expected = model(*batch[:len(model.input_names)]).numpy()

        def difference(actual):
            end = actual.shape[1]
            counted = batch[1].bool().numpy()[:, -end:, None]
            return float(numpy.abs(numpy.where(counted, expected[:, -end:] - actual, 0)).max())

        feeds = {name: tensor.numpy() for name, tensor in zip(INPUT_NAMES, batch) if name in taken}
        past = {n: t.numpy() for n, t in zip(past_names, empty_cache(model, len(lengths)) if past_names else [])}
        switch = {"use_cache_branch": numpy.array([False])} if "use_cache_branch" in taken else {}
        worst = max(worst, difference(session.run(["logits"], feeds | past | switch)[0]))
        half = width // 2
        if past_names and half:
            first = {name: value[:, :half] for name, value in feeds.items()} | past
            past = dict(zip(past_names, session.run(present, first | switch)))
            second = {name: value if name == "attention_mask" else value[:, half:] for name, value in feeds.items()}
            switch = {name: numpy.array([True]) for name in switch}
            worst = max(worst, difference(session.run(["logits"], second | past | switch)[0]))
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
