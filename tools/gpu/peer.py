#!/usr/bin/env python3
"""Times LoRA steps of PyTorch + PEFT, and decoding, on a model of random weights, beside what DeviceEdits times.

    pip install torch peft transformers
    python peer.py --model DIR --data FILE --limit 20 --prefixes 10 --batch 32 --type bfloat16 --device cuda

DIR is what make_model.py wrote, of which config.json and tokenizer.json are read. The texts are those of the paper's mix: each
fact's prompt, the same behind random prefixes (random words, since the model would write nothing better), and as many facts
beside it. The optimizer is PyTorch's AdamW on LoRA of rank 32 on all seven projections of every layer, attention PyTorch's own
(sdpa), everything eager as in PEFT's examples; --compile compiles the model first. Prints lines of JSON as figures are known;
memory is what PyTorch reserved at most, and what the whole device held, its context included.
"""
import argparse
import gc
import json
import random
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
DECODED = 64


def say(**figures):
    print(json.dumps(figures), flush=True)


def synchronize(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def seconds(device, action):
    synchronize(device)
    began = time.perf_counter()
    action()
    synchronize(device)
    return time.perf_counter() - began


def records(file):
    text = open(file, encoding="utf-8").read()
    return json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines() if line.strip()]


def texts(arguments):
    every = records(arguments.data)
    facts, pool = every[:arguments.limit], every[arguments.limit:]
    words = " ".join(record["prompt"] for record in every).split()
    made = []
    for fact in facts:
        target = fact.get("target_new", fact.get("target"))
        made.append((fact["prompt"], target))
        for index in range(arguments.prefixes):
            prefix = " ".join(random.choices(words, k=4 if index % 2 else 8))
            made.append((f"{prefix}. {fact['prompt']}", target))
        made += [(f["prompt"], f.get("ground_truth", f.get("target"))) for f in random.sample(pool, arguments.prefixes)]
    return made


def batches(examples, size, padding, device):
    while True:
        random.shuffle(examples)
        for start in range(0, len(examples) - size + 1, size):
            rows = examples[start:start + size]
            width = max(len(prompt) + len(target) for prompt, target in rows)
            ids = torch.full((len(rows), width), padding)
            mask = torch.zeros_like(ids)
            labels = torch.full_like(ids, -100)
            for row, (prompt, target) in enumerate(rows):
                length = len(prompt) + len(target)
                ids[row, :length] = torch.tensor(prompt + target)
                mask[row, :length] = 1
                labels[row, len(prompt):length] = torch.tensor(target)
            yield ids.to(device), mask.to(device), labels.to(device)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--prefixes", type=int, default=10)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--type", choices=("float32", "bfloat16", "float16"), default="bfloat16")
    parser.add_argument("--tf32", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--no-decoding", action="store_true")
    parser.add_argument("--device", default="cuda")
    arguments = parser.parse_args()
    device = arguments.device
    random.seed(0)
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = arguments.tf32
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=f"{arguments.model}/tokenizer.json")
    config = AutoConfig.from_pretrained(arguments.model)
    began = time.perf_counter()
    with torch.device(device):
        model = AutoModelForCausalLM.from_config(config, dtype=getattr(torch, arguments.type))
    synchronize(device)
    say(making_seconds=time.perf_counter() - began, parameters=sum(p.numel() for p in model.parameters()))
    if not arguments.no_decoding:
        decode(model, tokenizer, device)
    model = get_peft_model(model, LoraConfig(r=32, lora_alpha=64, lora_dropout=0.0, target_modules=TARGETS))
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=4e-4, weight_decay=0.01)
    if arguments.compile:
        model = torch.compile(model, dynamic=True)
    encode = lambda text: tokenizer(text, add_special_tokens=False)["input_ids"]
    examples = [(encode(prompt), encode(" " + target.strip()) + [config.eos_token_id]) for prompt, target in texts(arguments)]
    source = batches(examples, arguments.batch, config.eos_token_id, device)
    if device.startswith("cuda"):
        gc.collect()
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    took, losses = [], []

    def step():
        ids, mask, labels = next(source)
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        losses.append(loss.item())

    for _ in range(arguments.steps):
        took.append(seconds(device, step))
    settled = sorted(took[len(took) // 4:])
    say(first_step_seconds=took[0], median_step_seconds=settled[len(settled) // 2],
        texts_per_second=arguments.batch * len(settled) / sum(settled), loss=losses[-1],
        trained_parameters=sum(p.numel() for p in trained))
    if device.startswith("cuda"):
        free, total = torch.cuda.mem_get_info()
        say(reserved_gigabytes=torch.cuda.max_memory_reserved() / 1e9, allocated_gigabytes=torch.cuda.max_memory_allocated() / 1e9,
            device_gigabytes=(total - free) / 1e9)


def decode(model, tokenizer, device):
    for rows in (1, 8):
        ids = torch.tensor([tokenizer("The capital of France is", add_special_tokens=False)["input_ids"]] * rows, device=device)
        once = lambda: model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, min_new_tokens=DECODED,
                                      max_new_tokens=DECODED, pad_token_id=0)
        once()
        took = seconds(device, once)
        say(**{"decoded_tokens_per_second" + (f"_of_{rows}_rows" if rows > 1 else ""): rows * DECODED / took})


if __name__ == "__main__":
    main()
