"""The many ways in which people ask: other verbs, politeness, ellipses, hesitations, corrections; and near misses."""

from typing import Any

import pytest

from vacli.config import ReplySettings
from vacli.core.meaning import Command
from vacli.understand import open_language

SAID: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "timer_set": [
        ("give me a timer for ten minutes", {"duration": 600}),
        ("put a timer on for three quarters of an hour", {"duration": 2700}),
        ("i need a timer for twenty minutes", {"duration": 1200}),
        ("timer ten minutes", {"duration": 600}),
        ("time me for fifteen minutes", {"duration": 900}),
        ("can you time fifteen minutes", {"duration": 900}),
        ("start the clock for two minutes", {"duration": 120}),
        ("let me know when ten minutes are up", {"duration": 600}),
        ("set another timer two minutes", {"duration": 120}),
        ("set the timer to twenty minutes", {"duration": 1200}),
        ("gimme a ten minute timer", {"duration": 600}),
        ("do me a favour and start a pasta timer for nine minutes", {"name": "pasta", "duration": 540}),
        ("would you mind setting a timer for an hour and ten minutes", {"duration": 4200}),
        ("set a timer for five no ten minutes", {"duration": 600}),
        ("set a timer for five minutes no wait make that seven minutes", {"duration": 420}),
        ("pizza timer twelve minutes", {"name": "pizza", "duration": 720}),
        ("give me a shout in a quarter of an hour", {"duration": 900}),
        ("i was wondering if you could set a timer for about ten minutes", {"duration": 600}),
        ("can i get a timer for thirty seconds", {"duration": 30}),
        ("stick a timer on for half an hour", {"duration": 1800}),
        ("put ten minutes on the clock", {"duration": 600}),
        ("um like set a timer for you know five minutes", {"duration": 300}),
    ],
    "timer_left": [
        ("what's left on the timer", {}),
        ("how many minutes are left on the timer", {}),
        ("is the timer done yet", {}),
        ("how long till the timer goes off", {}),
        ("time left on the pizza timer", {"name": "pizza"}),
        ("have i got any timers running", {}),
    ],
    "timer_cancel": [
        ("get rid of the pizza timer", {"name": "pizza"}),
        ("never mind the timer", {}),
        ("i don't need the timer anymore", {}),
        ("switch the timer off", {}),
        ("would you mind cancelling the timer", {}),
    ],
    "timer_cancel_all": [
        ("get rid of all my timers", {}),
        ("no more timers", {}),
    ],
    "timer_add": [
        ("put five more minutes on the timer", {"duration": 300}),
        ("give the timer another two minutes", {"duration": 120}),
        ("extend the timer by five minutes", {"duration": 300}),
    ],
    "timer_correct": [
        ("no make that ten minutes", {"duration": 600}),
        ("change the timer to eight minutes", {"duration": 480}),
        ("i said ten minutes not five", {"duration": 600, "not_minutes": 5}),
    ],
    "alarm_set": [
        ("i need waking at six thirty tomorrow", {"at": "06:30", "half": "open", "days": 1}),
        ("don't let me sleep past seven", {"at": "07:00", "half": "open"}),
        ("give me a wake up call at half past six", {"at": "06:30", "half": "open"}),
        ("set an alarm for seven no eight", {"at": "08:00", "half": "open"}),
        ("set an alarm for seven thirty no i mean eight", {"at": "08:00", "half": "open"}),
        ("i gotta be up at five tomorrow", {"at": "05:00", "half": "open", "days": 1}),
        ("could you possibly wake me at six please mate", {"at": "06:00", "half": "open"}),
        ("stick an alarm on for quarter to eight", {"at": "07:45", "half": "open"}),
    ],
    "alarm_list": [
        ("what alarms have i got", {}),
        ("got any alarms set for tomorrow", {"days": 1}),
    ],
    "alarm_cancel": [
        ("scrap the alarm", {}),
        ("i don't need the alarm anymore", {}),
    ],
    "alarm_cancel_all": [
        ("no more alarms", {}),
    ],
    "reminder_set": [
        ("give me a nudge at five to call mum", {"text": "call mum", "at": "05:00", "half": "open"}),
        ("make sure i take my pills at nine", {"text": "take my pills", "at": "09:00", "half": "open"}),
        ("remind me to call mum at five no at six", {"text": "call mum", "at": "06:00", "half": "open"}),
        ("can i get a reminder to feed the cat at six", {"text": "feed the cat", "at": "06:00", "half": "open"}),
    ],
    "reminder_list": [
        ("any reminders for tomorrow", {"days": 1}),
        ("go through my reminders", {}),
    ],
    "list_add": [
        ("pop some bread on the shopping list", {"items": "some bread", "list": "shopping"}),
        ("add milk no wait eggs to the shopping list", {"items": "eggs", "list": "shopping"}),
        ("can you chuck butter on the grocery list", {"items": "butter", "list": "shopping"}),
        ("when you get a chance add rice to the shopping list", {"items": "rice", "list": "shopping"}),
    ],
    "list_remove": [
        ("get rid of the milk from the shopping list", {"items": "the milk", "list": "shopping"}),
    ],
    "list_read": [
        ("what have i got on the shopping list", {"list": "shopping"}),
        ("run me through the shopping list", {"list": "shopping"}),
    ],
    "list_clear": [
        ("wipe the shopping list clean", {"list": "shopping"}),
    ],
    "sum": [
        ("what do you get if you add five and seven", {"a": 5, "b": 7, "operator": "+"}),
        ("how much is twelve times nine", {"a": 12, "operator": "*", "b": 9}),
        ("what's fifteen percent of eighty", {"b": 15, "a": 80, "operator": "%"}),
        ("square root of eighty one", {"operator": "sqrt", "a": 81}),
        ("two plus three times four", {"a": 2, "operator": "+", "b": 3, "then": "*", "c": 4}),
        ("what is 2.5 times 4", {"a": 2.5, "operator": "*", "b": 4}),
        ("what's five take away two", {"a": 5, "operator": "-", "b": 2}),
        ("how many times does seven go into fifty six", {"b": 7, "a": 56, "operator": "/"}),
        ("what's the difference between twenty and eight", {"a": 20, "b": 8, "operator": "-"}),
        ("twelve squared", {"a": 12, "operator": "square"}),
    ],
    "convert": [
        ("what's three quarters of a cup in tablespoons", {"from": "cup", "to": "tablespoon", "amount": 0.75}),
        ("five miles is how many kilometres", {"amount": 5, "from": "mile", "to": "kilometre"}),
        ("work out ten pounds in kilos", {"amount": 10, "from": "pound", "to": "kilogram"}),
        ("how many cups do i need for two litres", {"to": "cup", "amount": 2, "from": "litre"}),
    ],
    "time": [
        ("got the time on you", {}),
        ("gimme the time", {}),
        ("so like what time is it you know", {}),
        ("would you mind telling me the time", {}),
        ("what time have we got", {}),
        ("any idea what time it is", {}),
        ("sorry to bother you but what time is it", {}),
    ],
    "date": [
        ("what day are we on", {}),
        ("remind me what day it is", {}),
        ("what date is it today then", {}),
        ("what year are we in", {"part": "year"}),
    ],
    "days_until": [
        ("how many sleeps till christmas", {"occasion": "christmas"}),
        ("how long have we got until easter", {"occasion": "easter"}),
        ("how far off is halloween", {"occasion": "halloween"}),
    ],
    "weather": [
        ("is it gonna rain later", {}),
        ("do i need a brolly today", {"days": 0}),
        ("how's the weather looking tomorrow", {"days": 1}),
        ("is it chilly out", {}),
    ],
    "news": [
        ("any headlines", {}),
        ("fill me in on the news", {}),
    ],
    "help": [
        ("what can you help me with", {}),
        ("show me what i can say", {}),
    ],
    "said": [
        ("what did i just say", {}),
        ("what did you catch", {}),
    ],
    "coin": [
        ("flip us a coin", {}),
        ("heads or tails", {}),
        ("do a coin flip", {}),
    ],
    "dice": [
        ("roll me a die", {}),
        ("chuck the dice", {}),
    ],
    "random": [
        ("pick me a number between one and ten", {"low": 1, "high": 10}),
        ("come up with a random number between five and fifty", {"low": 5, "high": 50}),
    ],
    "spell": [
        ("how is rhythm spelled", {"word": "rhythm"}),
        ("i don't know how to spell necessary", {"word": "necessary"}),
    ],
    "remember": [
        ("make sure you remember that the spare key is in the shed", {"text": "the spare key is in the shed"}),
    ],
    "recall": [
        ("i forgot where i parked the car", {"about": "car"}),
        ("where did i stick my glasses", {"about": "glasses"}),
    ],
    "memory_list": [
        ("what else do you remember", {}),
    ],
    "note_add": [
        ("jot down that the plumber comes friday", {"text": "the plumber comes friday"}),
    ],
    "note_read": [
        ("can i hear my notes", {}),
    ],
    "note_clear": [
        ("bin my notes", {}),
    ],
    "volume": [
        ("volume fifty percent", {"percent": 50}),
        ("volume up a bit", {"change": "up"}),
        ("it's too quiet in here", {"change": "up"}),
        ("you're a bit too loud", {"change": "down"}),
        ("crank it up a notch", {"change": "up"}),
        ("make it louder", {"change": "up"}),
        ("turn it to volume forty", {"percent": 40}),
    ],
    "speed": [
        ("you're talking way too fast", {"change": "down"}),
        ("i can't keep up", {"change": "down"}),
    ],
    "home": [
        ("lights off", {"device": "lights", "switch": "off"}),
        ("kitchen lights on", {"area": "kitchen", "device": "lights", "switch": "on"}),
        ("heating to twenty", {"device": "heating", "percent": 20, "action": "set"}),
        ("kill the lights", {"device": "lights", "switch": "off"}),
        ("i can't see a thing in the kitchen", {"area": "kitchen", "switch": "on", "device": "lights"}),
        ("it's dark in here", {"switch": "on", "device": "lights"}),
        ("would you mind turning the lights off", {"device": "lights", "switch": "off"}),
        ("turn the lights on no off", {"device": "lights", "switch": "off"}),
        ("if you don't mind open the curtains", {"cover": "curtains", "action": "open"}),
        ("put the kettle on", {"device": "kettle", "switch": "on"}),
        ("it's freezing in here", {"switch": "up"}),
        ("shut the blinds real quick", {"cover": "blinds", "action": "close"}),
        ("can you hit the lights", {"device": "lights", "switch": "on"}),
    ],
}
MISSES = (
    "do not add milk to the shopping list",
    "do not set a timer for ten minutes",
    "should i set an alarm for seven",
    "did you set a timer for ten minutes",
    "if i set a timer for ten minutes",
    "do you know how to set a timer",
    "he said turn off the lights",
    "time to go",
    "how do timers work",
    "who invented the alarm clock",
    "what's the best time to visit japan",
    "my list of regrets is long",
    "remind me of a time when we were young",
    "remind me of a song",
    "turn on the charm",
    "time flies when you are having fun",
    "what makes the weather change",
    "i like the kitchen",
    "she turned off the lights and left",
    "why do people set alarms",
    "what is the history of the timer",
    "is time travel possible",
    "tell me about the weather on mars",
    "how loud is a jet engine",
    "the volume of a sphere",
    "what is the volume of a cylinder",
    "how fast does light travel",
    "tell me a story about a lost key",
    "do you know you are loud",
    "what is a square root",
    "how do you multiply fractions",
    "who wrote the news of the world",
    "is it dark in space",
    "it was dark in the cave",
    "i can't see the point",
    "open your heart",
    "close the deal",
    "light my fire",
    "what day did the war end",
    "how long is a giraffe pregnant",
    "how many days did the trip take",
    "give me a break",
    "give me a reason",
    "put yourself on the list of people i trust",
    "what happens when the timer on a bomb ends",
    "never mind the gap",
    "set the world on fire",
    "cancel culture is weird",
    "no ten is not enough",
    "i mean what is the point",
    "you know what i mean",
    "would you mind explaining gravity",
    "do me a favour and tell me a joke",
    "how would you describe the time of the romans",
    "is the moon made of cheese",
    "can you explain how lights work",
    "turn over a new leaf",
    "it is hot in death valley",
    "what can you tell me about coins",
)
COMMANDS = {
    "stop please": Command.STOP,
    "hold on a second": Command.PAUSE,
    "carry on please": Command.RESUME,
    "sorry i missed that": Command.REPEAT,
    "could you speak up": Command.LOUDER,
    "lower your voice": Command.QUIETER,
    "slow down a bit": Command.SLOWER,
    "speak a little faster": Command.FASTER,
    "actually never mind": Command.NEVER_MIND,
    "bye for now": Command.GOODBYE,
}
"""Of each command one; none of them within a longer text."""
ROWS = [(intent, *row) for intent, rows in SAID.items() for row in rows]


