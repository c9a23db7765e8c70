"""Places in a version made of several files."""

import pytest

from library.watch_state.parts import part_at, place_in_version

LENGTHS = [50, 40, 30]


@pytest.mark.parametrize(("part", "inside", "place"), [(0, 0, 0), (0, 49, 49), (1, 0, 50), (1, 5, 55), (2, 29, 119)])
def test_place_and_part_are_each_others_opposite(part, inside, place):
    assert place_in_version(LENGTHS, part, inside) == place
    assert part_at(LENGTHS, place) == (part, inside)


def test_behind_the_end_is_the_end_of_the_last_part():
    assert part_at(LENGTHS, 999) == (2, 30)
    assert part_at([], 999) == (0, 0)
