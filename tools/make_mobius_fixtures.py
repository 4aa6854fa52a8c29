"""Writes tiny random decoders as mobius builds them, with what PyTorch autograd says of their gradients.

mobius writes the standard Attention, RotaryEmbedding and RMSNormalization of opset 24 by default. Run from the repository root, with
the packages of tools/requirements.txt and, in a second call with --no-deps, mobius-onnx==0.1.0 and onnx-shape-inference==0.4.0:

    python tools/make_mobius_fixtures.py
"""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import onnx
import torch

import make_families
import make_fixtures
import onnx_export
from make_families import Export

# By fixture: the family.
FIXTURES = {"llama2-mobius": "llama2", "qwen3-mobius": "qwen3", "granite-mobius": "granite"}
TITLE = "mobius 0.1"


def build(model, folder):
    """Saves a model as transformers does, lets mobius build that, and takes the graph."""
    with tempfile.TemporaryDirectory() as temporary:
        source, target = Path(temporary) / "model", Path(temporary) / "built"
        make_fixtures.plain(model).save_pretrained(source)
        subprocess.run([sys.executable, "-m", "mobius", "build", "--config", source, target], check=True)
        graph = onnx.load(str(target / "model.onnx"))
    onnx_export.strip_metadata(graph)
    onnx.save_model(graph, str(folder / "model.onnx"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", help="parts of names")
    parser.add_argument("--output", type=Path, default=make_families.DEFAULT_FOLDER)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = make_fixtures.make_tokenizer()
    for number, (name, key) in enumerate(FIXTURES.items()):
        if arguments.only and not any(part in name for part in arguments.only):
            continue
        family, seed = make_families.FAMILIES[key], 6000 + number
        form = Export(TITLE, "mobius", 24, True)
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            model = make_families.make_model(family, form, seed)
            build(model, folder)
            difference = onnx_export.largest_difference(model, folder / "model.onnx")
            if difference > 5e-5:
                raise AssertionError(f"ONNX Runtime differs from torch by {difference}")
            make_families.finish(name, family, form, seed, folder, tokenizer)
            operators, _, nodes = onnx_export.describe(folder / "model.onnx")
            size = make_families.write_fixture(name, folder, arguments.output)
            print({"fixture": name, "bytes": size, "onnx_difference": difference, "nodes": nodes, "operators": operators},
                  flush=True)


if __name__ == "__main__":
    main()
