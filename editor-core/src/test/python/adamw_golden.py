"""Writes the values that AdamWTest compares with: PyTorch's AdamW, clipping, warm-up and cosine, on a few parameters.

    python adamw_golden.py > ../resources/io/github/modeleditor/core/training/adamw_golden.json
"""

import json

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

PARAMETERS, STEPS, WARMUP = 7, 8, 3
RATE, DECAY, MAXIMUM_NORM = 0.05, 0.1, 1.0


def main():
    torch.manual_seed(0)
    initial = torch.randn(PARAMETERS)
    # Some below the limit, some above; one parameter never gets a gradient, as A does while B is zero.
    gradients = torch.randn(STEPS, PARAMETERS) * torch.linspace(0.1, 2, STEPS)[:, None]
    gradients[:, 2] = 0

    parameter = torch.nn.Parameter(initial.clone())
    optimizer = torch.optim.AdamW([parameter], lr=RATE, weight_decay=DECAY)
    rise = LinearLR(optimizer, start_factor=1 / (WARMUP + 1), total_iters=WARMUP)
    fall = CosineAnnealingLR(optimizer, T_max=STEPS - WARMUP)
    schedule = SequentialLR(optimizer, [rise, fall], milestones=[WARMUP])

    steps = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_([parameter], MAXIMUM_NORM)
        rate = optimizer.param_groups[0]["lr"]
        optimizer.step()
        schedule.step()
        steps.append(
            {"gradient": gradient.tolist(), "norm": norm.item(), "rate": rate, "parameters": parameter.tolist()}
        )
    golden = {
        "maximumRate": RATE,
        "warmupSteps": WARMUP,
        "weightDecay": DECAY,
        "maximumNorm": MAXIMUM_NORM,
        "initial": initial.tolist(),
        "steps": steps,
    }
    print(json.dumps(golden, indent=1))


if __name__ == "__main__":
    main()
