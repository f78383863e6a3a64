"""A run that kills itself: `python -m tests.train.manga_audioclip.killed_run RECIPE STAGE EPOCH STEP`."""

from __future__ import annotations

import os
import signal
import sys

from train.manga_audioclip.__main__ import main
from train.manga_audioclip.stage import PairStage


def killed(pair: str, epoch: int, step: int) -> None:
    """Make a stage die there."""
    batches = PairStage.batches

    def dying(self, now):
        for index, batch in enumerate(batches(self, now)):
            if (self.pair, now, index) == (pair, epoch, step):
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch

    PairStage.batches = dying


if __name__ == "__main__":
    recipe, pair, epoch, step = sys.argv[1:]
    killed(pair, int(epoch), int(step))
    main([recipe])
