"""comicenc: who is who in a comic."""
