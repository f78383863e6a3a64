"""What sets two casts of one comic apart, such as one found with what is said and one without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from comicenc.tasks.cast.instances import Instance
from comicenc.tasks.cast.solving import keep_ids

if TYPE_CHECKING:
    from comicenc.tasks.cast.cast import Cast


@dataclass(frozen=True)
class Change:
    """An instance that two casts put among different others.

    Args:
        instance: The instance.
        row: Its place in `Cast.instances`.
        identity: Id of its identity in the first cast.
        before: Id that its identity in the other cast would have in the first, being mostly the same
            instances; None where the first has no such identity.
        among: Rows that it is with in the other cast, itself left out.
    """

    instance: Instance
    row: int
    identity: int
    before: int | None
    among: tuple[int, ...]


def changes(cast: Cast, other: Cast) -> list[Change]:
    """Instances that have another identity than in another cast of the same comic, in reading order.

    Identities are the same where they have most instances in common; each is paired once, those that share
    most first.

    Args:
        cast: What is looked at.
        other: What it is compared with.

    Raises:
        ValueError: If they are not of the same instances.
    """
    places = [[(each.page, each.index) for each in one.instances] for one in (cast, other)]
    if places[0] != places[1]:
        raise ValueError(f"{cast.title} and {other.title}: these casts are not of the same instances")
    labels = cast.labels
    groups = np.unique(other.labels, return_inverse=True)[1]
    matched, _ = keep_ids(groups, labels, int(labels.max(initial=-1)) + 1)
    known = set(labels.tolist())
    return [
        Change(
            instance=cast.instances[row],
            row=int(row),
            identity=int(labels[row]),
            before=int(matched[row]) if int(matched[row]) in known else None,
            among=tuple(int(each) for each in np.flatnonzero(groups == groups[row]) if each != row),
        )
        for row in np.flatnonzero(matched != labels)
    ]
