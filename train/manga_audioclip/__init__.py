"""MangaAudioCLIP: music and texts, then pages and texts (§2), and the recipe of the checkpoint that ships.

python -m train.manga_audioclip train/manga-audioclip-mini.yaml [--key=value …]
accelerate launch -m train.manga_audioclip train/manga-audioclip.yaml [--key=value …]
"""
