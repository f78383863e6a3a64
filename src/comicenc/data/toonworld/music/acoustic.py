"""Kinds of music that are played on instruments without a plug."""

from __future__ import annotations

from .manners import LOW, MIDDLE, Layer, Manner

ACOUSTIC: dict[str, Manner] = {
    "solo piano": Manner(
        {"sad": 3.2, "tender": 2.6, "happy": 0.6, "scary": 0.7, "funny": 0.5, "exciting": 0.2},
        (52, 140),
        (
            Layer(
                "piano|felt piano|bright piano",
                "arpeggios|pulses|sustained|oompah",
                0.0,
                gain=-4,
                span=(40, 72),
            ),
            Layer(
                "piano|felt piano", "melody|calls", 0.3, 0.9, -2, "happy funny sad tender exciting", (62, 90)
            ),
            Layer("piano", "wandering|cluster", 0.0, 0.9, -3, "scary", (36, 88)),
        ),
        beats=(4, 4, 4, 3),
        finishes=("clean", "far", "lofi"),
        fixed=False,
    ),
    "chamber strings": Manner(
        {"sad": 2.2, "tender": 1.2, "scary": 1.2, "angry": 0.4, "exciting": 0.5, "funny": 0.3},
        (54, 150),
        (
            Layer("strings|slow strings", "sustained|tremolo", 0.0, gain=-6, span=MIDDLE),
            Layer(
                "violin|viola|cello", "melody|counter", 0.35, gain=-2, only="happy funny sad tender exciting"
            ),
            Layer("cello|contrabass", "groove one|groove two|drone", 0.0, gain=-5, span=LOW),
            Layer("spiccato", "ostinato", 0.4, 0.8, -5, "angry exciting scary", (48, 79)),
            Layer("pizzicato", "ostinato|sneaking", 0.0, 0.9, -5, "funny scary"),
        ),
        beats=(4, 4, 3),
        finishes=("clean", "far"),
        fixed=False,
    ),
    "film orchestra": Manner(
        {"exciting": 2.6, "scary": 2.0, "sad": 1.2, "tender": 0.8, "angry": 1.0, "happy": 0.5},
        (60, 160),
        (
            Layer("strings", "sustained|rhythm anthem|rhythm quarters", 0.0, gain=-6, span=MIDDLE),
            Layer("spiccato", "ostinato", 0.3, 0.8, -4, "exciting angry scary happy", (48, 84)),
            Layer("horn|brass|trombone", "fanfare|counter|hits", 0.5, 0.85, -4),
            Layer("violin|flute|oboe|clarinet|horn", "melody", 0.4, 0.9, -3, "happy sad tender exciting"),
            Layer("choir", "sustained", 0.6, 0.5, -8, "exciting angry scary sad"),
            Layer("contrabass|cello", "groove one|groove eighths|groove pulse", 0.2, gain=-5, span=LOW),
            Layer("timpani", "groove two|hits", 0.5, 0.6, -6),
            Layer("kit", "drums taiko|drums epic|drums tension", 0.5, 0.8, -3, "exciting angry scary"),
            Layer("harp", "arpeggios", 0.2, 0.5, -8, "tender sad happy"),
        ),
        ("orchestra", "room"),
        (4, 4, 4, 3),
        finishes=("clean", "far", "loud"),
    ),
    "suspense": Manner(
        {"scary": 3.0, "exciting": 0.7, "angry": 0.4, "funny": 0.3},
        (66, 140),
        (
            Layer(
                "contrabass|synth bass|cello|picked bass",
                "riff|groove heart|groove pulse|drone",
                0.0,
                gain=-4,
            ),
            Layer(
                "pizzicato|marimba|muted guitar|electric piano",
                "ostinato|sneaking",
                0.2,
                0.8,
                -6,
                span=(48, 74),
            ),
            Layer("tremolo strings|dark pad", "cluster|tremolo|sustained", 0.3, 0.8, -8, span=(48, 84)),
            Layer("kit", "drums tension|drums pulse|drums tribal|drums doom", 0.3, 0.75, -4),
            Layer("clarinet|muted trumpet|vibraphone|piano", "wandering|calls", 0.4, 0.5, -6),
        ),
        ("orchestra", "room", "electronic", "jazz"),
        (4, 4, 4, 3, 5),
        finishes=("clean", "far", "lofi"),
    ),
    "horror": Manner(
        {"scary": 3.0},
        (44, 100),
        (
            Layer("dark pad|contrabass|church organ|choir", "drone|cluster", 0.0, gain=-3, span=(26, 52)),
            Layer("tremolo strings|violin|choir|bowed pad", "cluster|wandering", 0.1, gain=-6, span=(50, 96)),
            Layer("scrape|breath|rising noise", "sprinkles|risers", 0.0, 0.9, -8),
            Layer("low boom", "booms", 0.0, 0.7, -3),
            Layer("piano|tubular bells|music box|celesta", "wandering|sprinkles", 0.0, 0.7, -6),
            Layer("kit", "drums heartbeat|drums doom", 0.0, 0.35, -4),
        ),
        ("orchestra",),
        (4, 3, 5),
        finishes=("far", "clean", "lofi"),
        fixed=False,
    ),
    "ambient": Manner(
        {"tender": 1.8, "sad": 1.8, "scary": 1.8, "happy": 0.2},
        (48, 96),
        (
            Layer("warm pad|glass pad|synth strings|bowed pad", "sustained", 0.0, gain=-3, span=MIDDLE),
            Layer("dark pad|warm pad", "drone|sustained", 0.0, 0.8, -5, span=LOW),
            Layer(
                "piano|felt piano|electric piano|kalimba|clean guitar",
                "sprinkles|calls|arpeggios",
                0.2,
                0.8,
                -5,
            ),
            Layer("voices|choir|flute", "counter", 0.5, 0.4, -8),
            Layer("sub bass", "groove one", 0.3, 0.5, -6),
        ),
        finishes=("far", "clean", "far"),
        fixed=False,
    ),
    "folk": Manner(
        {"happy": 1.6, "tender": 2.2, "sad": 1.0, "funny": 0.5},
        (66, 150),
        (
            Layer("steel guitar|nylon guitar|ukulele", "arpeggios|strums", 0.0, gain=-4),
            Layer("steel guitar|nylon guitar|banjo|harp", "arpeggios|melody", 0.3, 0.6, -5),
            Layer("fiddle|harmonica|flute|whistle|recorder|accordion|violin", "melody|calls", 0.4, 0.7, -3),
            Layer("acoustic bass|finger bass", "groove two|groove one", 0.3, 0.7, -6),
            Layer(
                "kit", "drums soft|drums stomp|drums train|drums claps", 0.5, 0.5, -7, "happy funny tender"
            ),
        ),
        ("brush", "acoustic"),
        (4, 4, 4, 3),
    ),
    "country": Manner(
        {"happy": 1.4, "funny": 1.4, "exciting": 0.4, "tender": 0.6},
        (90, 170),
        (
            Layer("steel guitar", "strums|oompah", 0.0, gain=-6),
            Layer("banjo|steel guitar", "arpeggios", 0.2, 0.8, -4),
            Layer("fiddle|harmonica|banjo", "melody|runs", 0.4, 0.9, -3),
            Layer("acoustic bass", "groove two|walking", 0.1, gain=-5),
            Layer("kit", "drums train|drums brushes|drums stomp", 0.3, 0.8, -7),
        ),
        ("brush", "acoustic"),
    ),
    "jazz": Manner(
        {"happy": 0.9, "funny": 1.0, "tender": 1.0, "sad": 0.9, "scary": 0.2, "exciting": 0.3},
        (58, 200),
        (
            Layer(
                "piano|jazz guitar|electric piano", "rhythm charleston|rhythm swing|sustained", 0.0, gain=-5
            ),
            Layer("acoustic bass", "walking|groove two", 0.0, gain=-4),
            Layer("kit", "drums swing|drums brushes|drums shuffle", 0.1, 0.9, -6),
            Layer(
                "saxophone|tenor saxophone|muted trumpet|trumpet|clarinet|vibraphone",
                "melody|calls",
                0.3,
                gain=-2,
            ),
        ),
        ("jazz", "brush"),
        swing=0.32,
        finishes=("clean", "old", "clean"),
    ),
    "ragtime": Manner(
        {"funny": 2.0, "happy": 0.9},
        (88, 190),
        (
            Layer("honky tonk|piano|banjo", "oompah", 0.0, gain=-4),
            Layer("honky tonk|clarinet|trumpet|piano|kazoo", "melody", 0.2, gain=-2, span=(64, 90)),
            Layer("tuba|acoustic bass", "groove two", 0.2, 0.7, -5),
            Layer("trombone|muted trumpet|clarinet", "calls|counter", 0.5, 0.5, -5),
            Layer("kit", "drums brushes|drums shuffle|drums polka", 0.4, 0.5, -8),
        ),
        ("brush", "jazz"),
        swing=0.2,
        finishes=("old", "clean", "old"),
    ),
    "comedy": Manner(
        {"funny": 3.4, "happy": 0.3, "scary": 0.2},
        (76, 168),
        (
            Layer(
                "pizzicato|marimba|clarinet|bassoon", "sneaking|oompah|ostinato", 0.0, gain=-4, span=(43, 74)
            ),
            Layer("tuba|bassoon|acoustic bass|contrabass", "groove two|walking|sneaking", 0.0, gain=-4),
            Layer(
                "clarinet|xylophone|flute|oboe|piccolo|muted trumpet|kazoo|whistle",
                "melody|calls|sneaking",
                0.3,
                gain=-2,
            ),
            Layer("kit", "drums comic|drums brushes|drums march", 0.2, 0.7, -6),
            Layer("slide whistle|spring", "sprinkles", 0.0, 0.35, -9),
            Layer("accordion|banjo|ukulele", "rhythm offbeats|oompah", 0.5, 0.4, -7),
        ),
        ("jazz", "orchestra", "acoustic"),
        (4, 4, 4, 3),
        swing=0.1,
        finishes=("clean", "clean", "old"),
    ),
    "polka": Manner(
        {"funny": 1.4, "happy": 1.2},
        (104, 176),
        (
            Layer("accordion|clarinet", "melody", 0.1, gain=-2, span=(60, 86)),
            Layer("accordion|banjo|brass", "rhythm offbeats|oompah", 0.0, gain=-5, span=(43, 74)),
            Layer("tuba|acoustic bass", "groove two", 0.0, gain=-4),
            Layer("kit", "drums polka|drums march", 0.2, 0.9, -6),
            Layer("trumpet|violin|piccolo", "melody|counter|runs", 0.5, 0.6, -5),
        ),
        beats=(4, 4, 3),
        finishes=("clean", "old"),
    ),
    "march": Manner(
        {"happy": 0.5, "funny": 0.8, "exciting": 0.8, "angry": 0.3},
        (92, 140),
        (
            Layer("brass|trumpet|horn", "fanfare|melody", 0.2, gain=-3),
            Layer("tuba|trombone", "groove two|groove pulse", 0.0, gain=-4),
            Layer("horn|clarinet|brass", "rhythm offbeats", 0.1, gain=-7, span=(50, 74)),
            Layer("piccolo|flute", "melody|runs", 0.5, 0.7, -5),
            Layer("kit", "drums march", 0.1, gain=-4),
        ),
        ("orchestra", "acoustic"),
        finishes=("clean", "old", "far"),
    ),
    "latin": Manner(
        {"happy": 1.8, "funny": 0.7, "exciting": 0.6, "tender": 0.3},
        (84, 190),
        (
            Layer("kit", "drums cumbia|drums salsa|drums samba|drums percussion", 0.0, gain=-4),
            Layer("piano|accordion|nylon guitar", "rhythm montuno|rhythm cumbia|rhythm bossa", 0.1, gain=-5),
            Layer("acoustic bass|finger bass", "groove tumbao|groove cumbia", 0.1, gain=-4),
            Layer("trumpet|brass|flute|accordion|steel drums", "melody|calls|hits", 0.35, gain=-3),
        ),
        ("acoustic", "room"),
        finishes=("clean", "loud", "old"),
    ),
    "bossa": Manner(
        {"tender": 1.3, "happy": 0.9, "sad": 0.4, "funny": 0.5},
        (84, 140),
        (
            Layer("nylon guitar|electric piano", "rhythm bossa", 0.0, gain=-4),
            Layer("acoustic bass", "groove cumbia|groove two", 0.1, gain=-5),
            Layer("kit", "drums bossa|drums soft|drums percussion", 0.2, 0.9, -7),
            Layer("flute|saxophone|vibraphone|voices|muted trumpet", "melody|calls", 0.35, 0.9, -3),
        ),
        ("brush", "jazz"),
        finishes=("clean", "old", "lofi"),
    ),
    "waltz": Manner(
        {"tender": 1.0, "sad": 1.0, "funny": 0.6, "scary": 0.7, "happy": 0.3},
        (78, 176),
        (
            Layer("piano|accordion|harp|strings|pizzicato|music box", "oompah|arpeggios", 0.0, gain=-5),
            Layer("violin|clarinet|flute|accordion|celesta|music box", "melody", 0.2, gain=-2),
            Layer("contrabass|cello|tuba", "groove one", 0.2, 0.7, -5),
            Layer("strings|slow strings", "sustained|counter", 0.5, 0.5, -8),
            Layer("kit", "drums waltz", 0.5, 0.3, -8),
        ),
        ("brush", "orchestra"),
        (3,),
        finishes=("clean", "old", "far"),
        fixed=False,
    ),
    "music box": Manner(
        {"tender": 0.9, "scary": 1.0, "sad": 0.6, "funny": 0.2},
        (58, 130),
        (
            Layer("music box|celesta|kalimba|glockenspiel", "arpeggios|oompah", 0.0, gain=-4, span=(60, 84)),
            Layer("music box|celesta|glockenspiel", "melody", 0.1, gain=-2, span=(72, 98)),
            Layer("slow strings|warm pad|dark pad|choir", "sustained|drone", 0.4, 0.5, -9),
        ),
        beats=(4, 3, 3),
        finishes=("far", "old", "clean"),
        fixed=False,
    ),
    "east": Manner(
        {"tender": 0.6, "sad": 0.6, "scary": 0.6, "exciting": 0.4, "angry": 0.2},
        (60, 140),
        (
            Layer("koto|sitar|harp|kalimba", "arpeggios|ostinato|calls", 0.0, gain=-4),
            Layer("pan flute|flute|recorder|violin|oboe", "melody|calls", 0.3, gain=-3),
            Layer("warm pad|slow strings|bowed pad", "drone|sustained", 0.1, 0.8, -8),
            Layer("kit", "drums temple|drums taiko|drums percussion|drums tribal", 0.4, 0.6, -5),
        ),
        ("orchestra", "acoustic"),
        finishes=("far", "clean"),
    ),
}
