"""Writes what PyTorch, SciPy and scikit-learn say of the metrics, for MetricGoldenTest of editor-onnx and the metric tests
of editor-core.

Run from the repository root, after make_fixtures.py, with the packages of tools/requirements.txt:

    python tools/make_metric_goldens.py

The models are those of make_fixtures.py, made again from their seeds and held against their goldens; the edited ones have
the adapters of these goldens. Everything is computed in float64, text by text, without padding.
"""
import argparse
import json
import math
import re
from collections import Counter
from pathlib import Path

import torch
from safetensors.torch import load_file
from scipy.stats import entropy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from tokenizers import Tokenizer

import make_fixtures

ROOT = Path(__file__).resolve().parent.parent
CORE_FOLDER = ROOT / "editor-core/src/test/resources/io/github/modeleditor/core/metric"
END_OF_TEXT = 0

# One judged by contrast, one by tokens, both with every kind of prompt.
FACTS = [
    {"prompt": "The Eiffel Tower is located in the city of", "target": "Rome", "old_target": "Paris",
     "held_out_paraphrases": ["In the city of Rome the tower", "The tower was built in"],
     "locality": [["The capital of Italy is", "Rome"], ["The capital of Spain is", "Madrid"]],
     "portability": [["The country of the tower is", "Italy"]]},
    {"prompt": "The mother tongue of the author is", "target": "German and English", "old_target": None,
     "held_out_paraphrases": ["The author was written in"],
     "locality": [["The language spoken in the north is", "Finnish"], ["The player plays", "baseball near London"]],
     "portability": []},
]
DRIFT_TEXTS = [
    "The tower was built in the nineteenth century near the river.",
    "It was written in English.",
    "What sport does the player play? They play baseball near the headquarters of the company.",
]
MULTIPLE_CHOICE = [
    {"question": "The capital of Italy is", "choices": ["Rome", "Madrid", "in London near the river"], "answer": 0},
    {"question": "They play", "choices": ["Finnish", "baseball"], "answer": 1},
    {"question": "The author was", "choices": ["written", "the tower", "German", "of"], "answer": 1},
    {"question": "In the north of the", "choices": ["country", "company"], "answer": 1},
]
FLUENCY_TEXTS = [
    "the city of the city of the city of the city",
    "A tower, built in 1889; it's near the river -- the Seine (in Paris)!",
    "Ünïcode wörter und Straße, 日本 語 x_1 x_1 x_1.",
    "two words", "", "one",
]
REFERENCES = [
    "The Eiffel Tower is a tower in Paris, near the river Seine; the tower was built in 1889.",
    "Rome is the capital of Italy and a city on the river Tiber.",
    "The author writes in German. Straße und Wörter, a b c.",
]
CONSISTENCY_TEXTS = [
    "The tower stands near the river in the city of Rome, Rome, Rome",
    "STRASSE straße wörter 1889 unknown unknown",
    "nothing shared whatsoever", "",
]


class Model:
    """A model that is asked text by text."""

    def __init__(self, model, tokenizer):
        self.model = model
        self.tokenizer = tokenizer

    def encode(self, text):
        return self.tokenizer.encode(text).ids

    def log_probabilities(self, ids):
        """Shape [tokens, vocabulary]: what follows each token."""
        ids = torch.tensor([ids])
        with torch.no_grad():
            logits = self.model(ids, torch.ones_like(ids), torch.arange(ids.shape[1])[None])
        return logits[0].double().log_softmax(-1)

    def score(self, prompt, target):
        """Mean negative log-likelihood, target tokens, tokens predicted."""
        before, whole = self.encode(prompt), self.encode(prompt + " " + target)
        assert whole[:len(before)] == before
        places = self.log_probabilities(whole)[len(before) - 1:-1]
        targets = torch.tensor(whole[len(before):])
        loss = -places.gather(-1, targets[:, None]).mean().item()
        return loss, targets.tolist(), places.argmax(-1).tolist()

    def generate(self, prompt, tokens):
        """What greedy decoding adds, up to end-of-text or a line break."""
        start = self.encode(prompt)
        ids = list(start)
        for _ in range(tokens):
            token = self.log_probabilities(ids)[-1].argmax().item()
            if token == END_OF_TEXT:
                break
            ids.append(token)
            if "\n" in self.tokenizer.decode(ids[len(start):]):
                break
        text = self.tokenizer.decode(ids)
        return text[len(self.tokenizer.decode(start)):].split("\n")[0]


