"""ComicEncoder: what is seen and said of characters to vectors, with one call for every model."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import HfApi
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers import AutoConfig, AutoModel, AutoProcessor, BatchFeature, PreTrainedModel, ProcessorMixin
from transformers.utils import logging

from comicenc.encoder.checkpoints import digest, first_line, located
from comicenc.encoder.concatenated import ConcatenatedEncoder
from comicenc.encoder.items import (
    AUDIO,
    TAGS,
    checked_columns,
    read,
    refuse_missing,
    refuse_several,
    refuse_unreadable,
)
from comicenc.encoder.tracks import Refused, Track, encode_tracks
from comicenc.media.audio import AudioSource

CALIBRATION = "calibration.json"


class ComicEncoder:
    """A model and its processor, ready to encode.

    Args:
        model: With `embed` and `config.modalities`; it is put into eval mode.
        processor: Takes the modalities as keywords.
        calibration: What `calibration.json` holds: numbers that tasks need beside the weights.
        id: Where it came from.
        revision: Digest of configuration and weights, which tells them from others of the same id.
        commit: Of the Hub, where it came from there: it finds this revision again.
        folder: Where its files lie; tasks may find more there.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        processor: ProcessorMixin,
        *,
        calibration: dict[str, Any] | None = None,
        id: str | None = None,
        revision: str | None = None,
        commit: str | None = None,
        folder: Path | None = None,
    ) -> None:
        self.model = model.eval()
        self.processor = processor
        self.calibration = calibration or {}
        self.id = id or type(model).__name__
        self.revision = revision
        self.commit = commit
        self.folder = folder

    @classmethod
    def from_pretrained(
        cls,
        id_or_path: str | Path,
        *,
        revision: str | None = None,
        token: str | bool | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool = False,
        device: str | torch.device | None = None,
        dtype: str | torch.dtype | None = None,
    ) -> ComicEncoder | ConcatenatedEncoder:
        """Load a checkpoint, or several that are joined by "+" as one `ConcatenatedEncoder`.

        Args:
            id_or_path: A folder, the id of a bundled checkpoint, which needs no network, or a Hub id; or such
                joined by "+".
            revision: Branch, tag or commit on the Hub; with it a bundled id is looked up there too. Of
                several, one each, joined by "+".
            token: Of the Hub, for private models.
            cache_dir: Where downloads are kept.
            local_files_only: Whether to do without the network.
            device: Where to compute; by default the first GPU if there is one.
            dtype: Of weights and computation; by default float32, also of checkpoints kept in half precision.

        Raises:
            OSError: If there is no such checkpoint.
            ValueError: If it is damaged or no encoder, or there is no such device.
        """
        hub = {"token": token, "cache_dir": cache_dir, "local_files_only": local_files_only}
        if "+" in str(id_or_path) and not Path(id_or_path).exists():
            several = _several(str(id_or_path), revision)
            options = {**hub, "device": device, "dtype": dtype}
            return ConcatenatedEncoder(
                *(cls.from_pretrained(part, revision=own, **options) for part, own in several)
            )
        device = _device(device)
        folder, commit = located(str(id_or_path), revision, hub)
        try:
            if not hasattr(AutoConfig.from_pretrained(folder), "modalities"):
                raise ValueError("it is no model of comicenc")
            model = _model(folder, dtype or torch.float32)
            processor = AutoProcessor.from_pretrained(folder)
            calibration = folder / CALIBRATION
            numbers = json.loads(calibration.read_text("utf-8")) if calibration.exists() else None
        except (OSError, ValueError, SafetensorError, StrictDataclassError) as error:
            raise ValueError(f"{id_or_path} cannot be loaded: {first_line(error)}") from error
        told = {"id": str(id_or_path), "revision": digest(folder), "commit": commit, "folder": folder}
        return cls(model.to(device), processor, calibration=numbers, **told)

    @property
    def modalities(self) -> tuple[str, ...]:
        """Keywords that `encode` takes."""
        return tuple(self.model.config.modalities)

    @property
    def device(self) -> torch.device:
        return self.model.device

    def info(self) -> dict[str, Any]:
        """What really runs."""
        return {
            "id": self.id,
            "revision": self.revision,
            "commit": self.commit,
            "model": type(self.model).__name__,
            "parameters": sum(parameter.numel() for parameter in self.model.parameters()),
            "modalities": self.modalities,
            "dimension": self.model.config.embedding_dim,
            "device": str(self.device),
            "dtype": str(self.model.dtype).removeprefix("torch."),
            "calibrated": sorted(self.calibration),
        }

    def encode(self, *, batch_size: int = 32, progress: bool = False, **items: Sequence | None) -> np.ndarray:
        """Encode N items.

        Pictures are read twice, first to find the unreadable ones and then a batch at a time, so that any
        number of them fits into memory. In float32 on a CPU, batch size and order change no vector by more
        than 1e-5.

        Args:
            items: For each modality (`encoder.modalities`), N items that all describe the same N things; None
                where one lacks that part. Faces, bodies and images are paths, bytes, PIL images or arrays,
                texts are str, of which a blank one is none, tags are lists of str, and audio is paths, bytes
                or `(samples, rate)`, of any length (see `tracks`). An encoder that puts pictures, texts and
                music into one space takes one of them at a time.
            batch_size: How many are computed at once; of music, how many chunks.
            progress: Whether to show a bar on standard error.

        Returns:
            (N, D) float32, unit rows.

        Raises:
            ValueError: If a keyword is none of the modalities, lengths differ, an item has no part at all or
                lacks one that the model needs, or tags are unknown.
            UnreadableFile: If pictures or music cannot be read; it names all of them, before anything is
                computed.
        """
        if items.get(AUDIO) is not None:
            return self._heard(batch_size, progress, items)
        vectors = [np.zeros((0, self.model.config.embedding_dim), np.float32)]
        with torch.inference_mode():
            for inputs in self.batches(batch_size=batch_size, progress=progress, **items):
                vectors.append(self.model.embed(**inputs).float().cpu().numpy())
        return np.concatenate(vectors)

    def batches(
        self, *, batch_size: int = 32, progress: bool = False, **items: Sequence | None
    ) -> Iterator[BatchFeature]:
        """The model's inputs for N items, a batch at a time; arguments and errors are those of `encode`."""
        columns = self._checked(items)
        refuse_missing(columns, getattr(self.model.config, "required", ()), self.id)
        refuse_unreadable(columns)
        if TAGS in columns:
            self.processor(tags=columns[TAGS])  # which names those that it does not know
        starts = range(0, len(next(iter(columns.values()))), batch_size)
        for start in _watched(starts, progress):
            ready = {
                name: [read(name, item) for item in column[start : start + batch_size]]
                for name, column in columns.items()
            }
            yield self.processor(**ready, return_tensors="pt").to(self.device)

    def tracks(
        self, audio: Iterable[AudioSource], *, batch_size: int = 32, refused: Refused | None = None
    ) -> Iterator[tuple[int, Track]]:
        """Encode music chunk by chunk; memory grows neither with the number of tracks nor with their length.

        Args:
            audio: Paths, bytes or `(samples, rate)`, of any length, rate and number of channels.
            batch_size: Chunks that are computed at once.
            refused: Told the number and the reason of a track that cannot be read, which is then left out; by
                default such a track is an error.

        Yields:
            The number of a track among the items, and the track.

        Raises:
            ValueError: If the encoder takes no audio.
            UnreadableFile: If a track cannot be read, when its turn comes.
        """
        if AUDIO not in self.modalities:
            raise ValueError(f"{self.id} takes {' and '.join(self.modalities)}, not {AUDIO}")
        yield from encode_tracks(
            audio,
            self._embed_chunks,
            rate=self.processor.sampling_rate,
            length=self.processor.chunk_samples,
            batch_size=batch_size,
            refused=refused,
        )

    @torch.inference_mode()
    def _embed_chunks(self, samples: list[np.ndarray]) -> np.ndarray:
        inputs = self.processor(audio=samples, return_tensors="pt").to(self.device)
        return self.model.embed(**inputs).float().cpu().numpy()

    def _heard(self, batch_size: int, progress: bool, items: dict[str, Sequence | None]) -> np.ndarray:
        """(N, D) vectors of whole tracks."""
        columns = self._checked(items)
        refuse_unreadable(columns)
        vectors = np.zeros((len(columns[AUDIO]), self.model.config.embedding_dim), np.float32)
        audio = _watched(columns[AUDIO], progress)
        for number, track in self.tracks(audio, batch_size=batch_size):
            vectors[number] = track.vector
        return vectors

    def _checked(self, items: dict[str, Sequence | None]) -> dict[str, list]:
        columns = checked_columns(items, self.modalities, self.id)
        if getattr(self.model.config, "shared_space", False):
            refuse_several(columns, self.id)
        return columns

    def similarity(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Cosine similarity of unit rows, (N, D) and (M, D) to (N, M)."""
        return np.asarray(a) @ np.asarray(b).T

    def __add__(self, other: ComicEncoder | ConcatenatedEncoder) -> ConcatenatedEncoder:
        """Both as one, with their vectors side by side."""
        return ConcatenatedEncoder(self, other) if hasattr(other, "modalities") else NotImplemented

    def save_pretrained(self, folder: str | Path) -> None:
        """Write weights, configuration, processor and calibration, as `from_pretrained` reads them."""
        folder = Path(folder)
        self.model.save_pretrained(folder)
        self.processor.save_pretrained(folder)
        if self.calibration:
            text = json.dumps(self.calibration, indent=2, ensure_ascii=False) + "\n"
            (folder / CALIBRATION).write_text(text, "utf-8")

    def push_to_hub(
        self,
        repo_id: str,
        *,
        token: str | bool | None = None,
        private: bool | None = None,
        commit_message: str = "Upload encoder",
    ) -> str:
        """Upload what `save_pretrained` writes, making the repository if need be.

        Returns:
            Address of the commit.
        """
        api = HfApi(token=token)
        repo = api.create_repo(repo_id, private=private, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            self.save_pretrained(folder)
            commit = api.upload_folder(
                repo_id=repo.repo_id, folder_path=folder, commit_message=commit_message
            )
        return commit.commit_url


def _several(ids: str, revision: str | None) -> list[tuple[str, str | None]]:
    """Ids that "+" joins, each with its revision."""
    parts = ids.split("+")
    revisions = [""] * len(parts) if revision is None else revision.split("+")
    if len(revisions) != len(parts):
        raise ValueError(f"{ids}: {len(parts)} models need as many revisions, joined by +, not {revision}")
    return [(part, own or None) for part, own in zip(parts, revisions, strict=True)]


def _watched(steps: Sequence, progress: bool) -> Iterable:
    if not progress:
        return steps
    from rich.console import Console
    from rich.progress import track

    return track(steps, "Encoding", console=Console(stderr=True))


def _device(device: str | torch.device | None) -> torch.device:
    gpus = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    try:
        chosen = torch.device(device or (gpus[0] if gpus else "cpu"))
        torch.empty(0, device=chosen)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise ValueError(f"there is no device {device} here, only {', '.join([*gpus, 'cpu'])}") from error
    return chosen


def _model(folder: Path, dtype: str | torch.dtype) -> PreTrainedModel:
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # a bar for a few megabytes is noise
    try:
        return AutoModel.from_pretrained(folder, dtype=dtype, use_safetensors=True)
    finally:
        if shown:
            logging.enable_progress_bar()
