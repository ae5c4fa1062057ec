"""Keys in a pseudo-terminal, held ones too, and what they do: the terminal is as it was before whatever happens."""

import os
import signal
import termios
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from vacli.cli import listen_desk
from vacli.cli.listen_desk import HELD, Desk
from vacli.cli.listen_keys import Keys

DOWN, AGAIN, UP = "\x1b[13;1:1u", "\x1b[13;1:2u", "\x1b[13;1:3u"


class Typed:
    """A terminal, its user, and what came of it. `releases`: whoever reads wants to know of them."""

    def __init__(self, releases: bool) -> None:
        self.user, self.tty = os.openpty()
        self.before = termios.tcgetattr(self.tty)
        self.heard: list[str] = []
        self._news = threading.Condition()
        up = (lambda key: self.told("up " + key)) if releases else None
        self.keys = Keys(os.dup(self.tty), self.told, lambda back: None, up)

    def told(self, what: str) -> None:
        with self._news:
            self.heard.append(what)
            self._news.notify_all()

    def type(self, text: str, count: int) -> list[str]:
        """All that was heard, once it is so much."""
        os.write(self.user, text.encode())
        with self._news:
            self._news.wait_for(lambda: len(self.heard) >= count, 5.0)
        return self.heard

    def close(self) -> None:
        self.keys.close()
        assert termios.tcgetattr(self.tty) == self.before
        for fd in (self.user, self.tty):
            os.close(fd)


@pytest.fixture(params=[False, True])
def typed(request: pytest.FixtureRequest) -> Iterator[Typed]:
    found = Typed(request.param)
    yield found
    found.close()


@pytest.fixture
def holding() -> Iterator[Typed]:
    found = Typed(True)
    yield found
    found.close()


def test_single_keys_come_and_function_keys_do_not(typed: Typed) -> None:
    assert typed.type("q \x1b[A\x1bOP\r", 3) == ["q", " ", "\n"], "the terminal makes a line's end of enter"


def test_a_terminal_that_reports_them_tells_of_keys_that_come_up(holding: Typed) -> None:
    assert os.read(holding.user, 100) == b"\x1b[>10u"
    assert holding.type(DOWN + AGAIN + AGAIN + UP + "\x1b[113u" + "\x1b[27;1;27u", 4) == ["\r", "up \r", "q", "\x1b"]
    holding.keys.restore()
    assert os.read(holding.user, 100) == b"\x1b[<u"


def test_control_c_is_a_signal_however_it_comes(holding: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, number: sent.append((process, number)))
    holding.type("\x1b[99;5u\x1b[99;5:3u\x1b[120;5ux", 1)
    assert sent == [(os.getpid(), signal.SIGINT)]


def test_rubbish_does_no_harm(holding: Typed) -> None:
    assert holding.type("\x1b[99999999999999u\x1b[;;u\x1b[13;;;;u\x1b[:u\xff q", 2)[-1] == "q"


class Talk:
    """What a conversation was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.told.append(" ".join([name, *map(str, given)]))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(listen_desk, "monotonic", lambda: now[0])
    return now


def desk(talks: bool) -> tuple[Desk, Talk]:
    made, talk = Desk(talks=talks), Talk()
    made.conversation = talk  # type: ignore[assignment]
    return made, talk


def test_a_touch_begins_and_the_next_one_ends(clock: list[float]) -> None:
    made, talk = desk(True)
    made.key("\r")
    made.let_go("\r")
    clock[0] += 3.0
    made.key("\r")
    made.let_go("\r")
    assert talk.told == ["press", "release"]


def test_a_key_that_is_held_ends_when_it_comes_up(clock: list[float]) -> None:
    made, talk = desk(True)
    made.key("\r")
    clock[0] += HELD
    made.let_go("x")
    made.let_go("\r")
    made.let_go("\r")
    made.key("\r")
    assert talk.told == ["press", "release", "press"]


def test_without_push_to_talk_space_mutes(clock: list[float]) -> None:
    made, talk = desk(False)
    for key in (" ", " ", "\r", "\x1b"):
        made.key(key)
    assert talk.told == ["mute True", "mute False", "stop"]
