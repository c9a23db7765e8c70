"""Libraries: everybody sees theirs; librarians add, change, scan and remove them."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile, asking_user
from library.access import visible_libraries
from library.api.desk_shapes import FolderAnswer, RemovalAnswer
from library.api.finding import find, find_library
from library.api.library_rows import library_answers, root_answer
from library.api.shapes import LibraryAnswer, RootAnswer
from library.api.views.items import may_see_paths
from library.models import Folder, Library, LibraryGrant, LibraryKind, RootFolder, ScanRun
from mediaserver.lib.errors import NotFound
from mediaserver.lib.paths import decode_path, path_hash
from mediaserver.lib.rest_input import read_body, read_query, refuse_query
from mediaserver.lib.rest_schema import list_of
from mediaserver.system.job_answer import JobAnswer
from mediaserver.system.jobs import job_facts

LONGEST_PATH = 16_000
LANGUAGE = r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$"


class PathSerializer(serializers.Serializer[Any]):
    """A folder of the server."""

    path = serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False)


class LibraryPatchSerializer(serializers.Serializer[Any]):
    """What may be changed about a library."""

    name = serializers.CharField(max_length=100)
    language = serializers.RegexField(LANGUAGE, max_length=10, required=False, allow_blank=True)
    position = serializers.IntegerField(min_value=0, max_value=32_767, required=False)
    watching = serializers.ChoiceField(choices=Library.Watching.choices, required=False)
    poll_interval_s = serializers.IntegerField(min_value=60, max_value=86_400, required=False)


class LibraryWriteSerializer(LibraryPatchSerializer):
    """A new library."""

    kind = serializers.ChoiceField(choices=LibraryKind.choices)
    roots = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False), min_length=1, max_length=50
    )


class ScanSerializer(serializers.Serializer[Any]):
    """How thoroughly; or one folder of the library only, by its full path."""

    mode = serializers.ChoiceField(choices=[ScanRun.Mode.QUICK, ScanRun.Mode.FULL], required=False)
    folder = serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False, required=False)

    def validate(self, attrs: Any) -> Any:
        """Either a mode or a folder."""
        if "mode" in attrs and "folder" in attrs:
            raise serializers.ValidationError({"mode": [_("A single folder is read completely; leave this out.")]})
        return attrs


class LibraryListView(Endpoint):
    """All libraries."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(operation_id="libraries", tags=["libraries"], responses=list_of(LibraryAnswer))
    def get(self, request: Request) -> Response:
        """List the libraries that the profile was given, in their order."""
        refuse_query(request)
        rows = visible_libraries(asking_profile(request)).order_by("position", "name", "id")
        return Response({"results": library_answers(rows, for_librarian=may_see_paths(request))})

    @extend_schema(
        operation_id="library_create",
        tags=["libraries"],
        request=LibraryWriteSerializer,
        responses={201: LibraryAnswer},
    )
    def post(self, request: Request) -> Response:
        """Make a library of one or more folders and start its first scan."""
        from library.libraries import add_library

        values = read_body(request, LibraryWriteSerializer)
        name, kind, roots = values.pop("name"), values.pop("kind"), values.pop("roots")
        profile = asking_profile(request)
        with transaction.atomic():
            library = add_library(name, kind, roots, created_by=asking_user(request).public_id, **values)
            if not visible_libraries(profile).filter(pk=library.pk).exists():
                LibraryGrant.objects.create(profile=profile, library=library)  # whoever makes it sees it
        return Response(library_answers([library], for_librarian=True)[0], status=201)


class LibraryView(Endpoint):
    """One library."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"PATCH", "DELETE"})

    @extend_schema(operation_id="library", tags=["libraries"], responses=LibraryAnswer)
    def get(self, request: Request, library_id: uuid.UUID) -> Response:
        """Describe a library."""
        refuse_query(request)
        library = find_library(asking_profile(request), library_id)
        return Response(library_answers([library], for_librarian=may_see_paths(request))[0])

    @extend_schema(
        operation_id="library_update", tags=["libraries"], request=LibraryPatchSerializer, responses=LibraryAnswer
    )
    def patch(self, request: Request, library_id: uuid.UUID) -> Response:
        """Change name, language, place, or how changes on disk are noticed."""
        from library.libraries import change_library

        library = find_library(asking_profile(request), library_id)
        values = read_body(request, LibraryPatchSerializer, partial=True)
        if values:
            change_library(library, **values)
        return Response(library_answers([library], for_librarian=True)[0])

    @extend_schema(operation_id="library_delete", tags=["libraries"], responses={202: JobAnswer})
    def delete(self, request: Request, library_id: uuid.UUID) -> Response:
        """Start removing a library and all that is known of its items; files on disk stay."""
        from library.libraries import remove_library

        library = find_library(asking_profile(request), library_id)
        job = remove_library(library, created_by=asking_user(request).public_id)
        return Response(job_facts(job), status=202)


class LibraryRemovalView(Endpoint):
    """What removing would take away."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"GET"})

    @extend_schema(operation_id="library_removal", tags=["libraries"], responses=RemovalAnswer)
    def get(self, request: Request, library_id: uuid.UUID) -> Response:
        """Tell what removing the library would take away."""
        from library.libraries import removal_facts

        refuse_query(request)
        return Response(removal_facts(find_library(asking_profile(request), library_id)))


