"""The papers' recipes. Not part of the wheel: it imports comicenc, and nothing imports it."""
