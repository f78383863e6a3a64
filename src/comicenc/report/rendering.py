"""Templates to HTML; everything that comes from outside is escaped."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import version
from importlib.resources import files
from typing import Any


def rendered(template: str, *styles: str, **content: Any) -> str:
    """Fill a template of the folder `template`.

    Args:
        template: Its name.
        styles: Style sheets of the same folder, which it finds joined as `style`.
        content: What it shows.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("comicenc.report", "template"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["zip"] = zip
    style = "\n".join(source(name) for name in styles)
    told = {"style": Markup(style), "version": version("comicenc"), **content}
    return environment.get_template(template).render(**told)


def scripted(name: str) -> dict[str, Any]:
    """A script of the folder, and the hash under which a page's Content-Security-Policy lets it run."""
    from markupsafe import Markup

    script = source(name)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {"script": Markup(script), "script_hash": f"sha256-{digest}"}


def source(name: str) -> str:
    """A file of the folder `template` as it is."""
    return (files("comicenc.report") / "template" / name).read_text("utf-8")
