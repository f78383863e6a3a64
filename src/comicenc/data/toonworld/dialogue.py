"""What the people of an album say and how each of them says it.

A line starts as a template of a speech act (`phrases.py`), is filled with the album's own words
(`vocabulary.py`, `lore.py`) and passes through the speaker's `Voice`, which leaves its habits on it. English
and Japanese come out of the same choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .names import Pair, pick
from .phrases import ACTS, CAPTIONS, MOOD_ACTS, REMARKS, SHOUTED, SOUNDS, THOUGHT
from .vocabulary import World
from .voices import Voice

_CONTRACTIONS = (
    ("don't", "do not"),
    ("couldn't", "could not"),
    ("isn't", "is not"),
    ("won't", "will not"),
    ("didn't", "did not"),
    ("I'm", "I am"),
    ("I've", "I have"),
    ("I'll", "I shall"),
    ("It's", "It is"),
    ("it's", "it is"),
    ("You're", "You are"),
    ("you're", "you are"),
    ("We're", "We are"),
    ("Let's", "Let us"),
    ("Where's", "Where is"),
)
_POLITE = ("polite", "grand", "machine")
_TOPIC = 0.5  # how often somebody comes back to what they always talk about
_LEANING = 0.3  # how often somebody falls into their own speech acts, whatever the mood
_SAYING = 0.6  # how often, of a voice whose habit is 1, a saying or a laugh follows
_ROOM = 48  # letters after which nothing is added to a line


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be lettered.

    Args:
        kind: "speech", "thought", "shout", "whisper", "narration" or "sound".
        words: English and Japanese.
        act: The speech act, or the kind again where there is none.
        speaker: Index in the cast, or None.
    """

    kind: str
    words: Pair
    act: str
    speaker: int | None = None


def _fill(
    rng: np.random.Generator,
    template: Pair,
    world: World,
    speaker: int,
    listener: int | None,
    voice: Voice | None = None,
) -> Pair:
    others = [name for index, name in enumerate(world.names) if index not in (speaker, listener)]
    called = world.names[listener] if listener is not None else ("you", "君")
    if voice is not None and listener is not None:
        called = tuple(form.replace("{}", name) for form, name in zip(voice.address, called, strict=True))
    own_topic = voice is not None and rng.random() < _TOPIC
    lore = world.lore
    slots = {
        "you": called,
        "name": world.names[speaker],
        "third": pick(rng, others) if others else world.foes[0],
        "subject": world.subjects[voice.topic] if own_topic else pick(rng, world.subjects, (4, 2, 3)),
        "place": pick(rng, world.places),
        "foe": pick(rng, world.foes),
        "kin": pick(rng, lore.kin),
        "event": pick(rng, lore.events),
        "oath": pick(rng, lore.oaths),
        "hail": lore.hail,
        "praise": lore.praise,
        "ware": lore.ware,
    }
    english = template[0].format(**{key: value[0] for key, value in slots.items()})
    japanese = template[1]
    for key, value in slots.items():
        japanese = japanese.replace(f"{{{key}}}", value[1])
    return english[0].upper() + english[1:], japanese


def _english(rng: np.random.Generator, text: str, voice: Voice, proper: bool) -> str:
    if voice.manner in _POLITE:
        for short, whole in _CONTRACTIONS:
            text = text.replace(short, whole)
    elif voice.manner == "rough":
        text = re.sub(r"([a-z]{2,})ing\b", r"\1in'", text)
    elif voice.manner == "timid" and text[0].isalpha() and rng.random() < 0.5:
        text = f"{text[0]}-{text[0].lower()}{text[1:]}"
    if len(text) < 12:
        return text
    if rng.random() < voice.habit:
        opener = pick(rng, voice.openers)[0]
        keep = (
            proper
            or opener[-1] in ".!:"
            or text.split()[0] in ("I", "I'm", "I've", "I'll")
            or text[1:2] == "-"
        )
        text = f"{opener} {text if keep else text[0].lower() + text[1:]}"
    if voice.tail and rng.random() < voice.habit and text[-1] in ".!":
        text = f"{text[:-1]}, {voice.tail}" if voice.tail[0].islower() else f"{text} {voice.tail}"
    return text


def _japanese(rng: np.random.Generator, text: str, voice: Voice) -> str:
    polite = voice.manner in _POLITE or voice.endings[1] == "です"
    text = re.sub(r"\[([^|\]]*)\|([^\]]*)\]", r"\2" if polite else r"\1", text)
    first, copula, emphasis, question, agreement = voice.endings
    for slot, word in (("I", first), ("da", copula), ("yo", emphasis), ("ka", question), ("ne", agreement)):
        text = text.replace(f"{{{slot}}}", word)
    if len(text) >= 7 and rng.random() < voice.habit:
        text = pick(rng, voice.openers)[1] + text
    text = re.sub(r"(ニャ|ワン|デス|わ)\1", r"\1", text)  # endings that meet are said once
    return text.replace("？？", "？")


def speak(
    rng: np.random.Generator,
    world: World,
    voice: Voice,
    speaker: int,
    listener: int | None,
    mood: str,
    act: str | None = None,
    used: set[Pair] | None = None,
) -> Line:
    """One line of dialogue.

    Args:
        rng: Source of chance.
        world: The album's words.
        voice: How the speaker speaks.
        speaker: Index of the speaker in the cast.
        listener: Index of who is spoken to, or None for nobody.
        mood: One of the seven moods.
        act: A speech act of `phrases.ACTS` or "remark"; by default one of the speaker's own or for the mood,
            or wonder where nobody listens.
        used: Templates to avoid where there are others; the one taken is added.
    """
    act = act or _choose_act(rng, voice, listener, mood)
    templates = REMARKS[world.genre] if act == "remark" else ACTS[act]
    used = set() if used is None else used
    template = pick(rng, [template for template in templates if template not in used] or templates)
    used.add(template)
    english, japanese = _fill(rng, template, world, speaker, listener, voice)
    if listener is not None and len(english) < _ROOM and rng.random() < _SAYING * voice.habit:
        more = voice.laugh if mood in ("happy", "funny", "angry") and rng.random() < 0.4 else voice.saying
        english, japanese = f"{english} {more[0]}", japanese + more[1]
    kind = "shout" if act in SHOUTED else "thought" if act in THOUGHT or listener is None else "speech"
    if kind == "speech" and (voice.manner == "timid" or mood == "scary") and rng.random() < 0.3:
        kind = "whisper"
    english = _english(rng, english, voice, proper=template[0].startswith("{"))
    japanese = _japanese(rng, japanese, voice)
    if kind == "shout" and rng.random() < 0.5:
        english = english.upper()
    return Line(kind, (english, japanese), act, speaker)


def _choose_act(rng: np.random.Generator, voice: Voice, listener: int | None, mood: str) -> str:
    if listener is None:
        return "wonder"
    return pick(rng, voice.leanings) if rng.random() < _LEANING else pick(rng, MOOD_ACTS[mood])


def narrate(rng: np.random.Generator, world: World, mood: str, hero: int) -> Line:
    """A caption that nobody says."""
    template = pick(rng, CAPTIONS["any"] + 2 * CAPTIONS[mood])
    return Line("narration", _fill(rng, template, world, hero, None), "narration")


def sound(rng: np.random.Generator, mood: str) -> Line:
    """A sound effect."""
    return Line("sound", pick(rng, SOUNDS[mood]), "sound")
