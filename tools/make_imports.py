"""Writes a tiny random decoder of every family that can be imported, as Hugging Face's library saves it and as llama.cpp's converter
would write it, with what PyTorch autograd says of its gradients, for the tests of editor-onnx and editor-import.

Run from the repository root, with the packages of tools/requirements.txt and gguf 0.19:

    python tools/make_imports.py                 # all of them
    python tools/make_imports.py gemma           # those whose name has this in it

Every seed is fixed. What each file holds is told in the README.md of the fixtures folder.
"""
import argparse
import json
import tempfile
from pathlib import Path

import gguf
import torch
import transformers
from safetensors.torch import load_file, save

import make_families
import make_fixtures
import onnx_export
from make_families import FAMILIES, ROPE, Export, Family, common

DEFAULT_FOLDER = make_fixtures.DEFAULT_FOLDER / "imports"
# Heads of 8 elements: ONNX Runtime's fused attention takes multiples of that.
WIDER = {"num_attention_heads": 2, "num_key_value_heads": 1}
YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 16}
LONG = {"rope_type": "longrope", "rope_theta": 10000.0, "long_factor": [1.5, 2.0, 3.0, 4.0],
        "short_factor": [1.0, 1.1, 1.2, 1.3]}


def wider(key, **more):
    """A family of make_families whose heads are 8 wide."""
    family = FAMILIES[key]
    settings = dict(family.settings)
    if "n_head" in settings:
        settings["n_head"] = 2
    elif "head_dim" not in settings:
        settings |= {name: count for name, count in WIDER.items() if name in settings}
    return Family(family.title, family.library, settings | more, family.attention)


def llama(title, rope):
    return Family(title, "LlamaForCausalLM", common(**WIDER, rope_parameters=rope, tie_word_embeddings=False))


# name: family, how its weights are stored
MODELS = {
    "bloom": (wider("bloom"), "f32"),
    "falcon": (wider("falcon"), "f32"),
    # Eager attention of transformers 5.24 adds ALiBi twice, in the mask and beside it.
    "falcon-alibi": (Family("Falcon with ALiBi", "FalconForCausalLM", FAMILIES["falcon-alibi"].settings), "f32"),
    "falcon-grouped": (wider("falcon", hidden_size=32, num_attention_heads=4, num_kv_heads=2, multi_query=False,
                             new_decoder_architecture=True), "f32"),
    "gemma": (wider("gemma"), "f32"),
    "gemma2": (wider("gemma2"), "f32"),
    "gemma3": (wider("gemma3"), "f32"),
    "gpt2": (wider("gpt2"), "f32"),
    "gpt-neox": (wider("gpt-neox"), "f32"),
    "granite": (wider("granite"), "f32"),
    "llama2": (llama("Llama 2, TinyLlama, SmolLM 2", ROPE), "f32"),
    "llama3": (wider("llama3"), "shards"),
    "llama-linear": (llama("Llama, linear rope scaling", ROPE | {"rope_type": "linear", "factor": 2.0}), "f32"),
    "llama-dynamic": (llama("Llama, dynamic rope scaling", ROPE | {"rope_type": "dynamic", "factor": 2.0}), "f32"),
    "llama-yarn": (llama("Llama, yarn", YARN), "f32"),
    "mistral": (wider("mistral"), "f16"),
    "olmo2": (wider("olmo2"), "f32"),
    "opt": (wider("opt"), "f32"),
    "phi3": (wider("phi3"), "f32"),
    "phi3-long": (wider("phi3", rope_parameters=LONG | {"partial_rotary_factor": 1.0}, sliding_window=None,
                        original_max_position_embeddings=8), "f32"),
    "phi4-mini": (wider("phi3", rope_parameters=ROPE | {"partial_rotary_factor": 0.5}), "f32"),
    "qwen2": (wider("qwen2"), "bf16"),
    "qwen3": (wider("qwen3"), "f32"),
    "smollm3": (wider("smollm3"), "f32"),
    "starcoder2": (wider("starcoder2"), "f32"),
}
TITLES = {"falcon-grouped": "Falcon, new architecture", "phi3-long": "Phi-3, longrope", "phi4-mini": "Phi-4-mini"}
STORED = {"f16": torch.float16, "bf16": torch.bfloat16}


