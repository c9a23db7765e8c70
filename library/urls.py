"""Pages of the catalogue, under /app/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from library.views import home, items, libraries, movies, music, people, photos, search, series

app_name = "library"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("settings/", include("library.views.settings.urls")),
    path("rows/<slug:key>/", home.row, name="home-row"),
    path("scan-line/", home.scan_line, name="scan-line"),
    path("libraries/<pid:library_id>/", libraries.library_detail, name="library-detail"),
    path("films/<pid:item_id>/", movies.movie_detail, name="movie-detail"),
    path("series/<pid:item_id>/", series.series_detail, name="series-detail"),
    path("seasons/<pid:item_id>/", series.season_detail, name="season-detail"),
    path("episodes/<pid:item_id>/", series.episode_detail, name="episode-detail"),
    path("artists/<pid:item_id>/", music.artist_detail, name="artist-detail"),
    path("albums/<pid:item_id>/", music.album_detail, name="album-detail"),
    path("photo-albums/<pid:item_id>/", photos.photo_album_detail, name="photo-album-detail"),
    path("photos/<pid:item_id>/", photos.photo_detail, name="photo-detail"),
    path("people/<pid:person_id>/", people.person_detail, name="person-detail"),
    path("search/", search.search, name="search"),
    path("items/<pid:item_id>/", items.item, name="item"),
    path("items/<pid:item_id>/seen/", items.item_seen, name="item-seen"),
    path("items/<pid:item_id>/favourite/", items.item_favourite, name="item-favourite"),
    path("items/<pid:item_id>/hide/", items.item_hide, name="item-hide"),
    path("items/<pid:item_id>/scan/", items.item_scan, name="item-scan"),
]
