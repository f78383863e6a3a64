"""What is kept from training: chosen by names alone, so that it is the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def held_out(names: Sequence[str], share: float, salt: str) -> list[str]:
    """A share of some names, those with the least hashes; at least one, but never the only one.

    Args:
        names: Each once.
        share: From 0 to 1.
        salt: Another one chooses others.
    """
    count = min(max(round(share * len(names)), 1), len(names) - 1)
    return sorted(names, key=lambda name: hashlib.sha256(f"{salt}/{name}".encode()).digest())[:count]
