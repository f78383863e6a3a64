"""MFDN: the paper's training, its variants, the checkpoint that ships, and new tags and characters for it.

python -m train.mfdn train/mfdn-mini.yaml [--key=value …]
accelerate launch -m train.mfdn train/mfdn.yaml [--key=value …]
python -m train.mfdn train/mfdn-finetune.yaml --checkpoint=… --data=… --output=…
"""
