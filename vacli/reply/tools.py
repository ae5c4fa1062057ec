"""The skills as tools of a language model that is large enough: it may say in plain words what no template understood.

The model never acts. It answers with one sentence of the kind that users say, bound by a grammar, and that sentence is
understood like theirs: so it can do no more than they can, and what changes anything is asked back first.
"""

import json
import re
from collections.abc import Collection
from dataclasses import replace

from vacli.core.engines import Chat, Llm
from vacli.core.meaning import Understander, Understood
from vacli.core.turn import Turn
from vacli.core.words import Message
from vacli.reply.dialogue import CHANGES
from vacli.understand.language import code_of, language

LARGE = 1_000_000_000
"""Parameters from which a model may call skills. The one of 135 million had 1 of 12 commands right."""
MOST_TOKENS = 80
LONGEST = 120
"""Characters of the sentence."""
ASKED = 0.6
"""Confidence in what would change something: low enough to be asked back."""
SYSTEM = (
    "You turn what the user says into one of the commands below, if it asks for one of them. Answer in JSON:"
    ' {{"tool": "NAME", "sentence": "THE COMMAND WITH ITS VALUES"}}, or {{"tool": "none"}} for anything else, such as'
    " questions of knowledge or small talk.\n{}"
)


class Tools:
    """Of one conversation. They have a chat of their own, so that the conversation's prompt stays evaluated."""

    def __init__(self, llm: Llm, understander: Understander, intents: Collection[str]) -> None:
        self._llm = llm
        self._chat: Chat | None = None
        self._understander = understander
        asked = language(code_of(understander.language)).words.get("asked", {})
        examples = {intent: _plain(patterns[0]) for intent, patterns in asked.items() if intent in intents}
        self._system = SYSTEM.format("\n".join(f"{name}: {example}" for name, example in examples.items()))
        self.grammar = _grammar(examples)

    @property
    def able(self) -> bool:
        """The model is large enough."""
        return self._llm.parameters >= LARGE

    def meant(self, question: str, turn: Turn) -> Understood | None:
        """What the model makes of it, where templates agree that it is that command. Only of one that is able."""
        self._chat = self._chat or self._llm.chat()
        messages = [Message("system", self._system), Message("user", question)]
        made = self._chat.generate(messages, turn, max_tokens=MOST_TOKENS, temperature=0.0, grammar=self.grammar)
        tool, sentence = _call("".join(made))
        if not sentence:
            return None
        found = self._understander.understand(sentence[:LONGEST])
        if found.intent != tool or found.confidence < ASKED:
            return None
        confidence = min(found.confidence, ASKED) if tool in CHANGES else found.confidence
        explained = f"the model: {sentence!r}: {found.explanation}"
        return replace(found, confidence=confidence, explanation=explained)


def _call(answer: str) -> tuple[str, str]:
    try:
        call = json.loads(answer)
        return str(call["tool"]), str(call["sentence"])
    except (ValueError, KeyError, TypeError):  # none, or broken off
        return "", ""


def _plain(pattern: str) -> str:
    return " ".join(re.sub(r"^\w+=\w+: |[\[\]]", "", pattern).split())


def _grammar(names: Collection[str]) -> str:
    """GBNF: nothing else can come out."""
    tools = " | ".join(f'"{name}"' for name in names)
    return (
        'root ::= "{\\"tool\\": \\"none\\"}" | "{\\"tool\\": \\"" tool "\\", \\"sentence\\": \\"" sentence "\\"}"\n'
        f"tool ::= {tools}\n"
        f'sentence ::= [^"\\\\\\x00-\\x1F]{{3,{LONGEST}}}\n'
    )
