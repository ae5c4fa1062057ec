"""The user's own sentences beside ours: what they mean, whose comes first, and what is left out without harm."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vacli.core.words import Completeness
from vacli.rules import read
from vacli.rules.files import File, Rules
from vacli.understand import Understanding, open_language
from vacli.understand.language import language
from vacli.understand.own.sentences import Own, own_of
from vacli.understand.own.templates import TemplateError, Writer

Opened = Callable[..., Understanding]
Taken = Callable[..., Own]

GOOD = "intents: {Good: {data: [{sentences: [hurray]}]}}\nresponses: {intents: {Good: {default: yes}}}"

HOUSE = """
intents:
  Garage:
    data:
      - {sentences: ["(open|close) [the] garage [door[s]]"], slots: {where: side}}
  Heater:
    data:
      - sentences:
          - "set [the] heat(er|ing) to {degrees} [degrees]"
          - "put <room> heater at {degrees} {mode}"
  Channel:
    data:
      - {sentences: ["play channel 4", "channel four"], slots: {n: 4}}
      - {sentences: ["play channel 2.5"], slots: {n: 2}}
  Shout: {data: [{sentences: ["shout {words} (at|to) {who}", "(hey;you there) shout"]}]}
  Status: {data: [{sentences: ["quick status", "good morning computer", "what's up", "¿qué tal?"]}]}
  Anything: {data: [{sentences: ["what time {words}"]}]}
  Level: {data: [{sentences: ["level {1..9:level}", "wait <duration>"]}]}
  timer_set: {data: [{sentences: ["egg time"], slots: {duration: 300}}]}
  time: {data: [{sentences: ["chronometer please"]}]}
lists:
  degrees: {range: {from: 5, to: 30}}
  mode: {values: [fast, {in: "very slow(ly|)", out: slow}, "lamp 2", {in: eco, out: 7}]}
  words: {wildcard: true}
  who: {values: [anna, bob]}
expansion_rules: {room: "[the] (kitchen|bath[room])"}
responses:
  intents:
    Garage: {default: "{where}"}
    Heater: {default: "{{ slots.degrees }} {mode}"}
    Channel: {default: "{n}"}
    Shout: {default: "{words} {who}"}
    Status: {default: "fine"}
    Anything: {default: "{words}"}
    Level: {default: "{level} {duration}"}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    return _opened(tmp_path_factory.mktemp("own"), HOUSE)


def _opened(root: Path, *contents: str, code: str = "en") -> Understanding:
    return open_language(code, (), [_read(root, *contents, code=code)])


def _read(root: Path, *contents: str, code: str = "en") -> Rules:
    (root / code).mkdir(exist_ok=True)
    for number, content in enumerate(contents):
        file = root / code / f"f{number}.yaml"
        file.write_text(content)
        file.chmod(0o600)
    return read(root, code)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return lambda *contents, code="en": _opened(tmp_path, *contents, code=code)


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    """What is taken of files, without opening the language."""
    return lambda *contents: own_of(language("en"), [_read(tmp_path, *contents)])


def test_all_of_it_is_taken(house: Understanding) -> None:
    assert house.own.problems == ()
    assert house.own.bounds == {"Heater": {"degrees": (5, 30)}, "Level": {"level": (1, 9)}}
    assert house.own.slots["Shout"] == {"words", "who"}


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("open the garage doors", "Garage", {"where": "side"}),
        ("Could you close garage, please?", "Garage", {"where": "side"}),
        ("set the heating to twenty one degrees", "Heater", {"degrees": 21}),
        ("Set the heater to 21.5", "Heater", {"degrees": 21.5}),
        ("put the bathroom heater at 12 very slowly", "Heater", {"degrees": 12, "mode": "slow"}),
        ("put kitchen heater at 12 very slow", "Heater", {"degrees": 12, "mode": "slow"}),
        ("put kitchen heater at 12 lamp two", "Heater", {"degrees": 12, "mode": "lamp 2"}),
        ("put kitchen heater at 12 lamp three", "", {}),
        ("put bath heater at 9 eco", "Heater", {"degrees": 9, "mode": 7}),
        ("play channel four", "Channel", {"n": 4}),
        ("channel 4", "Channel", {"n": 4}),
        ("channel 5", "", {}),
        ("play channel two point five", "Channel", {"n": 2}),
        ("Shout Hello, World! at Anna", "Shout", {"words": "hello, world", "who": "anna"}),
        ("you there hey shout", "Shout", {}),
        ("quick status", "Status", {}),
        ("good morning computer", "Status", {}),
        ("What's up?", "Status", {}),
        ("what is up", "Status", {}),
        ("level seven", "Level", {"level": 7}),
        ("wait two minutes and ten seconds", "Level", {"duration": 130}),
        ("egg time", "timer_set", {"duration": 300}),
        ("chronometer please", "time", {}),
    ],
)
def test_what_own_sentences_mean(house: Understanding, text: str, intent: str, slots: dict[str, object]) -> None:
    meant = house.understand(text)
    assert (meant.intent, dict(meant.slots)) == (intent, slots)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("set a timer for five minutes", "timer_set"),
        ("what time is it", "time"),  # exact words, where an own sentence has free text
        ("what time do you close", "Anything"),
        ("add milk to the shopping list", "list_add"),
        ("why is the sky blue", ""),
    ],
)
def test_ours_mean_what_they_did(house: Understanding, text: str, intent: str) -> None:
    assert house.understand(text).intent == intent


