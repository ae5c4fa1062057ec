"""The pause set: people who stop to think in the middle of what they say. SYNTHETIC speech: espeak-ng.

An item is a prefix, a pause, a rest. Its distribution, fixed before any endpointing was tuned on it:

- **kind**: of every nine items in a row three are `complete` (the prefix could stand alone: "turn on the lights ... in
  the kitchen"), four `unfinished` ("set a timer for ... five minutes") and two `hesitation` (an unfinished prefix with
  "um", "uh" or "er", by turns before and after the pause). Of every three items in a row one is `complete`.
- **known**: of every five items in a row two are free text that a closed grammar of commands and common questions will
  not have (`known` false); in three, prefix and rest are such commands and questions.
- **pause**: uniform from 0.2 to 1.2 s, between the end of speech before it and the beginning of speech after it.
- **sentence, numbers in it, voice** (VOICES of clips.py), **speed** (140 to 190 words a minute): each uniform.
- **melody**: a complete prefix falls, as if it were all; an unfinished one stays up, as before a comma.
- **room**: white noise at -66 dBFS throughout, 0.5 s of it before and 3 s after the speech.

Item k of a seed is the same whatever the others are. A commit after which other items come out invalidates figures
taken before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vacli.bench.speech.clips import draw_voice, in_a_room, speak
from vacli.core.audio import Audio

SEED = 3
SHORTEST, LONGEST = 0.2, 1.2
COMPLETE, UNFINISHED, HESITATION = "complete", "unfinished", "hesitation"
KINDS = (
    *(COMPLETE, UNFINISHED, UNFINISHED),
    *(HESITATION, COMPLETE, UNFINISHED),
    *(UNFINISHED, HESITATION, COMPLETE),
)
FREE = (False, True, False, True, False)
SOUNDS = ("um", "uh", "er")

NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty")

KNOWN_UNFINISHED = (
    *("set a timer for | {a} minutes", "set a timer for {a} | minutes", "start a timer for | {a} seconds"),
    *("set a | timer for {a} minutes", "set a timer for {a} minutes and | {b} seconds", "cancel the | timer"),
    *("what is | the capital of france", "what is the capital of | france", "what is the | capital of germany"),
    *("what is {a} plus | {b}", "what is | {a} times {b}", "what is {a} times | {b}", "what is {a} minus | two"),
    *("turn on the | kitchen lights", "turn off the | living room lights", "turn | off the bedroom light"),
    *("turn on the kitchen | lights", "what | time is it", "what is the | date today", "what day | is it"),
    *("tell me a | joke", "why is the | sky blue", "how far is | the moon", "who | are you", "tell me | a story"),
    *("how much time is | left on the timer", "what is your | name", "how many days are in | a week"),
)
KNOWN_COMPLETE = (
    *("turn on the lights | in the kitchen", "turn off the lights | in the bedroom", "what time is it | now"),
    *("set a timer for {a} minutes | and {b} seconds", "set a timer | for {a} minutes", "what is the date | today"),
    *("what is {a} plus {b} | times two", "what is {a} times {b} | plus ten", "what day is it | today"),
    *("tell me a joke | about cats", "stop | the timer", "how much time is left | on the timer"),
    *("turn on the kitchen lights | and the bedroom light", "cancel the timer | for {a} minutes"),
)
FREE_UNFINISHED = (
    *("i was wondering if | you could help me with my homework", "my brother and | his wife are coming for dinner"),
    *("could you tell me the name of | the tallest mountain in africa", "i want to | learn to play the piano"),
    *("what should i cook with | potatoes and leeks", "do you know whether | the library is open on sunday"),
    *("how do i get to the | railway station from here", "write a poem about | autumn leaves and rain"),
    *("please explain the | difference between a frog and a toad", "give me a recipe for | pancakes without eggs"),
    *("what was the name of that | film with the talking pig", "i left my keys in the | pocket of my other coat"),
    *("we are going to | the seaside if the weather is good", "is it true that | penguins mate for life"),
    *("the man who | repaired our roof lives next door", "because of the | strike there are no trains this morning"),
    *("i would like to know how | the old clock in the hall works", "my favourite | season is the early spring"),
    *("can you recommend a | good book about the roman empire", "what happens when | you freeze an onion"),
    *("if i plant tomatoes in | april will they grow", "she asked me to | bring a bottle of wine and some bread"),
    *("the problem with my | computer is that it gets very hot", "how long should i | boil a goose egg"),
)
FREE_COMPLETE = (
    *("i need a recipe | for chocolate cake with walnuts", "can you help me | with a letter to my landlord"),
    *("my car makes a strange noise | when i turn left", "how do birds sleep | while they are flying"),
    *("what should i wear | when it rains at the wedding", "it is too cold | in the attic this morning"),
    *("who wrote the book | that you mentioned yesterday", "i like music | from the nineteen sixties"),
    *("the neighbours are having a party | again tonight", "i went to the market | but it was closed"),
    *("read me the news | about the election in canada", "we need more milk | and a dozen eggs"),
    *("i cannot sleep | because the dog is barking", "she plays the violin | in a small orchestra"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """`pause` in seconds, `speed` in words a minute; the four places in samples of `audio`.

    `text` is what is meant, `prefix` its part before the pause, both without the hesitation; `said` is all that sounds.
    """

    number: int
    text: str
    prefix: str
    said: tuple[str, str]
    kind: str
    known: bool
    pause: float
    voice: str
    speed: int
    audio: Audio
    speech_start: int
    pause_start: int
    pause_end: int
    speech_end: int


def items(n: int = 300, seed: int = SEED) -> Iterator[Item]:
    """The first `n` items of a seed. EngineMissing without espeak-ng."""
    return (item(number, seed) for number in range(n))


def item(number: int, seed: int = SEED) -> Item:
    """See the module."""
    rng = np.random.default_rng([seed, number])
    kind, known = KINDS[number % len(KINDS)], not FREE[number % len(FREE)]
    prefix, rest = _sentence(rng, kind, known)
    said = _said(prefix, rest, kind, number, rng)
    pause = float(rng.uniform(SHORTEST, LONGEST))
    voice, speed = draw_voice(rng)
    before, after = (speak(part, voice, speed) for part in said)
    audio, (first, second) = in_a_room([(0.0, before), (pause, after)], rng)
    return Item(
        number,
        f"{prefix} {rest}",
        prefix,
        said,
        kind,
        known,
        pause,
        voice,
        speed,
        audio,
        speech_start=first + before.start,
        pause_start=first + before.end,
        pause_end=second + after.start,
        speech_end=second + after.end,
    )


def _sentence(rng: np.random.Generator, kind: str, known: bool) -> tuple[str, str]:
    """Its words before and after the pause."""
    templates: tuple[str, ...] = KNOWN_UNFINISHED if known else FREE_UNFINISHED
    if kind == COMPLETE:
        templates = KNOWN_COMPLETE if known else FREE_COMPLETE
    a, b = rng.choice(NUMBERS, 2, replace=False)
    prefix, _, rest = templates[rng.integers(len(templates))].format(a=a, b=b).partition(" | ")
    return prefix, rest


def _said(prefix: str, rest: str, kind: str, number: int, rng: np.random.Generator) -> tuple[str, str]:
    """The two texts as the voice gets them."""
    sound = SOUNDS[rng.integers(len(SOUNDS))]
    if kind == COMPLETE:
        return f"{prefix}.", f"{rest}."
    if kind == UNFINISHED:
        return f"{prefix},", f"{rest}."
    return (f"{prefix} {sound},", f"{rest}.") if number % 2 else (f"{prefix},", f"{sound}, {rest}.")
