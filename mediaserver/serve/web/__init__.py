"""The web process: daphne's server with media bytes by sendfile, back-pressure and bounds. See README.md."""

from mediaserver.serve.web.process import run

__all__ = ["run"]
