"""Dan:mul in the canonical config `tagged`, from the user's own copy of Danbooru2021."""

from comicenc.data.danmul.dataset import Choice, write_danmul
from comicenc.data.danmul.summary import REMOVED, TOTALS, Summary

__all__ = ["REMOVED", "TOTALS", "Choice", "Summary", "write_danmul"]
