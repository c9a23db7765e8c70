"""What the API answers about playing."""

from __future__ import annotations

from typing import Any, TypedDict

from streaming.decision import PlaybackDecision
from streaming.decision.sentences import method_words, stored_sentence
from streaming.models import PlaybackSession
from streaming.sessions import StartedPlayback


class ReasonAnswer(TypedDict):
    """One step of a decision. `sign`: y agrees, w works at a cost, x refuses."""

    code: str
    sign: str
    sentence: str


class DecisionAnswer(TypedDict):
    """How a title plays on a device, and why."""

    method: str
    words: str
    video_index: int | None
    audio_index: int | None
    subtitle_index: int | None
    reasons: list[ReasonAnswer]


class PlayablePartAnswer(TypedDict):
    """One file of the version. `url` opens its bytes without any further sign-in, as long as the session lives."""

    file_id: str
    url: str
    content_type: str
    offset_ms: int
    duration_ms: int


class PlaybackAnswer(TypedDict):
    """A started session. `is_playable` is false where the device can't play the title by itself; `decision` says why."""

    id: str
    item_id: str
    version_id: str | None
    is_playable: bool
    decision: DecisionAnswer
    parts: list[PlayablePartAnswer]
    resume_ms: int
    duration_ms: int


class SessionAnswer(TypedDict):
    """A live session. Librarians see everybody's, others their own."""

    id: str
    item_id: str
    title: str
    kind: str
    profile: str
    device: str
    method: str
    decision: DecisionAnswer
    is_paused: bool
    position_ms: int
    duration_ms: int | None
    bitrate_bps: int | None
    started_at: str
    stop_requested: bool


def decision_answer(decision: PlaybackDecision) -> DecisionAnswer:
    """A decision as clients see it."""
    return stored_decision_answer(decision.as_json())


def stored_decision_answer(stored: dict[str, Any]) -> DecisionAnswer:
    """A decision that was kept with its session, with sentences in the asker's language."""
    return {
        "method": stored["method"],
        "words": method_words(stored["method"]),
        "video_index": stored.get("video_index"),
        "audio_index": stored.get("audio_index"),
        "subtitle_index": stored.get("subtitle_index"),
        "reasons": [
            {"code": r["code"], "sign": r["sign"], "sentence": stored_sentence(r["code"], r["facts"])}
            for r in stored.get("reasons", [])
        ],
    }


def playback_answer(started: StartedPlayback) -> PlaybackAnswer:
    """A started session as its player sees it."""
    session = started.session
    return {
        "id": session.pid,
        "item_id": session.item.pid,
        "version_id": session.version.pid if session.version else None,
        "is_playable": bool(started.parts),
        "decision": decision_answer(started.decision),
        "parts": [
            {
                "file_id": part.file_id,
                "url": part.url,
                "content_type": part.content_type,
                "offset_ms": part.offset_ms,
                "duration_ms": part.duration_ms,
            }
            for part in started.parts
        ],
        "resume_ms": started.resume_ms,
        "duration_ms": started.duration_ms,
    }


def session_answer(session: PlaybackSession, *, is_named: bool) -> SessionAnswer:
    """A live session. A title that the asker may not see is not named, whoever plays it."""
    return {
        "id": session.pid,
        "item_id": session.item.pid if is_named else "",
        "title": session.item.title if is_named else "",
        "kind": session.item.kind if is_named else "",
        "profile": session.profile.name,
        "device": session.device.name if session.device else "",
        "method": session.method,
        "decision": stored_decision_answer(session.decision),
        "is_paused": session.is_paused,
        "position_ms": session.position_ms,
        "duration_ms": session.duration_ms,
        "bitrate_bps": session.bitrate_bps,
        "started_at": session.started_at.isoformat(),
        "stop_requested": session.stop_requested_at is not None,
    }
