"""The closed grammar: what it holds, that it can be pronounced, and that the built-in recogniser hears it."""

import numpy as np
import pytest

from vacli.core.audio import Audio, join
from vacli.core.grammar import Alternatives, Grammar, Literal, Maybe, Node, Sequence
from vacli.core.turn import Turn
from vacli.core.words import Hints
from vacli.stt.wordgraph import graph_of
from vacli.understand import open_language
from vacli.understand.compile import phrases
from vacli.understand.language import LANGUAGES
from vacli.understand.numbers import numerals
from vacli.understand.prefix import Prefixes

HEARD = {
    "en": (
        *("set a timer for twenty five minutes", "what's the time", "could you turn on the kitchen lights", "stop"),
        *("what is the capital of france", "uh huh", "no make it ten minutes", "set a pizza timer for ten minutes"),
    ),
    "de": ("stell einen timer auf fünfundzwanzig minuten", "wie spät ist es", "stopp"),
    "fr": ("mets un minuteur de vingt et un minutes", "quelle heure est il", "stop"),
    "es": ("pon un temporizador de treinta y cinco minutos", "qué hora es", "para"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grammar_holds_what_is_understood_in_words(language: str) -> None:
    grammar = open_language(language).grammar()
    graph = graph_of(grammar)
    assert [text for text in HEARD[language] if not graph.accepts(text.split())] == []
    assert not [word for word in grammar.words() if any(letter in "#*{}<>0123456789" for letter in word)]
    assert not graph.loops
    assert len(graph.arcs) < 12_000, "too large to be decoded as fast as it is spoken"


def test_every_word_can_be_pronounced() -> None:
    pocketsphinx = pytest.importorskip("pocketsphinx")
    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    unknown = [word for word in open_language().grammar().words() if decoder.lookup_word(word) is None]
    assert unknown == []


def test_the_built_in_recogniser_hears_it() -> None:
    """Synthetic speech of one voice; how often it is right over several is measured by the bench."""
    pytest.importorskip("pocketsphinx")
    pytest.importorskip("espeakng_loader")
    from vacli.audio.resample import Resampler
    from vacli.config import SttSettings, TtsSettings
    from vacli.registry import choose, open_engine

    wanted = TtsSettings(engine="espeak", voice="en-us")
    row, model, _ = choose("tts", wanted)
    voice = open_engine(row, wanted, model)
    row, model, _ = choose("stt", SttSettings(engine="sphinx"))
    recogniser = open_engine(row, SttSettings(engine="sphinx"), model)
    understanding = open_language()
    said = (
        "what time is it",
        "set a timer for twenty five minutes",
        "tell me a joke",
        "cancel the timer",
        "good morning",
    )
    hints = Hints(grammar=understanding.grammar())
    right = 0
    for text in said:
        sound = join(list(voice.synthesize(text, Turn())))
        resampler = Resampler(sound.rate, 16000)
        samples = np.concatenate([resampler(sound.samples), resampler.rest()])
        stream = recogniser.stream(Turn(), hints=hints)
        stream.feed(Audio(np.pad(samples, 8000), 16000))
        right += stream.finish().text == text
    assert right >= 4


def test_prefixes_agree_with_the_graph_of_the_grammar() -> None:
    grammar = Grammar.parse("turn (on|off) [all] the lights [please]\nstop")
    prefixes, graph = Prefixes(grammar.root), graph_of(grammar)
    sentences = list(graph.sentences())
    for sentence in sentences:
        for count in range(len(sentence) + 1):
            walked = prefixes.walk(sentence[:count])
            assert walked.alive
            assert walked.whole == graph.accepts(sentence[:count])
    assert not prefixes.walk(("turn", "the")).alive


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_read_as_they_are_spelt(language: str) -> None:
    words = numerals(language)
    for number in range(100):
        spelt = words.spell(number)
        if spelt[0] not in words.bare or len(spelt) > 1:
            assert words.read(spelt, 0) == (number, len(spelt))
    assert len(set(map(words.spell, range(100)))) == 100


def test_phrases_share_their_beginnings() -> None:
    node: Node = Alternatives((Sequence((Literal("a"), Maybe(Literal("b")))), Literal("c")))
    assert phrases([("a", "b"), ("a",), ("c",)]) == node
