"""Writes what Hugging Face's logits processors make of random logits; SamplerTest compares the sampler with it.

Run from the repository root, with the packages of tools/requirements.txt:

    python editor-core/src/test/python/sampling_golden.py
"""
import json
from pathlib import Path

import torch
from transformers import (LogitsProcessorList, RepetitionPenaltyLogitsProcessor, TemperatureLogitsWarper,
                          TopKLogitsWarper, TopPLogitsWarper)

FOLDER = Path(__file__).resolve().parent.parent / "resources/io/github/modeleditor/core/generation"
SETTINGS = [
    dict(), dict(temperature=0.5), dict(temperature=1.7), dict(top_k=1), dict(top_k=7), dict(top_p=0.1), dict(top_p=0.8),
    dict(penalty=1.4), dict(penalty=0.7), dict(temperature=0.7, top_k=12, top_p=0.6, penalty=1.2),
    dict(temperature=2.5, top_k=30, top_p=0.95, penalty=1.8), dict(temperature=0.1, top_k=40, top_p=0.999),
]


def main():
    generator = torch.Generator().manual_seed(11)
    golden = []
    for setting in SETTINGS:
        logits = 3 * torch.randn(1, 40, generator=generator)
        text = torch.randint(0, 40, (1, 9), generator=generator)
        # The order in which generate applies them.
        steps = LogitsProcessorList()
        if "penalty" in setting:
            steps.append(RepetitionPenaltyLogitsProcessor(setting["penalty"]))
        if "temperature" in setting:
            steps.append(TemperatureLogitsWarper(setting["temperature"]))
        if "top_k" in setting:
            steps.append(TopKLogitsWarper(setting["top_k"]))
        if "top_p" in setting:
            steps.append(TopPLogitsWarper(setting["top_p"]))
        probabilities = steps(text, logits.clone()).double().softmax(-1)
        golden.append({"temperature": setting.get("temperature", 1.0), "top_k": setting.get("top_k", 0),
                       "top_p": setting.get("top_p", 1.0), "penalty": setting.get("penalty", 1.0),
                       "logits": logits[0].tolist(), "text": text[0].tolist(), "probabilities": probabilities[0].tolist()})
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "sampling_golden.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
