"""Reading NFO files."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.metadata import NfoPerson, age_of, read_nfo

FILM = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>The Lamp</title><originaltitle>Die Lampe</originaltitle><year>2021</year><premiered>2021-03-04</premiered>
  <plot>Somebody keeps
the light on.</plot><tagline>Keep it lit.</tagline><mpaa>DE:12</mpaa>
  <ratings><rating name="x" max="100"><value>50</value></rating>
    <rating name="hearth" max="10" default="true"><value>8.6</value></rating></ratings>
  <genre>Drama / Mystery</genre><genre>Sea</genre><studio>Lille Havn</studio><country>Denmark</country>
  <director>Ilse Maarten</director><credits>Tom Reed</credits>
  <actor><name>Ada Vale</name><role>Marit</role></actor>
  <uniqueid type="imdb" default="true">tt0133093</uniqueid>
</movie>
https://www.themoviedb.org/movie/603
"""


def test_a_film() -> None:
    (facts,) = read_nfo(FILM)
    assert (facts.kind, facts.title, facts.original_title, facts.year) == ("movie", "The Lamp", "Die Lampe", 2021)
    assert facts.released_on == dt.date(2021, 3, 4)
    assert facts.overview == "Somebody keeps\nthe light on."
    assert (facts.content_rating, facts.community_rating) == ("DE:12", 8.6)
    assert facts.genres == ("Drama", "Mystery", "Sea")
    assert facts.people == (
        NfoPerson("Ada Vale", "actor", "Marit"), NfoPerson("Ilse Maarten", "director"), NfoPerson("Tom Reed", "writer"),
    )  # fmt: skip
    assert facts.external_ids == {"imdb": "tt0133093"}


def test_two_episodes_in_one_file() -> None:
    text = "<episodedetails><title>{}</title><season>1</season><episode>{}</episode></episodedetails>"
    found = read_nfo((text.format("Low", 1) + text.format("High", 2)).encode())
    assert [(facts.title, facts.episode) for facts in found] == [("Low", 1), ("High", 2)]


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><movie><title>&b;</title></movie>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><movie><title>&a;</title></movie>"""


@pytest.mark.parametrize(
    "data",
    [b"", b"no xml", b"<movie>", b"<movie><title>x</movie>", b"https://www.imdb.com/title/tt0133093/", BOMB, OUTSIDE,
     b"\xff\xfe\x00", b"<a>" * 100_000, b"x" * 2_000_000],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_what_is_no_nfo_says_nothing(data: bytes) -> None:
    assert read_nfo(data) == ()


@given(
    st.one_of(
        st.binary(max_size=200), st.binary(max_size=80).map(lambda b: b"<movie><title>" + b + b"</title></movie>")
    )
)
def test_nothing_raises(data: bytes) -> None:
    read_nfo(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    (facts,) = read_nfo("<movie><title>Amélie</title></movie>".encode(encoding))
    assert facts.title == "Amélie"


@pytest.mark.parametrize(
    ("rating", "age"),
    [("DE:12", 12), ("FSK 16", 16), ("PG-13", 13), ("Rated R", 17), ("TV-MA", 17), ("TV-14", 14), ("G", 0), ("12A", 12),
     ("GB:U", 0), ("NC-17", 17), ("", None), ("Not rated", None), ("2021", None)],
)  # fmt: skip
def test_ages(rating: str, age: int | None) -> None:
    assert age_of(rating) == age
