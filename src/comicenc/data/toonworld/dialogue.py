"""What the people of an album say and how each of them says it.

A line starts as a template of a speech act (`phrases.py`), is filled with the album's own words
(`vocabulary.py`) and passes through the speaker's `Voice`, which leaves its habits on it. English and
Japanese come out of the same choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .phrases import ACTS, CAPTIONS, MOOD_ACTS, SHOUTED, SOUNDS, THOUGHT
from .vocabulary import Pair, World, pick

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
_OPENERS: dict[str, tuple[Pair, ...]] = {
    "plain": (
        ("So,", "で、"),
        ("Listen,", "ねえ、"),
        ("Well,", "まあ、"),
        ("Okay,", "よし、"),
        ("Hm,", "ふむ、"),
    ),
    "polite": (
        ("Pardon me,", "失礼ですが、"),
        ("If I may,", "よろしければ、"),
        ("Naturally,", "当然ながら、"),
    ),
    "rough": (("Oi,", "おい、"), ("Tch,", "ちっ、"), ("Look,", "いいか、"), ("Ha!", "はっ！")),
    "old": (("In my day,", "昔はのう、"), ("Ho ho,", "ほっほ、"), ("Child,", "若いの、")),
    "grand": (("My dear,", "まあ、"), ("Oh ho ho,", "オホホ、"), ("Darling,", "あら、")),
    "timid": (("Um,", "あの、"), ("S-sorry,", "ご、ごめん、"), ("Er,", "えっと、")),
    "beast": (("Mrr,", "ニャ、"), ("Grr,", "ガウ、"), ("Sniff,", "クンクン、")),
    "machine": (("Bzzt.", "ピピッ。"), ("Notice:", "通知、"), ("Processing.", "処理中。")),
}
_TAILS: dict[str, tuple[str, ...]] = {
    "plain": ("", "right?", "you know?", "okay?"),
    "polite": ("", "if you please.", "I believe."),
    "rough": ("see?", "got it?", "punk.", "ya hear?"),
    "old": ("mark my words.", "hmm?", "by my beard."),
    "grand": ("darling.", "of course!", "ho ho!"),
    "timid": ("maybe…", "sorry…", "I think…"),
    "beast": ("nya.", "rrr.", "woof."),
    "machine": ("beep.", "confirmed.", "end of message."),
}
# first person, copula, emphasis, question, seeking agreement
_ENDINGS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "plain": (
        ("私", "だ", "よ", "の？", "ね"),
        ("僕", "だ", "よ", "かな？", "ね"),
        ("あたし", "だ", "よ", "の？", "ね"),
    ),
    "polite": (("私", "です", "よ", "か？", "ね"), ("自分", "です", "よ", "か？", "ね")),
    "rough": (("俺", "だ", "ぜ", "のか？", "な"), ("オレ様", "だ", "ぞ", "のかよ？", "な")),
    "old": (("わし", "じゃ", "ぞ", "のかのう？", "のう"),),
    "grand": (("わたくし", "ですわ", "わよ", "かしら？", "わね"),),
    "timid": (("ぼく", "だ", "よ…", "の…？", "ね…"), ("わたし", "です", "…", "か…？", "ね…")),
    "beast": (("ボク", "だニャ", "ニャ", "ニャ？", "ニャ"), ("ワシ", "だワン", "ワン", "ワン？", "ワン")),
    "machine": (("ワタシ", "デス", "デス", "デスカ？", "デスネ"),),
}
_POLITE = ("polite", "grand", "machine")
MANNERS = tuple(_ENDINGS)


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody speaks.

    Args:
        manner: One of `MANNERS`.
        openers: How sentences like to begin.
        tail: How English ones like to end.
        endings: First person, copula, emphasis, question and agreement in Japanese.
        habit: How often opener and tail appear, 0 to 1.
    """

    manner: str
    openers: tuple[Pair, ...]
    tail: str
    endings: tuple[str, str, str, str, str]
    habit: float


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


def sample_voice(rng: np.random.Generator, kind: str = "human", age: str = "young") -> Voice:
    """How a character of this kind and age might speak.

    Args:
        rng: Source of chance.
        kind: "human", "beast" or "creature".
        age: "child", "young", "adult" or "elder".
    """
    weights = {"plain": 5.0, "polite": 2.0, "rough": 2.0, "grand": 0.7, "timid": 1.2, "old": 0.0}
    if age == "elder":
        weights |= {"old": 5.0, "grand": 1.0}
    if kind != "human":
        weights |= {"beast": 4.0} if kind == "beast" else {"machine": 4.0}
    manner = pick(rng, tuple(weights), tuple(weights.values()))
    openers = _OPENERS[manner]
    order = rng.permutation(len(openers))[:2]
    return Voice(
        manner=manner,
        openers=tuple(openers[int(index)] for index in order),
        tail=pick(rng, _TAILS[manner]),
        endings=pick(rng, _ENDINGS[manner]),
        habit=float(rng.uniform(0.15, 0.6)),
    )


def _fill(rng: np.random.Generator, template: Pair, world: World, speaker: int, listener: int | None) -> Pair:
    others = [name for index, name in enumerate(world.names) if index not in (speaker, listener)]
    slots = {
        "you": world.names[listener] if listener is not None else ("you", "君"),
        "name": world.names[speaker],
        "third": pick(rng, others) if others else world.foes[0],
        "subject": pick(rng, world.subjects, (4, 2, 3)),
        "place": pick(rng, world.places),
        "foe": pick(rng, world.foes),
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
        act: A speech act of `phrases.ACTS`; by default one for the mood, or wonder where nobody listens.
        used: Templates to avoid where there are others; the one taken is added.
    """
    act = act or ("wonder" if listener is None else pick(rng, MOOD_ACTS[mood]))
    used = set() if used is None else used
    template = pick(rng, [template for template in ACTS[act] if template not in used] or ACTS[act])
    used.add(template)
    words = _fill(rng, template, world, speaker, listener)
    kind = "shout" if act in SHOUTED else "thought" if act in THOUGHT or listener is None else "speech"
    if kind == "speech" and (voice.manner == "timid" or mood == "scary") and rng.random() < 0.3:
        kind = "whisper"
    english = _english(rng, words[0], voice, proper=template[0].startswith("{"))
    japanese = _japanese(rng, words[1], voice)
    if kind == "shout" and rng.random() < 0.5:
        english = english.upper()
    return Line(kind, (english, japanese), act, speaker)


def narrate(rng: np.random.Generator, world: World, mood: str, hero: int) -> Line:
    """A caption that nobody says."""
    template = pick(rng, CAPTIONS["any"] + 2 * CAPTIONS[mood])
    return Line("narration", _fill(rng, template, world, hero, None), "narration")


def sound(rng: np.random.Generator, mood: str) -> Line:
    """A sound effect."""
    return Line("sound", pick(rng, SOUNDS[mood]), "sound")
