from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageOps

from mediaserver.ops.demo.catalogue import catalogue
from mediaserver.ops.demo.photos import photo_file_name

FOLDERS = catalogue().photo_folders
PHOTOS = [(folder, number) for folder in FOLDERS for number in range(len(folder.photos))]


def opened(collection: Path, folder_number: int, number: int) -> Image.Image:
    folder = FOLDERS[folder_number]
    return Image.open(collection / "Photos" / folder.folder / photo_file_name(number, folder))


def test_sixty_photos_have_date_camera_and_lens(collection: Path) -> None:
    years = set()
    for folder, number in PHOTOS:
        exif = Image.open(collection / "Photos" / folder.folder / photo_file_name(number, folder)).getexif()
        more = exif.get_ifd(ExifTags.IFD.Exif)
        taken = more[ExifTags.Base.DateTimeOriginal]
        assert taken.startswith(f"{folder.taken:%Y:%m:%d}")
        assert (exif[ExifTags.Base.Make], exif[ExifTags.Base.Model]) == (folder.camera.make, folder.camera.model)
        assert more[ExifTags.Base.LensModel] == folder.camera.lens
        assert float(more[ExifTags.Base.FocalLength]) == pytest.approx(folder.camera.focal_mm)
        assert 0 < float(more[ExifTags.Base.ExposureTime]) < 1
        years.add(taken[:4])
    assert len(PHOTOS) == 60
    assert years == {"2024", "2025", "2026"}


def test_photos_are_in_the_order_they_were_taken(collection: Path) -> None:
    for folder in FOLDERS:
        taken = [
            Image.open(path).getexif().get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
            for path in sorted((collection / "Photos" / folder.folder).iterdir())
        ]
        assert taken == sorted(taken)
        assert len(set(taken)) == len(taken)


def test_place_is_where_the_folder_says(collection: Path) -> None:
    for number, folder in enumerate(FOLDERS):
        gps = opened(collection, number, 0).getexif().get_ifd(ExifTags.IFD.GPSInfo)
        if folder.place is None:
            assert not gps
            continue
        degrees, minutes, seconds = (float(part) for part in gps[ExifTags.GPS.GPSLatitude])
        assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(folder.place[0], abs=0.01)
        assert (gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef]) == ("N", "E")
    assert any(folder.place is None for folder in FOLDERS)


def test_tall_photos_are_stored_lying_down(collection: Path) -> None:
    tall = [
        (at, n) for at, folder in enumerate(FOLDERS) for n, photo in enumerate(folder.photos) if photo.shape == "tall"
    ]
    assert len(tall) >= 8
    for at, number in tall:
        stored = opened(collection, at, number)
        assert stored.width > stored.height
        assert stored.getexif()[ExifTags.Base.Orientation] == 6
        upright = ImageOps.exif_transpose(stored)
        assert upright.height > upright.width


def test_rotation_brings_the_sky_to_the_top(collection: Path) -> None:
    folder = next(index for index, entry in enumerate(FOLDERS) if "Night trains" in entry.folder)
    upright = ImageOps.exif_transpose(opened(collection, folder, 0)).convert("L")
    width, height = upright.size
    sky = upright.crop((0, 0, width, height // 4)).resize((1, 1)).getpixel((0, 0))
    ground = upright.crop((0, height * 3 // 4, width, height)).resize((1, 1)).getpixel((0, 0))
    assert sky > ground + 30


def test_no_two_photos_look_alike(collection: Path) -> None:
    small = [
        bytes(value // 8 for value in ImageOps.exif_transpose(Image.open(path)).convert("RGB").resize((8, 8)).tobytes())
        for path in (collection / "Photos").rglob("*.jpg")
    ]
    assert len(set(small)) == 60
