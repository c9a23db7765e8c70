"""Subtitle files beside a video: `Film (1999).en.forced.srt`."""

from __future__ import annotations

from dataclasses import dataclass

from library.naming.languages import language_code
from library.naming.suffixes import stem_of, suffix_of

_FORCED = frozenset({"forced", "foreign"})
_HEARING = frozenset({"sdh", "cc", "hi", "hearing"})
_NOTHING = frozenset({"default", "full", "sub", "subs", "subtitle", "subtitles"})


@dataclass(frozen=True)
class SubtitleName:
    """What a subtitle's name says. `language` is BCP 47, "" where unsaid; `title` holds words that mean nothing else."""

    format: str
    language: str = ""
    title: str = ""
    is_forced: bool = False
    is_hearing_impaired: bool = False


def read_subtitle_name(name: str, video_stem: str) -> SubtitleName | None:
    """Read a subtitle's name beside the video of that stem; None where it belongs to another file."""
    stem = stem_of(name)
    if stem != video_stem and not stem.startswith(
        (f"{video_stem}.", f"{video_stem}-", f"{video_stem}_", f"{video_stem} ")
    ):
        return None
    language, words, flags = "", [], set()
    for word in stem[len(video_stem) :].replace("_", ".").split("."):
        mark = word.strip(" -[]()").lower()
        if not mark:
            continue
        # "hi" is Hindi when it stands first and alone, and "hearing impaired" behind a language.
        if mark in _FORCED or mark in _NOTHING or (mark in _HEARING and (mark != "hi" or language)):
            flags.add(mark)
        elif not language and (code := language_code(mark)):
            language = code
        else:
            words.append(word.strip(" -"))
    return SubtitleName(
        format=suffix_of(name),
        language=language,
        title=" ".join(words)[:300],
        is_forced=bool(flags & _FORCED),
        is_hearing_impaired=bool(flags & _HEARING),
    )