class LibraryScanView(Endpoint):
    """Looking for what changed."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(operation_id="library_scan", tags=["libraries"], request=ScanSerializer, responses={202: JobAnswer})
    def post(self, request: Request, library_id: uuid.UUID) -> Response:
        """Start a scan: "quick" by folder times, "full" every file, or one folder."""
        from library.scanner import scan_folder, start_scan

        library = find_library(asking_profile(request), library_id)
        values, asker = read_body(request, ScanSerializer), asking_user(request).public_id
        if "folder" in values:
            root, relative = folder_of(library, values["folder"])
            return Response(job_facts(scan_folder(root, relative, created_by=asker)), status=202)
        mode = values.get("mode", ScanRun.Mode.QUICK)
        return Response(job_facts(start_scan(library, mode=mode, created_by=asker)), status=202)


def folder_of(library: Library, path: str) -> tuple[RootFolder, bytes]:
    """Return the root and the path below it of a folder that scans know. Raises NotFound."""
    raw = decode_path(path).rstrip(b"/")
    for root in library.roots.all():
        start = root.path_bytes.rstrip(b"/")
        if raw != start and not raw.startswith(start + b"/"):
            continue
        relative = raw[len(start) + 1 :]
        if Folder.objects.filter(root=root, path_hash=path_hash(relative)).exists():
            return root, relative
    raise NotFound(_("This library has no such folder."))


class LibraryRootsView(Endpoint):
    """Adding a folder."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(operation_id="root_add", tags=["libraries"], request=PathSerializer, responses={201: RootAnswer})
    def post(self, request: Request, library_id: uuid.UUID) -> Response:
        """Add a folder to a library and read it soon."""
        from library.libraries import add_root

        library = find_library(asking_profile(request), library_id)
        path = read_body(request, PathSerializer)["path"]
        root = add_root(library, path, created_by=asking_user(request).public_id)
        return Response(root_answer(root), status=201)


class RootView(Endpoint):
    """One folder of a library."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"DELETE"})

    @extend_schema(operation_id="root_delete", tags=["libraries"], responses={204: None})
    def delete(self, request: Request, root_id: uuid.UUID) -> Response:
        """Take a folder out of its library; nothing on disk is touched."""
        from library.libraries import remove_root

        remove_root(_find_root(request, root_id))
        return Response(status=204)


class RootRelocateView(Endpoint):
    """Telling where a folder is now."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(operation_id="root_relocate", tags=["libraries"], request=PathSerializer, responses=RootAnswer)
    def post(self, request: Request, root_id: uuid.UUID) -> Response:
        """Tell where a root's files are now; items and watch states stay."""
        from library.libraries import relocate_root

        root = _find_root(request, root_id)
        path = read_body(request, PathSerializer)["path"]
        return Response(root_answer(relocate_root(root, path, created_by=asking_user(request).public_id)))


def _find_root(request: Request, root_id: uuid.UUID) -> RootFolder:
    rows = RootFolder.objects.filter(library__in=visible_libraries(asking_profile(request))).select_related("library")
    return find(rows, root_id)


class FolderQuery(serializers.Serializer[Any]):
    """Which folder is looked into."""

    path = serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False, required=False, default="/")


class FolderView(Endpoint):
    """The folder picker."""

    librarian_methods: ClassVar[frozenset[str]] = frozenset({"GET"})

    @extend_schema(operation_id="folders", tags=["libraries"], parameters=[FolderQuery], responses=FolderAnswer)
    def get(self, request: Request) -> Response:
        """Show what the server sees in one of its folders, for choosing a library's root."""
        from library.folders import list_folder

        view = list_folder(read_query(request, FolderQuery)["path"])
        return Response(dataclasses.asdict(view))
