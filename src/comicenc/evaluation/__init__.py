"""A model and a dataset to numbers: one module a protocol, and one place that writes what came out.

Every protocol takes an encoder, anything with `encode(faces=, bodies=)` that gives unit rows and says its
`modalities`, and returns a `Measurement`.
"""

from comicenc.evaluation.result import Measurement, Result, write_result

__all__ = ["Measurement", "Result", "write_result"]
