"""The loss of Identity-Aware SimCLR, Equation 4: faces, bodies, and faces with their bodies."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from .nt_xent import nt_xent


class IdentityAwareLoss(NamedTuple):
    """Equation 4 and its terms; a term that was left out is None."""

    loss: Tensor
    face: Tensor | None
    body: Tensor | None
    identity: Tensor | None


def identity_aware_loss(
    *,
    faces: tuple[Tensor, Tensor] | None = None,
    bodies: tuple[Tensor, Tensor] | None = None,
    pairs: tuple[Tensor, Tensor] | None = None,
    has_face: Tensor | None = None,
    has_body: Tensor | None = None,
    temperature: float = 0.07,
    gather: bool = True,
) -> IdentityAwareLoss:
    """Sum of NT-Xent over two views of faces, two views of bodies, and face against body (Equations 1 to 4).

    An instance takes part in the terms it has the parts for: rows of `has_face` in the face term, of
    `has_body` in the body term, of both in the identity term. What stands in the other rows is never read,
    so it may be anything, NaN included. Without `pairs` it is the paper's "unaligned" model, with `faces` or
    `bodies` alone its face-only and body-only ones.

    Args:
        faces: Projections of two strongly augmented views of the faces, (N, D) each.
        bodies: The same of the bodies.
        pairs: Projections of the weakly augmented face and body of each instance, (N, D) each.
        has_face: (N,) bool; None where all have one.
        has_body: (N,) bool; None where all have one.
        temperature: τ of all three terms.
        gather: As in `nt_xent`, which also says how several processes add up.

    Raises:
        ValueError: If there is no term at all.
    """
    has_both = has_body if has_face is None else has_face if has_body is None else has_face & has_body
    terms = [
        None if views is None else nt_xent(*_present(views, mask), temperature, gather=gather)
        for views, mask in ((faces, has_face), (bodies, has_body), (pairs, has_both))
    ]
    given = [term for term in terms if term is not None]
    if not given:
        raise ValueError("the identity-aware loss needs faces, bodies or pairs of both")
    return IdentityAwareLoss(sum(given), *terms)


def _present(views: tuple[Tensor, Tensor], mask: Tensor | None) -> tuple[Tensor, Tensor]:
    a, b = views
    return (a, b) if mask is None else (a[mask], b[mask])