def make_model(family, stored, seed):
    """A random model whose weights are what its file can hold."""
    model = make_families.make_model(family, Export("", "", 0, True), seed)
    if stored in STORED:
        for parameter in model.parameters():
            parameter.data = parameter.data.to(STORED[stored]).float()
    return model


def save_model(model, stored, folder):
    """Writes weights and configuration as the library saves them."""
    plain = make_fixtures.plain(model)
    plain.generation_config = transformers.GenerationConfig(bos_token_id=0, eos_token_id=0, pad_token_id=0)
    shard = "20KB" if stored == "shards" else "5GB"
    plain.to(STORED.get(stored, torch.float32)).save_pretrained(folder, max_shard_size=shard)


def make(name, seed, output, tokenizer):
    family, stored = MODELS[name]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        model = make_model(family, stored, seed)
        save_model(model, stored, folder)
        tokenizer.save(str(folder / "tokenizer.json"))
        kind = {"shards": "safetensors, shards"}.get(stored, f"safetensors {stored.upper()}")
        description = {"family": TITLES.get(name, family.title), "export": f"imported, {kind}", "cache": True}
        description |= {"target": make_families.target(model, tokenizer)} | make_families.greedy(model, tokenizer)
        onnx_export.write_json(folder / "fixture.json", description)
        golden = make_fixtures.make_golden(model, seed + 100, rank=2)
        del golden["lora_logits"]
        gradients = [tensor.abs().max().item() for key, tensor in golden.items() if key.startswith("grad_")]
        assert min(gradients) > 1e-5, "a gradient vanishes"
        (folder / "golden.safetensors").write_bytes(save(golden))
        if name in ARCHITECTURES:
            write_gguf(name, folder)
        size = make_families.write_fixture(name, folder, output)
        print(json.dumps({"fixture": name, "bytes": size, "smallest_lead": description["smallest_lead"]}), flush=True)


# Of what GGUF can say: not the windows of Mistral, which is Llama there, nor other layers without rotation than every fourth.
ARCHITECTURES = {"bloom": "bloom", "falcon": "falcon", "falcon-grouped": "falcon", "gemma": "gemma", "gemma2": "gemma2",
                 "gemma3": "gemma3", "gpt2": "gpt2", "gpt-neox": "gptneox", "granite": "granite", "llama2": "llama",
                 "llama3": "llama", "olmo2": "olmo2", "phi3": "phi3", "qwen2": "qwen2", "qwen3": "qwen3",
                 "starcoder2": "starcoder2"}


