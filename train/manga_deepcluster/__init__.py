"""MangaDeepCluster: dc, ft and ft+dc (Section 3.1), and the recipe of the checkpoint that ships.

python -m train.manga_deepcluster train/manga-deepcluster-mini.yaml [--key=value …]
accelerate launch -m train.manga_deepcluster train/manga-deepcluster.yaml [--key=value …]
"""
