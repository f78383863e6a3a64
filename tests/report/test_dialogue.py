"""What the words changed, as the report tells it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from comicenc.comic import Comic, Text
from comicenc.report import write_report
from comicenc.report.dialogue import LONGEST
from comicenc.tasks.cast import Cast
from tests.report.conftest import RED, draw_page
from tests.report.test_report import HOSTILE, Parsed
from tests.tasks.talking import TalkingEncoder


def comic_of(said: dict[str, str]):
    """One red figure in each panel of three pages; the name says who it really is."""
    pages = []
    for number in range(3):
        page = draw_page(f"{number}.png", [(RED, 40, 60, 0, True), (RED, 60, 460, 1, True)])
        names = ["Duck", "Cat"]
        characters = tuple(
            replace(each, name=name) for each, name in zip(page.characters, names, strict=True)
        )
        texts = tuple(
            Text({"en": said[name]}, panel=panel) for panel, name in enumerate(names) if said.get(name)
        )
        pages.append(replace(page, characters=characters, texts=texts))
    return Comic("Twins", tuple(pages))


@pytest.fixture
def twins():
    return comic_of({"Duck": "quack, I say", "Cat": "meow"})


def report_of(comic, tmp_path, **changes):
    found, without = (Cast.find(comic, TalkingEncoder(), texts=texts, **changes) for texts in (True, False))
    html = write_report(found, comic, tmp_path / "report.html", without_texts=without).read_text("utf-8")
    return html, Parsed(html)


def test_who_went_elsewhere_stands_between_both_answers(twins, tmp_path):
    html, page = report_of(twins, tmp_path)
    assert "dialogue" in [section["id"] for section in page.all("section")]
    assert "#dialogue" in page.links
    assert "3 appearances went elsewhere" in html
    assert "By looks alone there is 1 character, with the words 2;" in html
    cards = re.findall(r'<article class="doubt said".*?</article>', html, re.DOTALL)
    assert len(cards) == 3
    assert all("<blockquote" in card and "meow" in card and "quack" not in card for card in cards)
    for card in cards:
        alone, heard = re.findall(r'<div class="choice.*?</div>', card, re.DOTALL)
        assert "character 1" in alone and "not as annotated" in alone
        assert "character 2" in heard and ">as annotated" in heard


def test_both_agreements_stand_side_by_side(twins, tmp_path):
    html, _ = report_of(twins, tmp_path)
    table = html[html.index('<table class="sides"') :]
    assert re.findall(r"<td[^>]*>([\d.]+)</td>", table)[:2] == ["0.000", "1.000"]
    assert 'class="best">1.000' in table


def test_no_scores_and_no_verdict_without_names(twins, tmp_path):
    pages = tuple(
        replace(page, characters=tuple(replace(each, name=None) for each in page.characters))
        for page in twins
    )
    html, page = report_of(twins.with_pages(pages), tmp_path)
    assert "as annotated" not in html
    assert not page.all("table", "sides")
    assert len(page.all("article", "said")) == 3


def test_where_nobody_moved_it_says_so(tmp_path):
    html, page = report_of(comic_of({"Duck": "quack", "Cat": "quack"}), tmp_path)
    assert "nobody went elsewhere" in html
    assert not page.all("article", "said")


def test_a_group_of_its_own_is_shown_by_its_faces(twins, tmp_path):
    """With words all are one; without, at a distance too small for that, everybody stands alone."""
    cast = Cast.find(twins, TalkingEncoder(), threshold=1.9, panel_rule=False)
    without = Cast.find(twins, TalkingEncoder(), texts=False)
    assert len(cast) == 1
    alone = replace(without, solved=without.solved.copy())
    alone.solved[[1, 3]] = 1
    alone.solved[5] = 2
    html = write_report(cast, twins, tmp_path / "r.html", without_texts=alone).read_text("utf-8")
    assert html.count("another group") == 2
    assert html.count("on its own") == 1


def test_a_report_of_one_cast_has_no_such_section(twins, tmp_path):
    cast = Cast.find(twins, TalkingEncoder())
    html = write_report(cast, twins, tmp_path / "report.html").read_text("utf-8")
    assert 'id="dialogue"' not in html
    assert "appearances with words around them</dt><dd>6" in html


def test_what_is_said_stays_words_and_is_cut(tmp_path):
    _, page = report_of(comic_of({"Duck": "quack", "Cat": HOSTILE + " meow" * 99}), tmp_path)
    said = page.texts["blockquote"]
    assert HOSTILE in "".join(said)
    assert len("".join(said)) == 3 * LONGEST
    assert "alert(" not in "".join(page.texts["script"])


def test_a_cast_of_other_instances_is_refused(twins, tmp_path):
    cast = Cast.find(twins, TalkingEncoder())
    other = Cast.find(twins.with_pages(twins.pages[:2]), TalkingEncoder(), texts=False)
    with pytest.raises(ValueError, match="not of the same instances"):
        write_report(cast, twins, tmp_path / "report.html", without_texts=other)
