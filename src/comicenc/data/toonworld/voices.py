"""How somebody speaks: a manner that others share, and habits that are their own.

A manner gives openers, tails and Japanese endings. Beside it each character has a saying, a laugh, a way to
call others, a thing they always come back to, and speech acts they fall into whatever the mood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .names import Pair, pick

OPENERS: dict[str, tuple[Pair, ...]] = {
    "plain": (
        ("So,", "で、"),
        ("Listen,", "ねえ、"),
        ("Well,", "まあ、"),
        ("Okay,", "よし、"),
        ("Hm,", "ふむ、"),
    ),
    "polite": (
        ("Pardon me,", "失礼ですが、"),
        ("If I may,", "よろしければ、"),
        ("Naturally,", "当然ながら、"),
    ),
    "rough": (("Oi,", "おい、"), ("Tch,", "ちっ、"), ("Look,", "いいか、"), ("Ha!", "はっ！")),
    "old": (("In my day,", "昔はのう、"), ("Ho ho,", "ほっほ、"), ("Child,", "若いの、")),
    "grand": (("My dear,", "まあ、"), ("Oh ho ho,", "オホホ、"), ("Darling,", "あら、")),
    "timid": (("Um,", "あの、"), ("S-sorry,", "ご、ごめん、"), ("Er,", "えっと、")),
    "beast": (("Mrr,", "ニャ、"), ("Grr,", "ガウ、"), ("Sniff,", "クンクン、")),
    "machine": (("Bzzt.", "ピピッ。"), ("Notice:", "通知、"), ("Processing.", "処理中。")),
}
_TAILS: dict[str, tuple[str, ...]] = {
    "plain": ("", "right?", "you know?", "okay?"),
    "polite": ("", "if you please.", "I believe."),
    "rough": ("see?", "got it?", "punk.", "ya hear?"),
    "old": ("mark my words.", "hmm?", "by my beard."),
    "grand": ("darling.", "of course!", "ho ho!"),
    "timid": ("maybe…", "sorry…", "I think…"),
    "beast": ("nya.", "rrr.", "woof."),
    "machine": ("beep.", "confirmed.", "end of message."),
}
# first person, copula, emphasis, question, seeking agreement
_ENDINGS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "plain": (
        ("私", "だ", "よ", "の？", "ね"),
        ("僕", "だ", "よ", "かな？", "ね"),
        ("あたし", "だ", "よ", "の？", "ね"),
    ),
    "polite": (("私", "です", "よ", "か？", "ね"), ("自分", "です", "よ", "か？", "ね")),
    "rough": (("俺", "だ", "ぜ", "のか？", "な"), ("オレ様", "だ", "ぞ", "のかよ？", "な")),
    "old": (("わし", "じゃ", "ぞ", "のかのう？", "のう"),),
    "grand": (("わたくし", "ですわ", "わよ", "かしら？", "わね"),),
    "timid": (("ぼく", "だ", "よ…", "の…？", "ね…"), ("わたし", "です", "…", "か…？", "ね…")),
    "beast": (("ボク", "だニャ", "ニャ", "ニャ？", "ニャ"), ("ワシ", "だワン", "ワン", "ワン？", "ワン")),
    "machine": (("ワタシ", "デス", "デス", "デスカ？", "デスネ"),),
}
MANNERS = tuple(_ENDINGS)
SAYINGS: tuple[Pair, ...] = (
    ("Trust me.", "{I}を信じて。"),
    ("That's the way it is.", "そういうもの{da}{yo}。"),
    ("Not on my watch.", "{I}の目の前では[させない|させません]。"),
    ("I'm hungry.", "おなかが[すいた|すきました]。"),
    ("Numbers don't lie.", "数字は[嘘をつかない|嘘をつきません]。"),
    ("Easy as pie.", "朝飯前{da}{yo}。"),
    ("I read it in a book.", "本で[読んだ|読みました]{yo}。"),
    ("What a bother.", "めんどう{da}{ne}。"),
    ("Leave it to fate.", "運を天に[任せる|任せます]{yo}。"),
    ("I've seen worse.", "もっとひどいのを[見た|見ました]{yo}。"),
    ("Practice, practice!", "練習あるのみ{da}！"),
    ("My feet hurt.", "足が[痛い|痛いです]{yo}。"),
    ("How romantic!", "ロマンチック{da}{ne}！"),
    ("It's all in the wrist.", "手首の力{da}{yo}。"),
    ("Science says no.", "科学的にありえ[ない|ません]。"),
    ("Time is money.", "時は金なり{da}{yo}。"),
    ("I smell trouble.", "いやな匂いが[する|します]。"),
    ("Nothing ventured!", "当たって砕けろ{da}！"),
    ("Let me sleep.", "寝かせて[くれ|ください]。"),
    ("Just as planned.", "計画どおり{da}。"),
    ("The stars told me.", "星がそう[言った|言いました]{yo}。"),
    ("Who pays for this?", "誰が払う{ka}"),
    ("I was never here.", "{I}はここにいなかった{yo}。"),
    ("My mother warned me.", "母さんの言うとおり{da}。"),
    ("Rules are rules.", "決まりは決まり{da}。"),
    ("I could eat a horse.", "腹ぺこ{da}{yo}。"),
    ("It builds character.", "いい経験{da}{ne}。"),
    ("Never again.", "もう二度とごめん{da}。"),
    ("Mark it in the diary.", "日記に書いて[おこう|おきましょう]。"),
    ("Flowers would help.", "花があれば[いい|いいです]{ne}。"),
    ("I blame the weather.", "天気のせい{da}{yo}。"),
    ("Beauty first!", "美しさが一番{da}！"),
)
LAUGHS: tuple[Pair, ...] = (
    ("Kekeke!", "ケケケ！"),
    ("Fufufu.", "フフフ。"),
    ("Gahaha!", "ガハハ！"),
    ("Hihihi!", "ヒヒヒ！"),
    ("Muahaha!", "ムハハ！"),
    ("Tehee.", "テヘッ。"),
    ("Nyahaha!", "ニャハハ！"),
    ("Pfft.", "プッ。"),
    ("Ahaha!", "アハハ！"),
    ("Kukuku…", "ククク…"),
)
ADDRESSES: tuple[Pair, ...] = (
    ("{}", "{}"),
    ("{}", "{}さん"),
    ("{}", "{}くん"),
    ("little {}", "{}ちゃん"),
    ("master {}", "{}様"),
    ("comrade {}", "同志{}"),
    ("dear {}", "{}どの"),
    ("boss {}", "{}親分"),
    ("partner {}", "相棒の{}"),
    ("poor {}", "かわいそうな{}"),
)
_ADDRESS_SHARES = (8.0, 5.0, 3.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5)
_LEANINGS = ("ask", "tell", "joke", "plan", "cheer", "comfort", "threaten", "fear", "recall", "remark")


@dataclass(frozen=True, slots=True)
class Voice:
    """How one character speaks.

    Args:
        manner: One of `MANNERS`.
        openers: How sentences like to begin.
        tail: How English ones like to end.
        endings: First person, copula, emphasis, question and agreement in Japanese.
        habit: How often opener and tail appear, 0 to 1.
        saying: What they say whatever happens.
        laugh: How they laugh.
        address: How they call others.
        topic: Which of the world's subjects they come back to.
        leanings: Speech acts they fall into.
    """

    manner: str
    openers: tuple[Pair, ...]
    tail: str
    endings: tuple[str, str, str, str, str]
    habit: float
    saying: Pair
    laugh: Pair
    address: Pair
    topic: int
    leanings: tuple[str, ...]


def sample_voice(
    rng: np.random.Generator, kind: str = "human", age: str = "young", common: Sequence[str] = ()
) -> Voice:
    """How a character of this kind and age might speak.

    Args:
        rng: Source of chance.
        kind: "human", "beast" or "creature".
        age: "child", "young", "adult" or "elder".
        common: Manners that are common where they live.
    """
    weights = {"plain": 5.0, "polite": 2.0, "rough": 2.0, "grand": 0.7, "timid": 1.2, "old": 0.0}
    if age == "elder":
        weights |= {"old": 5.0, "grand": 1.0}
    if kind != "human":
        weights |= {"beast": 4.0} if kind == "beast" else {"machine": 4.0}
    weights |= {manner: 3 * weights[manner] for manner in common}
    manner = pick(rng, tuple(weights), tuple(weights.values()))
    openers = OPENERS[manner]
    order = rng.permutation(len(openers))[:2]
    return Voice(
        manner=manner,
        openers=tuple(openers[int(index)] for index in order),
        tail=pick(rng, _TAILS[manner]),
        endings=pick(rng, _ENDINGS[manner]),
        habit=float(rng.uniform(0.15, 0.6)),
        saying=pick(rng, SAYINGS),
        laugh=pick(rng, LAUGHS),
        address=pick(rng, ADDRESSES, _ADDRESS_SHARES),
        topic=int(rng.integers(3)),
        leanings=tuple(_LEANINGS[int(index)] for index in rng.permutation(len(_LEANINGS))[:2]),
    )
