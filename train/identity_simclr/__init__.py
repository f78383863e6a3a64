"""Identity-Aware SimCLR: the paper's two stages, and the recipe of the checkpoint that ships.

python -m train.identity_simclr train/identity-simclr-mini.yaml [--key=value …]
accelerate launch -m train.identity_simclr train/identity-simclr.yaml [--key=value …]
"""
