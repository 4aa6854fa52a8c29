"""Writes what transformers says of texts beyond the positions that short factors of longrope are for, for LongRopeTest.

Run from the repository root, with the packages of tools/requirements.txt:

    python tools/make_longrope_golden.py
"""
import json
import tempfile
import zipfile
from pathlib import Path

import torch
import transformers

FIXTURE = Path("editor-onnx/src/test/resources/fixtures/imports/phi3-long.zip")
GOLDEN = Path("editor-onnx/src/test/resources/longrope/golden.json")
LENGTHS = [5, 8, 9, 12, 40]  # short factors are for texts of up to 8


def main():
    with tempfile.TemporaryDirectory() as temporary:
        with zipfile.ZipFile(FIXTURE) as archive:
            archive.extractall(temporary)
        model = transformers.AutoModelForCausalLM.from_pretrained(temporary, dtype=torch.float32).eval()
    generator = torch.Generator().manual_seed(7)
    golden = []
    for length in LENGTHS:
        ids = torch.randint(1, model.config.vocab_size, (1, length), generator=generator)
        with torch.no_grad():
            logits = model(ids, use_cache=False).logits[0, -1]
        golden.append({"ids": ids[0].tolist(), "logits": [round(value, 6) for value in logits.tolist()]})
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
