"""Kinds of jobs that the library knows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from library.libraries import REMOVE_LIBRARY, work_removal
from library.scanner import scan_ended, work_scan
from library.scanner.starting import SCAN
from mediaserver.system.jobs import JobKind, register_job_kind

register_job_kind(JobKind(SCAN, _("Scan of a library"), work_scan, scan_ended))
register_job_kind(JobKind(REMOVE_LIBRARY, _("Removal of a library"), work_removal))
