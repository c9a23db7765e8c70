"""Pages for those who look after the libraries, under /app/settings/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from library.views.settings import libraries, people, picker, skipped

urlpatterns: list[URLPattern | URLResolver] = [
    path("folders/", picker.folder_picker, name="folder-picker"),
    path("libraries/", libraries.library_list, name="library-list"),
    path("libraries/rows/", libraries.library_rows_part, name="library-rows"),
    path("libraries/add/", libraries.library_add, name="library-add"),
    path("libraries/<pid:library_id>/", libraries.library_edit, name="library-edit"),
    path("libraries/<pid:library_id>/scan/", libraries.library_scan, name="library-scan"),
    path("libraries/<pid:library_id>/remove/", libraries.library_remove, name="library-remove"),
    path("libraries/<pid:library_id>/folders/", libraries.root_add, name="root-add"),
    path("roots/<pid:root_id>/relocate/", libraries.root_relocate, name="root-relocate"),
    path("roots/<pid:root_id>/remove/", libraries.root_remove, name="root-remove"),
    path("people/", people.people_list, name="people-list"),
    path("people/<pid:user_id>/", people.person_edit, name="person-edit"),
    path("people/<pid:user_id>/remove/", people.person_remove, name="person-remove"),
    path("skipped/", skipped.skipped_list, name="skipped-list"),
    path("skipped/<int:file_id>/retry/", skipped.skipped_retry, name="skipped-retry"),
]
