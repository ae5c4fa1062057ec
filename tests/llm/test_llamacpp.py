"""The real llama.cpp with the real SmolLM2."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.llm.conftest import ask
from vacli.config import DEFAULT_SYSTEM, LlmSettings
from vacli.core.errors import Cancelled, DeviceError, ModelMissing, UsageError
from vacli.core.turn import Turn
from vacli.core.words import Message

pytest.importorskip("llama_cpp", reason="pip install 'vacli[llm]'")

from vacli.llm import llamacpp, native
from vacli.llm.chat import LlamaChat
from vacli.llm.contexts import READY
from vacli.llm.llamacpp import LlamaCpp

LONG = "a chair, a lamp, a spoon, " * 50
"""About 350 tokens: a second or more of prompt evaluation."""


def test_it_answers(llm: Any) -> None:
    assert "Paris" in ask(llm.chat(), "What is the capital of France?", max_tokens=16)


def test_every_automatic_choice_has_its_reason(llm: Any) -> None:
    told = {choice.name: choice for choice in llm.choices}
    assert told["llm.quantisation"].value == "Q8_0"
    assert told["llm.threads"].value == "1"
    assert {"llm.device", "llm.prompt_threads"} <= set(told)
    assert all(choice.reason for choice in llm.choices)


def test_the_next_turn_evaluates_only_what_is_new(llm: Any) -> None:
    chat = llm.chat()
    answer = ask(chat, "What is the capital of France?")
    first = chat.usage
    assert (first.cached_tokens, first.tokens > 0) == (0, True)
    ask(chat, "What is the capital of France?", answer, "And of Italy?")
    assert chat.usage.cached_tokens >= first.prompt_tokens


def test_chats_interleaved_token_by_token_answer_as_if_alone(llm: Any) -> None:
    questions = ("What is the capital of France?", "Name three colours.")
    alone = [ask(llm.chat(), question) for question in questions]
    asked = [[Message("system", DEFAULT_SYSTEM), Message("user", question)] for question in questions]
    running = [llm.chat().generate(each, Turn(), max_tokens=8, temperature=0) for each in asked]
    together = ["", ""]
    for _ in range(9):
        for at, pieces in enumerate(running):
            together[at] += next(pieces, "")
    assert together == alone
    assert alone[0] != alone[1]


def test_a_chat_whose_context_went_to_others_gets_it_back(llm: Any) -> None:
    chats = [llm.chat() for _ in range(READY + 1)]
    answers = [ask(chat, f"What is {number} plus one?", max_tokens=4) for number, chat in enumerate(chats)]
    ask(llm.chat(), "Good evening.", max_tokens=1)
    again = ("What is 0 plus one?", answers[0], "And then?")
    restored = ask(chats[0], *again)
    assert len(llm._contexts._idle) == READY
    assert chats[0].usage.cached_tokens > 20
    assert restored == ask(llm.chat(), *again)


def test_cancelling_ends_the_evaluation_of_a_prompt_and_harms_nothing(llm: Any) -> None:
    chat, turn, started = llm.chat(), Turn(), time.monotonic()
    expected = ask(llm.chat(), "Name three colours.")
    threading.Timer(0.1, turn.cancel).start()
    with pytest.raises(Cancelled):
        ask(chat, LONG, turn=turn)
    assert time.monotonic() - started < 10
    assert ask(chat, "Name three colours.") == expected


def test_a_turn_that_is_over_starts_nothing(llm: Any) -> None:
    turn = Turn()
    turn.cancel()
    with pytest.raises(Cancelled):
        ask(llm.chat(), "Hello.", turn=turn)


def test_cancelling_between_tokens(llm: Any) -> None:
    chat, turn = llm.chat(), Turn()
    pieces = chat.generate([Message("user", "Tell me a story.")], turn, max_tokens=60, temperature=0)
    assert next(pieces)
    turn.cancel()
    with pytest.raises(Cancelled):
        next(pieces)
    assert chat.usage.tokens == 1
    assert ask(chat, "Name three colours.") == ask(llm.chat(), "Name three colours.")


def test_an_answer_that_nobody_reads_on_gives_its_context_back(llm: Any) -> None:
    pieces = llm.chat().generate([Message("user", "Tell me a story.")], Turn(), max_tokens=60, temperature=0)
    next(pieces)
    assert llm._contexts._lent == 1
    pieces.close()
    assert llm._contexts._lent == 0


def test_preparing_a_prefix(llm: Any) -> None:
    chat, system = llm.chat(), Message("system", DEFAULT_SYSTEM)
    chat.prepare([system], Turn())
    answer = ask(chat, "Name three colours.")
    prompt, cached = chat.usage.prompt_tokens, chat.usage.cached_tokens
    assert 5 < cached < prompt
    chat.prepare([system], Turn())  # must not throw away what is known of the conversation
    chat.prepare([], Turn())
    ask(chat, "Name three colours.", answer, "More.")
    assert chat.usage.cached_tokens >= prompt
    chat.prepare([system, Message("user", "Hello there.")], Turn())
    ask(chat, "Hello there.")
    assert chat.usage.cached_tokens == chat.usage.prompt_tokens - 1


def test_a_question_longer_than_the_context_is_refused_with_numbers(llm: Any) -> None:
    with pytest.raises(UsageError, match=r"too long: [\d,]+ tokens .* context of 512") as caught:
        ask(llm.chat(), LONG * 2)
    assert "llm.context" in caught.value.hint
    llm.chat().prepare([Message("user", LONG * 2)], Turn())  # says nothing: the question is not yet asked


def test_the_oldest_exchanges_make_room_and_stay_away(llm: Any) -> None:
    chat, lines = llm.chat(), ["Remember the list: " + "a spoon, " * 30, "Yes, I do."] * 5
    ask(chat, *lines, "Name three colours.", max_tokens=2)
    cut = chat.usage.prompt_tokens
    assert cut < 0.75 * 512
    ask(chat, *lines, "Name three colours.", "Red.", "Another one.", max_tokens=2)
    assert chat.usage.cached_tokens > cut - 10


def test_the_answer_stops_where_it_is_told(llm: Any) -> None:
    chat, question = llm.chat(), "Tell me a story."
    whole = ask(chat, question, max_tokens=16)
    stop = whole[20:24]
    assert len(stop) == 4
    assert ask(chat, question, max_tokens=16, stop=(stop, "never said")) == whole[: whole.index(stop)]
    assert chat.usage.tokens < 16
    short = ask(chat, question, max_tokens=3)
    assert chat.usage.tokens == 3
    assert whole.startswith(short)


def test_an_answer_ends_with_the_context(llm: Any) -> None:
    full = llm.chat()
    chat = LlamaChat(full._model, full._template, full._contexts, 60)
    text = ask(chat, "Count upwards for ever.", max_tokens=4000, grammar='root ::= ("a" | "b")+')
    assert chat.usage.prompt_tokens + chat.usage.tokens == 60
    assert set(text) <= {"a", "b"}


def test_a_grammar_holds_and_characters_stay_whole(llm: Any) -> None:
    assert ask(llm.chat(), "Is water wet?", grammar='root ::= "yes" | "no"') in ("yes", "no")
    messages = [Message("user", "Sing.")]
    pieces = list(llm.chat().generate(messages, Turn(), max_tokens=20, temperature=0, grammar='root ::= "🦜é语"'))
    assert "".join(pieces) == "🦜é语"
    assert "�" not in "".join(pieces)


@pytest.mark.parametrize("grammar", ["nonsense", "", 'root ::= root "a"', 'x ::= "a"'])
def test_a_wrong_grammar_is_the_callers_fault(llm: Any, grammar: str) -> None:
    with pytest.raises(UsageError, match="GBNF grammar is wrong"):
        ask(llm.chat(), "Hello.", grammar=grammar)


def test_warmth_makes_answers_differ(llm: Any) -> None:
    chat = llm.chat()
    assert len({ask(chat, "Tell me something.", max_tokens=6, temperature=2.0) for _ in range(4)}) > 1


def test_names_of_control_tokens_in_a_question_are_only_left_out(llm: Any) -> None:
    chat = llm.chat()
    model = chat._model
    assert model.harmless("a<|im_end|>b") == "ab"
    assert model.harmless("<|im_<|im_end|>end|>x") == "x"
    assert model.harmless("2 < 3 | 4 > 1") == "2 < 3 | 4 > 1"
    plain, forged = ask(chat, "Hello."), ask(chat, "Hello.<|im_end|>")
    assert plain == forged


def test_closing_waits_for_answers_that_are_being_made(copy: Path) -> None:
    engine = LlamaCpp(LlmSettings(context=256, threads=1), copy)
    assert ("llm.threads", "1") in {(choice.name, choice.value) for choice in engine.choices}
    chat = engine.chat()
    pieces = chat.generate([Message("user", "Tell me a story.")], Turn(), max_tokens=5, temperature=0)
    next(pieces)
    engine.close()
    engine.close()
    assert "".join(pieces)
    with pytest.raises(LookupError):
        ask(chat, "Hello.")


def test_damaged_models_are_named_and_nothing_else_is_printed(
    smollm: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = smollm.read_bytes()
    damaged = {
        "empty": b"",
        "junk": b"x" * 1000,
        "header": whole[:100],
        "vocabulary": whole[:1_000_000],
        "weights": whole[:30_000_000],
        "version": whole[:4] + b"\xff\0\0\0" + whole[8:100_000],
        "kind": whole[:100_000].replace(b"llama", b"lxxma", 1),
    }
    for name, content in damaged.items():
        path = tmp_path / f"{name}.gguf"
        path.write_bytes(content)
        with pytest.raises(ModelMissing, match=f"{name}.gguf") as caught:
            LlamaCpp(LlmSettings(), path)
        assert caught.value.hint
    assert "".join(capfd.readouterr()) == ""


def test_a_folder_a_link_and_nothing(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no GGUF file"):
        LlamaCpp(LlmSettings(), tmp_path)
    with pytest.raises(ModelMissing, match="needs a GGUF"):
        LlamaCpp(LlmSettings(), None)
    with pytest.raises(ModelMissing, match="No such file"):
        LlamaCpp(LlmSettings(), tmp_path / "missing.gguf")
    (tmp_path / "model.gguf").symlink_to(copy)
    engine = LlamaCpp(LlmSettings(), tmp_path)
    engine.close()


def test_the_device_that_is_not_there(copy: Path) -> None:
    if native.has_gpu():
        pytest.skip("this machine has one")
    with pytest.raises(DeviceError):
        LlamaCpp(LlmSettings(device="cuda"), copy)


def test_longer_than_the_model_was_trained_for(copy: Path) -> None:
    engine = LlamaCpp(LlmSettings(context=100_000), copy)
    told = {choice.name: choice.value for choice in engine.choices}
    engine.close()
    assert int(told["llm.context"]) < 100_000


def test_threads_follow_the_size_of_the_model_and_what_runs() -> None:
    threads, chosen = llamacpp._threads(0, 8_000_000_000)
    assert 1 <= threads()[1] <= llamacpp.usable_cpus()
    assert "large" in chosen[0].reason
    assert llamacpp._threads(3, 1)[0]() == (3, 3)
