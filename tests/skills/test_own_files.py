"""Files of the user's own rules: what stands in them, and every way in which they can be wrong, with its place."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vacli.rules import read
from vacli.rules.actions import Http, Run, Say, Set
from vacli.rules.files import LARGEST, Anything, Range, Words
from vacli.rules.marked import DEEPEST, MOST_NODES

Write = Callable[..., Path]

WHOLE = """\
language: en
intents:
  Kettle:
    data:
      - sentences: ["boil {amount} [of] {drink}", "kettle on"]
        slots: {amount: 1}
lists:
  amount: {range: {from: 1, to: 4}}
  drink: {values: [tea, {in: "hot (water|choc)", out: water}]}
  note: {wildcard: true}
expansion_rules:
  please: "[please]"
responses:
  intents:
    Kettle: {default: "{output} Boiling {{ slots.amount }}."}
actions:
  Kettle:
    - say: "On it."
    - run: [kettle, on]
    - run: {command: [kettle, "{drink}"], limit: 20, speak: true}
    - http: "http://192.168.1.9/on"
    - http: {url: "http://10.0.0.2/x?q={drink}", json: {cups: "{amount}", on: true}, token_env: KETTLE, speak: a.b}
    - set: {cups: "{amount}"}
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: str | bytes, name: str = "mine.yaml", language: str = "en") -> Path:
        folder = tmp_path / language
        folder.mkdir(exist_ok=True)
        file = folder / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        file.chmod(0o600)
        return tmp_path

    return make


def problem(root: Path) -> str:
    """The only one, with its place in the file."""
    found = read(root, "en")
    assert not found.files
    [one] = found.problems
    return str(one).removeprefix(str(one.file))


def test_all_that_can_stand_in_a_file(write: Write) -> None:
    rules = read(write(WHOLE), "en")
    assert not rules.problems
    [file] = rules.files
    [block] = file.intents["Kettle"]  # type: ignore[index]
    assert block.texts == ("boil {amount} [of] {drink}", "kettle on") and block.slots == {"amount": 1}
    assert (block.texts[0].line, block.texts[0].column) == (5, 21)
    drinks = Words((("tea", "tea"), ("hot (water|choc)", "water")))  # type: ignore[arg-type]
    assert list(file.lists.values()) == [Range(1, 4), drinks, Anything()]
    assert rules.responses == {"Kettle": "{output} Boiling {{ slots.amount }}."}
    say, plain, spoken, address, sent, kept = rules.actions["Kettle"]
    assert (say, plain) == (Say("On it."), Run(("kettle", "on")))
    assert spoken == Run(("kettle", "{drink}"), 20.0, True)
    assert address == Http("http://192.168.1.9/on") and kept == Set("cups", "{amount}")
    assert isinstance(sent, Http) and (sent.method, sent.json) == ("POST", {"cups": "{amount}", "on": True})


def test_no_folder_and_empty_files_are_no_rules(write: Write, tmp_path: Path) -> None:
    assert read(tmp_path / "none", "en").files == () and read(write(""), "de").files == ()
    assert read(write("# nothing yet\n"), "en").problems == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("intents: [", ":2:1: this is no YAML"),
        ("intents:\n\tA: 1", ":2:1: this is no YAML"),
        ("a: 'x\n", "this is no YAML"),
        ("- just\n- a list", ":1:1: a file of rules has sections"),
        ("only text", ":1:1: a file of rules has sections"),
        ("intent:\n  A: 1", ":1:1: there is no section intent"),
        ("language: de", ":1:11: language is de, but the folder is en"),
        ("intents: {A: 3}", ":1:11: A holds names with values"),
        ("intents:\n  A: {data: []}", ":2:3: A needs data"),
        ("intents:\n  A: {data: [{sentences: []}]}", ":2:3: A has data without a list of sentences"),
        ("intents:\n  A: {data: [{sentences: ['']}]}", ":2:3: a sentence is a text"),
        ("intents:\n  A: {data: [{sentences: [true]}]}", ":2:3: a sentence is a text"),
        ("intents:\n  A: {data: [{sentences: [a], requires_context: {x: 1}}]}", ":2:31: requires_context is not known"),
        ("intents:\n  'a b': {data: [{sentences: [a]}]}", ":2:3: 'a b' is no name"),
        ("intents:\n  A: {data: [{sentences: [a]}]}\n  A: 1", ":3:3: A stands here twice"),
        (f"intents: {{A: {{data: [{{sentences: [{'x' * 501}]}}]}}}}", ":1:35: a sentence has 500 characters"),
        ("lists:\n  n: {range: {from: 9, to: 1}}", ":2:3: the range of n needs whole numbers"),
        ("lists:\n  n: {range: {from: 1.5, to: x}}", ":2:3: the range of n needs whole numbers"),
        ("lists:\n  n: {values: []}", ":2:3: list n needs values, range or wildcard"),
        ("lists:\n  n: {values: [{in: [a]}]}", ":2:3: a sentence is a text"),
        ("responses: {A: {default: x}}", ":1:13: A is not known under responses"),
        ("responses: {intents: {A: {default: '{% if x %}'}}}", ":1:36: templates are not evaluated here"),
        ("responses: {intents: {A: {default: [x]}}}", ":1:23: a response must be a text"),
        ("x: !secret pw", ":1:4: tags such as !secret are not read"),
        ("x: !!python/object/apply:os.system [ls]", ":1:4: tags such as"),
        ("? [a, b]\n: 1", ":1:3: a name is wanted here"),
        ("true: 1", ":1:1: a name is wanted here"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(write: Write, content: str, said: str) -> None:
    assert said in problem(write(content))


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("{shout: x}", "there is no action shout"),
        ("[run]", "an action is one of say, run, http and set"),
        ("{run: ls -l}", "a list of arguments, for there is no shell"),
        ("{run: []}", "run takes a list of arguments"),
        ("{run: ['{x}', a]}", "what was said must not choose the program"),
        ("{run: [sh, -c, 'echo {x}']}", "must not become a piece of a program"),
        ("{run: [sudo, /bin/bash, -lc, 'echo {x}']}", "must not become a piece of a program"),
        ("{run: [python3, -c, 'print({x})']}", "must not become a piece of a program"),
        ("{run: {command: [ls], limit: 61}}", "limit is a number of seconds, 60 at the most"),
        ("{run: {command: [ls], limit: true}}", "limit is a number of seconds"),
        ("{run: {command: [ls], speak: loud}}", "speak is true or false"),
        ("{run: {command: [ls], timeout: 1}}", "run has no option timeout"),
        ("{run: [ls, [a]]}", "an argument must be a text"),
        ("{http: 'ftp://x/y'}", "it begins with http:// or https:// and a host"),
        ("{http: 'http://{x}/y'}", "what was said must not choose the host"),
        ("{http: 'http://a:b@c/'}", "no passwords in addresses"),
        ("{http: 'http://a:99999/'}", "Port out of range"),
        ("{http: {url: 'http://a/', method: STEAL}}", "there is no method STEAL"),
        ("{http: {url: 'http://a/', headers: {X: \"a\\nb\"}}}", "X is no header"),
        ("{http: {url: 'http://a/', headers: {X: '{x}'}}}", "not into a header"),
        ("{set: {Volume: 3}}", "Volume is no name for a value"),
        ("{set: {volume: 300}}", "volume lies between 0 and 100"),
        ("{set: {speed: warp}}", "speed is faster or slower"),
        ("{say: [a]}", "what is said must be a text"),
    ],
)
def test_an_action_that_cannot_be_meant_is_no_action(write: Write, action: str, said: str) -> None:
    told = problem(write(f"actions:\n  A:\n    - {action}\n"))
    assert said in told and told.startswith(":")


