"""What changed in a cast when what is said was heard, worked out before any HTML is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from comicenc.comic import Comic
from comicenc.report.view import Sight, View, Who
from comicenc.tasks.cast import changes

if TYPE_CHECKING:
    from comicenc.tasks.cast import Cast

LONGEST = 180  # letters of what is said
COMPARED = {"ari": "Adjusted Rand index", "ami": "Adjusted mutual information", "v_measure": "V-measure"}


@dataclass(frozen=True)
class Side:
    """Where an appearance went, with the words or without.

    Args:
        who: Whom it was taken for; None where the report shows no such identity.
        others: Who else was taken for the same, the report's first few.
        annotated: Whether most of them have its own true name; None where that is not known.
    """

    who: Who | None
    others: tuple[Sight, ...]
    annotated: bool | None


@dataclass(frozen=True)
class Changed:
    """An appearance that words moved."""

    sight: Sight
    text: str
    alone: Side
    heard: Side


@dataclass(frozen=True)
class Heard:
    """What words did to a cast.

    Args:
        changed: Appearances with another identity, in reading order.
        with_words: How many appearances have words in their frame.
        identities: How many identities there are by looks alone, and with the words.
        scores: Name, value by looks alone and value with the words, where true names are annotated.
    """

    changed: list[Changed]
    with_words: int
    identities: tuple[int, int]
    scores: list[tuple[str, str, str]]


def hear(cast: Cast, without: Cast, comic: Comic, view: View) -> Heard:
    """Compare a cast with one that was found without words.

    Args:
        cast: Found with words; the view is of it.
        without: Found in the same comic by looks alone.
        comic: The comic.
        view: What the report shows of the cast.

    Raises:
        ValueError: If the casts are not of the same instances.
    """
    by_id, sights, texts = {who.id: who for who in view.whos}, view.sights, cast.texts or ()
    changed = []
    for change in changes(cast, without):
        sight, among = sights[change.row], [sights[row] for row in change.among]
        now = by_id[change.identity]
        together = [each for each in now.sights if each.number != change.row]
        text = texts[change.row] if texts else ""
        changed.append(
            Changed(
                sight=sight,
                text=text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
                alone=_side(by_id.get(change.before), sight, among),
                heard=_side(now, sight, together),
            )
        )
    return Heard(
        changed=changed,
        with_words=sum(map(bool, texts)),
        identities=(len(without), len(cast)),
        scores=_scores(without.scores(comic), cast.scores(comic)),
    )


def _side(who: Who | None, sight: Sight, others: Sequence[Sight]) -> Side:
    names = Counter(other.character.name for other in others if other.character.name is not None)
    true = sight.character.name
    known = true is not None and names
    return Side(who, tuple(others[:3]), names.most_common(1)[0][0] == true if known else None)


def _scores(alone: dict[str, float], heard: dict[str, float]) -> list[tuple[str, str, str]]:
    both = [key for key in COMPARED if key in alone and key in heard]
    return [(COMPARED[key], f"{alone[key]:.3f}", f"{heard[key]:.3f}") for key in both]
