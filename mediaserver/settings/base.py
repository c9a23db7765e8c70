"""Settings that hold everywhere. What an administrator changes while running is a row (`system.Setting`), not a line here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediaserver.settings import env, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("HEARTH_DATA") or BASE_DIR / "data").expanduser().resolve()
CACHE_DIR = Path(env.text("HEARTH_CACHE") or DATA_DIR / "cache").expanduser().resolve()
PORT = env.integer("HEARTH_PORT", 8096, least=1, most=65535)
BIND_ADDRESS = env.text("HEARTH_BIND", "0.0.0.0")  # noqa: S104  (televisions and phones are the point)
WEB_PROCESSES = env.integer("HEARTH_WEB_PROCESSES", 1, least=1, most=32)
RUN_DIR = Path(env.text("HEARTH_RUN") or DATA_DIR / "run").expanduser()
REDIS_URL = env.text("REDIS_URL")
FFMPEG_PATH = env.text("HEARTH_FFMPEG")
INTERNAL_REDIRECT = env.text("HEARTH_INTERNAL_REDIRECT", "")
MEDIA_RESOLVER = "streaming.sessions.resolve_media"

SECRET_KEY = secret_key.load_or_create(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = env.words("HEARTH_ALLOWED_HOSTS", "*")
CSRF_TRUSTED_ORIGINS = env.words("HEARTH_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env.words("HEARTH_TRUSTED_PROXIES")

INSTALLED_APPS = [
    "mediaserver.serve",
    "mediaserver.ops",
    "streaming",
    "automation",
    "library",
    "accounts",
    "mediaserver.system",
    "channels",
    "django_q",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "accounts.admin_config.HearthAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mediaserver.ops.content_policy.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ProfileMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mediaserver.ops.error_pages.ExpectedFailures",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "mediaserver.urls"
ASGI_APPLICATION = "mediaserver.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mediaserver.context.surroundings",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL", DATA_DIR / "hearth.sqlite3")}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    # The queue writes often and briefly; in a file of its own it never waits for a scan's transaction.
    DATABASES["queue"] = env.sqlite(DATA_DIR / "queue.sqlite3")
DATABASE_ROUTERS = ["mediaserver.system.routers.QueueRouter"] if ON_SQLITE else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

Q_CLUSTER: dict[str, Any] = {
    "name": "hearth",
    "workers": 1,
    "timeout": 120,
    "retry": 180,
    "max_attempts": 3,
    "ack_failures": True,
    "save_limit": 200,
    "label": "Queue",
    "catch_up": False,
    "bulk": 1,
    "poll": 1,
}
if REDIS_URL:
    Q_CLUSTER["redis"] = REDIS_URL
else:
    Q_CLUSTER["orm"] = "queue" if ON_SQLITE else "default"

CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # It waits five seconds for a message, which is redis-py's own limit for any answer: a quiet socket would die.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": 30}], "prefix": "hearth"},
        }
        if REDIS_URL
        else {
            "BACKEND": "mediaserver.lib.event_hub.UnixSocketChannelLayer",
            "CONFIG": {"path": str(RUN_DIR / "events.sock")},
        }
    )
}
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "hearth"}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "hearth"}
    )
}

AUTH_USER_MODEL = "accounts.User"
# Names are unique in the form they are compared in (`username_key`), which this check does not look at.
SILENCED_SYSTEM_CHECKS = ["auth.E003"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "accounts.common_passwords.RareEnough"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "library:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

SESSION_COOKIE_NAME = "hearth_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "hearth_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LANGUAGE_COOKIE_NAME = "hearth_language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("TZ") or "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("HEARTH_STATIC") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "mediaserver.ops.npm_finder.NpmFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mediaserver.ops.static_storage.HashedStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.ProfileSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["mediaserver.lib.rest.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mediaserver.lib.rest.OrjsonParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mediaserver.lib.rest.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Hearth",
    "DESCRIPTION": "The REST API of a Hearth server. Errors are always {code, message, details}.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.api.permissions.SignedIn"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["mediaserver.lib.rest_schema.add_errors"],
}

LOG_LEVEL = env.text("HEARTH_LOG_LEVEL", "INFO").upper()
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "secrets": {"()": "mediaserver.lib.logs.SecretMask"},
        "refusals": {"()": "mediaserver.lib.logs.RefusalsInOneLine"},
    },
    "formatters": {"facts": {"()": "mediaserver.lib.logs.FactFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "facts", "filters": ["secrets"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"filters": ["refusals"]},
        "daphne": {"level": "WARNING"},
        "django-q": {"level": "WARNING"},
    },
}
os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
