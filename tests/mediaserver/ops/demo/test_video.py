from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest
from av.sidedata.sidedata import Type

from mediaserver.ops.demo.catalogue import catalogue
from mediaserver.ops.demo.subtitles import cues

Find = Callable[[str], Path]
PQ = 16
BT2020 = 9


def streams(path: Path, kind: str) -> list[tuple[str, str | None]]:
    with av.open(str(path)) as container:
        return [
            (stream.codec_context.name, stream.metadata.get("language"))
            for stream in container.streams
            if stream.type == kind
        ]


@pytest.mark.parametrize(
    ("title", "container", "video", "audio"),
    [
        ("Harbour", "mp4", "h264", [("aac", "dan")]),
        ("The Long Orchard", "mp4", "h264", [("aac", "eng")]),
        ("Swim Lane 4", "mp4", "h264", [("aac", "ger")]),
        ("Signal Lost", "matroska", "hevc", [("ac3", "eng")]),
        ("The Mapmaker", "matroska", "h264", [("aac", "fin"), ("aac", "eng")]),
        ("The Ferry", "matroska", "h264", [("aac", "nor"), ("aac", "eng")]),
        ("Kestrel Road", "webm", "libdav1d", [("opus", "eng")]),
        ("The Night Timetable", "avi", "mpeg4", [("mp3float", None)]),
    ],
)
def test_film_has_the_form_it_claims(
    film: Find, title: str, container: str, video: str, audio: list[tuple[str, str | None]]
) -> None:
    path = film(title)
    with av.open(str(path)) as opened:
        assert container in opened.format.name
    assert [codec for codec, _ in streams(path, "video")] == [video]
    assert streams(path, "audio") == audio


def test_one_film_is_ten_bit_and_tagged_hdr10(film: Find) -> None:
    with av.open(str(film("Signal Lost"))) as container:
        frame = next(container.decode(video=0))
        assert container.streams.audio[0].codec_context.layout.name == "5.1(side)"
    assert frame.format.name == "yuv420p10le"
    assert (frame.color_trc, frame.color_primaries, frame.colorspace) == (PQ, BT2020, BT2020)
    kinds = {data.type for data in frame.side_data}
    assert {Type.MASTERING_DISPLAY_METADATA, Type.CONTENT_LIGHT_LEVEL} <= kinds


def test_hdr_film_keeps_white_at_reference_level(film: Find) -> None:
    with av.open(str(film("Signal Lost"))) as container:
        frames = list(container.decode(video=0))
    brightest = max(int(frame.to_ndarray(format="yuv420p10le")[: frame.height].max()) for frame in frames[::12])
    # 203 cd/m² is code value 573 of the signal, and nothing drawn is brighter than white.
    assert 420 < brightest < 620


def test_old_film_is_xvid_without_a_rate_of_24(film: Find) -> None:
    with av.open(str(film("The Night Timetable"))) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.codec_tag, stream.average_rate) == ("XVID", 25)


@pytest.mark.parametrize("title", ["The Mapmaker", "The Ferry"])
def test_text_and_picture_subtitles_are_inside(film: Find, title: str) -> None:
    entry = next(entry for entry in catalogue().films if entry.facts.title.startswith(title))
    expected = [("srt", language) for language in entry.spoken.text]
    expected += [("pgssub", language) for language in entry.spoken.pictures]
    assert streams(film(title), "subtitle") == expected


def test_picture_subtitles_decode_to_pixels_at_their_times(film: Find) -> None:
    entry = next(entry for entry in catalogue().films if entry.facts.title == "The Ferry at Orm")
    with av.open(str(film("The Ferry"))) as container:
        stream = next(stream for stream in container.streams.subtitles if stream.codec_context.name == "pgssub")
        shown = [(packet.pts, part) for packet in container.demux(stream) if packet.size for part in packet.decode()]
    wanted = cues(entry.spoken.lines, "eng", 4.0)
    assert [at_ms for at_ms, _ in shown] == pytest.approx([cue.start_ms for cue in wanted], abs=1)
    for _, picture in shown:
        assert picture.width > 20
        assert any(bytes(memoryview(picture.planes[0])))


@pytest.mark.parametrize("title", ["Harbour", "The Mapmaker", "Signal Lost"])
def test_chapters_follow_one_another_to_the_end(film: Find, title: str) -> None:
    entry = next(entry for entry in catalogue().films if entry.facts.title.startswith(title))
    with av.open(str(film(title))) as container:
        chapters = container.chapters()
        length_s = container.duration / av.time_base
    assert [chapter["metadata"]["title"] for chapter in chapters] == list(entry.chapters)
    last = chapters[-1]
    assert float(last["end"] * last["time_base"]) == pytest.approx(length_s, abs=0.1)


def test_picture_moves_and_sound_is_heard(film: Find) -> None:
    with av.open(str(film("Harbour"))) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    assert len(frames) == 96
    assert abs(frames[30].astype(int) - frames[36].astype(int)).mean() > 0.5
    with av.open(str(film("Harbour"))) as container:
        loudest = max(float(abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0))
    assert 0.2 < loudest <= 1.0


def test_languages_of_one_film_sound_different(film: Find) -> None:
    sounds = []
    for number in range(2):
        with av.open(str(film("The Mapmaker"))) as container:
            sounds.append([frame.to_ndarray() for frame in container.decode(audio=number)][40])
    assert abs(sounds[0] - sounds[1]).max() > 0.01


def test_subtitles_beside_a_film_are_named_for_it(film: Find) -> None:
    path = film("Harbour")
    assert {sidecar.name for sidecar in path.parent.glob("*.srt")} == {f"{path.stem}.en.srt", f"{path.stem}.de.srt"}
    assert "Die Fähre kommt nicht wieder, oder?" in path.with_suffix(".de.srt").read_text(encoding="utf-8")


def test_file_with_two_episodes_has_a_chapter_for_each(collection: Path) -> None:
    (path,) = (collection / "Series").rglob("*S01E01-E02*.mp4")
    with av.open(str(path)) as container:
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == ["The Relief", "Tomorrow’s Entry"]
    assert path.with_name(f"{path.stem}-thumb.jpg").is_file()
