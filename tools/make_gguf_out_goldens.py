"""Asks llama.cpp about the GGUF files that GgufFilesTest wrote, and notes what it says for that test.

Run from the repository root, with llama-cpp-python 0.3.36 (it builds llama.cpp) and numpy, after

    mvn -B -pl editor-onnx -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=GgufFilesTest

    python tools/make_gguf_out_goldens.py           # writes the golden
    python tools/make_gguf_out_goldens.py --check   # compares with it

Each model is loaded as written and with the adapter of its own file, then merged with that adapter in 16 and in 8 bits. The golden holds
the logits behind a text, and the hashes of the files, so that the test knows that these are the files it writes.
"""
import argparse
import ctypes
import hashlib
import json
from pathlib import Path

import llama_cpp
import numpy as np

WRITTEN = Path("editor-onnx/target/gguf")
GOLDEN = Path("editor-onnx/src/test/resources/gguf/golden.json")
TOKENS = [1, 50, 100, 150, 200, 250, 300, 7, 11, 13, 17, 19]
# llama.cpp knows no windows of these, so the text is no longer than one.
WITHOUT_WINDOWS = {"phi3", "phi4-mini", "starcoder2"}
WINDOW = 4


def logits(file, adapter=None):
    """The logits behind the last token, in single precision."""
    settings = llama_cpp.llama_model_default_params()
    settings.n_gpu_layers = 0
    model = llama_cpp.llama_model_load_from_file(str(file).encode(), settings)
    assert model, file
    context_settings = llama_cpp.llama_context_default_params()
    context_settings.n_ctx = 64
    context_settings.n_threads = 1
    # The cache of keys and values is of 16 bits otherwise.
    context_settings.type_k = 0
    context_settings.type_v = 0
    context_settings.flash_attn_type = 0
    context = llama_cpp.llama_init_from_model(model, context_settings)
    assert context, file
    if adapter:
        lora = llama_cpp.llama_adapter_lora_init(model, str(adapter).encode())
        assert lora, adapter
        loras = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(lora)
        scales = (ctypes.c_float * 1)(1.0)
        assert llama_cpp.llama_set_adapters_lora(context, loras, 1, scales) == 0
    windowed = any(file.name.startswith(name) for name in WITHOUT_WINDOWS) and "long" not in file.name
    text = TOKENS[:WINDOW] if windowed else TOKENS
    tokens = (llama_cpp.llama_token * len(text))(*text)
    assert llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(tokens, len(text))) == 0
    size = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
    found = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(context, -1), shape=(size,)).copy()
    llama_cpp.llama_free(context)
    llama_cpp.llama_model_free(model)
    return [round(float(x), 6) for x in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--log", action="store_true", help="what llama.cpp says")
    arguments = parser.parse_args()
    silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
    if not arguments.log:
        llama_cpp.llama_log_set(silent, None)
    llama_cpp.llama_backend_init()
    golden = {}
    for merged in sorted(WRITTEN.glob("*-merged.gguf")):
        name = merged.name.removesuffix("-merged.gguf")
        files = [WRITTEN / f"{name}{kind}.gguf" for kind in ("", "-merged", "-q8", "-lora")]
        golden[name] = {
            "sha256": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
            "logits": {"base": logits(files[0]), "merged": logits(files[1]), "q8": logits(files[2]),
                       "lora": logits(files[0], files[3])}}
        said = {key: np.array(value) for key, value in golden[name]["logits"].items()}
        largest = np.abs(said["merged"]).max()
        off = {key: round(float(np.abs(value - said["merged"]).max() / largest), 5) for key, value in said.items()}
        print(name, off, flush=True)
    if arguments.check:
        before = json.loads(GOLDEN.read_text())
        for name, said in golden.items():
            for kind, values in said["logits"].items():
                expected = np.array(before[name]["logits"][kind])
                assert np.abs(np.array(values) - expected).max() <= 1e-3 * np.abs(expected).max(), (name, kind)
    else:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