def test_beginnings_of_own_sentences_are_unfinished(house: Understanding) -> None:
    assert house.completeness("put the kitchen heater at") is Completeness.UNFINISHED
    assert house.completeness("close the garage") is Completeness.COMPLETE


def test_theirs_come_before_ours_where_both_fit(opened: Opened) -> None:
    own = (
        "intents: {Mine: {data: [{sentences: ['what time is it', 'weather in {x}']}]}}\nlists: {x: {wildcard: true}}\n"
    )
    mine = opened(own + "responses: {intents: {Mine: {default: no}}}")
    assert mine.own.problems == ()
    assert [mine.understand(text).intent for text in ("what time is it", "weather in paris")] == ["Mine", "Mine"]
    assert open_language("en").understand("what time is it").intent == "time", "nothing of it stays"


def test_another_language(opened: Opened) -> None:
    own = "intents: {Tor: {data: [{sentences: ['mach (das|die) Tor[e] auf']}]}}\nactions: {Tor: [{say: ja}]}"
    assert opened(own, code="de").understand("Mach das Tor auf!").intent == "Tor"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("intents:\n  A: {data: [{sentences: ['a (b']}]}", "2:27: a ( is never closed"),
        ("intents:\n  A: {data: [{sentences: ['a b]']}]}", "2:27: a ] closes nothing"),
        ("intents:\n  A: {data: [{sentences: ['a {} b']}]}", "2:27: there are empty brackets"),
        ("intents:\n  A: {data: [{sentences: ['a {b}']}]}", "2:27: there is no list {b}"),
        ("intents:\n  A: {data: [{sentences: ['a {b:=4}']}]}", "2:27: '=4' is no name for a slot"),
        ("intents:\n  A: {data: [{sentences: ['a <b>']}]}", "2:27: there is no rule <b>"),
        ("intents:\n  A: {data: [{sentences: ['a {9..1:n}']}]}", "2:27: there is no number in {9..1,1}"),
        ("intents:\n  A: {data: [{sentences: ['???']}]}", "2:27: there are no words in it"),
        ("intents:\n  A: {data: [{sentences: ['[a] [b]']}]}", "2:27: it has no word that must be said"),
        (
            "intents:\n  A: {data: [{sentences: ['[a] {w}']}]}\nlists: {w: {wildcard: true}}",
            "2:27: it has no word that",
        ),
        ("lists: {w: {values: ['a {w}']}}", "1:22: a list holds words"),
        ("expansion_rules:\n  a: 'x <b>'\n  b: '<c>'\n  c: '[<a>]'", "<b> → <c> → <a> → <b> goes round in circles"),
        ("expansion_rules:\n  a: 'x <a>'", "2:6: <a> → <a> goes round in circles"),
        ("intents:\n  A: {data: [{sentences: ['(a;b;c;d;e)']}]}", "2:27: more than four parts in any order"),
        ("intents:\n  A: {data: [{sentences: ['" + "x".join(["(a|b)"] * 9) + "']}]}", "2:27: too much is in brackets"),
        ("intents:\n  A: {data: [{sentences: ['go']}]}", "2:3: nothing answers A"),
        ("actions: {A: [{say: hi}]}", "1:11: no sentence means A"),
        ("responses: {intents: {timer_set: {default: hi}}}", "timer_set is answered by vacli itself"),
        ("actions: {timer_set: [{say: hi}]}", "1:11: timer_set is answered by vacli itself"),
        (
            "intents: {A: {data: [{sentences: [go]}]}}\nactions: {A: [{say: 'hi {x}'}]}",
            "2:21: no sentence of A has a slot x",
        ),
        (
            "intents: {A: {data: [{sentences: [go]}]}}\nresponses: {intents: {A: {default: '{output}'}}}",
            "2:36: {output} stands in the response, but no action speaks",
        ),
        (
            "intents:\n  A: {data: [{sentences: ['go {w} by {w:v} to {w:x} or {w:y}']}]}\nlists: {w: {wildcard: true}}",
            "2:27: more than 3 free texts",
        ),
    ],
)
def test_a_mistake_costs_its_file_and_is_told_with_its_place(taken: Taken, content: str, said: str) -> None:
    own = taken(content, GOOD)
    [problem] = own.problems
    assert said in str(problem) and problem.file.name == "f0.yaml" and problem.line
    assert list(own.content["intents"]) == ["Good"]


