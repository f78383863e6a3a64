"""comicenc: who is who in a comic.

Names are imported when they are first asked for, so that `import comicenc` takes milliseconds. The models
make themselves known to transformers' Auto classes when transformers is imported, or now if it already is.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from typing import Any

_MODELS = (
    "comicenc.models.identity_simclr",
    "comicenc.models.manga_audioclip",
    "comicenc.models.manga_deepcluster",
    "comicenc.models.manga_mmtl",
    "comicenc.models.mfdn",
)

_HOMES = {
    "Box": "comicenc.comic",
    "Cast": "comicenc.tasks.cast",
    "Character": "comicenc.comic",
    "Clustering": "comicenc.tasks.clustering",
    "Comic": "comicenc.comic",
    "ComicEncoder": "comicenc.encoder",
    "Gallery": "comicenc.tasks.gallery",
    "Library": "comicenc.tasks.library",
    "Page": "comicenc.comic",
    "Panel": "comicenc.comic",
    "Soundtrack": "comicenc.tasks.soundtrack",
    "Tagger": "comicenc.tasks.tagger",
    "Text": "comicenc.comic",
    "checkpoint_path": "comicenc.encoder",
    "cluster": "comicenc.tasks.clustering",
    "read_comic": "comicenc.reading",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("comicenc")
    if name not in _HOMES:
        raise AttributeError(f"module 'comicenc' has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, "__version__"])


def _register() -> None:
    for model in _MODELS:
        import_module(model)  # registers itself


class _WhenTransformersIsImported(MetaPathFinder):
    """Waits for `import transformers`, lets it happen, and registers the models after it."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname != "transformers":
            return None
        sys.meta_path.remove(self)  # its turn comes once
        spec = find_spec(fullname)
        if spec is not None:
            load = spec.loader.exec_module

            def load_and_register(module: Any) -> None:
                load(module)
                _register()

            spec.loader.exec_module = load_and_register
        return spec


if "transformers" in sys.modules:
    _register()
else:
    sys.meta_path.insert(0, _WhenTransformersIsImported())
