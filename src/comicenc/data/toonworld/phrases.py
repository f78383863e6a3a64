"""What people in comics say: templates in English and Japanese by speech act, sounds and captions by mood.

Slots: `{you}`, `{third}`, `{subject}`, `{place}`, `{foe}`, in captions `{name}`; in Japanese also `{I}`, the
speaker's endings `{da}`, `{yo}`, `{ka}`, `{ne}`, and `[plain|polite]` verbs.
"""

from __future__ import annotations

from .vocabulary import Pair

ACTS: dict[str, tuple[Pair, ...]] = {
    "greet": (
        ("{you}! There you are.", "{you}！ ここに[いた|いました]{ne}。"),
        ("Good morning, {you}.", "おはよう、{you}。"),
        ("You're late, {you}!", "遅い{yo}、{you}！"),
        ("I've been waiting for you at {place}.", "{place}でずっと[待ってた|待っていました]{yo}。"),
        ("Hey, {you}! Over here!", "おーい、{you}！ こっち！"),
        ("Welcome to {place}.", "{place}へようこそ。"),
    ),
    "ask": (
        ("Have you seen the {subject}?", "{subject}を[見た|見ました]{ka}"),
        ("Where's {third}?", "{third}はどこ{da}？"),
        ("Are you coming to {place} too?", "{you}も{place}に[来る|来ます]{ka}"),
        ("What happened to the {subject}?", "{subject}に何が[あった|ありました]{ka}"),
        ("Do you think {foe} knows?", "{foe}は[知ってる|知っています]{ka}"),
        ("What are you hiding, {you}?", "{you}、何を[隠してる|隠しています]{ka}"),
        ("Why did {third} leave?", "{third}はどうして[出て行った|出て行きました]{ka}"),
        ("Is that really the {subject}?", "それが本当に{subject}{da}？"),
    ),
    "tell": (
        ("The {subject} is gone.", "{subject}が[消えた|消えました]{yo}。"),
        ("{third} told me about the {subject}.", "{third}から{subject}の話を[聞いた|聞きました]{yo}。"),
        ("They say {foe} was seen near {place}.", "{place}で{foe}を見た人が[いる|います]{yo}。"),
        ("I left the {subject} with {third}.", "{subject}は{third}に[預けた|預けました]{yo}。"),
        ("It's three days to {place} from here.", "ここから{place}まで三日{da}{yo}。"),
        ("The {subject} is tomorrow.", "{subject}は明日{da}。"),
        ("{third} grew up in {place}.", "{third}は{place}で[育った|育ちました]{yo}。"),
        ("I heard it from {third} at {place}.", "{place}で{third}から[聞いた|聞きました]{yo}。"),
    ),
    "answer": (
        ("Of course. Leave it to me.", "もちろん。{I}に[任せて|任せてください]。"),
        ("I don't know. Nobody knows.", "[知らない|知りません]{yo}。誰も[知らない|知りません]。"),
        ("Ask {third}, not me.", "{I}じゃなくて{third}に[聞いて|聞いてください]。"),
        ("Maybe. It depends on {foe}.", "たぶん。{foe}しだい{da}{ne}。"),
        ("Yes. Ever since {place}.", "うん。{place}のときからずっと{da}。"),
        ("No. Not after what {foe} did.", "いや。{foe}があんなことをしたから{ne}。"),
        ("It was in {place} all along.", "ずっと{place}に[あった|ありました]{yo}。"),
    ),
    "plan": (
        ("Let's look for the {subject} together.", "一緒に{subject}を[探そう|探しましょう]{yo}。"),
        ("We have to reach {place} before {foe}.", "{foe}より先に{place}へ[行こう|行きましょう]。"),
        ("First the {subject}, then home.", "まず{subject}、それから[帰ろう|帰りましょう]。"),
        ("Tonight, at {place}. Tell {third}.", "今夜、{place}で。{third}にも[伝えて|伝えてください]。"),
        (
            "I'll distract {foe}. You take the {subject}.",
            "{I}が{foe}を[引きつける|引きつけます]。{you}は{subject}を。",
        ),
    ),
    "cheer": (
        ("We did it, {you}!", "[やった|やりました]{ne}、{you}！"),
        ("What a beautiful day!", "なんていい天気{da}！"),
        ("The {subject} is ours!", "{subject}は{I}たちのもの{da}！"),
        ("I love {place}!", "{place}、大好き！"),
        ("Let's celebrate! Call {third}!", "お祝い{da}！ {third}も呼ぼう！"),
        ("This is the best {subject} ever!", "最高の{subject}{da}！"),
    ),
    "joke": (
        ("{you}, you're holding the {subject} upside down.", "{you}、{subject}が逆さま{da}{yo}。"),
        ("I only came for the food.", "{I}は食べに[来た|来ました]だけ{da}。"),
        (
            "Don't tell {third} I ate the {subject}.",
            "{subject}を食べたこと、{third}には[内緒|内緒です]{yo}。",
        ),
        ("Is it me, or does {foe} look like {third}?", "{foe}って{third}に[似てない|似ていません]{ka}"),
        ("My plan was perfect. Almost.", "{I}の計画は完璧{da}。ほぼ。"),
        ("In {place} they call this lunch.", "{place}じゃこれを昼ごはんと[呼ぶ|呼びます]{yo}。"),
    ),
    "grieve": (
        ("I couldn't save the {subject}.", "{subject}を守れ[なかった|ませんでした]…"),
        ("{third} isn't coming back.", "{third}はもう[戻らない|戻りません]…"),
        ("I miss {place}.", "{place}が懐かしい…"),
        ("Why did it have to be you, {you}?", "どうして{you}なんだ…"),
        ("It's my fault. The {subject}, everything…", "{I}のせい{da}。{subject}も、何もかも…"),
        ("Leave me alone, please.", "ひとりに[して|してください]…"),
    ),
    "comfort": (
        ("I'm here, {you}. I'm not going anywhere.", "{you}、{I}はここに[いる|います]{yo}。"),
        ("Do you remember {place}? You smiled there.", "{place}を[覚えてる|覚えています]{ka}"),
        ("You can lean on me.", "{I}に[頼って|頼ってください]。"),
        ("Thank you for the {subject}.", "{subject}を、ありがとう。"),
        ("Stay a little longer.", "もう少しだけここに[いて|いてください]。"),
        ("I wanted to give you the {subject}.", "{you}に{subject}を渡したかった{yo}。"),
    ),
    "charge": (
        ("Now! Before {foe} gets away!", "今{da}！ {foe}が逃げる前に！"),
        ("Run, {you}!", "[走れ|走ってください]、{you}！"),
        ("The {subject}! Grab the {subject}!", "{subject}を！ {subject}をつかめ！"),
        ("I won't lose to {foe}!", "{foe}には[負けない|負けません]{yo}！"),
        ("Hold on! We're almost at {place}!", "[がんばれ|がんばって]！ {place}はすぐそこ{da}！"),
        ("Look out!!", "危ない！！"),
    ),
    "threaten": (
        ("Give back the {subject}!", "{subject}を返せ！"),
        ("You lied to me, {you}!", "{you}、{I}をだました{ne}！"),
        ("I'll never forgive {foe}!", "{foe}だけは[許さない|許しません]！"),
        ("Say that again, {you}!", "もう一度言ってみろ、{you}！"),
        ("Get out of {place}!", "{place}から出て行け！"),
        ("Enough! No more of your {subject}!", "もうたくさん{da}！ 何が{subject}だ！"),
    ),
    "fear": (
        ("Did you hear that?", "今の、[聞こえた|聞こえました]{ka}"),
        ("Something moved. Behind the {subject}.", "{subject}の後ろで何か[動いた|動きました]…"),
        ("Don't turn around, {you}.", "{you}、[振り向くな|振り向かないで]…"),
        ("It's {foe}. It has to be {foe}.", "{foe}{da}。{foe}に違いない…"),
        ("Nobody returns from {place}.", "{place}から戻った者は[いない|いません]…"),
        ("The door… I locked it, didn't I?", "扉…たしかに[閉めた|閉めました]{ne}？"),
    ),
    "wonder": (
        ("Hm… the {subject}…", "うーん…{subject}か…"),
        ("What is {third} up to?", "{third}は何を企んでいる…？"),
        ("Could it be {foe}?", "まさか、{foe}…？"),
        ("If only we were in {place}…", "{place}にいられたら…"),
        ("I have a bad feeling about this.", "嫌な予感がする…"),
        ("So pretty…", "きれい…"),
    ),
    "short": (
        ("What?!", "ええっ！？"),
        ("Huh?", "え？"),
        ("…", "……"),
        ("Really?", "本当？"),
        ("{you}…", "{you}…"),
        ("No way!", "まさか！"),
        ("Heh.", "ふっ。"),
        ("Ah!", "あっ！"),
    ),
}

