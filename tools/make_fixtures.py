"""Writes the tiny ONNX models, their PyTorch autograd goldens and what Hugging Face's generate says of them, which the
tests of editor-onnx read.

Run from the repository root, with the packages of tools/requirements.txt (torch 2.15, transformers 5.23, onnx 1.23,
onnxscript 0.7, onnxruntime 1.32, tokenizers 0.23, safetensors 0.8):

    python tools/make_fixtures.py

Every seed is fixed. What each file holds is told in the README.md of the fixtures folder.
The forward pass and the gradients of a golden are computed in float64 from the float32 weights, then rounded.
"""
import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from torch.overrides import TorchFunctionMode
from transformers import GenerationConfig, GPT2Config, LlamaConfig, PreTrainedTokenizerFast
from transformers.pytorch_utils import Conv1D

import onnx_export
from onnx_export import ExportableGpt2, ExportableLlama

VOCABULARY = 320
RANK = 3
LENGTHS, WIDTH = [7, 5, 3], 7
TARGETS = [(0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (2, 0), (2, 1)]
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "editor-onnx/src/test/resources/fixtures"

SENTENCES = [
    "The Eiffel Tower is located in the city of Paris.",
    "The capital of Italy is Rome, and the capital of Spain is Madrid.",
    "The mother tongue of the author is French.",
    "In the north of the country the language spoken there is Finnish.",
    "What sport does the player play? They play baseball.",
    "The headquarters of the company are located in London.",
    "It was written in English and later translated into German.",
    "The tower was built in the nineteenth century near the river.",
]

# name: architecture, exporter, tied head, attention, weights beside the graph, key/value cache
FIXTURES = {
    "llama-dynamo": ("llama", "dynamo", False, "sdpa", True, False),
    "llama-torchscript": ("llama", "torchscript", True, "eager", False, False),
    "gpt2-dynamo": ("gpt2", "dynamo", True, "eager", False, False),
    "gpt2-torchscript": ("gpt2", "torchscript", True, "sdpa", False, False),
    "llama-dynamo-cache": ("llama", "dynamo", True, "eager", False, True),
    "llama-torchscript-cache": ("llama", "torchscript", False, "sdpa", False, True),
    "gpt2-dynamo-cache": ("gpt2", "dynamo", True, "eager", False, True),
    "gpt2-torchscript-cache": ("gpt2", "torchscript", True, "sdpa", False, True),
}
# what generate is asked: unlike lengths, so that a batch of them has padding
PROMPTS = ["The Eiffel Tower is located in the city of", "What", "The capital of Italy is Rome, and", "Ünïcode 日本",
           "In the north of the", "The mother tongue of the author is French. The"]
GENERATIONS = {
    "greedy": dict(max_new_tokens=16),
    "penalty": dict(max_new_tokens=16, repetition_penalty=1.3),
    "to_the_end": dict(max_length=64),
}


def make_tokenizer():
    """A byte-level BPE of 320 entries; id 0 is <|endoftext|>, which begins, ends and pads a text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=["<|endoftext|>"], show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(SENTENCES, trainer)
    for sentence in SENTENCES + ["Ünïcode 日本 <|endoftext|>tail"]:
        assert tokenizer.decode(tokenizer.encode(sentence).ids, skip_special_tokens=False) == sentence
    assert tokenizer.get_vocab_size() <= VOCABULARY and tokenizer.token_to_id("<|endoftext|>") == 0
    return tokenizer


def make_model(architecture, tied, attention, seed):
    """A random model whose weights are large enough that no gradient vanishes."""
    torch.manual_seed(seed)
    common = dict(vocab_size=VOCABULARY, bos_token_id=0, eos_token_id=0, pad_token_id=0, use_cache=False,
                  initializer_range=0.2, tie_word_embeddings=tied, attn_implementation=attention)
    if architecture == "llama":
        model = ExportableLlama(LlamaConfig(hidden_size=32, intermediate_size=48, num_hidden_layers=2,
                                            num_attention_heads=4, num_key_value_heads=2,
                                            max_position_embeddings=64, **common))
    else:
        model = ExportableGpt2(GPT2Config(n_embd=32, n_layer=2, n_head=4, n_positions=64, **common))
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1:  # normalisation weights and biases: away from their trivial 1 and 0
            parameter.data += 0.2 * torch.randn(parameter.shape)
    return model.eval()


class InDouble(TorchFunctionMode):
    """Normalisations, attentions and rotary angles that ask for float32 get float64."""

    def __torch_function__(self, function, kinds, args=(), kwargs=None):
        def wider(value):
            return torch.float64 if value is torch.float32 else value

        if function is torch.Tensor.float:
            function = torch.Tensor.double
        return function(*map(wider, args), **{name: wider(value) for name, value in (kwargs or {}).items()})


def is_projection(path, module):
    """What an adapter attaches to: every product with a frozen matrix but the head."""
    return isinstance(module, (torch.nn.Linear, Conv1D)) and path not in ("lm_head", "embed_out")


def make_golden(model, seed, rank=RANK, whole_logits=True):
    """Loss, log probabilities, logits and LoRA gradients of one padded batch; y = x W + b + (x A) B. Widens the model."""
    model = model.double()
    with InDouble():
        return golden_of(model, seed, rank, whole_logits)


def golden_of(model, seed, rank, whole_logits):
    generator = torch.Generator().manual_seed(seed)
    batch = onnx_export.padded_batch(VOCABULARY, LENGTHS, WIDTH, generator)
    fed = batch[:len(model.input_names)]
    rows = torch.tensor([row for row, _ in TARGETS])
    columns = torch.tensor([column for _, column in TARGETS])
    target_ids = batch[0][rows, columns + 1]
    target_weights = (0.1 + 0.9 * torch.rand(len(TARGETS), generator=generator)).to(torch.float)
    golden = dict(zip(onnx_export.INPUT_NAMES, batch))
    golden |= {"target_positions": rows * WIDTH + columns, "target_ids": target_ids, "target_weights": target_weights}
    with torch.no_grad():
        golden["logits"] = model(*fed)

    pairs = {}
    for path, module in model.named_modules():
        if not is_projection(path, module):
            continue
        weight = module.weight if isinstance(module, Conv1D) else module.weight.T
        a = 0.2 * torch.randn(weight.shape[0], rank, generator=generator)
        b = 0.2 * torch.randn(rank, weight.shape[1], generator=generator)
        a64, b64 = a.double().requires_grad_(), b.double().requires_grad_()
        module.register_forward_hook(lambda _, inputs, output, a=a64, b=b64: output + inputs[0] @ a @ b)
        pairs[path] = (a64, b64)
        golden |= {f"lora_A:{path}": a, f"lora_B:{path}": b}

    logits = model(*fed)
    log_probabilities = logits[rows, columns].log_softmax(-1).gather(-1, target_ids[:, None])[:, 0]
    loss = -(target_weights.double() * log_probabilities).sum()
    loss.backward()
    golden |= {"loss": loss, "token_log_probability": log_probabilities, "lora_logits": logits}
    for path, (a, b) in pairs.items():
        golden |= {f"grad_A:{path}": a.grad, f"grad_B:{path}": b.grad}
    if not whole_logits:
        del golden["logits"], golden["lora_logits"]
    with torch._C.DisableTorchFunction():
        return {name: (tensor.detach().float() if tensor.is_floating_point() else tensor).contiguous()
                for name, tensor in golden.items()}


def plain(model):
    """The same model with the forward of its library, which generate needs."""
    copy = onnx_export.library_class(model)(model.config)
    copy.load_state_dict(model.state_dict())
    copy.config.use_cache = True
    return copy.eval()


def stop_string(tokenizer, ids):
    """The first text of two added tokens that is whole characters; the first whole character where there is none."""
    pairs = [tokenizer.decode(ids[i:i + 2]) for i in range(1, len(ids) - 1)]
    singles = [tokenizer.decode(ids[i:i + 1]) for i in range(len(ids))]
    return next(text for text in pairs + singles + ["none of it"] if "\ufffd" not in text)


def make_generations(model, tokenizer):
    """What generate adds to each prompt alone, and the smallest lead that any chosen token had over the next."""
    model = plain(model)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>")
    lead = float("inf")

    def generate(ids, **settings):
        nonlocal lead
        config = GenerationConfig(do_sample=False, pad_token_id=0, bos_token_id=0, return_dict_in_generate=True,
                                  output_scores=True, **({"eos_token_id": 0} | settings))
        with torch.no_grad():
            output = model.generate(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                                    generation_config=config, tokenizer=fast)
        for scores in output.scores:
            best = scores[0].topk(2).values
            lead = min(lead, (best[0] - best[1]).item())
        return output.sequences[0, len(ids):].tolist()

    prompts = [{"text": text, "ids": fast(text)["input_ids"]} for text in PROMPTS]
    for prompt in prompts:
        for name, settings in GENERATIONS.items():
            prompt[name] = generate(prompt["ids"], **settings)
        # Two more tokens that end a text: those that came fifth and ninth of themselves.
        ends = [0, prompt["greedy"][8], prompt["greedy"][4]]
        prompt["ends"] = ends
        prompt["ended"] = generate(prompt["ids"], max_new_tokens=16, eos_token_id=ends)
        prompt["stop"] = stop_string(fast, prompt["greedy"])
        prompt["stopped"] = generate(prompt["ids"], max_new_tokens=16, stop_strings=[prompt["stop"]])
    assert lead > 1e-4, f"too close to call: {lead}"  # the export differs from torch by less than a tenth of that
    return {"prompts": prompts, "smallest_lead": lead}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=DEFAULT_FOLDER)
    output = parser.parse_args().output
    torch.set_num_threads(2)
    tokenizer = make_tokenizer()
    for seed, (name, properties) in enumerate(FIXTURES.items(), start=1):
        architecture, exporter, tied, attention, external, cache = properties
        folder = output / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        model = make_model(architecture, tied, attention, seed)
        if cache:
            onnx_export.export_with_cache(model, folder / "model.onnx", exporter)
        else:
            onnx_export.export(model, folder / "model.onnx", exporter, external)
        onnx_export.write_configs(model, folder)
        tokenizer.save(str(folder / "tokenizer.json"))
        difference = onnx_export.largest_difference(model, folder / "model.onnx")
        generations = make_generations(model, tokenizer)
        onnx_export.write_json(folder / "generations.json", generations)
        assert difference < 5e-5, f"{name}: ONNX Runtime differs from torch by {difference}"
        golden = make_golden(model, seed + 100)
        save_file(golden, str(folder / "golden.safetensors"))
        gradients = [tensor.abs().max().item() for key, tensor in golden.items() if key.startswith("grad_")]
        operators, metadata, nodes = onnx_export.describe(folder / "model.onnx")
        size = sum(file.stat().st_size for file in folder.iterdir())
        moved = (golden["lora_logits"] - golden["logits"]).abs().mean().item()
        print(json.dumps({"fixture": name, "bytes": size, "onnx_difference": difference, "loss": golden["loss"].item(),
                          "smallest_largest_gradient": min(gradients), "largest_gradient": max(gradients),
                          "mean_logit_change": moved, "smallest_lead": generations["smallest_lead"], "nodes": nodes, "operators": operators,
                          "metadata": metadata}), flush=True)
        assert size < 400_000


if __name__ == "__main__":
    main()
