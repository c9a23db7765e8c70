"""Server-wide records."""

from mediaserver.system.models.aliases import PublicIdAlias
from mediaserver.system.models.health import HealthIssue
from mediaserver.system.models.http_cache import HttpCacheEntry
from mediaserver.system.models.jobs import Job
from mediaserver.system.models.queued_tasks import QueuedTask
from mediaserver.system.models.settings import Setting

__all__ = ["HealthIssue", "HttpCacheEntry", "Job", "PublicIdAlias", "QueuedTask", "Setting"]
