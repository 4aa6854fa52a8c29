"""Adapters that PEFT made, with the logits it computes under them, for PeftGoldenTest of editor-onnx; and the way back: holds
what ModelEditor wrote against PEFT.

Run from the repository root, after make_fixtures.py, with the packages of tools/requirements.txt:

    python tools/make_peft_golden.py
    python tools/make_peft_golden.py --check editor-onnx/target/peft

The models are those of make_fixtures.py, made again from their seeds and held against their goldens. --check takes the
folder that PeftGoldenTest leaves behind, with one PEFT adapter for each fixture: the adapter of the fixture's golden. Each is
loaded on the PyTorch model, and the logits are held against the golden's lora_logits.
"""
import argparse
import json
import shutil
import sys
import warnings
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file

import make_fixtures
import onnx_export

ROOT = Path(__file__).resolve().parent.parent
GOLDENS = ROOT / "editor-onnx/src/test/resources/peft"
INPUTS = ["input_ids", "attention_mask", "position_ids"]

# name: fixture, type of the tensors, what LoraConfig is told
ADAPTERS = {
    "plain": ("llama-dynamo", torch.float32,
              dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"])),
    "patterns": ("llama-torchscript", torch.bfloat16,
                 dict(r=4, lora_alpha=6, target_modules="all-linear", rank_pattern={"mlp.down_proj": 7, "k_proj": 2},
                      alpha_pattern={r"layers.1.self_attn.q_proj": 1.5, "down_proj": 21})),
    "rank-stabilized": ("gpt2-dynamo", torch.float16,
                        dict(r=4, lora_alpha=3, target_modules=["c_attn", "c_fc"], use_rslora=True,
                             fan_in_fan_out=True)),
    "one-layer": ("gpt2-torchscript", torch.float32,
                  dict(r=2, lora_alpha=5, target_modules=["c_attn", "c_proj"], layers_to_transform=[1],
                       fan_in_fan_out=True)),
}


def fixture_model(name):
    """The PyTorch model of a fixture, in float64, with the forward of its library."""
    seed = list(make_fixtures.FIXTURES).index(name) + 1
    architecture, _, tied, attention, _, _ = make_fixtures.FIXTURES[name]
    made = make_fixtures.make_model(architecture, tied, attention, seed)
    plain = onnx_export.library_class(made)(made.config)
    plain.load_state_dict(made.state_dict())
    model = make_fixtures.exact(plain, architecture).eval()
    golden = load_file(make_fixtures.DEFAULT_FOLDER / name / "golden.safetensors")
    difference = (logits(model, golden) - golden["logits"]).abs().max().item()
    assert difference < 1e-5, f"{name} is not the model of its golden: {difference}"
    return model, golden


def logits(model, golden):
    with torch.no_grad():
        return model(**{name: golden[name] for name in INPUTS}, use_cache=False).logits.float()


def make():
    for seed, (name, (fixture, dtype, settings)) in enumerate(ADAPTERS.items(), start=1):
        folder = GOLDENS / name
        shutil.rmtree(folder, ignore_errors=True)
        torch.manual_seed(seed)
        model, golden = fixture_model(fixture)
        # init_lora_weights=False draws B too, so that the adapter does something
        config = LoraConfig(task_type="CAUSAL_LM", init_lora_weights=False, **settings)
        get_peft_model(model, config).save_pretrained(folder)
        (folder / "README.md").unlink()
        tensors = folder / "adapter_model.safetensors"
        save_file({key: tensor.to(dtype) for key, tensor in load_file(tensors).items()}, tensors, {"format": "pt"})
        written = json.loads((folder / "adapter_config.json").read_text())
        written["base_model_name_or_path"] = fixture
        for listed in ("target_modules",):  # a set: its order changes from run to run
            written[listed] = sorted(written[listed])
        onnx_export.write_json(folder / "adapter_config.json", written)
        model, golden = fixture_model(fixture)
        adapted = logits(PeftModel.from_pretrained(model, folder).double(), golden)
        save_file({"logits": adapted}, folder / "golden.safetensors")
        moved = (adapted - golden["logits"]).abs().mean().item()
        assert moved > 0.05, f"{name} changes next to nothing: {moved}"
        print(json.dumps({"adapter": name, "fixture": fixture, "tensors": len(load_file(tensors)),
                          "mean_logit_change": moved}))


def check(folder):
    worst = 0.0
    for adapter in sorted(path for path in folder.iterdir() if path.is_dir()):
        model, golden = fixture_model(adapter.name)
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            adapted = PeftModel.from_pretrained(model, adapter).double()
        difference = (logits(adapted, golden) - golden["lora_logits"]).abs().max().item()
        worst = max(worst, difference)
        print(json.dumps({"written": adapter.name, "largest_logit_difference": difference,
                          "warnings": [str(warning.message) for warning in heard]}))
    print(f"largest difference {worst}")
    return 0 if 0 < worst < 1e-4 else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path)
    folder = parser.parse_args().check
    torch.set_num_threads(2)
    if folder is None:
        make()
    else:
        sys.exit(check(folder))


if __name__ == "__main__":
    main()
