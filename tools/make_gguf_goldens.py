"""Writes blocks of random bytes of every type that GGUF files are read in, and what the package gguf makes of them, for the tests of
editor-import: `editor-import/src/test/resources/gguf/NAME.blocks` and `NAME.floats` (float32).

    python tools/make_gguf_goldens.py           # with gguf 0.19 and numpy
"""
from pathlib import Path

import gguf
import numpy

FOLDER = Path(__file__).resolve().parent.parent / "editor-import/src/test/resources/gguf"
TYPES = ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"]
# Where the scales of a block are: halves that must be finite numbers.
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
BLOCKS = 6


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(7)
    for name in TYPES:
        kind = gguf.GGMLQuantizationType[name]
        _, size = gguf.GGML_QUANT_SIZES[kind]
        if name in HALVES:
            blocks = random.integers(0, 256, (BLOCKS, size), dtype=numpy.uint8)
            for at in HALVES[name]:
                blocks[:, at:at + 2] = random.normal(0, 0.1, (BLOCKS, 1)).astype(numpy.float16).view(numpy.uint8)
        else:
            floats = random.normal(0, 1, (1, 64)).astype(numpy.float32)
            blocks = (floats.astype(numpy.float16).view(numpy.uint8) if name == "F16"
                      else (floats.view(numpy.uint32) >> 16).astype(numpy.uint16).view(numpy.uint8))
        floats = gguf.dequantize(blocks.reshape(1, -1) if name != "F16" else blocks.view(numpy.float16), kind)
        (FOLDER / f"{name}.blocks").write_bytes(blocks.tobytes())
        (FOLDER / f"{name}.floats").write_bytes(floats.astype("<f4").tobytes())


if __name__ == "__main__":
    main()
