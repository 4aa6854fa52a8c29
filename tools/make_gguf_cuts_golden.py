"""Asks llama.cpp how it cuts texts for every name of tokenizer.ggml.pre, and notes its tokens for GgufCutsTest.

Run from the repository root, with llama-cpp-python 0.3.36 (it builds llama.cpp), gguf 0.19 and numpy:

    python tools/make_gguf_cuts_golden.py

The vocabulary merges across every kind of cut (digits and digits, letters and digits, spaces and lines, words and what is contracted with
them), so that a text that is cut elsewhere has other tokens. The model is the tiny GPT-2 of the fixtures; only its tokenizer is another.
"""
import io
import json
import tempfile
import zipfile
from pathlib import Path

import gguf
import llama_cpp

FIXTURE = Path("editor-onnx/src/test/resources/fixtures/imports/gpt2.zip")
FOLDER = Path("editor-onnx/src/test/resources/gguf")
NAMES = ["gpt-2", "mpt", "olmo", "jais", "phi-2", "roberta-bpe", "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone",
         "llama3", "llama-v3", "llama-bpe", "falcon3", "dbrx", "smaug-bpe", "pixtral", "qwen2", "stablelm2", "deepseek-r1-qwen",
         "megrez", "bloom", "falcon", "gpt-4o", "llama4", "tekken"]
# As long as the longest name, with what pads it: the test puts another name there without moving what follows.
PLACE = 24
MERGES = ["1 2", "12 3", "123 4", "␣ 1", "␣1 2", "5 6", "56 7", "0 0", "00 0", "000 0", "a b", "ab c", "␣ a", "␣a b", "l C", "C D",
          "A a", "' s", "' S", "' t", "' l", "'l l", "' L", "'L L", "I '", "' m", "' r", "'r e", "t '", "v 2", "2 v", "a 1", "1 a", "a ,",
          ", a", ". .", ".. .", ". ↵", "! ?", "␣ .", "␣ ␣", "␣␣ ␣", "↵ ↵", "⏎ ↵", "␣ ↵", "↵ ␣", "→ →", "␣ →", "→ a", "_ a", "a _",
          "/ /", "$ 1", "< =", "- a", "a -"]
SIGNS = {"␣": " ", "↵": "\n", "⏎": "\r", "→": "\t"}
BYTE_MERGES = [(b"\xc3", b"\xa9"), ("é".encode(), b"a"), (b"a", "é".encode()), (b"\xd9", b"\xa1"), ("١".encode(), "١".encode()),
               (b"\xef", b"\xbc"), (b"\xef\xbc", b"\x8c")]
TEXTS = [
    "", " ", "  a   b    ", "1234567 12 1 00000 5670000", "a1 1a v2 2v a12 12a", "abc ABC aA AaBb alCD camelCase",
    "it's IT'S don't we'll WE'LL I'm they're 's 'll t's", "a, a,a ,a a... a.. !? .", "a\nb\n\n\nc \n d\n  e\r\n\r\nf.\n.\r\na",
    "\t\ta\ta \t b\t\n", "_a a_ _a_ -a a- a-b //x /\n $1 $12 <= a<=b", "été éa aé a\u0301a e\u0301", "١١ ١٢٣٤ 12١",
    "，a ，，a，日本 日本，", "👍🏽a 👍 a", "\u00a0a \u3000a a\u2003", "x" * 40 + "1" * 10, "()[]{}|.,!?…。",
    "http://a.b/c?d=12&e=%20#f", "\u00001\u007f", "1.000,00 $12.34 12% 1e5 0x1F"]


def letters():
    """The letter that stands for each byte."""
    plain = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + place) for place, byte in enumerate(others)}


def vocabulary():
    """Tokens and merges, in the letters of bytes."""
    letter = letters()
    spell = lambda text: "".join(letter[byte] for byte in text)
    pairs = [tuple("".join(SIGNS.get(sign, sign) for sign in part).encode() for part in merge.split(" ")) for merge in MERGES]
    pairs += BYTE_MERGES
    tokens = ["<|endoftext|>"] + [letter[byte] for byte in range(256)]
    merges = []
    for left, right in pairs:
        merges.append(f"{spell(left)} {spell(right)}")
        tokens.append(spell(left + right))
    assert len(tokens) == len(set(tokens)) <= 320, len(tokens)
    assert set(tokens) >= {part for merge in merges for part in merge.split(" ")}
    tokens += [f"<unused{place}>" for place in range(320 - len(tokens))]
    return tokens, merges


def write(path, name):
    """The fixture's model with this vocabulary, cut as a name says."""
    with tempfile.NamedTemporaryFile(suffix=".gguf") as source, zipfile.ZipFile(FIXTURE) as archive:
        source.write(archive.read("model.gguf"))
        source.flush()
        reader = gguf.GGUFReader(source.name)
        architecture = reader.fields["general.architecture"].contents()
        writer = gguf.GGUFWriter(str(path), architecture)
        for field in reader.fields.values():
            if not field.name.startswith(("GGUF.", "tokenizer.", "general.architecture")):
                kind = field.types[0]
                element = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
                writer.add_key_value(field.name, field.contents(), kind, element)
        tokens, merges = vocabulary()
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(name)
        writer.add_string("tokenizer.ggml.pad", " " * (PLACE - len(name)))
        writer.add_token_list(tokens)
        types = [3] + [1] * (len(tokens) - 1)
        writer.add_token_types([5 if token.startswith("<unused") else kind for token, kind in zip(tokens, types)])
        writer.add_token_merges(merges)
        writer.add_bos_token_id(0)
        writer.add_eos_token_id(0)
        writer.add_add_bos_token(False)
        for tensor in reader.tensors:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


def tokens_of(path):
    """What llama.cpp makes of the texts."""
    settings = llama_cpp.llama_model_default_params()
    settings.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), settings)
    assert model, path
    vocab = llama_cpp.llama_model_get_vocab(model)
    found = []
    for text in TEXTS:
        content = text.encode()
        room = (llama_cpp.llama_token * (len(content) + 8))()
        count = llama_cpp.llama_tokenize(vocab, content, len(content), room, len(room), False, False)
        assert count >= 0, text
        found.append(list(room[:count]))
    llama_cpp.llama_model_free(model)
    return found


def main():
    silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(silent, None)
    llama_cpp.llama_backend_init()
    FOLDER.mkdir(exist_ok=True)
    golden = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name in NAMES:
            path = Path(temporary) / "cut.gguf"
            write(path, name)
            golden[name] = tokens_of(path)
    write(FOLDER / "cuts.gguf", NAMES[0])
    out = io.StringIO()
    json.dump({"texts": TEXTS, "tokens": golden}, out)
    (FOLDER / "cuts.json").write_text(out.getvalue().replace("]], ", "]],\n ") + "\n")
    print({name: sum(map(len, tokens)) for name, tokens in golden.items()})


if __name__ == "__main__":
    main()
