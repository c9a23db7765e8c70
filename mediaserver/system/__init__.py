"""Server-wide records: Job, HealthIssue, HttpCacheEntry, Setting, public ids."""
