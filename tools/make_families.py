"""Writes a tiny random decoder of every family and of every form of export that docs/models.md tells of, with what PyTorch
autograd says of its gradients, for the tests of editor-onnx.

Run from the repository root, with the packages of tools/requirements.txt:

    python tools/make_families.py                 # all of them
    python tools/make_families.py gemma           # those whose name has this in it

Every seed is fixed. What each file holds is told in the README.md of the fixtures folder. A model that the exporter cannot
export, or exports wrongly, is told of with the exporter's reason and left out.
"""
import argparse
import json
import tempfile
import traceback
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import onnx
import torch
import transformers
from safetensors.torch import save

import make_fixtures
import onnx_export

DEFAULT_FOLDER = make_fixtures.DEFAULT_FOLDER / "families"
PROMPT = "The capital of Italy is Rome, and"
ROPE = {"rope_theta": 10000.0, "rope_type": "default"}
LLAMA3 = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 16}


@dataclass(frozen=True)
class Family:
    """One family: how it is called, its class in transformers, and what its configuration has beyond the common."""
    title: str
    library: str
    settings: dict = field(default_factory=dict)
    attention: str = "sdpa"


def common(**more):
    """The configuration that most families share."""
    return dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                max_position_embeddings=64) | more


GPT2 = Family("GPT-2", "GPT2LMHeadModel", dict(n_embd=16, n_layer=2, n_head=4, n_positions=64))
LLAMA = Family("Llama 2, TinyLlama, SmolLM 2", "LlamaForCausalLM", common(rope_parameters=ROPE, tie_word_embeddings=False))
FAMILIES = {
    "gpt2": GPT2,
    "gptj": Family("GPT-J", "GPTJForCausalLM", dict(n_embd=16, n_layer=2, n_head=2, n_positions=64, rotary_dim=4,
                                                     tie_word_embeddings=False), "eager"),
    "gpt-neox": Family("GPT-NeoX, Pythia", "GPTNeoXForCausalLM", common(
        intermediate_size=32, rotary_pct=0.5, tie_word_embeddings=False,
        rope_parameters=ROPE | {"partial_rotary_factor": 0.5})),
    "opt": Family("OPT", "OPTForCausalLM", dict(hidden_size=16, ffn_dim=32, num_hidden_layers=2, num_attention_heads=4,
                                                 max_position_embeddings=64, word_embed_proj_dim=16, dropout=0.0)),
    "bloom": Family("BLOOM", "BloomForCausalLM", dict(hidden_size=16, n_layer=2, n_head=4), "eager"),
    "llama2": LLAMA,
    "llama3": Family("Llama 3", "LlamaForCausalLM", common(rope_parameters=LLAMA3)),
    "mistral": Family("Mistral", "MistralForCausalLM", common(
        sliding_window=4, rope_parameters=ROPE, tie_word_embeddings=False)),
    "mixtral": Family("Mixtral", "MixtralForCausalLM", common(
        sliding_window=None, num_local_experts=4, num_experts_per_tok=2, rope_parameters=ROPE,
        tie_word_embeddings=False)),
    "qwen2": Family("Qwen 2, Qwen 2.5", "Qwen2ForCausalLM", common(rope_parameters=ROPE)),
    "qwen3": Family("Qwen 3", "Qwen3ForCausalLM", common(head_dim=8, rope_parameters=ROPE)),
    "qwen3-moe": Family("Qwen 3 MoE", "Qwen3MoeForCausalLM", common(
        head_dim=8, moe_intermediate_size=12, num_experts=4, num_experts_per_tok=2, rope_parameters=ROPE,
        tie_word_embeddings=False)),
    "phi2": Family("Phi-1.5, Phi-2", "PhiForCausalLM", common(
        num_key_value_heads=4, rope_parameters=ROPE | {"partial_rotary_factor": 0.5}, tie_word_embeddings=False)),
    "phi3": Family("Phi-3", "Phi3ForCausalLM", common(
        sliding_window=5, rope_parameters=ROPE | {"partial_rotary_factor": 1.0}, original_max_position_embeddings=64,
        tie_word_embeddings=False)),
    "gemma": Family("Gemma", "GemmaForCausalLM", common(head_dim=8, rope_parameters=ROPE)),
    "gemma2": Family("Gemma 2", "Gemma2ForCausalLM", common(
        head_dim=8, sliding_window=4, query_pre_attn_scalar=8, final_logit_softcapping=3.0, attn_logit_softcapping=2.0,
        rope_parameters=ROPE), "eager"),
    "gemma3": Family("Gemma 3 (text)", "Gemma3ForCausalLM", common(
        head_dim=8, sliding_window=4, query_pre_attn_scalar=8, layer_types=["sliding_attention", "full_attention"],
        rope_parameters={"sliding_attention": ROPE, "full_attention": ROPE | {"rope_theta": 1000000.0}})),
    "smollm3": Family("SmolLM 3", "SmolLM3ForCausalLM", common(no_rope_layers=[1, 0], rope_parameters=ROPE)),
    "starcoder2": Family("StarCoder 2", "Starcoder2ForCausalLM", common(
        intermediate_size=32, sliding_window=4, residual_dropout=0.0, embedding_dropout=0.0, rope_parameters=ROPE)),
    "falcon": Family("Falcon", "FalconForCausalLM", dict(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=4, multi_query=True, parallel_attn=True, bias=False,
        alibi=False, new_decoder_architecture=False, max_position_embeddings=64, rope_parameters=ROPE)),
    "falcon-alibi": Family("Falcon with ALiBi", "FalconForCausalLM", dict(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=4, multi_query=False, parallel_attn=False, bias=True,
        alibi=True, new_decoder_architecture=False, max_position_embeddings=64), "eager"),
    "olmo2": Family("OLMo 2", "Olmo2ForCausalLM", common(rope_parameters=ROPE, tie_word_embeddings=False)),
    "granite": Family("Granite", "GraniteForCausalLM", common(
        rope_parameters=ROPE, embedding_multiplier=3.0, residual_multiplier=0.5, attention_multiplier=0.3,
        logits_scaling=2.0)),
    "gpt-neo": Family("GPT-Neo", "GPTNeoForCausalLM", dict(
        hidden_size=16, intermediate_size=32, num_layers=2, num_heads=4, window_size=4, max_position_embeddings=64,
        attention_types=[[["global", "local"], 1]]), "eager"),
    "gpt-bigcode": Family("StarCoder, SantaCoder (GPT-BigCode)", "GPTBigCodeForCausalLM", dict(
        n_embd=16, n_layer=2, n_head=4, n_positions=64, multi_query=True)),
    "cohere": Family("Command R", "CohereForCausalLM", common(rope_parameters=ROPE, logit_scale=0.5)),
}


