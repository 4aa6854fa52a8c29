"""Lets onnxruntime-genai write with an imported folder, and holds it against whole texts in ONNX Runtime.

    python tools/check_genai_import.py FOLDER [PROMPT] [TOKENS]

FOLDER is what `import` wrote. Needs onnxruntime and onnxruntime-genai. Prints the text; fails where a token is another one.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import onnxruntime_genai as og


def whole_text(session, config, tokens):
    """The likeliest next token, without a cache."""
    length = len(tokens)
    decoder = config["model"]["decoder"]
    inputs = {"input_ids": np.array([tokens], np.int64), "attention_mask": np.ones((1, length), np.int64),
              "position_ids": np.arange(length, dtype=np.int64)[None]}
    for value in session.get_inputs():
        if value.name.startswith("past_key_values."):
            inputs[value.name] = np.zeros((1, decoder["num_key_value_heads"], 0, decoder["head_size"]), np.float32)
    return int(session.run(["logits"], inputs)[0][0, -1].argmax())


def main():
    folder = Path(sys.argv[1])
    prompt = sys.argv[2] if len(sys.argv) > 2 else "The capital of France is"
    more = int(sys.argv[3]) if len(sys.argv) > 3 else 16
    config = json.loads((folder / "genai_config.json").read_text())
    model = og.Model(str(folder))
    tokenizer = og.Tokenizer(model)
    tokens = [int(token) for token in tokenizer.encode(prompt)]
    parameters = og.GeneratorParams(model)
    parameters.set_search_options(max_length=len(tokens) + more, do_sample=False)
    generator = og.Generator(model, parameters)
    generator.append_tokens(tokens)
    written = []
    while not generator.is_done() and len(written) < more:
        generator.generate_next_token()
        written.append(int(generator.get_next_tokens()[0]))
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    for count, token in enumerate(written):
        expected = whole_text(session, config, tokens + written[:count])
        assert token == expected, f"token {count} is {token}, and in whole texts {expected}"
    print(og.__version__, len(written), "tokens as in whole texts:", repr(tokenizer.decode(written)))


if __name__ == "__main__":
    main()
