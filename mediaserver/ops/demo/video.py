"""Makes one video file: moving picture, sound, chapters and subtitles, in the form asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mediaserver.ops.demo import artwork, subtitles
from mediaserver.ops.demo.catalogue import Facts, Line, Shot, Spoken
from mediaserver.ops.demo.encoder import as_file, run_ffmpeg
from mediaserver.ops.demo.forms import Form
from mediaserver.ops.demo.pgs import write_pgs
from mediaserver.ops.demo.score import Mood, compose
from mediaserver.ops.demo.shots import Picture, picture_graph
from mediaserver.ops.demo.synth import perform, write_wave

LANGUAGE_NAMES = {
    "dan": "Dansk",
    "dut": "Nederlands",
    "eng": "English",
    "fin": "Suomi",
    "ger": "Deutsch",
    "nor": "Norsk",
}
PICTURES_NAME = "{} (pictures)"


@dataclass(frozen=True)
class Screenplay:
    """Everything a video file is made from; `title` is stored in the file, `facts` give title card and music."""

    title: str
    facts: Facts
    spoken: Spoken
    shots: Sequence[Shot]
    chapters: Sequence[str]
    credits: Sequence[tuple[str, str]]
    length_s: float
    form: Form


@dataclass
class Inputs:
    """The input arguments of one FFmpeg run, counted so that streams can be named."""

    arguments: list[str]
    count: int

    def add(self, *arguments: str) -> int:
        """Add one input and return its number."""
        self.arguments += arguments
        self.count += 1
        return self.count - 1


def make_video(play: Screenplay, target: Path, scratch: Path) -> None:
    """Make the file; what it is made from lies in a folder below `scratch` meanwhile."""
    with TemporaryDirectory(dir=scratch) as folder:
        work = Path(folder)
        arguments, chains = picture_graph(_picture(play, work))
        inputs = Inputs(arguments, arguments.count("-i"))
        tracks = _sound(play, inputs, chains, work)
        maps = ["-map", "[picture]"]
        for number, language in enumerate(play.spoken.languages):
            maps += ["-map", tracks[number], f"-metadata:s:a:{number}", f"language={language}"]
            maps += [f"-metadata:s:a:{number}", f"title={LANGUAGE_NAMES[language]}"]
        maps += _subtitles(play, inputs, work) + _chapters(play, inputs, work)
        form = play.form
        run_ffmpeg(
            [
                *inputs.arguments,
                *("-filter_complex", ";".join(chains)),
                *maps,
                *("-metadata", f"title={play.title}", "-metadata", f"date={play.facts.year}"),
                *(*form.video, *form.audio, "-disposition:a:0", "default"),
                *("-t", f"{play.length_s:.3f}", *form.muxer, as_file(target)),
            ]
        )


def write_subtitle_file(lines: Sequence[Line], language: str, length_s: float, target: Path) -> None:
    """Write the lines in one language as a SubRip file."""
    target.write_text(subtitles.as_srt(subtitles.cues(lines, language, length_s)), encoding="utf-8")


def _picture(play: Screenplay, work: Path) -> Picture:
    """Draw the cards and the sheet of particles."""
    size, kind = play.form.size, play.facts.particles
    title, closing, sheet = work / "title.png", work / "closing.png", work / "sheet.png"
    artwork.title_card(play.facts, size).save(title, compress_level=1)
    if play.credits:
        artwork.closing_card(play.credits, size).save(closing, compress_level=1)
    if kind != "none":
        artwork.particles(kind, size, play.title).save(sheet, compress_level=1)
    return Picture(
        shots=play.shots,
        length_s=play.length_s,
        fps=play.form.fps,
        size=size,
        title=title,
        closing=closing if play.credits else None,
        drift=(kind, sheet) if kind != "none" else None,
        last_filter=play.form.last_filter,
    )


def _sound(play: Screenplay, inputs: Inputs, chains: list[str], work: Path) -> list[str]:
    """Play the music, a version for each language, over one sea and one wind; the labels of the tracks."""
    mood, rate_hz = play.facts.score, play.form.rate_hz
    labels = []
    for number, language in enumerate(play.spoken.languages):
        path = work / f"{language}.wav"
        own = _dubbed(mood, play.spoken.second_lead) if number else mood
        notes = compose(own, play.length_s, play.title)
        write_wave(path, perform(notes, play.length_s, rate_hz), rate_hz)
        music = inputs.add("-i", as_file(path))
        noises = [label for label in (_sea(mood, number, chains), _wind(mood, number, chains)) if label]
        mix = f"[{music}:a]{''.join(noises)}amix=inputs={1 + len(noises)}:duration=first:normalize=0"
        finish = f"alimiter=limit=0.9:level=0,{play.form.mix}" if play.form.mix else "alimiter=limit=0.9:level=0"
        fade = f"afade=t=out:st={max(0, play.length_s - 2):.3f}:d=2"
        chains.append(f"{mix},{fade},{finish}[track{number}]")
        labels.append(f"[track{number}]")
    return labels


def _dubbed(mood: Mood, lead: str) -> Mood:
    """The same music with another instrument on the tune, so that one hears which language is chosen."""
    return replace(mood, voices=(lead or mood.voices[0], *mood.voices[1:]))


def _sea(mood: Mood, number: int, chains: list[str]) -> str:
    """Waves: brown noise that swells every nine seconds; the label, empty where the mood has no sea."""
    if not mood.sea:
        return ""
    chains.append(
        f"anoisesrc=color=brown:sample_rate=48000:amplitude={0.5 * mood.sea:.2f}:seed=11,lowpass=f=900,"
        f"volume='0.35+0.3*sin(2*PI*t/9)+0.15*sin(2*PI*t/5.3)':eval=frame,aformat=channel_layouts=stereo[sea{number}]"
    )
    return f"[sea{number}]"


def _wind(mood: Mood, number: int, chains: list[str]) -> str:
    """Wind: pink noise in a narrow band; the label, empty where the mood has none."""
    if not mood.wind:
        return ""
    chains.append(
        f"anoisesrc=color=pink:sample_rate=48000:amplitude={0.3 * mood.wind:.2f}:seed=5,bandpass=f=480:w=300,"
        f"volume='0.4+0.35*sin(2*PI*t/13)':eval=frame,aformat=channel_layouts=stereo[wind{number}]"
    )
    return f"[wind{number}]"


def _subtitles(play: Screenplay, inputs: Inputs, work: Path) -> list[str]:
    """Write the subtitles that go inside the file; the arguments that map and name them."""
    arguments: list[str] = []
    names: list[tuple[str, str]] = []
    for language in play.spoken.text:
        path = work / f"{language}.srt"
        write_subtitle_file(play.spoken.lines, language, play.length_s, path)
        arguments += ["-map", f"{inputs.add('-f', 'srt', '-i', as_file(path))}:s"]
        names.append((language, LANGUAGE_NAMES[language]))
    for language in play.spoken.pictures:
        path = work / f"{language}.sup"
        path.write_bytes(write_pgs(subtitles.cues(play.spoken.lines, language, play.length_s), play.form.size))
        arguments += ["-map", f"{inputs.add('-f', 'sup', '-i', as_file(path))}:s"]
        names.append((language, PICTURES_NAME.format(LANGUAGE_NAMES[language])))
    for number, (language, name) in enumerate(names):
        arguments += [f"-metadata:s:s:{number}", f"language={language}", f"-metadata:s:s:{number}", f"title={name}"]
    return [*arguments, "-c:s", "copy"] if names else []


def _chapters(play: Screenplay, inputs: Inputs, work: Path) -> list[str]:
    """Write the chapters, each with an even share of the film; the arguments that take them over."""
    if not play.chapters:
        return ["-map_chapters", "-1"]
    share_ms = play.length_s * 1000 / len(play.chapters)
    text = ";FFMETADATA1\n" + "".join(
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={round(number * share_ms)}\nEND={round((number + 1) * share_ms)}\n"
        f"title={title}\n"
        for number, title in enumerate(play.chapters)
    )
    path = work / "chapters.txt"
    path.write_text(text, encoding="utf-8")
    return ["-map_chapters", str(inputs.add("-f", "ffmetadata", "-i", as_file(path)))]
