"""Manga-MMTL: the paper's five models, and the recipes of the checkpoints that ship.

python -m train.manga_mmtl train/manga-mmtl-mini.yaml [--key=value …]
accelerate launch -m train.manga_mmtl train/manga-mmtl.yaml [--key=value …]
"""
