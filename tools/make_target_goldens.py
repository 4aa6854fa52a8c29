"""Writes what PyTorch autograd says of adapters on the embedding and the head, beside the fixtures that they belong to.

Run from the repository root, after make_fixtures.py and with the same packages:

    python tools/make_target_goldens.py

The models are made again from their seeds and compared with the goldens that are there. An adapter on the embedding is
y = W[ids] + A[ids] B, with A of shape [vocabulary, r], as in PEFT, which keeps both matrices transposed.
"""
import torch
from safetensors.torch import load_file, save_file

from make_fixtures import DEFAULT_FOLDER, FIXTURES, RANK, exact, make_model

# fixture: embedding, a projection above it, head
TARGETS = {
    "llama-dynamo": ("model.embed_tokens", "model.layers.1.mlp.down_proj", "lm_head"),
    "gpt2-torchscript": ("transformer.wte", "transformer.h.0.attn.c_attn", "lm_head"),
}


def adapted(module, a, b):
    """Adds the adapter's part to what the module gives."""
    if isinstance(module, torch.nn.Embedding):
        module.register_forward_hook(lambda _, inputs, output: output + a[inputs[0]] @ b)
    else:
        module.register_forward_hook(lambda _, inputs, output: output + inputs[0] @ a @ b)


def make_golden(model, architecture, paths, batch, seed):
    """Loss, logits and gradients of the golden batch with an adapter on each of the modules."""
    generator = torch.Generator().manual_seed(seed)
    inputs = [batch[name] for name in ("input_ids", "attention_mask", "position_ids")]
    rows, columns = batch["target_positions"] // inputs[0].shape[1], batch["target_positions"] % inputs[0].shape[1]
    with torch.no_grad():
        unedited = model(*inputs).float()
    assert torch.equal(unedited, batch["logits"]), "the model is not the one of the fixture"
    golden, pairs = {}, {}
    for path in paths:
        module = model.get_submodule(path)
        transposed = architecture == "gpt2" and path != "lm_head"  # Conv1D, as an embedding, keeps [in, out]
        weight = module.weight if transposed or isinstance(module, torch.nn.Embedding) else module.weight.T
        a = (0.2 * torch.randn(weight.shape[0], RANK, generator=generator)).float()
        b = (0.2 * torch.randn(RANK, weight.shape[1], generator=generator)).float()
        pairs[path] = a.double().requires_grad_(), b.double().requires_grad_()
        adapted(module, *pairs[path])
        golden |= {f"lora_A:{path}": a, f"lora_B:{path}": b}
    logits = model(*inputs)
    log_probabilities = logits[rows, columns].log_softmax(-1).gather(-1, batch["target_ids"][:, None])[:, 0]
    loss = -(batch["target_weights"].double() * log_probabilities).sum()
    loss.backward()
    golden |= {"loss": loss.detach().float(), "token_log_probability": log_probabilities.detach().float(),
               "lora_logits": logits.detach().float()}
    for path, (a, b) in pairs.items():
        golden |= {f"grad_A:{path}": a.grad.float(), f"grad_B:{path}": b.grad.float()}
    return {name: tensor.contiguous() for name, tensor in golden.items()}


def main():
    torch.set_num_threads(2)
    for seed, (name, (architecture, _, tied, attention, _, _)) in enumerate(FIXTURES.items(), start=1):
        if name in TARGETS:
            batch = load_file(DEFAULT_FOLDER / name / "golden.safetensors")
            model = exact(make_model(architecture, tied, attention, seed), architecture)
            golden = make_golden(model, architecture, TARGETS[name], batch, seed + 200)
            save_file(golden, str(DEFAULT_FOLDER / name / "golden_targets.safetensors"))
            print(name, "loss", golden["loss"].item(), flush=True)


if __name__ == "__main__":
    main()
