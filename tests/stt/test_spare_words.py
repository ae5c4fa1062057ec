"""A closed grammar may hold names that nobody can pronounce; the rest of it is heard all the same."""

import subprocess
from pathlib import Path

import pytest

from vacli.audio.files import open_sound
from vacli.core.errors import UsageError
from vacli.core.grammar import Grammar
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints

pytest.importorskip("pocketsphinx", reason="pip install 'vacli[sphinx]'")

PHRASES = "turn on the kitchen light\nturn on the veluxolix lamp\nwhat time is it\n"


def heard(grammar: Grammar, sound: Path) -> str:
    from vacli import registry
    from vacli.config import SttSettings

    row, model, _ = registry.choose("stt", SttSettings(engine="sphinx"))
    engine = registry.open_engine(row, SttSettings(engine="sphinx"), model)
    stream = engine.stream(Turn(Origin.SPEECH), hints=Hints(grammar=grammar))  # type: ignore[attr-defined]
    with open_sound(sound, Turn(Origin.TEXT)) as opened:
        for piece in opened.pieces(16000):
            stream.feed(piece)
    text: str = stream.finish().text
    engine.close()
    return text


def test_spare_words_need_not_be_known(tmp_path: Path) -> None:
    sound = tmp_path / "said.wav"
    try:
        subprocess.run(["espeak-ng", "-v", "en-us", "-w", sound, "turn on the kitchen light"], check=True)
    except FileNotFoundError:
        pytest.skip("no espeak-ng to speak with")
    plain = Grammar.parse(PHRASES)
    spare = Grammar(plain.root, plain.reject, frozenset({"veluxolix", "lamp"}))
    assert heard(spare, sound) == heard(spare.called("computer"), sound) == "turn on the kitchen light"
    with pytest.raises(UsageError, match="cannot pronounce: veluxolix"):
        heard(plain, sound)
