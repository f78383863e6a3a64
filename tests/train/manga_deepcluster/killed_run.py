"""A training that kills itself: `python -m tests.train.manga_deepcluster.killed_run RECIPE STAGE EPOCH STEP`.

STEP -1 is while pseudo-labels are being made.
"""

from __future__ import annotations

import os
import signal
import sys

from train.manga_deepcluster import stage as stages
from train.manga_deepcluster.__main__ import STAGES, main


def die(*_, **__) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(name: str, epoch: int, step: int) -> None:
    """Make a stage die there."""
    kind = STAGES[name]
    batches, renew = kind.batches, getattr(kind, "renew", None)

    def dying_batches(self, now):
        for index, batch in enumerate(batches(self, now)):
            if type(self) is kind and (now, index) == (epoch, step):
                die()
            yield batch

    def dying_renew(self, now):
        if (now, step) == (epoch, -1):
            stages.k_means = die
        return renew(self, now)

    kind.batches = dying_batches
    if renew:
        kind.renew = dying_renew


if __name__ == "__main__":
    recipe, name, epoch, step = sys.argv[1:]
    killed(name, int(epoch), int(step))
    main([recipe])
