"""What is in a picture, and who."""

from comicenc.tasks.tagger.calibrating import calibrate_tagger
from comicenc.tasks.tagger.files import read_thresholds, write_thresholds
from comicenc.tasks.tagger.probabilities import Calibration, Line, fit_calibration, fit_temperature
from comicenc.tasks.tagger.result import Guess, Tags
from comicenc.tasks.tagger.tagger import Tagger
from comicenc.tasks.tagger.thresholds import CATEGORIES, LEVELS, Thresholds, find_thresholds, mcut

__all__ = [
    "CATEGORIES",
    "LEVELS",
    "Calibration",
    "Guess",
    "Line",
    "Tagger",
    "Tags",
    "Thresholds",
    "calibrate_tagger",
    "find_thresholds",
    "fit_calibration",
    "fit_temperature",
    "mcut",
    "read_thresholds",
    "write_thresholds",
]
