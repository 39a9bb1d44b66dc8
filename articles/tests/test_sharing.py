"""What goes along when a story is shared says what the page says, in any script, and comes down with the story."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.utils.translation import override
from PIL import Image, ImageDraw

from articles import lettering, sharing
from articles.claims import Claim, Standing
from articles.editions import Edition, Kind
from articles.lettering import Style, Unwritable
from articles.sharing import Card
from articles.tests import build, cast
from articles.tests.test_record import again

FONTS = lettering.faces(settings.SHARE_FONTS)
SHIPPED = settings.SHARE_FONTS
COUNTS = ((Standing.KNOWN, 6), (Standing.DISPUTED, 1), (Standing.UNCLEAR, 3))


@pytest.fixture
def story(db):
    return build.publish(build.brief(slug="ferry", title="The ferry is back", lead_photo=build.photo()))


def pixels(answer):
    assert answer["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def tags(client, address: str) -> dict[str, str]:
    html = client.get(address).content.decode()
    return dict(re.findall(r'<meta (?:property|name)="([a-z_:]+)" content="([^"]*)">', html))


def visual(text: str, is_rtl: bool = False) -> list[str]:
    """The runs of a short line from left to right."""
    (line,), _style = lettering.fitted(text, FONTS, [Style(20, is_rtl=is_rtl)], 2000, 30)
    return [run.text.strip() for run in line.runs if run.text.strip()]


# Lettering


@pytest.mark.parametrize(
    ("text", "is_rtl", "on_paper"),
    [
        ("one two", False, ["one two"]),
        ("It says שלום עולם today", False, ["It says", "שלום עולם", "today"]),
        ("שלום 42 today", False, ["42", "שלום", "today"]),
        ("ميناء Antwerp يفتح", True, ["يفتح", "Antwerp", "ميناء"]),
        ("رقم 3.5 في", True, ["في", "3.5", "رقم"]),
        ("رقم 20% في", True, ["في", "20%", "رقم"]),
        ("Antwerp 42", True, ["Antwerp 42"]),
    ],
)
def test_words_of_both_directions_stand_as_they_are_read(text, is_rtl, on_paper):
    assert visual(text, is_rtl) == on_paper


def test_letters_of_a_joined_script_are_drawn_joined():
    """Four letters of Arabic take less room joined than each alone."""
    alone = sum(lettering._line(letter, FONTS, Style(40, is_rtl=True)).width for letter in "ميناء")
    assert lettering._line("ميناء", FONTS, Style(40, is_rtl=True)).width < 0.9 * alone


@pytest.mark.parametrize(
    "text", ["Đà Nẵng mở cửa", "Порт откроется", "Το λιμάνι", "Łódź čeká", "غرفة الأخبار", "חדר"]
)
def test_the_fonts_that_come_along_write_these_scripts(text):
    assert lettering.writable(text, FONTS) == text


def test_no_box_is_drawn_for_letters_that_no_font_has():
    with pytest.raises(Unwritable, match=r"U\+65E5"):
        lettering.writable("日本 news", FONTS)


def test_a_text_can_do_without_its_emoji():
    assert lettering.writable("It is open 🎉 again", FONTS) == "It is open again"


def test_lines_break_where_they_may_and_keep_to_their_place():
    text = "The quick brown fox jumps over the lazy dog " * 3 + "Donaudampfschifffahrtsgesellschaft" * 3
    found, style = lettering.fitted(text, FONTS, [Style(60), Style(40)], 600, 400)
    assert len(found) * style.size * lettering.LEADING <= 400
    assert max(line.width for line in found) <= 600


def test_a_text_that_is_too_long_ends_in_dots():
    found, _style = lettering.fitted("word " * 400, FONTS, [Style(40)], 600, 200)
    assert found[-1].runs[-1].text.endswith("…")
    assert max(line.width for line in found) <= 600


def test_a_line_that_begins_at_the_right_ends_there():
    image = Image.new("L", (400, 80), 255)
    (line,), style = lettering.fitted("ميناء", FONTS, [Style(40, is_rtl=True)], 400, 80)
    lettering.draw(ImageDraw.Draw(image), line, style, (400, 50), "black")
    left, _top, right, _bottom = image.point(lambda shade: 255 - shade).getbbox()
    assert right > 380 and left > 200


# The picture


def test_the_picture_has_the_size_that_large_cards_expect_and_is_light():
    made = sharing.png(Card("Newsroom", "County", "A headline", "6 known", counts=COUNTS), SHIPPED)
    assert Image.open(io.BytesIO(made)).size == (1200, 630)
    assert len(made) < 100_000


def test_each_standing_takes_its_share_of_the_bar():
    made = sharing.png(Card("N", "", "A headline", "", counts=COUNTS), SHIPPED)
    image = Image.open(io.BytesIO(made)).convert("RGB")
    row = [image.getpixel((x, 630 - 118 + 10)) for x in range(64, 1136)]
    known = sum(near(pixel, "#0b5541") for pixel in row)
    disputed = sum(near(pixel, "#55349a") for pixel in row)
    assert known == pytest.approx(0.6 * len(row), rel=0.03)
    assert 0 < disputed < 0.1 * len(row)


def near(pixel, colour: str) -> bool:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return all(abs(a - b) < 12 for a, b in zip(pixel, wanted, strict=True))


def test_a_headline_that_no_font_can_write_is_left_out_and_the_log_says_so(caplog):
    card = Card("Newsroom", "County", "日本語の見出し", "6 known", counts=COUNTS)
    with caplog.at_level(logging.WARNING):
        assert sharing.png(card, SHIPPED) == sharing.png(
            Card("Newsroom", "County", "", "6 known", counts=COUNTS), SHIPPED
        )
    assert "U+65E5" in caplog.text and "SHARE_FONTS" in caplog.text


# At its address


def test_the_page_names_its_picture_and_says_it_in_words(client, story):
    told = tags(client, story.url)
    assert told["og:title"] == "The ferry is back"
    assert told["og:type"] == "article"
    assert told["og:locale"] == "en_GB"
    assert told["og:image:alt"].startswith("The ferry is back. 1 known")
    assert told["twitter:card"] == "summary_large_image"
    assert pixels(client.get(told["og:image"].removeprefix(settings.BASE_URL))).size == (1200, 630)


def test_other_pages_name_the_site(client, story):
    told = tags(client, "/")
    assert told["og:type"] == "website"
    assert told["og:image"].startswith(settings.BASE_URL)


def test_a_change_of_the_headline_gives_the_picture_another_address(client, story):
    before = tags(client, story.url)["og:image"]
    again(story, cast.newsroom()["tomas"], "update", title="The ferry is not back")
    assert tags(client, story.url)["og:image"] != before


def test_a_picture_is_not_sent_twice(client, story):
    first = client.get(f"{story.url}share.png")
    second = client.get(f"{story.url}share.png", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 304


def test_every_claim_has_a_picture_of_its_own(client, story):
    number = story.claims.get(standing="known").number
    assert pixels(client.get(f"{story.url}share-c{number}.png")).size == (1200, 630)
    assert client.get(f"{story.url}share-c99.png").status_code == 404


def test_the_picture_of_a_refuted_claim_says_what_is_true():
    claim = Claim("uid", 1, "It fell.", Standing.REFUTED, truth="It stands.")
    card = sharing.of_claim(claim, Edition(Kind.BRIEF, "The bridge", claims=(claim,)), "Newsroom", "County")
    assert (card.label, card.words, card.below) == ("What proved wrong", "It stands.", "The bridge")


def test_a_right_to_left_language_begins_at_the_right(story):
    with override("ar"):
        card = sharing.of_story(story.edition(), "غرفة", "الميناء")
    assert card.is_rtl and card.language == "ar"


@pytest.mark.parametrize("name", ["share.png", "share-c1.png", "photo-16x9.jpg"])
def test_pictures_come_down_with_the_story(client, story, name):
    assert client.get(story.url + name).status_code == 200
    story.unpublish()
    assert client.get(story.url + name).status_code == 404


@pytest.mark.parametrize(("shape", "ratio"), [("16x9", 16 / 9), ("4x3", 4 / 3), ("1x1", 1)])
def test_the_lead_photo_comes_in_three_shapes(client, story, shape, ratio):
    answer = client.get(f"{story.url}photo-{shape}.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    width, height = Image.open(io.BytesIO(answer.content)).size
    assert width / height == pytest.approx(ratio, rel=0.02)


def test_a_story_without_a_photo_claims_none(client, db):
    plain = build.publish(build.brief(slug="plain"))
    assert client.get(f"{plain.url}photo-1x1.jpg").status_code == 404
    assert "ImageObject" not in client.get(plain.url).content.decode()
