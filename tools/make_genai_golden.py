"""A tiny Llama that onnxruntime-genai can run, an adapter that PEFT made for it, and the tokens of both, for GenaiTest of
editor-onnx; and the way back: runs what ModelEditor wrote in onnxruntime-genai.

Run from the repository root with the packages of tools/requirements.txt, the second time after GenaiTest, which leaves the
adapters behind, and with onnxruntime-genai 0.18:

    python tools/make_genai_golden.py
    python tools/make_genai_golden.py --check editor-onnx/target/genai

Two ways are checked, each with the adapter and without, against the greedy tokens of PyTorch + PEFT:
- onnxruntime-genai's model builder makes a graph with a LoRA in it, its LoRA weights become optional inputs as Olive's pass
  ExtractAdapters makes them, and the adapter saved as GENAI is loaded;
- the base graph that ModelEditor writes beside an adapter is run as it is, with the adapter saved as ONNX.
"""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnx
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from tokenizers import Tokenizer
from transformers import GenerationConfig, LlamaConfig, PreTrainedTokenizerFast

import make_fixtures
import onnx_export

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "editor-onnx/src/test/resources/genai"
TOKENS = 12


def exportable_model():
    """A random Llama; the attention of onnxruntime-genai wants heads of a multiple of 16."""
    torch.manual_seed(21)
    model = onnx_export.ExportableLlama(LlamaConfig(
        vocab_size=make_fixtures.VOCABULARY, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=64, bos_token_id=0, eos_token_id=0,
        pad_token_id=0, use_cache=False, initializer_range=0.2, tie_word_embeddings=False, attn_implementation="eager"))
    for parameter in model.parameters():
        if parameter.dim() == 1:
            parameter.data += 0.2 * torch.randn(parameter.shape)
    return model.eval()


def torch_model():
    return make_fixtures.plain(exportable_model())


def tokenizer():
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


def built_folder(written, folder):
    """A folder of the model builder, whose LoRA weights are optional inputs, as Olive leaves them."""
    checkpoint = folder / "checkpoint"
    torch_model().save_pretrained(checkpoint)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer(), eos_token="<|endoftext|>")
    fast.save_pretrained(checkpoint)
    built = folder / "built"
    subprocess.run([sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", checkpoint, "-o", built, "-p", "fp32",
                    "-e", "cpu", "-c", folder / "cache", "--extra_options", f"adapter_path={FOLDER / 'peft'}"],
                   check=True, capture_output=True)
    model = onnx.load(str(built / "model.onnx"))
    make_inputs(model.graph)
    onnx.save_model(model, str(built / "model.onnx"), save_as_external_data=True, location="lora.onnx.data")
    return built


def make_inputs(graph):
    for tensor in graph.initializer:
        if ".lora_" not in tensor.name:
            continue
        name = tensor.name
        axis = 1 if ".lora_A." in name else 0
        shape = [*tensor.dims]
        shape[axis] = "lora_r"
        graph.input.append(onnx.helper.make_tensor_value_info(name, tensor.data_type, shape))
        empty = [0 if length == "lora_r" else length for length in shape]
        tensor.CopyFrom(onnx.numpy_helper.from_array(numpy.zeros(empty, numpy.float32), name))


def base_graph_folder(written, folder):
    """The base graph of an edit with a configuration for onnxruntime-genai."""
    built = folder / "base"
    built.mkdir()
    shutil.copy(written / "model_lora.onnx", built)
    shutil.copy(FOLDER / "tokenizer.json", built)
    config = json.loads((FOLDER / "config.json").read_text())
    names = {"past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value"}
    onnx_export.write_json(built / "genai_config.json", {
        "model": {
            "type": "llama", "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0,
            "vocab_size": config["vocab_size"], "context_length": config["max_position_embeddings"],
            "decoder": {
                "filename": "model_lora.onnx",
                "session_options": {"provider_options": []},
                "hidden_size": config["hidden_size"],
                "head_size": config["hidden_size"] // config["num_attention_heads"],
                "num_attention_heads": config["num_attention_heads"],
                "num_key_value_heads": config["num_key_value_heads"],
                "num_hidden_layers": config["num_hidden_layers"],
                "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask",
                           "position_ids": "position_ids"} | names,
                "outputs": {"logits": "logits", "present_key_names": "present.%d.key",
                            "present_value_names": "present.%d.value"}}},
        "search": {"max_length": config["max_position_embeddings"], "past_present_share_buffer": False}})
    return built