@pytest.mark.parametrize(("intent", "text", "slots"), ROWS)
def test_what_people_say(intent: str, text: str, slots: dict[str, Any]) -> None:
    meant = open_language().understand(text)
    assert (meant.intent, dict(meant.slots)) == (intent, slots)


@pytest.mark.parametrize("text", MISSES)
def test_what_only_sounds_like_it_is_left_to_the_language_model(text: str) -> None:
    meant = open_language().understand(text)
    assert meant.intent == "" or meant.confidence < ReplySettings().threshold, "it is asked back at the most"
    assert open_language().command(text) is None


@pytest.mark.parametrize("text", COMMANDS)
def test_commands_are_whole_texts(text: str) -> None:
    assert open_language().command(text) is COMMANDS[text]
    assert open_language().command(f"{text} said the captain") is None


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("set a timer for five no ten minutes", 600),
        ("set a timer for five minutes no ten", 600),
        ("set a timer for five no six no seven minutes", 420),
        ("set a timer for five minutes sorry i mean ten minutes", 600),
        ("set a timer for five minutes scratch that ten minutes", 600),
        ("Set a timer for five... no wait, make that ten minutes.", 600),
    ],
)
def test_what_was_corrected_is_left_out(text: str, duration: int) -> None:
    meant = open_language().understand(text)
    assert (meant.intent, meant.slots["duration"]) == ("timer_set", duration)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("remind me to say no at six", "say no"),
        ("note that the answer is no", "the answer is no"),
        ("remember that i mean well", "i mean well"),
    ],
)
def test_what_is_kept_may_hold_the_words_of_a_correction(text: str, kept: str) -> None:
    assert open_language().understand(text).slots["text"] == kept


@pytest.mark.parametrize(
    "text", ["no", "i mean", "no wait", "um like you know", "no no no", "would you mind", "no 5 no"]
)
def test_nothing_but_a_correction_is_no_request(text: str) -> None:
    assert open_language().understand(text).intent == ""
