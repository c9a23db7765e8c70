"""The files of the demo collection: where each lies, how it is made, and about how long that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from mediaserver.ops.demo import artwork, music, nfo, photos
from mediaserver.ops.demo.catalogue import Album, Catalogue, EpisodeFile, Facts, Film, PhotoFolder, Series
from mediaserver.ops.demo.forms import form_named
from mediaserver.ops.demo.video import Screenplay, make_video, write_subtitle_file

QUICK_FILM_S = 4.0
QUICK_EPISODE_S = 2.5
SMALL = 0.1  # effort of a picture or a text, where a second of video at 720p counts 0.15
VIDEO_EFFORT_PER_S = 0.15
TWO_LETTERS = {"eng": "en", "ger": "de", "dan": "da", "dut": "nl", "fin": "fi", "nor": "no"}


@dataclass(frozen=True)
class Piece:
    """One file: `path` below the collection's folder, `make` writes it to the path it is given, `effort` in seconds."""

    path: PurePosixPath
    make: Callable[[Path], object]
    effort: float


def all_pieces(catalogue: Catalogue, scratch: Path, *, quick: bool) -> Iterator[Piece]:
    """Yield every file of the collection; unfinished parts of a video lie below `scratch`."""
    for film in catalogue.films:
        yield from _film(film, scratch, quick=quick)
    for series in catalogue.series:
        yield from _series(series, scratch, quick=quick)
    for album in catalogue.albums:
        yield from _album(album, scratch, quick=quick)
    for folder in catalogue.photo_folders:
        yield from _photo_folder(folder, quick=quick)


def _text(path: PurePosixPath, text: str) -> Piece:
    return Piece(path, partial(Path.write_text, data=text, encoding="utf-8"), SMALL)


def _pictures(folder: PurePosixPath, facts: Facts) -> Iterator[Piece]:
    """Poster, backdrop and title logo, under the names Kodi gives them, and portraits of the cast."""
    yield Piece(folder / "poster.jpg", partial(artwork.write_jpeg, facts.art), SMALL)
    yield Piece(folder / "fanart.jpg", partial(artwork.write_backdrop, facts.backdrop), SMALL)
    if facts.logo:
        yield Piece(folder / "logo.png", partial(artwork.write_logo, facts.logo), SMALL)
    for person, _character in facts.cast:
        if person in artwork.PORTRAITS:
            name = person.replace(" ", "_")
            yield Piece(
                folder / ".actors" / f"{name}.jpg", partial(artwork.write_jpeg, artwork.PORTRAITS[person]), SMALL
            )


def _subtitle_files(path: PurePosixPath, play: Screenplay) -> Iterator[Piece]:
    for language in play.spoken.beside:
        yield Piece(
            path.with_name(f"{path.stem}.{TWO_LETTERS[language]}.srt"),
            partial(_write_lines, play, language),
            SMALL,
        )


def _write_lines(play: Screenplay, language: str, target: Path) -> None:
    write_subtitle_file(play.spoken.lines, language, play.length_s, target)


def _video(path: PurePosixPath, play: Screenplay, scratch: Path) -> Piece:
    width, height = play.form.size
    effort = VIDEO_EFFORT_PER_S * play.length_s * width * height / (1280 * 720)
    return Piece(path, partial(make_video, play, scratch=scratch), effort)


def _film(film: Film, scratch: Path, *, quick: bool) -> Iterator[Piece]:
    facts = film.facts
    form = form_named(facts.form, quick=quick)
    folder = PurePosixPath("Films") / facts.folder
    path = folder / f"{facts.folder}{form.suffix}"
    play = Screenplay(
        title=facts.title,
        facts=facts,
        spoken=film.spoken,
        shots=film.shots,
        chapters=film.chapters,
        credits=[(", ".join(film.directors), "Directed by"), *facts.cast],
        length_s=QUICK_FILM_S if quick else facts.length_s,
        form=form,
    )
    yield _video(path, play, scratch)
    yield _text(folder / "movie.nfo", nfo.film_nfo(film))
    yield from _subtitle_files(path, play)
    yield from _pictures(folder, facts)


def _series(series: Series, scratch: Path, *, quick: bool) -> Iterator[Piece]:
    folder = PurePosixPath("Series") / series.facts.folder
    yield _text(folder / "tvshow.nfo", nfo.series_nfo(series))
    yield from _pictures(folder, series.facts)
    for file in series.files:
        yield from _episode_file(series, file, folder, scratch, quick=quick)


def episode_file_stem(series: Series, file: EpisodeFile) -> str:
    """Return the name without suffix, for example "Tidewatch - S01E01-E02 - The Relief + Tomorrow’s Entry"."""
    numbers = "-".join(f"E{episode.number:02}" for episode in file.episodes)
    titles = " + ".join(episode.title for episode in file.episodes)
    return f"{series.facts.title} - S{file.season:02}{numbers} - {titles}"


def _episode_file(
    series: Series, file: EpisodeFile, folder: PurePosixPath, scratch: Path, *, quick: bool
) -> Iterator[Piece]:
    form = form_named(file.form, quick=quick)
    season = folder / ("Specials" if file.season == 0 else f"Season {file.season:02}")
    stem = episode_file_stem(series, file)
    play = Screenplay(
        title=" + ".join(episode.title for episode in file.episodes),
        facts=series.facts,
        spoken=file.spoken,
        shots=file.shots,
        chapters=[episode.title for episode in file.episodes] if len(file.episodes) > 1 else [],
        credits=(),
        length_s=QUICK_EPISODE_S if quick else file.length_s,
        form=form,
    )
    path = season / f"{stem}{form.suffix}"
    yield _video(path, play, scratch)
    yield _text(season / f"{stem}.nfo", nfo.episode_nfo(series, file))
    yield from _subtitle_files(path, play)
    if file.has_still:
        still, _x, focus_y = file.shots[0]
        yield Piece(season / f"{stem}-thumb.jpg", partial(artwork.write_backdrop, still, focus_y=focus_y), SMALL)


def _album(album: Album, scratch: Path, *, quick: bool) -> Iterator[Piece]:
    folder = PurePosixPath("Music") / album.artists[0] / f"{album.title} ({album.year})"
    yield Piece(folder / "cover.jpg", partial(artwork.write_cover, album), SMALL)
    for track in album.tracks:
        place = folder / f"Disc {track.disc}" if album.disc_count > 1 else folder
        length_s = music.track_length_s(album, track, quick=quick)
        yield Piece(
            place / music.track_file_name(album, track),
            partial(music.make_track, album, track, scratch=scratch, quick=quick),
            SMALL + 0.02 * length_s,
        )


def _photo_folder(folder: PhotoFolder, *, quick: bool) -> Iterator[Piece]:
    place = PurePosixPath("Photos") / folder.folder
    for number in range(len(folder.photos)):
        yield Piece(
            place / photos.photo_file_name(number, folder),
            partial(_develop, folder, number, quick=quick),
            SMALL if quick else 5 * SMALL,
        )


def _develop(folder: PhotoFolder, number: int, target: Path, *, quick: bool) -> None:
    photos.make_photo(folder, number, target, quick=quick)
