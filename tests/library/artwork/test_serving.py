"""Pictures over HTTP: widths on offer, caching, who may see which."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from library.access import grant_libraries
from library.artwork.links import WIDTHS, image_srcset, image_url, nearest_width
from library.artwork.originals import keep_original, original_path
from library.artwork.variants import variant, variant_path
from library.models import Artwork, MediaItem
from mediaserver.lib.errors import NotFound
from tests.factories import catalogue as make
from tests.factories.libraries import put, scanned_library
from tests.factories.media_clips import picture
from tests.factories.people import Cast, signed_in, with_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.CACHE_DIR = tmp_path / "data", tmp_path / "cache"  # type: ignore[attr-defined]


@pytest.fixture
def poster(cast: Cast) -> Artwork:
    """A film's poster of 600 × 900, and everybody of the cast who may see all sees it."""
    row = make.make_artwork(make.make_movie(make.make_library("movies", "Films"), "Rain"))
    row.content_hash = keep_original(picture((600, 900)), "image/jpeg")
    row.content_type, row.width, row.height = "image/jpeg", 600, 900
    row.save()
    return row


def size_of(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "WEBP"
        return image.size


def test_picture_is_webp_of_the_wanted_width_and_kept_for_ever(cast: Cast, poster: Artwork) -> None:
    answer = signed_in(cast.owner).get(image_url(poster, 240))
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert size_of(answer.content) == (240, 360)


def test_picture_is_never_larger_than_it_is(poster: Artwork) -> None:
    assert size_of(variant(poster, 1920)) == (600, 900)


def test_known_picture_is_not_sent_again(cast: Cast, poster: Artwork) -> None:
    client = signed_in(cast.owner)
    etag = client.get(image_url(poster, 240))["ETag"]
    again = client.get(image_url(poster, 240), headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get(image_url(poster, 480), headers={"if-none-match": etag}).status_code == 200


def test_old_address_answers_but_is_kept_only_shortly(cast: Cast, poster: Artwork) -> None:
    client = signed_in(cast.owner)
    path = image_url(poster, 240).partition("?")[0]
    for address in (path, f"{path}?v=000000000000"):
        assert client.get(address)["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize("width", [0, 1, 239, 241, 2561, 99_999_999])
def test_other_widths_are_not_made(cast: Cast, poster: Artwork, width: int) -> None:
    address = f"/images/{poster.pid}/{width}.webp"
    assert signed_in(cast.owner).get(address).status_code == 404
    assert not variant_path(poster, width).exists()


def test_strangers_and_those_who_may_not_see_the_item_get_nothing(cast: Cast, poster: Artwork) -> None:
    address = image_url(poster, 240)
    assert Client().get(address).status_code == 401
    assert Client(headers={"authorization": "Bearer nonsense"}).get(address).status_code == 401
    for profile in (cast.child, cast.guest, cast.member_second):
        assert signed_in(profile).get(address).status_code == 404
    assert signed_in(cast.owner).get(f"/images/{uuid.uuid4().hex}/240.webp").status_code == 404
    for profile in (cast.owner, cast.librarian, cast.member):
        assert signed_in(profile).get(address).status_code == 200
    assert with_token(cast.member).get(address).status_code == 200
    grant_libraries(cast.member, [])
    assert signed_in(cast.member).get(address).status_code == 404
    assert signed_in(cast.owner).post(address).status_code == 405


def test_known_picture_is_not_confirmed_to_those_who_may_not_see_it(cast: Cast, poster: Artwork) -> None:
    etag = signed_in(cast.owner).get(image_url(poster, 240))["ETag"]
    assert signed_in(cast.child).get(image_url(poster, 240), headers={"if-none-match": etag}).status_code == 404


def test_picture_takes_few_queries(cast: Cast, poster: Artwork, django_assert_max_num_queries: object) -> None:
    client = signed_in(cast.member)
    client.get(image_url(poster, 240))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(image_url(poster, 240))


def test_variant_is_made_once_and_again_after_the_cache_was_emptied(poster: Artwork) -> None:
    first = variant(poster, 240)
    path = variant_path(poster, 240)
    original_path(poster.content_hash, poster.content_type).rename(path.parent / "hidden")
    assert variant(poster, 240) == first
    path.unlink()
    with pytest.raises(NotFound):
        variant(poster, 240)
    (path.parent / "hidden").rename(original_path(poster.content_hash, poster.content_type))
    assert variant(poster, 240) == first


def test_lost_original_is_a_404(cast: Cast, poster: Artwork) -> None:
    original_path(poster.content_hash, poster.content_type).unlink()
    assert signed_in(cast.owner).get(image_url(poster, 240)).status_code == 404


def test_photo_is_read_from_its_library_upright(cast: Cast, tmp_path: Path) -> None:
    photo = put("jpg", tmp_path / "photos" / "p.jpg")
    scanned_library(tmp_path / "photos", "photos")
    from library.access import give_all_libraries

    give_all_libraries(cast.owner)
    row = Artwork.objects.get(item__kind="photo")
    assert size_of(signed_in(cast.owner).get(image_url(row, 160)).content) == (160, 213)
    photo.unlink()
    assert signed_in(cast.owner).get(image_url(row, 320)).status_code == 404
    assert MediaItem.objects.filter(kind="photo").exists()


def test_widths_are_rounded_up_and_a_srcset_offers_nothing_wider_than_the_picture(poster: Artwork) -> None:
    assert [nearest_width(width) for width in (1, 160, 161, 5000)] == [160, 160, 240, WIDTHS[-1]]
    offered = image_srcset(poster, (240, 480, 960))
    assert [part.rpartition(" ")[2] for part in offered.split(", ")] == ["240w", "480w"]
