"""From folders to catalogue: a scan compares a library with its folders, in phases that can be interrupted. See README.md."""

from library.scanner.starting import active_scan, read_again, scan_folder, scan_folders, start_scan
from library.scanner.working import scan_ended, work_scan

__all__ = ["active_scan", "read_again", "scan_ended", "scan_folder", "scan_folders", "start_scan", "work_scan"]