@dataclass(frozen=True)
class Export:
    """One form of export, beyond the exporter: what it is called, and how it differs."""
    title: str
    exporter: str
    opset: int
    cache: bool
    positions: bool = True
    last_only: bool = False
    external: object = False
    attention: str = ""
    file: str = "model.onnx"
    gives_cache: bool = False
    merged: bool = False
    experts: str = "batched_mm"


def plain_exports(place):
    """Both exporters for a family, one of them with a cache: which of them alternates along the families."""
    cache = place % 2 == 0
    return {"dynamo": Export("torch.onnx dynamo", "dynamo", 18, cache),
            "torchscript": Export("torch.onnx TorchScript", "torchscript", 17 if place % 4 < 2 else 14, not cache)}


def forms():
    """The forms of export that are shown on Llama and GPT-2 alone."""
    dynamo, script = "torch.onnx dynamo", "torch.onnx TorchScript"
    return {
        "llama2": {
            "torchscript-14": Export(script, "torchscript", 14, True),
            "torchscript-16": Export(script, "torchscript", 16, False),
            "torchscript-20": Export(script, "torchscript", 20, True, attention="eager"),
            "dynamo-20": Export(dynamo, "dynamo", 20, False),
            "dynamo-21": Export(dynamo, "dynamo", 21, True),
            "dynamo-no-positions": Export(f"{dynamo}, no position_ids", "dynamo", 18, False, positions=False),
            "torchscript-no-positions": Export(f"{script}, no position_ids", "torchscript", 17, True, positions=False),
            "dynamo-last": Export(f"{dynamo}, logits of the last position", "dynamo", 18, True, last_only=True),
            "torchscript-last": Export(f"{script}, logits of the last position", "torchscript", 17, False, last_only=True),
            "dynamo-one-file": Export(f"{dynamo}, weights in one file", "dynamo", 18, False, external=True),
            "torchscript-files": Export(f"{script}, weights in many files", "torchscript", 17, True, external="many"),
            "optimum": Export("Optimum: onnx/model.onnx", "torchscript", 14, True, file="onnx/model.onnx"),
            "optimum-merged": Export("Optimum: decoder_model_merged.onnx, with use_cache_branch", "torchscript", 14, True,
                                     file="onnx/decoder_model_merged.onnx", merged=True),
            "optimum-first": Export("Optimum: decoder_model.onnx, gives a cache and takes none", "torchscript", 17, False,
                                    file="decoder_model.onnx", gives_cache=True),
            "dynamo-23": Export(dynamo, "dynamo", 23, False),
            "dynamo-23-cache": Export(dynamo, "dynamo", 23, True),
            "dynamo-24": Export(dynamo, "dynamo", 24, True),
            "dynamo-23-last": Export(f"{dynamo}, logits of the last position", "dynamo", 23, False, last_only=True),
        },
        "qwen3": {"dynamo-23": Export(dynamo, "dynamo", 23, True)},
        "mistral": {"dynamo-23": Export(dynamo, "dynamo", 23, False)},
        "phi2": {"dynamo-23": Export(dynamo, "dynamo", 23, False)},
        "gemma3": {"dynamo-24": Export(dynamo, "dynamo", 24, False)},
        "gpt2": {
            "torchscript-15": Export(script, "torchscript", 15, False),
            "torchscript-19": Export(script, "torchscript", 19, True, attention="eager"),
            "dynamo-19": Export(dynamo, "dynamo", 19, True),
            "dynamo-21": Export(dynamo, "dynamo", 21, False),
            "torchscript-no-positions": Export(f"{script}, no position_ids", "torchscript", 17, False, positions=False),
            "dynamo-last": Export(f"{dynamo}, logits of the last position", "dynamo", 18, False, last_only=True),
            "torchscript-last": Export(f"{script}, logits of the last position", "torchscript", 17, True, last_only=True),
            "optimum-merged": Export("Optimum: decoder_model_merged.onnx, with use_cache_branch", "torchscript", 17, True,
                                     file="decoder_model_merged.onnx", merged=True),
            "dynamo-23": Export(dynamo, "dynamo", 23, True),
        },
        "mixtral": {
            "torchscript-loop": Export(f"{script}, experts in a loop", "torchscript", 17, False, experts="eager"),
        },
    }