MOOD_ACTS: dict[str, tuple[str, ...]] = {
    "happy": ("greet", "cheer", "cheer", "plan", "ask", "answer", "tell", "short"),
    "funny": ("joke", "joke", "ask", "answer", "short", "tell", "cheer"),
    "sad": ("grieve", "grieve", "comfort", "tell", "wonder", "short"),
    "tender": ("comfort", "comfort", "wonder", "greet", "ask", "answer"),
    "exciting": ("charge", "charge", "plan", "tell", "ask", "short"),
    "angry": ("threaten", "threaten", "charge", "ask", "short"),
    "scary": ("fear", "fear", "wonder", "ask", "short", "tell"),
}
SHOUTED, THOUGHT = ("charge", "threaten"), ("wonder",)

CAPTIONS: dict[str, tuple[Pair, ...]] = {
    "any": (
        ("Meanwhile, at {place}…", "そのころ、{place}では…"),
        ("The next day.", "翌日。"),
        ("Three hours later.", "三時間後。"),
        ("{place}. Early morning.", "{place}、早朝。"),
        ("Nobody had thought of the {subject}.", "{subject}のことは誰も考えていなかった。"),
        ("That was how {name} came to {place}.", "こうして{name}は{place}にやって来た。"),
    ),
    "happy": (("Everything smelled of summer.", "何もかも夏の匂いがした。"),),
    "funny": (("It was, of course, a terrible idea.", "もちろん、ひどい思いつきだった。"),),
    "sad": (
        ("It rained for a week.", "雨は一週間続いた。"),
        ("{name} did not look back.", "{name}は振り返らなかった。"),
    ),
    "tender": (("For once, nobody said a word.", "そのときだけは、誰も何も言わなかった。"),),
    "exciting": (("There was no time left!", "もう時間がない！"),),
    "angry": (("{name} had had enough.", "{name}の我慢は限界だった。"),),
    "scary": (("The light went out.", "明かりが消えた。"), ("Something breathed.", "何かが息をした。")),
}

SOUNDS: dict[str, tuple[Pair, ...]] = {
    "happy": (("TA-DA!", "ジャーン"), ("LA LA LA", "ルンルン"), ("CLAP", "パチパチ")),
    "funny": (("BONK", "ゴツン"), ("POOF", "ポンッ"), ("SPLAT", "ベチャ"), ("GRRRUMBLE", "グ〜ッ")),
    "sad": (("DRIP", "ポタッ"), ("SNIFF", "グスッ"), ("HUSH", "シーン")),
    "tender": (("BA-DUM", "ドキッ"), ("RUSTLE", "サラッ")),
    "exciting": (
        ("WHOOSH", "ヒュッ"),
        ("BOOM", "ドーン"),
        ("DASH", "ダダダッ"),
        ("KRAK", "バキッ"),
        ("ZOOM", "ギュン"),
    ),
    "angry": (("SLAM", "バンッ"), ("WHAM", "ドカッ"), ("RUMBLE", "ゴゴゴゴ"), ("CRASH", "ガシャン")),
    "scary": (("CREAK", "ギィ…"), ("THUD", "ドサッ"), ("RUMBLE", "ゴゴゴ"), ("SKRIT SKRIT", "カリカリ")),
}
