"""Events between the processes of one machine, without Redis: a hub in the supervisor, a Channels layer, `publish`."""

from mediaserver.lib.event_hub.control import SOCKET_NAME, request_child, supervisor_status
from mediaserver.lib.event_hub.hub import Hub
from mediaserver.lib.event_hub.layer import UnixSocketChannelLayer
from mediaserver.lib.event_hub.publishing import publish

__all__ = ["SOCKET_NAME", "Hub", "UnixSocketChannelLayer", "publish", "request_child", "supervisor_status"]