def refused():
    """What the library says of graphs that cannot be edited, by fixture."""
    return {"mixtral-torchscript-loop": "ai.onnx:ScatterElements@17"}


def not_run():
    """Graphs that ONNX Runtime has no kernels for on the CPU, by fixture; the library widens bfloat16 itself."""
    return {"falcon-alibi-dynamo"}


def export_merged(model, path, opset):
    """Two graphs in one, as Optimum merges them: with use_cache_branch one of them is chosen at each run."""
    # Optimum asks for older transformers than the other scripts, and what is used of it here does not need them.
    from optimum.onnx.graph_transformations import merge_decoders

    with tempfile.TemporaryDirectory() as temporary:
        first, next_ones = Path(temporary) / "decoder_model.onnx", Path(temporary) / "decoder_with_past_model.onnx"
        onnx_export.export_with_cache(model, next_ones, "torchscript", opset)
        model.gives_cache = True
        onnx_export.export(model, first, "torchscript", opset=opset)
        decoders = [onnx.load(str(first)), onnx.load(str(next_ones))]
        for decoder in decoders:
            for output in decoder.graph.output:
                output.ClearField("doc_string")  # an empty one is not the same as none to Optimum
        merge_decoders(*decoders, save_path=path)


def make_model(family, export, seed):
    """A random model whose weights are large enough that no gradient vanishes."""
    torch.manual_seed(seed)
    library = getattr(transformers, family.library)
    config = library.config_class(vocab_size=make_fixtures.VOCABULARY, bos_token_id=0, eos_token_id=0, pad_token_id=0,
                                  initializer_range=0.2, **family.settings)
    config._attn_implementation = export.attention or family.attention
    config._experts_implementation = export.experts  # which mixtures of experts look at, and nothing else
    model = onnx_export.exportable(library, export.positions)(config)
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1:  # normalisation weights and biases: away from their trivial 1 and 0
            parameter.data += 0.2 * torch.randn(parameter.shape)
    return model.eval()


def greedy(model, tokenizer):
    """The prompt's tokens, and what generate adds to them."""
    ids = tokenizer.encode(PROMPT).ids
    plain = make_fixtures.plain(model)
    config = transformers.GenerationConfig(do_sample=False, max_new_tokens=8, pad_token_id=0, bos_token_id=0,
                                           eos_token_id=0, output_scores=True, return_dict_in_generate=True)
    with torch.no_grad():
        output = plain.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                                generation_config=config)
    best = [scores[0].topk(2).values for scores in output.scores]
    lead = min((values[0] - values[1]).item() for values in best)
    return {"prompt": PROMPT, "ids": ids, "greedy": output.sequences[0, len(ids):].tolist(), "smallest_lead": lead}


