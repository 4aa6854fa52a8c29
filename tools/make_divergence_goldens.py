"""Writes what PyTorch autograd says of a loss of two terms, beside the fixtures that they belong to: the likelihood of the
golden batch's targets, and the divergence KL(reference || model) at some places of the same texts.

Run from the repository root, after make_fixtures.py and with the same packages:

    python tools/make_divergence_goldens.py

The models are made again from their seeds and compared with the goldens that are there, whose adapters they get. A reference
names the most likely tokens with their probabilities; what is left of 1 is compared with what the model leaves to all other
tokens. A reference that names fewer tokens than another has the probability 0 behind them.
"""
import torch
from safetensors.torch import load_file, save_file

from make_fixtures import DEFAULT_FOLDER, FIXTURES, InDouble, is_projection, make_model

MODELS = ("llama-dynamo", "gpt2-torchscript")
# row, column, how many tokens are named; the first is the place of a target too
PLACES = [(0, 3, 5), (0, 1, 2), (1, 1, 1), (1, 4, 5), (2, 2, 3)]
NAMED = max(named for _, _, named in PLACES)


def references(logits, generator):
    """The most likely tokens of the unedited model at each place, and their probabilities, somewhat sharper."""
    tokens = torch.zeros(len(PLACES), NAMED, dtype=torch.long)
    probabilities = torch.zeros(len(PLACES), NAMED)
    for place, (row, column, named) in enumerate(PLACES):
        sharpness = 1 + torch.rand(1, generator=generator).item()
        top = (sharpness * logits[row, column]).softmax(-1).topk(named)
        tokens[place, :named], probabilities[place, :named] = top.indices, top.values.float()
    return tokens, probabilities


def divergence(log_probabilities, tokens, probabilities):
    """KL over the named tokens and one more outcome, all others together."""
    named = probabilities > 0
    reference, tokens = probabilities[named].double(), tokens[named]
    rest = 1 - reference.sum()
    unnamed = torch.ones_like(log_probabilities, dtype=torch.bool)
    unnamed[tokens] = False
    of_rest = log_probabilities[unnamed].logsumexp(-1)
    return (reference * (reference.log() - log_probabilities[tokens])).sum() + rest * (rest.log() - of_rest)


def make_golden(model, batch, seed):
    generator = torch.Generator().manual_seed(seed)
    fed = [batch[name] for name in ("input_ids", "attention_mask", "position_ids")][:len(model.input_names)]
    with torch.no_grad():
        difference = (model(*fed).float() - batch["logits"]).abs().max().item()
    assert difference < 1e-5, f"the model is not the one of the fixture: logits differ by {difference}"
    pairs = {}
    for path, module in model.named_modules():
        if is_projection(path, module):
            a = batch[f"lora_A:{path}"].double().requires_grad_()
            b = batch[f"lora_B:{path}"].double().requires_grad_()
            module.register_forward_hook(lambda _, inputs, output, a=a, b=b: output + inputs[0] @ a @ b)
            pairs[path] = a, b
    tokens, probabilities = references(batch["logits"], generator)
    weights = (0.1 + 0.9 * torch.rand(len(PLACES), generator=generator)).float()
    log_probabilities = model(*fed).log_softmax(-1)
    columns = batch["input_ids"].shape[1]
    at_targets = log_probabilities.flatten(0, 1)[batch["target_positions"]]
    likelihood = at_targets.gather(-1, batch["target_ids"][:, None])[:, 0]
    divergences = torch.stack([divergence(log_probabilities[row, column], tokens[place], probabilities[place])
                               for place, (row, column, _) in enumerate(PLACES)])
    loss = (weights.double() * divergences).sum() - (batch["target_weights"].double() * likelihood).sum()
    loss.backward()
    golden = {"positions": torch.tensor([row * columns + column for row, column, _ in PLACES]), "tokens": tokens,
              "probabilities": probabilities, "weights": weights, "loss": loss, "divergences": divergences}
    for path, (a, b) in pairs.items():
        golden |= {f"grad_A:{path}": a.grad, f"grad_B:{path}": b.grad}
    with torch._C.DisableTorchFunction():
        return {name: (tensor.detach().float() if tensor.is_floating_point() else tensor).contiguous()
                for name, tensor in golden.items()}


def main():
    torch.set_num_threads(2)
    for seed, (name, (architecture, _, tied, attention, _, _)) in enumerate(FIXTURES.items(), start=1):
        if name in MODELS:
            batch = load_file(DEFAULT_FOLDER / name / "golden.safetensors")
            model = make_model(architecture, tied, attention, seed).double()
            with InDouble():
                golden = make_golden(model, batch, seed + 300)
            save_file(golden, str(DEFAULT_FOLDER / name / "golden_divergence.safetensors"))
            print(name, "loss", golden["loss"].item(), "divergences", golden["divergences"].tolist(), flush=True)


if __name__ == "__main__":
    main()
