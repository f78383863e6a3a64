"""The four losses and the miner of the fine-tuning stage (Identity-Aware SimCLR, Appendix F.5).

Each takes embeddings, labels and, where pairs were mined, their indices: either pairs `(anchor, positive,
anchor, negative)` or triplets `(anchor, positive, negative)`, as pytorch-metric-learning has them. Without
indices all pairs of the batch count, as in the paper's losses without miner. That library comes with the
extra `train` and is imported when a loss is first called.

Differs from the paper: the margins of contrastive and triplet-margin loss are not in its text; they are the
library's defaults unless given.
"""

from __future__ import annotations

from functools import cache

from torch import Tensor

Indices = tuple[Tensor, Tensor, Tensor, Tensor] | tuple[Tensor, Tensor, Tensor]

COSINE_LIMIT = 1 - 1e-6  # the angle's slope is infinite at 1, where two equal embeddings are


def contrastive(
    embeddings: Tensor, labels: Tensor, indices: Indices | None = None, *, margin: float = 1.0
) -> Tensor:
    """Contrastive loss (Hadsell et al. 2006): L2 distance of similar pairs, hinge of dissimilar ones.

    Args:
        embeddings: (N, D); normalised here.
        labels: (N,) integers.
        indices: Mined pairs; all pairs where None.
        margin: Distance from which on a dissimilar pair costs nothing.

    Returns:
        Scalar: mean over the similar pairs plus mean over the dissimilar pairs that cost anything.
    """
    from pytorch_metric_learning.losses import ContrastiveLoss

    return ContrastiveLoss(neg_margin=margin)(embeddings, labels, indices)


def triplet_margin(
    embeddings: Tensor, labels: Tensor, indices: Indices | None = None, *, margin: float = 0.05
) -> Tensor:
    """Triplet margin loss (Balntas et al. 2016) on L2 distance; the paper mines for it.

    Args:
        embeddings: (N, D); normalised here.
        labels: (N,) integers.
        indices: Mined pairs or triplets; pairs of one anchor are combined to triplets.
        margin: How much farther than the similar the dissimilar one has to be.

    Returns:
        Scalar: mean over the triplets that cost anything.
    """
    from pytorch_metric_learning.losses import TripletMarginLoss

    return TripletMarginLoss(margin=margin)(embeddings, labels, indices)


def multi_similarity(embeddings: Tensor, labels: Tensor, indices: Indices | None = None) -> Tensor:
    """Multi-similarity loss (Wang et al. 2019), Equation 8, with α 2, β 50, base 0.5 on L2 distance.

    Args:
        embeddings: (N, D); normalised here.
        labels: (N,) integers.
        indices: Mined pairs; the paper mines for it.
    """
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.losses import MultiSimilarityLoss

    return MultiSimilarityLoss(alpha=2, beta=50, base=0.5, distance=LpDistance())(embeddings, labels, indices)


def tuplet_margin(embeddings: Tensor, labels: Tensor, indices: Indices | None = None) -> Tensor:
    """Tuplet margin loss plus 0.5 times intra-pair variance loss (Yu and Tao 2019), Equation 7.

    Args:
        embeddings: (N, D); normalised here.
        labels: (N,) integers.
        indices: Mined pairs; all pairs where None, as in the paper.
    """
    from pytorch_metric_learning.losses import IntraPairVarianceLoss, TupletMarginLoss

    angle = TupletMarginLoss(distance=_bounded_cosine())(embeddings, labels, indices)
    return angle + 0.5 * IntraPairVarianceLoss()(embeddings, labels, indices)


def mine_multi_similarity(embeddings: Tensor, labels: Tensor, *, epsilon: float = 0.1) -> Indices:
    """The multi-similarity miner (Appendix F.5) on L2 distance.

    An anchor's similar pairs count that are no more than ε nearer than its nearest dissimilar one, and the
    dissimilar ones that are no more than ε farther than its farthest similar one.

    Args:
        embeddings: (N, D); normalised here.
        labels: (N,) integers.
        epsilon: ε, an L2 distance between unit vectors.

    Returns:
        Pairs `(anchor, positive, anchor, negative)`.
    """
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.miners import MultiSimilarityMiner

    return MultiSimilarityMiner(epsilon=epsilon, distance=LpDistance())(embeddings, labels)


@cache
def _bounded_cosine():
    from pytorch_metric_learning.distances import CosineSimilarity

    class BoundedCosine(CosineSimilarity):
        def compute_mat(self, query: Tensor, reference: Tensor) -> Tensor:
            return super().compute_mat(query, reference).clamp(-COSINE_LIMIT, COSINE_LIMIT)

    return BoundedCosine()
