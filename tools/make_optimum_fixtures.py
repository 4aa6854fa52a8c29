"""Writes tiny random decoders as Optimum's own exporter leaves them, with what PyTorch autograd says of their gradients.

Optimum asks for older versions of transformers than the other scripts, so it has an environment of its own:

    python -m venv optimum-environment
    optimum-environment/bin/pip install optimum-onnx[onnxruntime]==0.1.0 optimum==2.1.0 transformers==4.57.6 torch==2.15.0 \
        accelerate onnx==1.23.2 onnxruntime==1.32.0

Run from the repository root, with the packages of tools/requirements.txt:

    python tools/make_optimum_fixtures.py optimum-environment/bin/optimum-cli
"""
import argparse
import os
import subprocess
import tempfile
from pathlib import Path

import onnx
import torch
import transformers

import make_families
import make_fixtures
import onnx_export
from make_families import Export

# By fixture: the family, what Optimum is asked for beyond the task, and what the export is called.
FIXTURES = {
    "llama2-optimum-cli": ("llama2", [], "optimum-cli 2.1"),
    "llama2-optimum-cli-o2": ("llama2", ["--optimize", "O2"], "optimum-cli 2.1 --optimize O2"),
    "gpt2-optimum-cli": ("gpt2", ["--opset", "14"], "optimum-cli 2.1 --opset 14"),
    "gpt2-optimum-cli-o2": ("gpt2", ["--optimize", "O2"], "optimum-cli 2.1 --optimize O2"),
}


def export(model, tokenizer, optimum, options, folder):
    """Saves a model as transformers does, lets Optimum export that, and takes the graph."""
    with tempfile.TemporaryDirectory() as temporary:
        source, target = Path(temporary) / "model", Path(temporary) / "exported"
        make_fixtures.plain(model).save_pretrained(source)
        transformers.PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, eos_token="<|endoftext|>").save_pretrained(source)
        subprocess.run([optimum, "export", "onnx", "--model", source, "--task", "text-generation-with-past", *options,
                        target], check=True, env=os.environ | {"HF_HUB_OFFLINE": "1"})
        graph = onnx.load(str(target / "model.onnx"))
    onnx_export.strip_metadata(graph)
    onnx.save_model(graph, str(folder / "model.onnx"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("optimum", type=Path, help="optimum-cli in its environment")
    parser.add_argument("--output", type=Path, default=make_families.DEFAULT_FOLDER)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = make_fixtures.make_tokenizer()
    for number, (name, (key, options, title)) in enumerate(FIXTURES.items()):
        family, seed = make_families.FAMILIES[key], 5000 + number
        form = Export(title, "torchscript", 18, True)
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            model = make_families.make_model(family, form, seed)
            export(model, tokenizer, arguments.optimum, options, folder)
            difference = onnx_export.largest_difference(model, folder / "model.onnx")
            if difference > 5e-5:
                raise AssertionError(f"{name}: ONNX Runtime differs from torch by {difference}")
            make_families.finish(name, family, form, seed, folder, tokenizer)
            size = make_families.write_fixture(name, folder, arguments.output)
            print(name, size, difference, flush=True)


if __name__ == "__main__":
    main()
