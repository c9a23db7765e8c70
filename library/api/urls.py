"""Routes about the catalogue, below /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from library.api.views import access, collections, home, items, libraries, people, playlists, search, skipped, watching

urlpatterns: list[URLPattern | URLResolver] = [
    path("libraries/", libraries.LibraryListView.as_view(), name="libraries"),
    path("libraries/<pid:library_id>/", libraries.LibraryView.as_view(), name="library"),
    path("libraries/<pid:library_id>/scan/", libraries.LibraryScanView.as_view(), name="library-scan"),
    path("libraries/<pid:library_id>/removal/", libraries.LibraryRemovalView.as_view(), name="library-removal"),
    path("libraries/<pid:library_id>/roots/", libraries.LibraryRootsView.as_view(), name="library-roots"),
    path("roots/<pid:root_id>/", libraries.RootView.as_view(), name="root"),
    path("roots/<pid:root_id>/relocate/", libraries.RootRelocateView.as_view(), name="root-relocate"),
    path("folders/", libraries.FolderView.as_view(), name="folders"),
    path("items/", items.ItemListView.as_view(), name="items"),
    path("items/<pid:item_id>/", items.ItemView.as_view(), name="item"),
    path("items/<pid:item_id>/children/", items.ItemChildrenView.as_view(), name="item-children"),
    path("items/<pid:item_id>/images/", items.ItemImagesView.as_view(), name="item-images"),
    path("items/<pid:item_id>/watch-state/", watching.WatchStateView.as_view(), name="watch-state"),
    path("files/<pid:file_id>/", items.FileView.as_view(), name="file"),
    path("genres/", people.GenreListView.as_view(), name="genres"),
    path("tags/", people.TagListView.as_view(), name="tags"),
    path("people/<pid:person_id>/", people.PersonView.as_view(), name="person"),
    path("home/continue/", home.ContinueView.as_view(), name="home-continue"),
    path("home/next-up/", home.NextUpView.as_view(), name="home-next-up"),
    path("home/latest/", home.LatestView.as_view(), name="home-latest"),
    path("search/", search.SearchView.as_view(), name="search"),
    path("collections/", collections.CollectionListView.as_view(), name="collections"),
    path("collections/<pid:collection_id>/", collections.CollectionView.as_view(), name="collection"),
    path(
        "collections/<pid:collection_id>/entries/",
        collections.CollectionEntriesView.as_view(),
        name="collection-entries",
    ),
    path(
        "collections/<pid:collection_id>/entries/<int:entry_id>/",
        collections.CollectionEntryView.as_view(),
        name="collection-entry",
    ),
    path("playlists/", playlists.PlaylistListView.as_view(), name="playlists"),
    path("playlists/<pid:playlist_id>/", playlists.PlaylistView.as_view(), name="playlist"),
    path("playlists/<pid:playlist_id>/entries/", playlists.PlaylistEntriesView.as_view(), name="playlist-entries"),
    path(
        "playlists/<pid:playlist_id>/entries/<int:entry_id>/",
        playlists.PlaylistEntryView.as_view(),
        name="playlist-entry",
    ),
    path("skipped-files/", skipped.SkippedFileListView.as_view(), name="skipped-files"),
    path("profiles/<pid:profile_id>/access/", access.ProfileAccessView.as_view(), name="profile-access"),
]
