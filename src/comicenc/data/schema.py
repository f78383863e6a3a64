"""The columns of the canonical datasets, the same for every source.

Each builder writes one or more of these configs as Parquet, so that training and evaluation know no source.
Boxes are `[x0, y0, x1, y1]` in pixels of the page. What is absent is null, never an empty box or image.
"""

from __future__ import annotations

from datasets import Audio, Features, Image, List, Value

BOX = List(Value("float32"))

PAGES = Features(
    {
        "image": Image(),
        "title": Value("string"),
        "page": Value("string"),
        "panels": List(BOX),  # in reading order
        "characters": List({"name": Value("string"), "face": BOX, "body": BOX, "panel": Value("int32")}),
        "texts": List(
            {"box": BOX, "text": Value("string"), "speaker": Value("string"), "panel": Value("int32")}
        ),
        "genre": Value("string"),
        "mood": Value("string"),
    }
)

FACES = Features(
    {
        "image": Image(),
        "text": Value("string"),  # all the text of the face's frame (Manga-MMTL §3.1)
        "character": Value("string"),
        "album": Value("string"),
        "page": Value("string"),
    }
)

INSTANCES = Features(
    {
        "face": Image(),
        "body": Image(),
        "face_score": Value("float32"),
        "body_score": Value("float32"),
        "series_id": Value("string"),
        "page_id": Value("string"),
        "char_index": Value("int32"),
    }
)

SEQUENCES = Features(
    {
        "sequence_id": Value("string"),
        "series_id": Value("string"),
        "instances": List(
            {
                "uuid": Value(
                    "string"
                ),  # of the drawn figure: the same in every sequence that shows its panel
                "panel": Value("int32"),  # 0 to 3 within the sequence
                "identity": Value("string"),  # comparable within the sequence only
                "face": Image(),
                "body": Image(),
            }
        ),
    }
)

GENRE_PAGES = Features(
    {
        "image": Image(),
        "genre": Value("string"),
        "mood": Value("string"),  # null where nobody has said
        "title": Value("string"),  # of the album, so that pages of one need not be learnt from and tested on
    }
)

# Undecoded: a file's bytes as they are, so that nobody needs FFmpeg to have the column.
MUSIC = Features({"audio": Audio(decode=False), "mood": Value("string")})

TAGGED = Features({"image": Image(), "tags": List(Value("string")), "character": Value("string")})

CONFIGS = {
    "pages": PAGES,
    "faces": FACES,
    "instances": INSTANCES,
    "sequences": SEQUENCES,
    "tagged": TAGGED,
    "music": MUSIC,
    "genre_pages": GENRE_PAGES,
}
