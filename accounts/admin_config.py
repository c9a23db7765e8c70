"""Puts our desk in the place of Django's."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class HearthAdminConfig(AdminConfig):
    """Django's admin with `HearthAdminSite`."""

    default_site = "accounts.admin_site.HearthAdminSite"
