"""A proxy model for each kind of item. Its manager sees only rows of its kind (`MediaItemManager`)."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from library.models.items import ItemKind, MediaItem


class Movie(MediaItem):
    """A film."""

    KIND: ClassVar[str] = ItemKind.MOVIE

    class Meta:
        proxy = True
        verbose_name = _("film")
        verbose_name_plural = _("films")


class Series(MediaItem):
    """A television series; its children are seasons."""

    KIND: ClassVar[str] = ItemKind.SERIES

    class Meta:
        proxy = True
        verbose_name = _("series")
        verbose_name_plural = _("series")


class Season(MediaItem):
    """A season of a series; number 0 holds the specials."""

    KIND: ClassVar[str] = ItemKind.SEASON

    class Meta:
        proxy = True
        verbose_name = _("season")
        verbose_name_plural = _("seasons")


class Episode(MediaItem):
    """An episode; `number_end` is set where one file holds several."""

    KIND: ClassVar[str] = ItemKind.EPISODE

    class Meta:
        proxy = True
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")


class Artist(MediaItem):
    """A musical artist of one library."""

    KIND: ClassVar[str] = ItemKind.ARTIST

    class Meta:
        proxy = True
        verbose_name = _("artist")
        verbose_name_plural = _("artists")


class Album(MediaItem):
    """An album (a MusicBrainz release group); its parent is its first album artist."""

    KIND: ClassVar[str] = ItemKind.ALBUM

    class Meta:
        proxy = True
        verbose_name = _("album")
        verbose_name_plural = _("albums")


class Track(MediaItem):
    """The place of a recording on a disc of an album."""

    KIND: ClassVar[str] = ItemKind.TRACK

    class Meta:
        proxy = True
        verbose_name = _("track")
        verbose_name_plural = _("tracks")


class PhotoAlbum(MediaItem):
    """A folder of photos."""

    KIND: ClassVar[str] = ItemKind.PHOTO_ALBUM

    class Meta:
        proxy = True
        verbose_name = _("photo album")
        verbose_name_plural = _("photo albums")


class Photo(MediaItem):
    """A picture."""

    KIND: ClassVar[str] = ItemKind.PHOTO

    class Meta:
        proxy = True
        verbose_name = _("photo")
        verbose_name_plural = _("photos")


class HomeVideo(MediaItem):
    """A video of one's own, also among photos."""

    KIND: ClassVar[str] = ItemKind.HOME_VIDEO

    class Meta:
        proxy = True
        verbose_name = _("home video")
        verbose_name_plural = _("home videos")


class MusicVideo(MediaItem):
    """A music video."""

    KIND: ClassVar[str] = ItemKind.MUSIC_VIDEO

    class Meta:
        proxy = True
        verbose_name = _("music video")
        verbose_name_plural = _("music videos")


class Extra(MediaItem):
    """A trailer, featurette, deleted scene or interview; its parent is what it belongs to."""

    KIND: ClassVar[str] = ItemKind.EXTRA

    class Meta:
        proxy = True
        verbose_name = _("extra")
        verbose_name_plural = _("extras")


class ComicSeries(MediaItem):
    """A series of comics."""

    KIND: ClassVar[str] = ItemKind.COMIC_SERIES

    class Meta:
        proxy = True
        verbose_name = _("comic series")
        verbose_name_plural = _("comic series")


class ComicIssue(MediaItem):
    """One issue of a comic series."""

    KIND: ClassVar[str] = ItemKind.COMIC_ISSUE

    class Meta:
        proxy = True
        verbose_name = _("comic issue")
        verbose_name_plural = _("comic issues")


class Book(MediaItem):
    """A book."""

    KIND: ClassVar[str] = ItemKind.BOOK

    class Meta:
        proxy = True
        verbose_name = _("book")
        verbose_name_plural = _("books")


class AudioBook(MediaItem):
    """An audiobook."""

    KIND: ClassVar[str] = ItemKind.AUDIO_BOOK

    class Meta:
        proxy = True
        verbose_name = _("audiobook")
        verbose_name_plural = _("audiobooks")
