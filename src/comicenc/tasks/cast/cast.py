"""Who is in a comic: identities that hold over all its pages, and corrections that cost no new encoding.

Identity-Aware SimCLR, "Identity Assignment Across Panels with Character Clustering" and Appendix H.

Differs from the paper: identities are solved over a whole comic and not over four panels, two instances of
one panel are two identities, and people may say who is the same and who is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from comicenc.comic import Comic
from comicenc.metrics import clustering_metrics
from comicenc.tasks.cast import stored
from comicenc.tasks.cast.doubts import Doubt, Looks, Suggestion
from comicenc.tasks.cast.instances import Encoded, Instance, encode_instances, spoken, true_names, with_names
from comicenc.tasks.cast.references import Link, checked_links
from comicenc.tasks.cast.solving import Settings, distances_between, forbidden, keep_ids, solve
from comicenc.tasks.encoders import as_encoder, calibrated, encoder_key, entry_for
from comicenc.tasks.linkage import grouped
from comicenc.tasks.links import Pairs, pairs_apart

if TYPE_CHECKING:
    from comicenc.encoder import ComicEncoder
    from comicenc.tasks.gallery import Gallery


@dataclass(frozen=True)
class Identity:
    """Somebody in a comic.

    Args:
        id: Number that stays the same when the cast is corrected.
        name: What somebody named it, or None.
        instances: Its appearances in reading order.
        rows: Their places in `Cast.instances`.
    """

    id: int
    name: str | None
    instances: tuple[Instance, ...] = field(repr=False)
    rows: tuple[int, ...] = field(repr=False)

    @property
    def label(self) -> str:
        """The name, or a number to call it by."""
        return self.name or f"character {self.id + 1}"

    @property
    def pages(self) -> tuple[str, ...]:
        """Names of the pages it is on, in reading order."""
        return tuple(dict.fromkeys(instance.page for instance in self.instances))

    def __len__(self) -> int:
        return len(self.instances)


@dataclass(frozen=True, eq=False, repr=False)
class Cast:
    """The identities of a comic. A correction gives a new cast and leaves the old one as it was.

    Identities with the same name are one identity: naming two of them "Pepper" merges them, and taking the
    name away (`rename({id: None})`) separates them again.

    Args:
        title: The comic's.
        encoded: Its instances and their vectors.
        settings: How identities are solved.
        must_link: Pairs of instances (rows) that are the same.
        cannot_link: Pairs of instances that are not.
        names: Names of identities, by the ids of `solved`.
        solved: (N,) id of each instance before equal names join them.
        next_id: The first id that was never given.
        encoder: Id, revision and commit of the encoder.
    """

    title: str
    encoded: Encoded
    settings: Settings
    must_link: Pairs
    cannot_link: Pairs
    names: Mapping[int, str]
    solved: np.ndarray
    next_id: int
    encoder: Mapping[str, Any]

    @classmethod
    def find(
        cls,
        comic: Comic,
        encoder: ComicEncoder | str,
        *,
        threshold: float | None = None,
        panel_rule: bool = True,
        must_link: Iterable[Link] = (),
        cannot_link: Iterable[Link] = (),
        center: float | None = None,
        smoothing: int | None = None,
        faces_first: bool = False,
        texts: bool = True,
        language: str | None = None,
        batch_size: int = 32,
        progress: bool = False,
    ) -> Cast:
        """Find who is who in a comic whose characters are annotated with boxes; names are not looked at.

        Args:
            comic: Pages are read one at a time.
            encoder: An encoder of faces, bodies or both, or its id.
            threshold: Average distance below which two groups are one identity; by default the encoder's
                calibrated `cast_distance`; `cast_distance_without_texts`, if there is one, where an encoder
                that takes texts is given none.
            panel_rule: Whether two instances of one panel are two identities unless must-links join them.
            must_link: Pairs of instances of one identity: rows, instances or (page name, index on the page).
            cannot_link: Pairs of instances of two identities.
            center: Share of the comic's mean vector that is taken out of every vector; by default what the
                threshold was calibrated for. A comic with a single character is torn apart by it.
            smoothing: How many nearest instances a vector is averaged with; likewise.
            faces_first: Whether instances with a face are grouped before those without one join them.
            texts: Whether what is said in a character's frame counts, where the encoder takes texts and the
                comic has them.
            language: Of these texts; by default the one that comes first in each.
            batch_size: Instances that are encoded at once.
            progress: Whether to show a progress bar on stderr.

        Raises:
            ValueError: If there is nobody to encode, links contradict each other, or there is no threshold.
        """
        encoder = as_encoder(encoder)
        said = spoken(comic, encoder, language) if texts else None
        entry = entry_for(encoder, "cast_distance", with_texts=said is not None)
        threshold, used = calibrated(
            encoder, entry, "value", threshold, {"center": center, "smoothing": smoothing}
        )
        settings = Settings(threshold, panel_rule, **used, faces_first=faces_first)
        encoded = encode_instances(comic, encoder, texts=said, batch_size=batch_size, progress=progress)
        must, cannot = checked_links(encoded.instances, must_link, cannot_link)
        solved = solve(encoded, settings, must, cannot).labels(settings.threshold)
        next_id = int(solved.max()) + 1
        return cls(comic.title, encoded, settings, must, cannot, {}, solved, next_id, encoder_key(encoder))

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Every appearance, in reading order: that of `Comic.instances()`, less `left_out`."""
        return self.encoded.instances

    @property
    def vectors(self) -> np.ndarray:
        """(N, D) float32 unit rows, one an instance."""
        return self.encoded.vectors

    @property
    def texts(self) -> tuple[str, ...] | None:
        """What is said in each instance's frame, as far as it counted; None where none of it did."""
        return self.encoded.texts

    @property
    def skipped(self) -> tuple[str, ...]:
        """Names of the pages on which nobody looked for characters."""
        return self.encoded.skipped

    @property
    def left_out(self) -> tuple[Instance, ...]:
        """Instances without any part that the encoder takes."""
        return self.encoded.left_out

    @property
    def labels(self) -> np.ndarray:
        """(N,) id of each instance's identity."""
        first: dict[str, int] = {}
        joined = {id: first.setdefault(name, id) for id, name in sorted(self.names.items())}
        return np.array([joined.get(id, id) for id in self.solved.tolist()], dtype=int)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Everybody, in the order in which they first appear."""
        rows: dict[int, list[int]] = {}
        for row, id in enumerate(self.labels.tolist()):
            rows.setdefault(id, []).append(row)
        return tuple(
            Identity(id, self.names.get(id), tuple(self.instances[row] for row in own), tuple(own))
            for id, own in rows.items()
        )

    def __len__(self) -> int:
        return len(self.identities)

    def __repr__(self) -> str:
        return f"Cast({self.title!r}: {len(self)} identities in {len(self.instances)} instances)"

    def identity(self, id: int) -> Identity:
        """The identity with this id.

        Raises:
            ValueError: If there is none.
        """
        for identity in self.identities:
            if identity.id == id:
                return identity
        raise ValueError(f"{self.title}: no identity {id}; there are {sorted(set(self.labels.tolist()))}")

    def with_links(
        self, must_link: Iterable[Link] = (), cannot_link: Iterable[Link] = (), *, keep: bool = True
    ) -> Cast:
        """The cast solved again with links between instances; nothing is encoded again.

        A must-link unites the identities of both instances, not the two alone: what looks like either comes
        along. To move one instance, cannot-link it with those it was wrongly among as well.

        Args:
            must_link: Pairs of one identity: rows, instances or (page name, index on the page).
            cannot_link: Pairs of two identities.
            keep: Whether earlier links stay beside these.

        Raises:
            ValueError: If links contradict each other, one names an instance that does not exist, or a
                cannot-link parts two instances whose identities were given the same name.
        """
        must, cannot = checked_links(
            self.instances,
            [*(self.must_link if keep else ()), *must_link],
            [*(self.cannot_link if keep else ()), *cannot_link],
        )
        return self._solved_again(self.settings, must, cannot)

    def with_settings(self, **changes: Any) -> Cast:
        """The cast solved again with other `Settings` (`threshold=0.7`); nothing is encoded again."""
        return self._solved_again(replace(self.settings, **changes), self.must_link, self.cannot_link)

    def rename(self, names: Mapping[int, str | None]) -> Cast:
        """The cast with names given to identities, by id, or taken away with None.

        Identities with the same name become one, also where the panel rule had kept them apart.

        Raises:
            ValueError: If there is no such identity, a name is empty, or a cannot-link parts two instances
                whose identities would have the same name.
        """
        labels = self.labels
        given = dict(self.names)
        for id, name in names.items():
            self.identity(id)
            if name is not None and not name.strip():
                raise ValueError(f"{self.title}: the name given to identity {id} is empty")
            for part in set(self.solved[labels == id].tolist()):
                given.pop(part, None)
                if name is not None:
                    given[part] = name.strip()
        cast = replace(self, names=given)
        cast._refuse_one_name()
        return cast

    def named_by(self, gallery: Gallery) -> Cast:
        """The cast with a name for each identity without one whose mean vector a gallery knows.

        Where two would get one name though links or the panel rule keep them apart, the surer one gets it.

        Raises:
            ValueError: If the gallery holds vectors of another encoder.
        """
        gallery.refuse_other(self.encoder)
        unnamed = [identity for identity in self.identities if identity.name is None]
        if not unnamed:
            return self
        means = np.stack([self.vectors[list(identity.rows)].mean(axis=0) for identity in unnamed])
        known = gallery.identify_vectors(means / np.linalg.norm(means, axis=1, keepdims=True))
        apart, labels = self._forbidden(), self.labels
        names = {each.id: each.name for each in self.identities}
        for place in sorted(range(len(known)), key=lambda place: -known[place].score):
            identity, name = unnamed[place], known[place].name
            others = np.isin(labels, [id for id, taken in names.items() if taken == name])
            if name is not None and not apart[np.ix_(identity.rows, others)].any():
                names[identity.id] = name
        return self.rename({identity.id: names[identity.id] for identity in unnamed})

    def uncertain(self, margin: float | None = None) -> list[Doubt]:
        """Instances that nearly went to another identity, or to none, the closest call first.

        Args:
            margin: How much farther the alternative may be, in distance; a tenth of the threshold by default.
        """
        certain = np.zeros(len(self.instances), bool)
        certain[[row for pair in self.must_link for row in pair]] = True
        return self._looks().doubts(self.instances, certain, self._margin(margin))

    def suggestions(self, margin: float | None = None) -> list[Suggestion]:
        """Merges and splits that are worth a look; `with_links` takes their links.

        Args:
            margin: How far from the threshold, in distance; a tenth of it by default.
        """
        count = len(self.instances)
        never = pairs_apart(np.arange(count), self.cannot_link, [None] * count)
        looks, margin = self._looks(), self._margin(margin)
        return [*looks.merges(never, margin), *looks.splits(grouped(count, self.must_link), margin)]

    def annotate(self, comic: Comic) -> Comic:
        """The comic with every character's name replaced by its identity's label.

        Raises:
            ValueError: If it is not the comic that this cast was found in.
        """
        return with_names(
            comic,
            {(at.page, at.index): each.label for each in self.identities for at in each.instances},
        )

    def scores(self, comic: Comic) -> dict[str, float]:
        """How well the identities agree with the annotated names: see `metrics.clustering_metrics`.

        Those without a name do not count; where fewer than two have one there is nothing to compare, and no
        scores.

        Raises:
            ValueError: If it is not the comic that this cast was found in.
        """
        known = [
            (name, id)
            for name, id in zip(true_names(comic, self.instances), self.labels.tolist(), strict=True)
            if name is not None
        ]
        return clustering_metrics(*zip(*known, strict=True)) if len(known) > 1 else {}

    def to_dict(self) -> dict[str, Any]:
        """Identities with their instances, pages left out and settings, as JSON can hold them."""
        return stored.cast_to_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write the cast to a JSON file with its vectors beside, whole or not at all."""
        return stored.save_cast(self, path)

    @staticmethod
    def load(path: str | Path) -> Cast:
        """Read a cast that was saved; it can be corrected further without the encoder.

        Raises:
            ValueError: If the file is no cast or is damaged.
        """
        return Cast(**stored.load_cast(path))

    def _forbidden(self) -> np.ndarray:
        return forbidden(self.encoded, self.settings, self.must_link, self.cannot_link)

    def _looks(self) -> Looks:
        threshold = self.settings.threshold
        looks = solve(self.encoded, self.settings, self.must_link, self.cannot_link).looks(threshold)
        # a cast whose ids were not solved here, but given by hand, may part what looks alike
        looks = np.unique(np.c_[looks, self.labels], axis=0, return_inverse=True)[1]
        distances = distances_between(self.encoded, self.settings)
        return Looks(self.labels, looks, distances, self._forbidden(), threshold)

    def _margin(self, margin: float | None) -> float:
        return self.settings.threshold / 10 if margin is None else margin

    def _solved_again(self, settings: Settings, must: Pairs, cannot: Pairs) -> Cast:
        labels = solve(self.encoded, settings, must, cannot).labels(settings.threshold)
        solved, next_id = keep_ids(labels, self.solved, self.next_id)
        there = set(solved.tolist())
        cast = replace(
            self,
            settings=settings,
            must_link=must,
            cannot_link=cannot,
            solved=solved,
            next_id=next_id,
            names={id: name for id, name in self.names.items() if id in there},
        )
        cast._refuse_one_name()
        return cast

    def _refuse_one_name(self) -> None:
        labels = self.labels
        for first, second in self.cannot_link:
            if labels[first] == labels[second]:
                raise ValueError(
                    f"{self.title}: cannot_link keeps {self.instances[first]} and {self.instances[second]}"
                    f" apart, but both are in identities named {self.names[int(labels[first])]!r}"
                )
