#!/usr/bin/env python3
"""Writes facts whose prompts are long, as JSON lines, out of the words of a file of records.

    pip install tokenizers
    python long_facts.py --tokenizer tokenizer.json --data counterfact_dev.json --tokens 508 --count 16 > long.jsonl
"""
import argparse
import json
import random

from tokenizers import Tokenizer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--tokens", type=int, default=508, help="of a prompt")
    parser.add_argument("--count", type=int, default=16)
    arguments = parser.parse_args()
    random.seed(0)
    tokenizer = Tokenizer.from_file(arguments.tokenizer)
    words = " ".join(record["prompt"] for record in json.load(open(arguments.data))).split()
    for _ in range(arguments.count):
        prompt = random.choice(words)
        while len(tokenizer.encode(prompt, add_special_tokens=False).ids) < arguments.tokens:
            prompt += " " + random.choice(words)
        print(json.dumps({"prompt": prompt, "target": random.choice(("Rome", "Paris", "London"))}))


if __name__ == "__main__":
    main()
