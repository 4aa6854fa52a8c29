"""Renders the templates beside it with transformers' apply_chat_template; what comes out is the golden of ChatTemplateTest.

Run from the repository root, with the packages of tools/requirements.txt and Jinja2 3.1:

    python editor-onnx/src/test/python/chat_golden.py
"""
import datetime
import json
from pathlib import Path

from jinja2.exceptions import TemplateError
from transformers.utils import chat_template_utils

FOLDER = Path(__file__).resolve().parent.parent / "resources/chat"
TOKENS = {"bos_token": "<|begin|>", "eos_token": "<|endoftext|>"}
QUESTION = "  What is {{ 1 + 1 }} in 'Ünïcode' \"日本\" <b>&amp;\\n\n back\\slash?\t"
CONVERSATIONS = {
    "question": [("user", "Where is the Eiffel Tower?")],
    "odd": [("user", QUESTION)],
    "system": [("system", "  Be terse. "), ("user", "Hello")],
    "turns": [("user", "Hi"), ("assistant", "Well, well, hello"), ("user", "Who plays {{ ball }}?")],
    "users": [("user", "Hi"), ("user", "There?")],
}


class FixedTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 3, 7, 9, 5, 0, tzinfo=tz)


def render(template, turns, answer_follows):
    messages = [{"role": role, "content": content} for role, content in turns]
    try:
        rendered, _ = chat_template_utils.render_jinja_template(
            [messages], chat_template=template, add_generation_prompt=answer_follows, **TOKENS)
        return {"text": rendered[0]}
    except TemplateError as refusal:
        return {"refused": str(refusal)}


def main():
    chat_template_utils.datetime = FixedTime
    golden = []
    for file in sorted(FOLDER.glob("*.jinja")):
        for name, turns in CONVERSATIONS.items():
            for answer_follows in (True, False):
                golden.append({"template": file.name, "conversation": name, "turns": turns,
                               "answer_follows": answer_follows, **render(file.read_text("utf-8"), turns, answer_follows)})
    (FOLDER / "golden.json").write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