def target(model, tokenizer):
    """The word of one token that a random head can tell best from all others: what an edit teaches."""
    ids = tokenizer.encode(PROMPT).ids
    heads = model.get_output_embeddings().weight.detach()
    scores = heads @ heads.T
    best = scores.diagonal().clone()
    scores.fill_diagonal_(float("-inf"))
    words = {}
    for token in range(1, tokenizer.get_vocab_size()):
        word = tokenizer.decode([token])
        if word[:1] == " " and word[1:].isalpha() and tokenizer.encode(PROMPT + word).ids == [*ids, token]:
            words[word] = ((best[token] - scores[token].max()) / best[token].sqrt()).item()
    return max(words, key=words.get)


def write_zip(path, folder):
    """One file of a folder's files, the same bytes at every run."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=zlib.Z_BEST_COMPRESSION) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (2020, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())


def make(name, family, export, seed, output, tokenizer):
    """Writes one fixture and tells of it in a line; an exporter's error is told, and nothing is written."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        graph = folder / export.file
        graph.parent.mkdir(exist_ok=True)
        model = make_model(family, export, seed)
        model.logits_to_keep = 1 if export.last_only else 0
        model.gives_cache = export.gives_cache
        if export.merged:
            export_merged(model, graph, export.opset)
        else:
            write = onnx_export.export_with_cache if export.cache else onnx_export.export
            write(model, graph, exporter=export.exporter, opset=export.opset, external_data=export.external)
        difference = 0.0 if name in refused().keys() | not_run() else onnx_export.largest_difference(model, graph)
        if difference > 5e-5:
            raise AssertionError(f"ONNX Runtime differs from torch by {difference}")
        finish(name, family, export, seed, folder, tokenizer)
        operators, _, nodes = onnx_export.describe(graph)
        size = write_fixture(name, folder, output)
        print(json.dumps({"fixture": name, "bytes": size, "onnx_difference": difference, "nodes": nodes,
                          "operators": operators}), flush=True)


def finish(name, family, export, seed, folder, tokenizer):
    """Everything of a fixture but its graph."""
    model = make_model(family, export, seed)
    onnx_export.write_configs(model, folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    description = {"family": family.title, "export": export.title, "cache": export.cache}
    if name in refused():
        description["refused"] = refused()[name]
    description |= {"target": target(model, tokenizer)} | greedy(model, tokenizer)
    onnx_export.write_json(folder / "fixture.json", description)
    if name in refused():
        return
    golden = make_fixtures.make_golden(model, seed + 100, rank=2, whole_logits=False)
    gradients = {key: tensor.abs().max().item() for key, tensor in golden.items() if key.startswith("grad_")}
    assert min(gradients.values()) > 1e-5, f"a gradient vanishes: {min(gradients, key=gradients.get)}"
    if export.exporter == "torchscript" and family.library.startswith("OPT"):
        # OPT calls model.decoder past model, and the node names tell of calls.
        golden = {key.replace(":model.", ":"): tensor for key, tensor in golden.items()}
    (folder / "golden.safetensors").write_bytes(save(golden))


def write_fixture(name, folder, output):
    output.mkdir(parents=True, exist_ok=True)
    path = output / f"{name}.zip"
    write_zip(path, folder)
    return path.stat().st_size


def plan():
    """All fixtures: name, family, export and seed."""
    fixtures = []
    for place, (key, family) in enumerate(FAMILIES.items()):
        for number, (suffix, export) in enumerate((plain_exports(place) | forms().get(key, {})).items()):
            fixtures.append((f"{key}-{suffix}", family, export, 1000 + 50 * place + number))
    return fixtures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", help="parts of names")
    parser.add_argument("--output", type=Path, default=DEFAULT_FOLDER)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = make_fixtures.make_tokenizer()
    failed = []
    for name, family, export, seed in plan():
        if arguments.only and not any(part in name for part in arguments.only):
            continue
        try:
            make(name, family, export, seed, arguments.output, tokenizer)
        except Exception as error:  # an exporter fails in many ways, and the others should still be made
            failed.append(name)
            print(json.dumps({"fixture": name, "error": traceback.format_exc()[-1500:]}), flush=True)
    print(json.dumps({"failed": failed}), flush=True)


if __name__ == "__main__":
    main()
