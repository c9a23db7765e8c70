"""Starting an on-demand process from any process of the server."""

from mediaserver.lib.event_hub import request_child as request
from mediaserver.lib.event_hub import supervisor_status as status

__all__ = ["request", "status"]
