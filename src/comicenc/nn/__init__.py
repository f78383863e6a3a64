"""Blocks that more than one room needs: modules of torch, one idea a file."""
