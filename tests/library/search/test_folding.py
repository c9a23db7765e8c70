"""Words as search compares them."""

import pytest

from library.search.folding import fold, spellings, wanted_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Amélie", "amelie", id="accent"),
        pytest.param("Ame\u0301lie", "amelie", id="accent in two signs"),
        pytest.param("DIE STRASSE", "die strasse", id="case"),
        pytest.param("Die Straße", "die strasse", id="sharp s"),
        pytest.param("Ærøskøbing", "aeroskobing", id="Danish"),
        pytest.param("Łódź", "lodz", id="Polish"),
        pytest.param("İstanbul Kışı", "istanbul kisi", id="Turkish"),
        pytest.param("Ocean's Eleven", "oceans eleven", id="apostrophe"),
        pytest.param("Ocean’s Eleven", "oceans eleven", id="curly apostrophe"),
        pytest.param("Spider-Man: No Way_Home", "spider man no way home", id="punctuation"),
        pytest.param("  A   B ", "a b", id="spaces"),
        pytest.param("ﬁne Ⅳ", "fine iv", id="ligature and numeral"),
        pytest.param("千と千尋", "千 と 千 尋", id="Japanese"),
        pytest.param("Ёлки", "елки", id="Cyrillic"),
        pytest.param("!!!", "", id="nothing but signs"),
        pytest.param("\x00\ud800", "", id="broken"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_umlauts_are_found_by_both_spellings():
    assert spellings("Märchen") == "marchen maerchen"
    assert spellings("Tales") == "tales"


def test_wanted_words_are_bounded():
    words = wanted_words("word " * 1000 + "x" * 9000)
    assert len(words) == 12
    assert all(len(word) <= 40 for word in wanted_words("x" * 9000))