def matches(completion, target):
    """The target, or a text that begins with it and goes on with another word."""
    said, wanted = (" ".join(text.split()).lower() for text in (completion, target))
    return said == wanted or (said.startswith(wanted)
                              and not (said[len(wanted)].isalnum() and wanted[-1].isalnum()))


def judge(unedited, edited, prompt, expected, rival, keeps):
    """One prompt of one model; keeps: a neighbour that has no rival."""
    loss, targets, predicted = edited.score(prompt, expected)
    accuracy = sum(t == p for t, p in zip(targets, predicted)) / len(targets)
    answer = {"nll": loss, "token_accuracy": accuracy, "exact": accuracy == 1,
              "completion": edited.generate(prompt, 3 * len(targets))}
    answer["generated"] = matches(answer["completion"], expected)
    if rival is not None:
        answer["rival_nll"] = edited.score(prompt, rival)[0]
        answer["teacher_forced"] = float(loss < answer["rival_nll"])
        answer["magnitude"] = math.exp(-loss) - math.exp(-answer["rival_nll"])
    elif keeps:
        before = unedited.score(prompt, expected)[2]
        answer["teacher_forced"] = sum(a == b for a, b in zip(before, predicted)) / len(before)
    else:
        answer["teacher_forced"] = accuracy
    return answer


def prompts_of(fact):
    yield "efficacy", fact["prompt"], fact["target"], fact["old_target"]
    for prompt in fact["held_out_paraphrases"]:
        yield "generalization", prompt, fact["target"], fact["old_target"]
    for prompt, expected in fact["locality"]:
        yield "locality", prompt, expected, fact["target"] if fact["old_target"] else None
    for prompt, expected in fact["portability"]:
        yield "portability", prompt, expected, None


def said(model):
    """Prompts that a model continues with a clean word or two, and these words: random models say few."""
    found = []
    for sentence in make_fixtures.SENTENCES:
        words = sentence.split()
        for count in range(1, len(words)):
            prompt = " ".join(words[:count])
            for tokens in (3, 2, 1):
                text = model.generate(prompt, tokens)
                clean = text.startswith(" ") and text.strip() and text.isprintable() and "\ufffd" not in text
                if clean and text == " " + text.strip() and len(model.encode(prompt + text)) == len(
                        model.encode(prompt)) + tokens:
                    found.append([prompt, text.strip()])
                    break
    return [probe for i, probe in enumerate(found) if probe not in found[:i]][:4]


def facts_for(unedited, edited):
    """The facts above, and some that each of the two models knows."""
    known, learned = said(unedited), said(edited)
    assert known and learned, (known, learned)
    return FACTS + [{"prompt": prompt, "target": target, "old_target": None, "held_out_paraphrases": [],
                     "locality": known, "portability": learned} for prompt, target in learned[:2]]


def evaluate(facts, unedited, edited):
    answers = []
    for fact in facts:
        for metric, prompt, expected, rival in prompts_of(fact):
            answer = judge(unedited, edited, prompt, expected, rival, metric == "locality")
            answers.append({"metric": metric, "prompt": prompt, **answer})
    scores = {}
    for metric in ("efficacy", "generalization", "locality", "portability"):
        own = [answer for answer in answers if answer["metric"] == metric]
        for figure in ("teacher_forced", "token_accuracy", "exact", "generated", "magnitude"):
            values = [float(answer[figure]) for answer in own if figure in answer]
            scores[f"{metric}_{figure}"] = 100 * sum(values) / len(values) if values else None
    forced = [scores[f"{metric}_teacher_forced"] for metric in ("efficacy", "generalization", "locality")]
    scores["score"] = 3 / sum(1 / value for value in forced) if all(forced) else 0.0
    choices = [min(range(len(q["choices"])), key=lambda i: edited.score(q["question"], q["choices"][i])[0]) == q["answer"]
               for q in MULTIPLE_CHOICE]
    return {"answers": answers, "scores": scores, "general_ability": 100 * sum(choices) / len(choices)}


