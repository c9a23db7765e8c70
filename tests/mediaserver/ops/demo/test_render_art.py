from __future__ import annotations

import pytest

from mediaserver.ops.demo.render_art import drawing_class, size_of


@pytest.mark.parametrize(
    ("stem", "kind"),
    [("harbour", ""), ("e3", "e"), ("p1", "p"), ("ph07", "ph"), ("av2", "av"), ("al-snow", "al-"), ("bd-hollow", "bd-"),
     ("pollen", ""), ("t-tidewatch", "t-")],
)  # fmt: skip
def test_drawing_is_told_by_its_name(stem: str, kind: str) -> None:
    assert drawing_class(stem) == kind


def test_longest_side_decides_the_scale() -> None:
    assert size_of('<svg viewBox="0 0 400 600">', "harbour") == (400, 600, 1.5)
