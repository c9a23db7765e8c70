"""A profile's own playlists."""

from __future__ import annotations

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.endpoints import Endpoint, asking_profile
from library.api.desk_shapes import EntryPage, ListAnswer, PlaylistPage
from library.api.finding import find, find_items
from library.api.list_rows import entry_page, playlist_answers
from library.list_entries import add_items, move_entry, remove_entry
from library.models import Playlist, PlaylistEntry
from mediaserver.lib.keyset import page_after
from mediaserver.lib.rest_input import PageQuery, PidsField, read_body, read_query, refuse_query

LONGEST_OVERVIEW = 5_000


class PlaylistWriteSerializer(serializers.Serializer[Any]):
    """A playlist's name and text."""

    name = serializers.CharField(max_length=200)
    overview = serializers.CharField(max_length=LONGEST_OVERVIEW, required=False, allow_blank=True)


class EntriesWriteSerializer(serializers.Serializer[Any]):
    """Items to add at the end, in this order."""

    items = PidsField(min_length=1)


class EntryMoveSerializer(serializers.Serializer[Any]):
    """Where a place goes: behind another, or first (null)."""

    after_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True)


class PlaylistListView(Endpoint):
    """All playlists of the profile."""

    @extend_schema(operation_id="playlists", tags=["lists"], parameters=[PageQuery], responses=PlaylistPage)
    def get(self, request: Request) -> Response:
        """List the profile's own playlists, by name."""
        query, profile = read_query(request, PageQuery), asking_profile(request)
        page = page_after(profile.playlists.all(), ("name", "id"), query.get("cursor"), query["limit"])
        answer: PlaylistPage = {
            "results": playlist_answers(profile, page.rows),
            "next_cursor": page.next_cursor,
        }
        return Response(answer)

    @extend_schema(
        operation_id="playlist_create", tags=["lists"], request=PlaylistWriteSerializer, responses={201: ListAnswer}
    )
    def post(self, request: Request) -> Response:
        """Make a playlist."""
        profile = asking_profile(request)
        playlist = Playlist.objects.create(profile=profile, **read_body(request, PlaylistWriteSerializer))
        return Response(playlist_answers(profile, [playlist])[0], status=201)


class PlaylistView(Endpoint):
    """One playlist of the profile."""

    @extend_schema(operation_id="playlist", tags=["lists"], responses=ListAnswer)
    def get(self, request: Request, playlist_id: uuid.UUID) -> Response:
        """Describe a playlist."""
        refuse_query(request)
        profile = asking_profile(request)
        return Response(playlist_answers(profile, [find(profile.playlists.all(), playlist_id)])[0])

    @extend_schema(
        operation_id="playlist_update", tags=["lists"], request=PlaylistWriteSerializer, responses=ListAnswer
    )
    def patch(self, request: Request, playlist_id: uuid.UUID) -> Response:
        """Rename a playlist."""
        profile = asking_profile(request)
        playlist = find(profile.playlists.all(), playlist_id)
        for name, value in read_body(request, PlaylistWriteSerializer, partial=True).items():
            setattr(playlist, name, value)
        playlist.save()
        return Response(playlist_answers(profile, [playlist])[0])

    @extend_schema(operation_id="playlist_delete", tags=["lists"], responses={204: None})
    def delete(self, request: Request, playlist_id: uuid.UUID) -> Response:
        """Delete a playlist; the items stay."""
        find(asking_profile(request).playlists.all(), playlist_id).delete()
        return Response(status=204)


class PlaylistEntriesView(Endpoint):
    """The places of a playlist."""

    @extend_schema(operation_id="playlist_entries", tags=["lists"], parameters=[PageQuery], responses=EntryPage)
    def get(self, request: Request, playlist_id: uuid.UUID) -> Response:
        """List the places whose items the profile may see, in order."""
        query, profile = read_query(request, PageQuery), asking_profile(request)
        playlist = find(profile.playlists.all(), playlist_id)
        return Response(entry_page(profile, playlist.entries.all(), query.get("cursor"), query["limit"]))

    @extend_schema(
        operation_id="playlist_entries_add", tags=["lists"], request=EntriesWriteSerializer, responses=ListAnswer
    )
    def post(self, request: Request, playlist_id: uuid.UUID) -> Response:
        """Add items at the end."""
        profile = asking_profile(request)
        playlist = find(profile.playlists.all(), playlist_id)
        add_items(playlist, find_items(profile, read_body(request, EntriesWriteSerializer)["items"]))
        return Response(playlist_answers(profile, [playlist])[0])


class PlaylistEntryView(Endpoint):
    """One place of a playlist."""

    @extend_schema(
        operation_id="playlist_entry_move", tags=["lists"], request=EntryMoveSerializer, responses={204: None}
    )
    def patch(self, request: Request, playlist_id: uuid.UUID, entry_id: int) -> Response:
        """Move a place behind another, or to the front."""
        playlist = find(asking_profile(request).playlists.all(), playlist_id)
        values = read_body(request, EntryMoveSerializer)
        entry = get_object_or_404(playlist.entries, pk=entry_id)
        after: PlaylistEntry | None = None
        if values["after_id"] is not None:
            after = get_object_or_404(playlist.entries, pk=values["after_id"])
        move_entry(playlist, entry, after)
        return Response(status=204)

    @extend_schema(operation_id="playlist_entry_remove", tags=["lists"], responses={204: None})
    def delete(self, request: Request, playlist_id: uuid.UUID, entry_id: int) -> Response:
        """Take a place out of the playlist."""
        playlist = find(asking_profile(request).playlists.all(), playlist_id)
        remove_entry(playlist, get_object_or_404(playlist.entries, pk=entry_id))
        return Response(status=204)