def continuations(folder, adapter, prompts):
    """The greedy tokens of onnxruntime-genai, without an adapter where it is None."""
    import onnxruntime_genai
    model = onnxruntime_genai.Model(str(folder))
    adapters = onnxruntime_genai.Adapters(model)
    if adapter:
        adapters.load(str(adapter), "edit")
    written = []
    for ids in prompts:
        parameters = onnxruntime_genai.GeneratorParams(model)
        parameters.set_search_options(max_length=len(ids) + TOKENS, do_sample=False)
        generator = onnxruntime_genai.Generator(model, parameters)
        if adapter:
            generator.set_active_adapter(adapters, "edit")
        generator.append_tokens(numpy.array(ids, dtype=numpy.int32))
        while not generator.is_done():
            generator.generate_next_token()
        written.append([int(token) for token in generator.get_sequence(0)[len(ids):]])
    return written


def expected(model, prompts):
    config = GenerationConfig(do_sample=False, max_new_tokens=TOKENS, eos_token_id=0, bos_token_id=0, pad_token_id=0)
    with torch.no_grad():
        return [model.generate(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                               generation_config=config)[0, len(ids):].tolist() for ids in prompts]


def make():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    model = exportable_model()
    onnx_export.export_with_cache(model, FOLDER / "model.onnx", "dynamo")
    onnx_export.write_configs(model, FOLDER)
    make_fixtures.make_tokenizer().save(str(FOLDER / "tokenizer.json"))
    assert onnx_export.largest_difference(model, FOLDER / "model.onnx") < 5e-5

    torch.manual_seed(22)
    config = LoraConfig(task_type="CAUSAL_LM", init_lora_weights=False, r=3, lora_alpha=6, target_modules=[
        "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    adapter = FOLDER / "peft"
    get_peft_model(torch_model(), config).save_pretrained(adapter)
    (adapter / "README.md").unlink()
    written = json.loads((adapter / "adapter_config.json").read_text())
    written |= {"base_model_name_or_path": "llama", "target_modules": sorted(written["target_modules"])}
    onnx_export.write_json(adapter / "adapter_config.json", written)

    prompts = [tokenizer().encode(text).ids for text in make_fixtures.PROMPTS]
    unedited = expected(torch_model(), prompts)
    edited = expected(PeftModel.from_pretrained(torch_model(), adapter), prompts)
    assert all(a != b for a, b in zip(unedited, edited))
    onnx_export.write_json(FOLDER / "tokens.json", {
        "limit": TOKENS,
        "prompts": [{"text": text, "ids": ids, "unedited": plain, "edited": adapted} for text, ids, plain, adapted
                    in zip(make_fixtures.PROMPTS, prompts, unedited, edited)]})
    print(f"{sum(file.stat().st_size for file in FOLDER.rglob('*') if file.is_file())} bytes")


def check(written):
    golden = json.loads((FOLDER / "tokens.json").read_text())["prompts"]
    prompts = [prompt["ids"] for prompt in golden]
    for prepare, adapter in [(built_folder, "genai.onnx_adapter"), (base_graph_folder, "edit.onnx_adapter")]:
        with tempfile.TemporaryDirectory() as temporary:
            folder = prepare(written, Path(temporary))
            for kind, file in [("unedited", None), ("edited", written / adapter)]:
                tokens = continuations(folder, file, prompts)
                # onnxruntime-genai leaves out the end-of-text token that generate gives back
                ends = [ids[:-1] if ids[-1] == 0 else ids for ids in (prompt[kind] for prompt in golden)]
                assert tokens == ends, f"{folder.name}, {kind}: {tokens}"
        print(f"{folder.name}: {len(prompts)} prompts, the same tokens as PyTorch + PEFT, with {adapter} and without")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path)
    written = parser.parse_args().check
    torch.set_num_threads(2)
    if written is None:
        make()
    else:
        check(written)


if __name__ == "__main__":
    main()
