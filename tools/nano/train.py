"""Trains the nano model: a small Llama decoder that knows some hundreds of facts and completes their paraphrases.

Run from the repository root, with the packages of tools/requirements.txt (about five minutes on two cores):

    python tools/nano/train.py --data DIRECTORY

DIRECTORY holds counterfact_dev.json and zsre_dev.json. With --family gpt2 and an --output the same facts are learned by a decoder of
another family, to see whether an edit does there what it does here. The script writes model.onnx, tokenizer.json, config.json,
generation_config.json, facts.jsonl and demo.jsonl, and fails where the exported model completes fewer than 95% of the
main prompts under ONNX Runtime. Each fact keeps one paraphrase out of training; how many of those are right is measured
and printed, but facts.jsonl lists the trained ones only.
"""
import argparse
import json
import math
import random
import sys
import time
from pathlib import Path

import numpy
import onnxruntime
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import GPT2Config, LlamaConfig

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import facts as knowledge
import onnx_export

END = "<|endoftext|>"
VOCABULARY = 2560
PREFIX_WEIGHT, PROMPT_WEIGHT, TARGET_WEIGHT = 0.1, 0.3, 1.0
DEFAULT_FOLDER = (Path(__file__).resolve().parents[2]
                  / "editor-nano/src/main/resources/io/github/modeleditor/nano/model")

# Counterfactual edits of well-known subjects; the truth and the neighbours come from the training facts.
DEMO = [
    ("instrument", "Itzhak Perlman", "trumpet", ["Erika Morini", "Ringo Starr", "Hector Berlioz", "Bert Lown"]),
    ("sport", "Shaquille O'Neal", "baseball", ["Kobe Bryant", "Dennis Rodman", "Kevin Durant", "Tom Brady"]),
    ("maker", "Skype", "Nintendo", ["Windows 7", "Windows Phone 8", "MacBook Pro", "Itanium"]),
    ("city", "Pirelli Tower", "London", ["Bebelplatz", "Stibbert Museum", "Nakheel Tower", "Bavarian National Museum"]),
    ("capital", "Egypt", "Vienna", ["Libya", "People's Republic of Poland", "Grand Duchy of Finland", "Kalmar Union"]),
]


