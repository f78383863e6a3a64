"""Galleries on the Hub."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comicenc.tasks.gallery.gallery import Gallery

FILE = "gallery.json"
VECTORS = "gallery-*.safetensors"


def push(
    gallery: Gallery,
    repo_id: str,
    *,
    private: bool | None = None,
    exist_ok: bool = True,
    create_pr: bool = False,
    commit_message: str = "Update the gallery",
    token: str | None = None,
) -> str:
    """Put a gallery into a repository in one commit; a README.md that is there stays.

    Args:
        gallery: With somebody in it.
        repo_id: `owner/name`; made where it is missing.
        private: Whether only its owner sees a repository that is made now.
        exist_ok: Whether the repository may be there already.
        create_pr: Whether to open a pull request.
        commit_message: What the commit says.
        token: By default the one that is logged in.

    Returns:
        URL of the commit, or of the pull request.
    """
    from huggingface_hub import HfApi

    api = HfApi(token=token)
    repo_id = api.create_repo(repo_id, private=private, exist_ok=exist_ok).repo_id
    with TemporaryDirectory() as folder:
        gallery.save(folder)
        if not api.file_exists(repo_id, "README.md"):
            (Path(folder) / "README.md").write_text(_card(gallery, repo_id), encoding="utf-8")
        done = api.upload_folder(
            repo_id=repo_id,
            folder_path=folder,
            commit_message=commit_message,
            create_pr=create_pr,
            delete_patterns=[VECTORS],
        )
    return done.pr_url or done.commit_url


def pull(
    repo_id: str,
    *,
    revision: str | None = None,
    token: str | None = None,
    cache_dir: str | Path | None = None,
    local_files_only: bool = False,
) -> Path:
    """Fetch a gallery's files from a repository.

    Returns:
        The folder they lie in.

    Raises:
        ValueError: If the repository holds no gallery.
        OSError: If there is no such repository or it cannot be reached.
    """
    from huggingface_hub import snapshot_download

    options = {"revision": revision, "token": token, "cache_dir": cache_dir}
    wanted = [FILE, VECTORS]
    folder = Path(
        snapshot_download(repo_id, local_files_only=local_files_only, allow_patterns=wanted, **options)
    )
    if not (folder / FILE).exists():
        raise ValueError(f"{repo_id}: holds no {FILE}, so it is no gallery")
    return folder


def _card(gallery: Gallery, repo_id: str) -> str:
    known = "\n".join(f"- {name}: {count} crops" for name, count in gallery.counts.items())
    return f"""---
library_name: comicenc
tags:
- comics
- character-re-identification
---

# {repo_id.split("/")[-1]}

A gallery of {len(gallery)} characters, made with `{gallery.made_by["id"]}`.

{known}

```python
from comicenc import Gallery

gallery = Gallery.from_pretrained("{repo_id}")
gallery.identify(faces=[crop])
```
"""