def test_a_bomb_is_counted_and_not_built(write: Write) -> None:
    levels = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert f"more than {MOST_NODES} values" in problem(write(f"b0: &b0 [x, x]\n{levels}"))
    assert f"nested deeper than {DEEPEST} levels" in problem(write("a: &a [*a]\n"))
    assert "nested deeper" in problem(write("a: " + "[" * 900 + "]" * 900))
    assert problem(write("a: " + "[" * 100_000))


def test_what_is_no_text_file_is_told_as_that(write: Write, tmp_path: Path) -> None:
    assert "not written in UTF-8" in problem(write(b"language: en\nlists: \xff\xfe"))
    assert ":2:" in problem(write("a: 1\nb: \x07"))
    assert "larger than 256 kB" in problem(write("#" * (LARGEST + 1)))
    assert problem(write(os.urandom(5000)))
    shutil.rmtree(tmp_path / "en")
    (tmp_path / "en" / "folder.yaml").mkdir(parents=True)
    assert "no plain file" in problem(tmp_path)
    (tmp_path / "en" / "folder.yaml").rmdir()
    os.mkfifo(tmp_path / "en" / "pipe.yaml")  # who reads it waits for ever
    assert "no plain file" in problem(tmp_path)


def test_a_file_that_anybody_may_write_is_not_read(write: Write) -> None:
    root = write(WHOLE)
    (root / "en" / "mine.yaml").chmod(0o666)
    found = read(root, "en")
    assert "anybody may write it" in str(found.problems[0]) and "chmod o-w" in found.problems[0].hint
    (root / "en" / "mine.yaml").chmod(0o600)
    (root / "en").chmod(0o777)
    found = read(root, "en")
    assert "anybody may write its folder" in str(found.problems[0]) and found.problems[0].hint.endswith("/en")
    (root / "en").chmod(0o1777)  # such as /tmp: nobody can swap what is another's
    assert read(root, "en").files


def test_two_files_with_one_name_and_the_first_stays(write: Write) -> None:
    write(WHOLE, "a.yaml")
    found = read(write("lists: {note: {wildcard: true}}", "b.yaml"), "en")
    assert [file.path.name for file in found.files] == ["a.yaml"]
    assert str(found.problems[0]).endswith("b.yaml:1:9: note stands in a.yaml, too")


def test_sentences_and_files_are_bounded(write: Write, tmp_path: Path) -> None:
    many = ", ".join(f"say it {n}" for n in range(1001))
    assert "more than 1000 sentences" in problem(write(f"intents: {{A: {{data: [{{sentences: [{many}]}}]}}}}"))
    for number in range(101):
        write("", f"f{number:03}.yaml")
    told = [str(each) for each in read(tmp_path, "en").problems]
    assert any("f100.yaml" in each and "more than 100 files" in each for each in told)


YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["intents", "data", "sentences", "lists", "values", "range", "responses", "actions", "A"])
            | st.sampled_from(
                ["run", "http", "set", "say", "command", "url", "json", "slots", "default", "in", "from"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(max_size=60) | YAML)
def test_whatever_stands_in_a_file_is_rules_or_a_problem(write: Write, content: object) -> None:
    yaml = pytest.importorskip("yaml")
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    found = read(write(text.encode("utf-8", "surrogatepass")), "en")
    assert len(found.files) + len(found.problems) == 1
