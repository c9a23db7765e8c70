"""What the person has chosen so far, kept in the browser session."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

SESSION_KEY = "setup"
MOST_FOLDERS = 50


@dataclass(frozen=True)
class ChosenFolder:
    """A folder and what it holds. `path` is the escaped text of `mediaserver.lib.paths`."""

    path: str
    kind: str


@dataclass
class Draft:
    """The choices of the first run."""

    language: str = ""
    folders: list[ChosenFolder] = field(default_factory=list)
    reached: str = "language"

    @classmethod
    def of(cls, request: HttpRequest) -> Draft:
        """Read the draft; nonsense counts as none."""
        kept = request.session.get(SESSION_KEY)
        if not isinstance(kept, dict):
            return cls()
        folders = [ChosenFolder(str(row["path"]), str(row["kind"])) for row in kept.get("folders", [])]
        return cls(
            language=str(kept.get("language", "")), folders=folders, reached=str(kept.get("reached", "language"))
        )

    def keep(self, request: HttpRequest) -> None:
        """Write the draft."""
        kept: dict[str, Any] = asdict(self)
        request.session[SESSION_KEY] = kept

    def add(self, folder: ChosenFolder) -> None:
        """Add a folder, or change what it holds."""
        others = [row for row in self.folders if row.path != folder.path]
        self.folders = [*others[: MOST_FOLDERS - 1], folder]

    def remove(self, path: str) -> None:
        """Take a folder out."""
        self.folders = [row for row in self.folders if row.path != path]

    def by_kind(self) -> dict[str, list[str]]:
        """Paths by kind, in the order in which kinds were first chosen."""
        grouped: dict[str, list[str]] = {}
        for folder in self.folders:
            grouped.setdefault(folder.kind, []).append(folder.path)
        return grouped
