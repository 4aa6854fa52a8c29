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


def said(*turns):
    return [{"role": role, "content": content} for role, content in turns]


CALL = {"id": "call_0001", "type": "function",
        "function": {"name": "weather", "arguments": {"city": "Zürich", "days": 2, "units": None}}}
CONVERSATIONS = {
    "question": said(("user", "Where is the Eiffel Tower?")),
    "odd": said(("user", QUESTION)),
    "system": said(("system", "  Be terse. "), ("user", "Hello")),
    "turns": said(("user", "Hi"), ("assistant", "Well, well, hello"), ("user", "Who plays {{ ball }}?")),
    "users": said(("user", "Hi"), ("user", "There?")),
    "calls": [*said(("system", "Be terse."), ("user", [{"type": "text", "text": "Rain?"}, {"type": "image"}])),
              {"role": "assistant", "content": None, "tool_calls": [CALL]},
              {"role": "tool", "tool_call_id": "call_0001", "content": "{\"rain\": true}"},
              *said(("assistant", "<think>\nWet.\n</think>\n\nYes."), ("user", "Thanks /no_think"))],
}


class FixedTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 3, 7, 9, 5, 0, tzinfo=tz)


def render(template, conversation, answer_follows):
    try:
        rendered, _ = chat_template_utils.render_jinja_template(
            [CONVERSATIONS[conversation]], chat_template=template, add_generation_prompt=answer_follows, **TOKENS)
        return {"text": rendered[0]}
    except Exception as failure:
        # A template's own words are expected again; Jinja2's, or Python's, are for the reader.
        raised = type(failure) is TemplateError
        return {"refused": str(failure)} if raised else {"refused": "", "python": f"{type(failure).__name__}: {failure}"}


def corpus():
    """The templates of the corpus by name: a file has many, each behind a line with its name."""
    for file in sorted(FOLDER.glob("corpus/*.txt")):
        for part in ("\n" + file.read_text("utf-8")).split("\n=== ")[1:]:
            name, _, template = part.partition("\n")
            yield f"{file.stem}: {name}", template.replace("\n", "\r\n") if "windows" in name else template


def write(name, content):
    (FOLDER / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    chat_template_utils.datetime = FixedTime
    golden = []
    for file in sorted(FOLDER.glob("*.jinja")):
        for name in [name for name in CONVERSATIONS if name != "calls"]:
            for answer_follows in (True, False):
                golden.append({"template": file.name, "conversation": name, "answer_follows": answer_follows,
                               **render(file.read_text("utf-8"), name, answer_follows)})
    for name, template in corpus():
        for conversation, answer_follows in (("question", True), ("odd", False), ("turns", True), ("calls", False)):
            constant = name.startswith("constructs") and "messages" not in template
            if not constant or conversation == "question":
                golden.append({"template": name, "conversation": conversation, "answer_follows": answer_follows,
                               **render(template, conversation, answer_follows)})
    write("conversations.json", CONVERSATIONS)
    write("golden.json", golden)


if __name__ == "__main__":
    main()
