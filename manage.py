#!/usr/bin/env python3
"""Hearth's command line: `manage.py serve`, `manage.py doctor`, `manage.py backup` and Django's own commands."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediaserver.settings.production")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.DATA_DIR
    except ImproperlyConfigured as error:  # a wrong variable or an unusable data directory: a sentence, no traceback
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