def test_a_broken_file_takes_nothing_from_the_others(opened: Opened) -> None:
    mine = opened("intents: [", GOOD)
    assert len(mine.own.problems) == 1
    assert [mine.understand(text).intent for text in ("hurray", "what time is it")] == ["Good", "time"]


def test_rules_that_double_are_counted_and_not_built(taken: Taken) -> None:
    rules = "\n".join(f"  r{n}: '<r{n - 1}> <r{n - 1}>'" for n in range(1, 60))
    assert "it stands for too much" in str(taken(f"expansion_rules:\n  r0: 'x'\n{rules}").problems[0])


@pytest.mark.parametrize(
    ("sentence", "fine"),
    [
        (" ".join(["[x] [y]"] * 15), False),
        (" ".join(["(x y|x y x y)"] * 14), False),
        (" ".join(["{fix}"] * 12), False),
        (" ".join(["(x y|x y x y)"] * 9), True),
        ("[please] [can you] (turn on|turn off|turn up) [the] [big] (lamp|lamp one) [in the] [kitchen] [now]", True),
    ],
)
def test_words_that_can_be_read_in_too_many_ways(taken: Taken, sentence: str, fine: bool) -> None:
    """hassil goes back and forth through them: 40 s for fifteen times "[x] [y]"."""
    head = f"intents: {{A: {{data: [{{sentences: ['{sentence} end']}}]}}}}\nlists: {{fix: {{values: [x y, x y x y]}}}}"
    own = taken(head + "\nresponses: {intents: {A: {default: x}}}")
    assert [str(each).split(": ")[1] for each in own.problems] == ["the same words can be read in too many ways"] * (
        not fine
    )


def test_brackets_nested_without_end(taken: Taken) -> None:
    own = taken(f"intents: {{A: {{data: [{{sentences: ['{'[' * 240}a{']' * 240}']}}]}}}}")
    assert len(own.problems) == 1


def test_what_misses_a_file_that_is_left_out_is_left_out_too(taken: Taken) -> None:
    use = "intents: {A: {data: [{sentences: ['go {w}']}]}}\nresponses: {intents: {A: {default: x}}}"
    own = taken("lists: {w: {wildcard: true}, v: {values: ['<x>']}}", use)
    assert sorted(each.file.name for each in own.problems) == ["f0.yaml", "f1.yaml"]


def test_a_recogniser_with_a_closed_grammar_hears_only_words_that_it_knows(house: Understanding) -> None:
    words = house.grammar().words()
    assert "garage" in words and "anna" not in words
    assert not [word for word in words if word[:1] in "#@*"]


def test_two_packages_do_not_mix(tmp_path: Path) -> None:
    contents = ["['lamp {x}']}]}}\nlists: {x: {values: [red]}}", "['lamp {x}']}]}}\nlists: {x: {values: [blue]}}"]
    both = []
    for number, content in enumerate(contents):
        (tmp_path / str(number) / "en").mkdir(parents=True)
        (tmp_path / str(number) / "en" / "x.yaml").write_text(f"intents: {{I{number}: {{data: [{{sentences: {content}")
        (tmp_path / str(number) / "en" / "x.yaml").chmod(0o600)
        both.append(read(tmp_path / str(number), "en", given=True))
    mine = open_language("en", (), both)
    assert [mine.understand(f"lamp {colour}").intent for colour in ("red", "blue")] == ["I0", "I1"]
    own = own_of(language("en"), [both[0], both[0]])
    assert "another package has an intent I0" in str(own.problems[0])


def _named(name: str) -> str:
    if not name.isidentifier():
        raise TemplateError(name)
    return f"own_{name}"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(template=st.text(alphabet="ab ()[]{}<>|;:\\.19'-", max_size=30))
def test_whatever_a_template_is_it_is_read_or_refused(template: str) -> None:
    writer = Writer(language("en").reader.tokens, _named, _named)
    try:
        written = writer.written(template)
    except TemplateError as error:
        assert str(error) or not template
        return
    assert ";" not in written and "  " not in written


def test_no_rules_cost_nothing(house: Understanding) -> None:
    own = own_of(language("en"), [Rules(), Rules((File(Path("x")),))])
    assert own.content["intents"] == {} and own.problems == ()
