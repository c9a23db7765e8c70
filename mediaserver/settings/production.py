"""A household's server: the default."""

from mediaserver.settings.base import *  # noqa: F403  (settings modules extend one another by name)
