"""What the people of an album have in common: whom they know, what once was, what they swear by and eat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .names import Pair, invent_name, pick

KIN: tuple[Pair, ...] = (
    ("Old {}", "{}じい"),
    ("Aunt {}", "{}おばさん"),
    ("Master {}", "{}師匠"),
    ("Captain {}", "{}船長"),
    ("Doctor {}", "{}先生"),
    ("Little {}", "チビの{}"),
    ("Granny {}", "{}ばあ"),
    ("Brother {}", "{}兄さん"),
    ("Mister {}", "{}さん"),
    ("Saint {}", "聖{}"),
)
EVENTS: tuple[Pair, ...] = (
    ("the night of {}", "{}の夜"),
    ("the {} affair", "{}事件"),
    ("the {} fire", "{}の大火"),
    ("the winter of {}", "{}の冬"),
    ("the {} wedding", "{}の結婚式"),
    ("the {} exam", "{}試験"),
    ("the battle of {}", "{}の戦い"),
    ("the {} trip", "{}旅行"),
    ("the year of {}", "{}の年"),
)
OATHS: tuple[Pair, ...] = (
    ("By {}!", "{}にかけて！"),
    ("Holy {}!", "なんと{}！"),
    ("{} and thunder!", "{}の雷！"),
    ("Great {}!", "おお{}！"),
    ("Oh, {}…", "ああ、{}…"),
    ("What the {}!", "{}め！"),
)
HAILS: tuple[Pair, ...] = (
    ("{}!", "{}！"),
    ("{}-{}!", "{}{}！"),
    ("{} to you!", "ごきげん{}！"),
    ("{}, friend!", "{}、友よ！"),
)
PRAISE: tuple[Pair, ...] = (
    ("{}", "{}"),
    ("{}-like", "{}みたい"),
    ("super {}", "超{}"),
    ("{}-grade", "{}級"),
)
WARES: tuple[Pair, ...] = (
    ("{} soup", "{}汁"),
    ("{} tea", "{}茶"),
    ("{} pie", "{}パイ"),
    ("{} noodles", "{}そば"),
    ("{} berries", "{}の実"),
    ("{} bread", "{}パン"),
)
FORMS = (*KIN, *EVENTS, *OATHS, *HAILS, *PRAISE, *WARES)
_MANNERS = ("plain", "polite", "rough", "timid", "grand", "old")


@dataclass(frozen=True, slots=True)
class Lore:
    """What is said in one album and in no other.

    Args:
        kin: People who are only spoken of.
        events: What happened before the story.
        oaths: What people exclaim.
        hail: How they greet.
        praise: What they call a good thing.
        ware: What they eat or drink.
        manners: Two ways of speaking that are common here.
    """

    kin: tuple[Pair, ...]
    events: tuple[Pair, ...]
    oaths: tuple[Pair, ...]
    hail: Pair
    praise: Pair
    ware: Pair
    manners: tuple[str, ...]


def sample_lore(rng: np.random.Generator) -> Lore:
    """Invent what an album's people have in common."""

    def coined(forms: tuple[Pair, ...], lower: bool = False) -> Pair:
        form, name = pick(rng, forms), invent_name(rng)
        return form[0].replace("{}", name[0].lower() if lower else name[0]), form[1].replace("{}", name[1])

    return Lore(
        kin=tuple(coined(KIN) for _ in range(3)),
        events=tuple(coined(EVENTS) for _ in range(2)),
        oaths=tuple(coined(OATHS) for _ in range(2)),
        hail=coined(HAILS),
        praise=coined(PRAISE, lower=True),
        ware=coined(WARES),
        manners=tuple(_MANNERS[int(index)] for index in rng.permutation(len(_MANNERS))[:2]),
    )
