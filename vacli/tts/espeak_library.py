"""espeak-ng's shared library, through ctypes: opened once a process, one caller at a time. Knows no turn, no settings.

The library keeps its voice and speed in global state, so both are set again under the lock whenever they differ.
"""

import ctypes
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import espeakng_loader

from vacli.core.audio import Samples, from_pcm16
from vacli.core.errors import EngineError, EngineMissing
from vacli.tts.espeak_data import short_path

BUFFER_MS = 200
"""Sound that a callback brings. Each waits for the interpreter's lock: better few; cancelling still takes < 1 ms."""

_SYNCHRONOUS, _DONT_EXIT = 2, 1 << 15
_UTF8, _END_PAUSE, _BY_CHARACTER, _RATE = 1, 0x1000, 1, 1
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _Record(ctypes.Structure):
    """espeak_VOICE of speak_lib.h. `languages` points at a priority byte, then the code."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """`codes` are what the settings take, the usual one first, e.g. en-gb, en; `name` is for people."""

    codes: tuple[str, ...]
    name: str
    file: str  # as the library itself calls it

    @property
    def code(self) -> str:
        return self.codes[0]


class Library:
    """See the module. Made by `library()`. `rate` in Hz."""

    def __init__(self) -> None:
        try:
            self._lib = ctypes.CDLL(espeakng_loader.get_library_path())
            data = short_path(Path(espeakng_loader.get_data_path()))
        except (OSError, RuntimeError) as error:
            raise EngineMissing(f"espeak-ng does not load: {error}", _REINSTALL) from error
        self._declare()
        self._lock = threading.Lock()
        self._state: tuple[str, int] = ("", 0)
        self.rate: int = self._lib.espeak_Initialize(_SYNCHRONOUS, BUFFER_MS, os.fsencode(data), _DONT_EXIT)
        if self.rate <= 0:
            raise EngineMissing(f"espeak-ng cannot read its data in {data}", _REINSTALL)
        self.variants = frozenset(file.name for file in (data / "voices" / "!v").iterdir())
        listed = self._listed()
        self._files = {code: voice.file for voice in listed for code in voice.codes}
        self._files |= {voice.code: voice.file for voice in listed}

    def voices(self) -> tuple[Voice, ...]:
        """Every voice, one a language or accent, by code."""
        with self._lock:
            return tuple(sorted(self._listed(), key=lambda voice: voice.code))

    def _listed(self) -> list[Voice]:
        records = self._lib.espeak_ListVoices(None)
        found: list[Voice] = []
        while records[len(found)]:
            found.append(_voice(records[len(found)].contents))
        return found

    def speak(self, text: str, voice: str, words_per_minute: int, stop: Callable[[], bool]) -> list[Samples]:
        """Sound of `text` in pieces of at most BUFFER_MS, up to the moment when `stop()` first said so."""
        pieces: list[Samples] = []

        def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: int) -> int:
            if count > 0:
                pieces.append(from_pcm16(ctypes.string_at(samples, 2 * count)))
            return int(stop())

        callback = _Callback(take)
        data = text.replace("\0", " ").encode("utf-8", "replace")
        flags = _UTF8 | _END_PAUSE
        with self._lock:
            self._choose(voice, words_per_minute)
            self._lib.espeak_SetSynthCallback(callback)
            code = self._lib.espeak_Synth(data, len(data) + 1, 0, _BY_CHARACTER, 0, flags, None, None)
        if code:
            raise EngineError(f"espeak-ng failed with code {code}", "vacli doctor")
        return pieces

    def has(self, voice: str) -> bool:
        """Whether there is a voice of that name, its variant (`+f3`) included."""
        _, _, variant = voice.partition("+")
        if variant and variant not in self.variants:
            return False
        with self._lock:
            self._state = ("", 0)
            return self._set_voice(voice)

    def _set_voice(self, voice: str) -> bool:
        name, plus, variant = voice.partition("+")
        file = self._files.get(name.lower(), name)
        return bool(self._lib.espeak_SetVoiceByName(f"{file}{plus}{variant}".encode()) == 0)

    def _choose(self, voice: str, words_per_minute: int) -> None:
        if self._state == (voice, words_per_minute):
            return
        self._set_voice(voice)
        self._lib.espeak_SetParameter(_RATE, words_per_minute, 0)  # a change of voice resets it
        self._state = (voice, words_per_minute)

    def _declare(self) -> None:
        lib, void, number = self._lib, ctypes.c_void_p, ctypes.c_uint
        lib.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        lib.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        lib.espeak_SetSynthCallback.argtypes = [_Callback]
        lib.espeak_SetSynthCallback.restype = None
        lib.espeak_ListVoices.argtypes = [void]
        lib.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Record))
        lib.espeak_Synth.argtypes = [ctypes.c_char_p, ctypes.c_size_t, number, ctypes.c_int, number, number, void, void]


@cache
def _open() -> Library:
    return Library()


_opening = threading.Lock()
_REINSTALL = "pip install --force-reinstall espeakng-loader"


def library() -> Library:
    """The one library of this process. EngineMissing if it does not load."""
    with _opening:
        return _open()


def _voice(record: _Record) -> Voice:
    """The languages are a list in memory: a byte of priority, then a code, again and again, up to a zero byte."""
    codes: list[str] = []
    at = record.languages
    while at and ctypes.string_at(at, 1) != b"\0":
        code = ctypes.string_at(at + 1)
        codes.append(code.decode("utf-8", "replace"))
        at += len(code) + 2
    file = record.identifier.decode("utf-8", "replace")
    return Voice(tuple(codes) or (file,), (record.name or b"").decode("utf-8", "replace"), file)