def write_gguf(name, folder):
    """The same model in GGUF, F32, with rows in the order that llama.cpp's converter gives them."""
    architecture = ARCHITECTURES[name]
    config = json.loads((folder / "config.json").read_text())
    tensors = {}
    for file in sorted(folder.glob("model*.safetensors")):
        tensors |= {key: tensor.float() for key, tensor in load_file(str(file)).items()}
    layers = config.get("num_hidden_layers") or config["n_layer"]
    heads = config.get("num_attention_heads") or config["n_head"]
    size = config.get("hidden_size") or config["n_embd"]
    width = config.get("head_dim") or size // heads
    keys = heads if architecture == "gptneox" else config.get("num_key_value_heads") or heads
    if architecture == "falcon":
        keys = config["num_kv_heads"] if config["new_decoder_architecture"] else 1
    writer = gguf.GGUFWriter(str(folder / "model.gguf"), architecture)
    writer.add_block_count(layers)
    writer.add_context_length(config.get("max_position_embeddings") or config.get("n_positions") or 64)
    writer.add_embedding_length(size)
    writer.add_feed_forward_length(config.get("intermediate_size") or config.get("ffn_hidden_size") or 4 * size)
    writer.add_head_count(heads)
    writer.add_head_count_kv(keys)
    if config.get("head_dim"):
        writer.add_key_length(width)
        writer.add_value_length(width)
    if config.get("rms_norm_eps"):
        writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    for key in ("layer_norm_epsilon", "layer_norm_eps", "norm_epsilon"):
        if config.get(key):
            writer.add_layer_norm_eps(config[key])
    rope = config.get("rope_parameters") or {}
    rope = rope.get("full_attention", rope)
    if rope.get("rope_theta"):
        writer.add_rope_freq_base(rope["rope_theta"])
        writer.add_rope_dimension_count(int(width * (rope.get("partial_rotary_factor") or config.get("rotary_pct") or 1)))
    if config.get("sliding_window"):
        writer.add_sliding_window(config["sliding_window"])
    if architecture == "gemma3":
        writer.add_sliding_window_pattern([kind == "sliding_attention" for kind in config["layer_types"]])
    for key, add in {"attn_logit_softcapping": writer.add_attn_logit_softcapping,
                     "final_logit_softcapping": writer.add_final_logit_softcapping,
                     "embedding_multiplier": writer.add_embedding_scale, "residual_multiplier": writer.add_residual_scale,
                     "attention_multiplier": writer.add_attention_scale, "logits_scaling": writer.add_logit_scale}.items():
        if config.get(key):
            add(config[key])
    if architecture == "gptneox":
        writer.add_parallel_residual(config["use_parallel_residual"])
    if rope.get("rope_type") == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(rope, width).numpy())
    names = gguf.get_tensor_name_map(next(a for a, n in gguf.MODEL_ARCH_NAMES.items() if n == architecture), layers)
    for key, tensor in tensors.items():
        new = (names.get_name(key, try_suffixes=(".weight", ".bias"))
               or names.get_name(key.removeprefix("transformer."), try_suffixes=(".weight", ".bias")))
        assert new, key
        if key == "lm_head.weight" and config.get("tie_word_embeddings", architecture == "gpt2"):
            continue
        writer.add_tensor(new, converted(architecture, key, tensor, heads, keys, width).contiguous().numpy())
    write_tokenizer(writer, json.loads((folder / "tokenizer.json").read_text()))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama3_divisors(rope, width):
    plain = 1 / rope["rope_theta"] ** (torch.arange(0, width, 2).float() / width)
    config = transformers.LlamaConfig(hidden_size=width, num_attention_heads=1, rope_parameters=rope)
    scaled, _ = transformers.modeling_rope_utils.ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")
    return plain / scaled


def converted(architecture, key, tensor, heads, keys, width):
    """What llama.cpp's converter does to the rows of a tensor."""
    if architecture in ("llama", "granite", "smollm3") and key.endswith(("q_proj.weight", "k_proj.weight")):
        count = heads if "q_proj" in key else keys
        return tensor.reshape(count, 2, width // 2, -1).swapaxes(1, 2).reshape(tensor.shape)
    if architecture.startswith("gemma") and key.endswith("norm.weight"):
        return tensor + 1
    if architecture == "gpt2" and key.endswith(("c_attn.weight", "c_proj.weight", "c_fc.weight")):
        return tensor.T
    if "query_key_value" in key:
        shared = heads // keys
        by_head = tensor.reshape(keys, shared + 2, width, -1)
        parts = by_head[:, :shared], by_head[:, shared:-1], by_head[:, -1:]
        return torch.cat([part.reshape(-1, *tensor.shape[1:]) for part in parts])
    return tensor


def write_tokenizer(writer, tokenizer):
    vocabulary = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].get)
    special = {token["content"] for token in tokenizer["added_tokens"]}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(vocabulary)
    writer.add_token_types([gguf.TokenType.CONTROL if t in special else gguf.TokenType.NORMAL for t in vocabulary])
    writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])
    for add in (writer.add_bos_token_id, writer.add_eos_token_id, writer.add_pad_token_id):
        add(0)
    writer.add_add_bos_token(False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", help="parts of names")
    parser.add_argument("--output", type=Path, default=DEFAULT_FOLDER)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = make_fixtures.make_tokenizer()
    for place, name in enumerate(MODELS):
        if not arguments.only or any(part in name for part in arguments.only):
            make(name, 5000 + place, arguments.output, tokenizer)


if __name__ == "__main__":
    main()