def make_tokenizer(texts):
    """A byte-level BPE trained on the corpus; id 0 begins, ends and pads a text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=[END], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    assert tokenizer.get_vocab_size() == VOCABULARY and tokenizer.token_to_id(END) == 0
    return tokenizer


def make_llama():
    return onnx_export.ExportableLlama(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=128, intermediate_size=384, num_hidden_layers=4, num_attention_heads=4,
        num_key_value_heads=4, max_position_embeddings=256, tie_word_embeddings=True, use_cache=False,
        bos_token_id=0, eos_token_id=0, pad_token_id=0, attn_implementation="sdpa"))


def make_gpt2():
    return onnx_export.ExportableGpt2(GPT2Config(
        vocab_size=VOCABULARY, n_embd=128, n_layer=4, n_head=4, n_positions=256, use_cache=False,
        bos_token_id=0, eos_token_id=0, pad_token_id=0, attn_implementation="sdpa"))


FAMILIES = {"llama": make_llama, "gpt2": make_gpt2}


def held_out(index, prompts):
    """The paraphrase of a fact that is kept out of training."""
    return 1 + index % (len(prompts) - 1)


def training_pairs(facts):
    return [(prompt, fact.target) for index, fact in enumerate(facts)
            for place, prompt in enumerate(fact.prompts) if place != held_out(index, fact.prompts)]


def prefix_for(tokenizer, pairs, chance):
    """What stands before a prompt: nothing, another statement, or a piece of one cut at any token."""
    kind = chance.random()
    if kind < 0.45:
        return ""
    statement = " ".join(chance.choice(pairs))
    if kind < 0.7:
        return statement + ". "
    ids = tokenizer.encode(statement).ids
    start = chance.randrange(len(ids)) if chance.random() < 0.3 else 0
    piece = tokenizer.decode(ids[start:start + chance.randint(2, 12)]).strip()
    return piece + ". "


def epoch_texts(tokenizer, pairs, chance):
    """Every pair once, as ids and weights; half of the texts begin with the end-of-text token."""
    prefixes = [prefix_for(tokenizer, pairs, chance) for _ in pairs]
    before = [encoding.ids for encoding in tokenizer.encode_batch(prefixes)]
    prompts = [encoding.ids for encoding in
               tokenizer.encode_batch([prefix + prompt for prefix, (prompt, _) in zip(prefixes, pairs)])]
    targets = [encoding.ids for encoding in tokenizer.encode_batch([" " + target for _, target in pairs])]
    for prefix, prompt, target in zip(before, prompts, targets):
        first = [0] if chance.random() < 0.5 else []
        inside = max(len(prompt) - len(prefix), 0)
        weights = ([PREFIX_WEIGHT] * (len(first) + len(prompt) - inside) + [PROMPT_WEIGHT] * inside
                   + [TARGET_WEIGHT] * (len(target) + 1))
        yield first + prompt + target + [0], weights


def pad(rows, fill=0):
    width = max(map(len, rows))
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def train(model, tokenizer, facts, epochs, batch_size, peak_rate, chance):
    """AdamW with a short warm-up and a cosine, batches of like length."""
    pairs = training_pairs(facts)
    steps = epochs * math.ceil(len(pairs) / batch_size)
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}],
                                  lr=peak_rate, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / 100, 0.5 + 0.5 * math.cos(math.pi * step / steps)))
    started = time.time()
    model.train()
    for epoch in range(epochs):
        examples = sorted(epoch_texts(tokenizer, pairs, chance), key=lambda text: len(text[0]) + chance.random() * 3)
        batches = [examples[i:i + batch_size] for i in range(0, len(examples), batch_size)]
        chance.shuffle(batches)
        total = 0.0
        for batch in batches:
            ids = pad([row for row, _ in batch])
            mask = pad([[1] * len(row) for row, _ in batch])
            weights = pad([row for _, row in batch], 0.0)[:, 1:]
            positions = (mask.cumsum(-1) - 1).clamp(min=0)
            logits = model(ids[:, :-1], mask[:, :-1], positions[:, :-1])
            losses = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
            loss = (losses * weights.flatten()).sum() / weights.sum()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}/{epochs} loss {total / len(batches):.4f} {time.time() - started:.0f}s", flush=True)
    return time.time() - started


class Completer:
    """Greedy completion, or sampling, with the exported model under ONNX Runtime."""

    def __init__(self, folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options,
                                                    providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def next_logits(self, rows):
        ids, mask = pad(rows).numpy(), pad([[1] * len(row) for row in rows]).numpy()
        positions = numpy.maximum(mask.cumsum(-1) - 1, 0)
        logits = self.session.run(["logits"], dict(zip(onnx_export.INPUT_NAMES, (ids, mask, positions))))[0]
        return logits[numpy.arange(len(rows)), mask.sum(-1) - 1]

    def complete(self, prompts, first=(), longest=16):
        """The greedy continuation of each prompt until end-of-text."""
        rows = [list(first) + encoding.ids for encoding in self.tokenizer.encode_batch(prompts)]
        lengths, ended = [len(row) for row in rows], [False] * len(rows)
        for _ in range(longest):
            active = [i for i in range(len(rows)) if not ended[i]]
            for chunk in (active[i:i + 256] for i in range(0, len(active), 256)):
                for i, token in zip(chunk, self.next_logits([rows[i] for i in chunk]).argmax(-1)):
                    ended[i] = token == 0
                    if not ended[i]:
                        rows[i].append(int(token))
        return [self.tokenizer.decode(row[length:]) for row, length in zip(rows, lengths)]

    def sample(self, random_source, longest=30):
        row = [0]
        while len(row) <= longest and (len(row) == 1 or row[-1] != 0):
            logits = self.next_logits([row])[0].astype(numpy.float64)
            probabilities = numpy.exp(logits - logits.max())
            row.append(int(random_source.choice(len(logits), p=probabilities / probabilities.sum())))
        return self.tokenizer.decode(row)


def accuracy(completer, pairs, first=(), before=""):
    completions = completer.complete([before + prompt for prompt, _ in pairs], first)
    return sum(text == " " + target for text, (_, target) in zip(completions, pairs)) / len(pairs)


def measure(completer, facts):
    """Shares of greedy completions that are exactly the target, from the prompt until end-of-text."""
    main = [(fact.prompts[0], fact.target) for fact in facts]
    unseen = [(fact.prompts[held_out(index, fact.prompts)], fact.target) for index, fact in enumerate(facts)]
    statement = " ".join(main[0])
    half = statement[:len(statement) // 2].rsplit(" ", 1)[0]
    return {"main": accuracy(completer, main), "main after end-of-text": accuracy(completer, main, first=(0,)),
            "main after a sentence": accuracy(completer, main, before=statement + ". "),
            "main after half a sentence": accuracy(completer, main, before=half + ". "),
            "all trained prompts": accuracy(completer, training_pairs(facts)),
            "held-out paraphrases": accuracy(completer, unseen)}


def write_facts(folder, facts):
    def trained(index, fact):
        return [prompt for place, prompt in enumerate(fact.prompts[1:], 1) if place != held_out(index, fact.prompts)]

    def write_lines(name, rows):
        (folder / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")

    by_key = {(fact.relation, fact.subject): (index, fact) for index, fact in enumerate(facts)}
    write_lines("facts.jsonl", [{"prompt": fact.prompts[0], "target": fact.target, "subject": fact.subject,
                                 "relation": fact.relation, "paraphrases": trained(index, fact)}
                                for index, fact in enumerate(facts)])
    demo = []
    for relation, subject, target, neighbours in DEMO:
        index, fact = by_key[relation, subject]
        others = [by_key[relation, neighbour][1] for neighbour in neighbours]
        # Locality asks whether a neighbour's own answer is still likelier than the edit's target.
        assert all(other.target != target for other in others)
        assert target != fact.target and any(target == other.target for other in facts if other.relation == relation)
        demo.append({"prompt": fact.prompts[0], "target": target, "old_target": fact.target, "subject": subject,
                     "relation": relation, "held_out_paraphrases": trained(index, fact)[:3],
                     "locality": [{"prompt": other.prompts[0], "target": other.target} for other in others]})
    write_lines("demo.jsonl", demo)


def verify(folder, facts):
    """Fails where the files in the folder do not keep what the project says of them."""
    completer = Completer(folder)
    figures = measure(completer, facts)
    print(json.dumps({name: round(100 * value, 2) for name, value in figures.items()}, indent=2))
    assert figures["main"] >= 0.95, "fewer than 95% of the main prompts are completed correctly"
    for line in (folder / "demo.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        truths = [(prompt, row["old_target"]) for prompt in [row["prompt"], *row["held_out_paraphrases"]]]
        truths += [(neighbour["prompt"], neighbour["target"]) for neighbour in row["locality"]]
        assert accuracy(completer, truths) == 1.0, f"the model does not know the demo of {row['subject']}"
    random_source = numpy.random.default_rng(0)
    print("samples:", *[completer.sample(random_source) for _ in range(8)], sep="\n  ")
    size = sum((folder / name).stat().st_size for name in
               ("model.onnx", "tokenizer.json", "config.json", "generation_config.json"))
    print(f"{size} bytes")
    assert size <= 8_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--family", choices=FAMILIES, default="llama")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verify-only", action="store_true", help="train nothing; check the files that are there")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)

    facts = knowledge.read(arguments.data)
    if arguments.verify_only:
        return verify(arguments.output, facts)
    pairs = training_pairs(facts)
    print(f"{len(facts)} facts, {len({fact.relation for fact in facts})} relations, {len(pairs)} texts")
    statements = [f"{prompt} {target}" for prompt, target in pairs]
    tokenizer = make_tokenizer(statements + [". " + statement for statement in statements])
    model = FAMILIES[arguments.family]()
    print(f"{sum(parameter.numel() for parameter in model.parameters())} parameters")
    seconds = train(model, tokenizer, facts, arguments.epochs, arguments.batch_size, arguments.learning_rate, chance)
    print(f"trained in {seconds:.0f} s")

    folder = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    onnx_export.export(model, folder / "model.onnx", "dynamo")
    onnx_export.write_configs(model, folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    write_facts(folder, facts)
    difference = onnx_export.largest_difference(model, folder / "model.onnx")
    assert difference < 1e-3, f"ONNX Runtime differs from torch by {difference}"
    print(f"largest difference between torch and ONNX Runtime {difference:.1e}")
    verify(folder, facts)


if __name__ == "__main__":
    main()
