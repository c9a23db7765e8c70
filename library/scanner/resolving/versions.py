"""Versions and the links between them and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from library.models import Edition, ItemFile, MediaFile, MediaItem, Version, WatchState
from library.scanner.resolving.item_book import ItemBook
from library.scanner.resolving.placements import COMPANION_PART, Placement
from library.scanner.row_writing import insert_rows

KEYS_AT_ONCE = 900


def link_files(
    book: ItemBook,
    placements: Sequence[Placement],
    leaves: Sequence[list[MediaItem]],
    formers: dict[int, list[MediaItem]],
) -> list[MediaItem]:
    """Link each file to its items' versions. Returns items that a file has left."""
    links = _Links({item.pk for items in leaves for item in items})
    left: dict[int, MediaItem] = {}
    roles: dict[str, list[int]] = defaultdict(list)
    # A picture before its companions, part 1 before part 2: the first makes the version that the others join.
    order = sorted(range(len(placements)), key=lambda i: (placements[i].part_index, placements[i].file.pk))
    for index in order:
        placement, items = placements[index], leaves[index]
        for item in items:
            links.link(placement, item)
        now_of = {item.pk for item in items}
        gone = [item for item in formers.get(placement.file.pk, []) if item.pk not in now_of]
        for item in gone:
            _leave(placement.file, item, items[0])
            left[item.pk] = item
        if placement.file.role != placement.role:
            roles[placement.role].append(placement.file.pk)
    links.store()
    for role, ids in roles.items():
        MediaFile.objects.filter(pk__in=ids).update(role=role)
    book.changed.update(left)
    return list(left.values())


def _leave(file: MediaFile, former: MediaItem, heir: MediaItem) -> None:
    """Take a file from an item that it no longer is. What was watched goes along, unless the heir knows better."""
    versions = list(ItemFile.objects.filter(file=file, version__item=former).values_list("version_id", flat=True))
    ItemFile.objects.filter(file=file, version_id__in=versions).delete()
    Version.objects.filter(pk__in=versions, item_files__isnull=True).delete()
    if Version.objects.filter(item=former).exists():
        return
    known = WatchState.objects.filter(item=heir).values("profile_id")
    WatchState.objects.filter(item=former).exclude(profile_id__in=known).update(item=heir, version=None)


class _Links:
    """Versions and links of a batch of items; reads once, writes once."""

    def __init__(self, item_ids: set[int]) -> None:
        self._versions: dict[int, list[Version]] = defaultdict(list)
        self._files: dict[int, list[ItemFile]] = defaultdict(list)
        self._of_file: dict[tuple[int, int], ItemFile] = {}
        self._editions: dict[tuple[int, str], Edition] = {}
        self._new_versions: list[Version] = []
        self._new_links: list[ItemFile] = []
        ids = sorted(item_ids)
        for start in range(0, len(ids), KEYS_AT_ONCE):
            part = ids[start : start + KEYS_AT_ONCE]
            for version in Version.objects.filter(item_id__in=part).order_by("id"):
                self._versions[version.item_id].append(version)
            for link in ItemFile.objects.filter(version__item_id__in=part).select_related("version"):
                self._files[link.version_id].append(link)
                self._of_file[link.file_id, link.version.item_id] = link
            for edition in Edition.objects.filter(item_id__in=part):
                self._editions[edition.item_id, edition.name] = edition

    def link(self, placement: Placement, item: MediaItem) -> None:
        """Link a file to an item, in the version it is in already, one it completes, or a new one."""
        edition = self._edition(item, placement.edition)
        present = self._of_file.get((placement.file.pk, item.pk))
        if present is not None:
            self._correct(present, placement, edition)
            return
        version = self._to_complete(placement, item, edition)
        if version is None:
            version = Version(item=item, edition=edition, label=placement.label)
            self._new_versions.append(version)
            self._versions[item.pk].append(version)
        link = ItemFile(version=version, file=placement.file, part_index=placement.part_index)
        self._new_links.append(link)
        self._files[id(version) if version.pk is None else version.pk].append(link)
        self._of_file[placement.file.pk, item.pk] = link

    def _correct(self, link: ItemFile, placement: Placement, edition: Edition | None) -> None:
        """Follow a file whose name now says another part or edition."""
        if link.pk is None:
            return
        if link.part_index != placement.part_index:
            link.part_index = placement.part_index
            link.save(update_fields=["part_index"])
        version = link.version
        edition_id = edition.pk if edition else None
        if placement.role == MediaFile.Role.MAIN and version.edition_id != edition_id:
            version.edition = edition
            version.save(update_fields=["edition"])

    def _to_complete(self, placement: Placement, item: MediaItem, edition: Edition | None) -> Version | None:
        """The version that lacks exactly this part."""
        if not placement.part_index:
            return None
        for version in self._versions[item.pk]:
            links = self._files[id(version) if version.pk is None else version.pk]
            indexes = {link.part_index for link in links}
            if placement.part_index >= COMPANION_PART:
                if 0 in indexes:
                    return version
            elif (
                indexes
                and 0 not in indexes
                and placement.part_index not in indexes
                and version.edition_id == (edition.pk if edition else None)
            ):
                return version
        return None

    def _edition(self, item: MediaItem, name: str) -> Edition | None:
        if not name:
            return None
        key = (item.pk, name)
        if key not in self._editions:
            self._editions[key] = Edition.objects.get_or_create(item=item, name=name)[0]
        return self._editions[key]

    def store(self) -> None:
        """Write new versions and links."""
        insert_rows(Version, self._new_versions, with_keys=True)
        for link in self._new_links:
            link.version_id = link.version.pk
        insert_rows(ItemFile, self._new_links)
