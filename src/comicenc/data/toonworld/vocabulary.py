"""The words that are one album's own: its names, its places and what its story is about.

Every word is a pair, English and Japanese. Names are invented (`names.py`), so that no two albums share a
cast. Genres are Manga109's twelve, moods the seven of AudioSet's ontology.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..moods import MOODS as MOODS
from .lore import Lore, sample_lore
from .names import Pair, invent_name, invent_names, pick


@dataclass(frozen=True, slots=True)
class Genre:
    """What a genre brings along.

    Args:
        moods: Weight of each mood, in the order of `MOODS`.
        places: Kinds of place, those most used first.
        subjects: What a story may run about.
        foes: Who or what may stand in its way.
    """

    moods: tuple[float, ...]
    places: tuple[str, ...]
    subjects: tuple[Pair, ...]
    foes: tuple[Pair, ...]


GENRES: dict[str, Genre] = {
    "animals": Genre(
        (4, 3, 1, 3, 1, 0.5, 0.5),
        ("meadow", "forest", "shore", "room"),
        (("acorn", "どんぐり"), ("burrow", "巣穴"), ("spring feast", "春まつり"), ("red ball", "赤いボール")),
        (("the farmer's dog", "農場の犬"), ("the winter", "冬"), ("the hawk", "タカ")),
    ),
    "battle": Genre(
        (0.5, 1, 1, 0.5, 5, 4, 1),
        ("street", "mountains", "castle", "ship"),
        (
            ("third gate", "第三の門"),
            ("black sword", "黒剣"),
            ("tournament", "武闘会"),
            ("forbidden move", "禁じ手"),
        ),
        (
            ("the Iron Guard", "鉄衛隊"),
            ("the masked champion", "仮面の王者"),
            ("the rival school", "宿敵の道場"),
        ),
    ),
    "fantasy": Genre(
        (2, 1, 1, 2, 4, 1, 2),
        ("castle", "forest", "cave", "mountains"),
        (
            ("dragon's egg", "竜の卵"),
            ("moonwell", "月の泉"),
            ("lost crown", "失われた冠"),
            ("spellbook", "魔法書"),
        ),
        (("the frost witch", "氷の魔女"), ("the hollow king", "虚ろの王"), ("the goblins", "ゴブリンども")),
    ),
    "four-frame cartoons": Genre(
        (4, 6, 0.5, 1, 0.5, 1, 0.3),
        ("room", "classroom", "cafe", "street"),
        (
            ("pudding", "プリン"),
            ("diet", "ダイエット"),
            ("part-time job", "バイト"),
            ("new phone", "新しい電話"),
        ),
        (("the landlord", "大家さん"), ("Monday morning", "月曜の朝"), ("the boss", "店長")),
    ),
    "historical drama": Genre(
        (0.5, 0.5, 4, 3, 2, 2, 1),
        ("castle", "temple", "street", "mountains"),
        (
            ("letter of succession", "世継ぎの書状"),
            ("toll bridge", "関所の橋"),
            ("siege", "城攻め"),
            ("vow", "誓い"),
        ),
        (("the magistrate", "代官"), ("the northern clan", "北の一族"), ("the ronin", "浪人")),
    ),
    "horror": Genre(
        (0.2, 0.4, 1, 0.6, 1.5, 1, 7),
        ("cave", "forest", "room", "street"),
        (
            ("locked attic", "開かずの屋根裏"),
            ("black doll", "黒い人形"),
            ("old well", "古井戸"),
            ("mirror", "鏡"),
        ),
        (("the thing below", "下にいるもの"), ("the faceless woman", "顔のない女"), ("the shadow", "影")),
    ),
    "humor": Genre(
        (3, 6, 0.4, 0.6, 1, 1.5, 0.4),
        ("street", "cafe", "room", "shore"),
        (
            ("lottery ticket", "宝くじ"),
            ("talking pumpkin", "しゃべるカボチャ"),
            ("bicycle", "自転車"),
            ("wig", "かつら"),
        ),
        (("the mayor", "町長"), ("the ticket inspector", "検札係"), ("the neighbours", "隣の一家")),
    ),
    "love romance": Genre(
        (2, 0.7, 3, 6, 0.5, 0.8, 0.2),
        ("classroom", "cafe", "meadow", "shore"),
        (("letter", "手紙"), ("promise", "約束"), ("white umbrella", "白い傘"), ("last summer", "去年の夏")),
        (("her cousin", "あの従妹"), ("the transfer", "転校"), ("the distance", "遠い距離")),
    ),
    "romantic comedy": Genre(
        (5, 4, 0.7, 3, 0.7, 1, 0.2),
        ("classroom", "room", "cafe", "street"),
        (
            ("school festival", "文化祭"),
            ("wrong number", "間違い電話"),
            ("shared flat", "同居"),
            ("cake", "ケーキ"),
        ),
        (("the student council", "生徒会"), ("my big brother", "兄貴"), ("the landlady", "管理人さん")),
    ),
    "science fiction": Genre(
        (1, 1, 1, 1, 4, 1, 2.5),
        ("ship", "street", "mountains", "cave"),
        (
            ("signal", "信号"),
            ("jump drive", "跳躍炉"),
            ("sleeping crew", "眠る乗員"),
            ("ninth moon", "第九の月"),
        ),
        (("the Consortium", "連合社"), ("the swarm", "群体"), ("the ship's own mind", "船の頭脳")),
    ),
    "sports": Genre(
        (3, 1.5, 1, 1, 6, 1.5, 0.2),
        ("meadow", "classroom", "street", "shore"),
        (
            ("final", "決勝"),
            ("relay", "リレー"),
            ("left-hand serve", "左のサーブ"),
            ("training camp", "合宿"),
        ),
        (("the champions", "王者チーム"), ("our coach", "監督"), ("the rain", "雨")),
    ),
    "suspense": Genre(
        (0.4, 0.5, 1.5, 1, 3, 1.5, 4),
        ("street", "room", "cafe", "ship"),
        (
            ("second key", "二つ目の鍵"),
            ("missing hour", "消えた一時間"),
            ("ledger", "帳簿"),
            ("witness", "証人"),
        ),
        (("the caller", "電話の男"), ("the inspector", "警部"), ("the man in grey", "灰色の男")),
    ),
}

PLACE_NAMES: dict[str, tuple[Pair, ...]] = {
    "meadow": (("{} Meadow", "{}の草原"), ("{} Field", "{}が原"), ("{} Hill", "{}の丘")),
    "forest": (("{} Wood", "{}の森"), ("the {} Trees", "{}の木立ち")),
    "street": (("{} Street", "{}通り"), ("{} Lane", "{}横丁"), ("{} Square", "{}広場")),
    "room": (("the {} house", "{}の家"), ("{} Lodge", "{}荘")),
    "cafe": (("Café {}", "喫茶{}"), ("the {} Tavern", "{}亭")),
    "classroom": (("{} School", "{}学園"), ("{} Academy", "{}高校")),
    "shore": (("{} Bay", "{}湾"), ("{} Beach", "{}の浜")),
    "mountains": (("Mount {}", "{}山"), ("{} Pass", "{}峠")),
    "castle": (("{} Castle", "{}城"), ("{} Hall", "{}の館")),
    "cave": (("{} Cave", "{}の洞窟"), ("the {} Deep", "{}の深み")),
    "ship": (("the {}", "{}号"), ("{} Station", "{}基地")),
    "temple": (("{} Shrine", "{}神社"), ("{} Temple", "{}寺")),
}


@dataclass(frozen=True, slots=True)
class World:
    """What an album's people talk about.

    Args:
        genre: One of `GENRES`.
        title: Title of the album.
        names: Names of the cast, the hero first.
        places: Name of each place.
        subjects: What the story runs about, the main thing first.
        foes: Who stands in the way.
        lore: What else people of this world talk about, and how.
    """

    genre: str
    title: Pair
    names: tuple[Pair, ...]
    places: tuple[Pair, ...]
    subjects: tuple[Pair, ...]
    foes: tuple[Pair, ...]
    lore: Lore


_TITLES: tuple[Pair, ...] = (
    ("The {subject} of {word}", "{word}の{subject}"),
    ("{hero} and the {subject}", "{hero}と{subject}"),
    ("{word} Days", "{word}の日々"),
    ("{hero}!", "{hero}！"),
    ("{hero} of {place}", "{place}の{hero}"),
    ("A {subject} for {hero}", "{hero}に{subject}を"),
    ("{word} Chronicle", "{word}伝"),
    ("Goodbye, {place}", "さよなら、{place}"),
)


def sample_world(rng: np.random.Generator, genre: str, cast: int, place_kinds: Sequence[str]) -> World:
    """Invent the words of an album.

    Args:
        rng: Source of chance.
        genre: One of `GENRES`.
        cast: How many people need a name.
        place_kinds: Kind of each place, keys of `PLACE_NAMES`.
    """
    names = invent_names(rng, cast)
    places = []
    for kind in place_kinds:
        english, japanese = pick(rng, PLACE_NAMES[kind])
        name = invent_name(rng)
        places.append((english.format(name[0]), japanese.format(name[1])))
    habits = GENRES[genre]
    order = rng.permutation(len(habits.subjects))[:2]
    word, subject = invent_name(rng), habits.subjects[int(order[0])]
    coined = invent_name(rng)  # a thing only this album has, so that its text can be told from its genre's
    title = pick(rng, _TITLES)
    slots = {"hero": names[0], "place": places[0], "word": word}
    english = {key: value[0] for key, value in slots.items()} | {"subject": subject[0].title()}
    japanese = {key: value[1] for key, value in slots.items()} | {"subject": subject[1]}
    thing = pick(rng, habits.subjects)
    return World(
        genre=genre,
        title=(title[0].format(**english), title[1].format(**japanese)),
        names=names,
        places=tuple(places),
        subjects=(
            *(habits.subjects[int(index)] for index in order),
            (f"{coined[0]} {thing[0]}", f"{coined[1]}の{thing[1]}"),
        ),
        foes=(pick(rng, habits.foes), invent_name(rng)),
        lore=sample_lore(rng),
    )
