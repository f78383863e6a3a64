"""All kinds of music, and what a mood adds to any of them."""

from __future__ import annotations

from .acoustic import ACOUSTIC
from .electric import ELECTRIC
from .manners import MIDDLE, Layer, Manner

MANNERS: dict[str, Manner] = ACOUSTIC | ELECTRIC

# What is added to any manner by a mood.
EXTRAS: dict[str, tuple[Layer, ...]] = {
    "happy": (
        Layer("glockenspiel|vibraphone|whistle", "melody|sprinkles", 0.5, 0.18, -9, span=(72, 98)),
        Layer("kit", "drums claps|drums stomp", 0.4, 0.2, -8),
        Layer("ukulele|steel guitar", "strums", 0.3, 0.12, -9),
    ),
    "funny": (
        Layer("slide whistle|spring", "sprinkles", 0.0, 0.3, -10),
        Layer("kit", "drums comic", 0.0, 0.35, -8),
        Layer("xylophone|kazoo|muted trumpet|bassoon|piccolo", "calls|sneaking", 0.3, 0.4, -6),
        Layer("pizzicato|tuba|marimba", "sneaking", 0.0, 0.2, -7),
    ),
    "sad": (
        Layer("slow strings|warm pad|synth strings", "sustained", 0.2, 0.35, -9, span=MIDDLE),
        Layer("cello|viola|english horn|oboe|violin", "counter|calls", 0.4, 0.3, -7),
    ),
    "tender": (
        Layer("warm pad|slow strings|glass pad|voices", "sustained", 0.2, 0.35, -10, span=MIDDLE),
        Layer("celesta|kalimba|glockenspiel|harp", "sprinkles|arpeggios", 0.4, 0.25, -10, span=(67, 96)),
    ),
    "exciting": (
        Layer("rising noise", "risers", 0.0, 0.45, -9),
        Layer("low boom", "booms", 0.3, 0.4, -6),
        Layer("strings|brass|synth brass", "hits", 0.5, 0.35, -7, span=MIDDLE),
        Layer("spiccato|strings", "ostinato|runs", 0.4, 0.3, -8, span=(52, 84)),
        Layer("kit", "drums taiko|drums epic|roll", 0.4, 0.3, -5),
    ),
    "angry": (
        Layer("distorted guitar|growl bass", "chugs", 0.3, 0.35, -4, span=(33, 64)),
        Layer("low boom", "booms", 0.3, 0.3, -6),
        Layer("brass|distorted guitar|synth brass", "hits", 0.4, 0.3, -6, span=(40, 67)),
        Layer("growl bass|distorted guitar", "riff", 0.2, 0.2, -5, span=(28, 52)),
        Layer("kit", "drums industrial|drums epic|roll", 0.4, 0.2, -5),
    ),
    "scary": (
        Layer("dark pad|contrabass|sub bass|church organ|choir", "drone", 0.0, 0.55, -5, span=(26, 52)),
        Layer("tremolo strings|strings|choir|bowed pad|violin", "cluster", 0.2, 0.5, -9, span=(52, 93)),
        Layer("low boom", "booms", 0.0, 0.45, -4),
        Layer("rising noise|scrape|breath", "risers|sprinkles", 0.0, 0.4, -10),
        Layer("music box|celesta|piano|glass pad|tubular bells", "wandering|sprinkles", 0.0, 0.3, -10),
        Layer("kit", "drums heartbeat|drums doom", 0.0, 0.15, -5),
        Layer("theremin|voices|violin", "wandering", 0.3, 0.12, -10),
    ),
}
