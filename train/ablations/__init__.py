"""The papers' claims, tried on Toonworld with a small model and several seeds.

    comicenc dataset toonworld --out runs/toonworld-ablations --albums 100 --test-albums 40
    python -m train.ablations train/identity-simclr-ablations.yaml [--key=value …]
    python -m train.ablations train/manga-audioclip-ablations.yaml [--key=value …]
    python -m train.ablations train/manga-deepcluster-ablations.yaml [--key=value …]
    python -m train.ablations train/manga-mmtl-ablations.yaml [--key=value …]
    python -m train.ablations train/mfdn-ablations.yaml [--key=value …]

Every run has a folder of its own and is not repeated once it was measured, so an interrupted call goes on.
Each table's means and deviations over the seeds go to one file, with the verdicts on the claims that rest
on it.
"""