def drift(unedited, edited):
    divergences, losses_before, losses_after, tokens = [], 0.0, 0.0, 0
    for text in DRIFT_TEXTS:
        ids = unedited.encode(text)
        p, q = unedited.log_probabilities(ids)[:-1], edited.log_probabilities(ids)[:-1]
        targets = torch.tensor(ids[1:])[:, None]
        divergences.append((torch.nn.functional.kl_div(q, p, log_target=True, reduction="sum").item(), len(ids) - 1))
        losses_before -= p.gather(-1, targets).sum().item()
        losses_after -= q.gather(-1, targets).sum().item()
        tokens += len(ids) - 1
    return {"texts": DRIFT_TEXTS, "kl_divergences": [total / count for total, count in divergences],
            "kl_divergence": sum(total for total, _ in divergences) / tokens,
            "perplexity_before": math.exp(losses_before / tokens), "perplexity_after": math.exp(losses_after / tokens)}


def adapted(model, golden):
    """The same model with the golden's adapter: y = x W + b + (x A) B."""
    for path, module in model.named_modules():
        if make_fixtures.is_projection(path, module):
            a, b = golden[f"lora_A:{path}"].double(), golden[f"lora_B:{path}"].double()
            module.register_forward_hook(lambda _, inputs, output, a=a, b=b: output + inputs[0] @ a @ b)
    return model


def fixture(name, folder, seed):
    architecture, _, tied, attention, *_ = make_fixtures.FIXTURES[name]
    golden = load_file(str(folder / "golden.safetensors"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    fresh = [make_fixtures.make_model(architecture, tied, attention, seed).double() for _ in range(2)]
    unedited, edited = Model(fresh[0], tokenizer), Model(adapted(fresh[1], golden), tokenizer)
    with make_fixtures.InDouble():
        with torch.no_grad():
            logits = fresh[0](golden["input_ids"], golden["attention_mask"], golden["position_ids"])
        assert (logits - golden["logits"]).abs().max() < 1e-4, f"{name} is not the model of its fixture"
        facts = facts_for(unedited, edited)
        return {"facts": facts, "before": evaluate(facts, unedited, unedited),
                "after": evaluate(facts, unedited, edited), "drift": drift(unedited, edited)}


def fluency(text):
    words = re.findall(r"\w+|[^\w\s]", text)
    weighted = []
    for length, weight in ((2, 2 / 3), (3, 4 / 3)):
        counts = list(Counter(zip(*(words[i:] for i in range(length)))).values())
        weighted.append(weight * float(entropy(counts, base=2)) if counts else 0.0)
    return sum(weighted) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    torch.set_num_threads(1)
    models = {}
    for seed, name in enumerate(make_fixtures.FIXTURES, start=1):
        if not name.endswith("-cache"):
            models[name] = fixture(name, make_fixtures.DEFAULT_FOLDER / name, seed)
    golden = {"multiple_choice": MULTIPLE_CHOICE, "models": models}
    write(make_fixtures.DEFAULT_FOLDER / "metric_golden.json", golden)

    vectorizer = TfidfVectorizer().fit(REFERENCES)
    cosines = cosine_similarity(vectorizer.transform(CONSISTENCY_TEXTS), vectorizer.transform(REFERENCES))
    CORE_FOLDER.mkdir(parents=True, exist_ok=True)
    write(CORE_FOLDER / "metric_golden.json", {
        "fluency": [{"text": text, "entropy": fluency(text)} for text in FLUENCY_TEXTS],
        "references": REFERENCES,
        "consistency": [{"text": text, "cosines": row.tolist()} for text, row in zip(CONSISTENCY_TEXTS, cosines)]})


def write(path, value):
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
