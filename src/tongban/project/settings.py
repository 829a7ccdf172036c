"""Django's settings, assembled from the typed ones."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from tongban.project import config, logs

TONGBAN = config.load()
DEBUG = False
SECRET_KEY = config.session_secret(TONGBAN)
ALLOWED_HOSTS = ["*"] if TONGBAN.mode == "demo" else [TONGBAN.address.split("//")[1].split(":")[0]]
CSRF_TRUSTED_ORIGINS = [TONGBAN.base_url] if TONGBAN.base_url else []

HOUSES = (
    "base", "directory", "identity", "access", "exchange", "notices", "seals", "licences",
    "processes", "items", "cases", "delivery", "archives", "feedback", "supervision", "portal",
    "desk", "demo",
)  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    # Before allauth: the sign-in pages are ours, and the first template found is taken.
    *[f"tongban.{house}.apps.{house.capitalize()}Config" for house in HOUSES],
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
]
AUTH_USER_MODEL = "identity.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

MIDDLEWARE = [
    "tongban.project.middleware.request_context",
    "tongban.project.middleware.api_problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.project.middleware.session_limits",
    "tongban.project.middleware.password_first",
    "tongban.project.middleware.actor",
    "tongban.project.middleware.refusals",
]
ROOT_URLCONF = "tongban.project.urls"
WSGI_APPLICATION = "tongban.project.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongban.base.web.context.page",
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url) if url else {"dbname": "tongban"}
    names = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    known = {names[key]: value for key, value in parts.items() if key in names}
    rest = {key: value for key, value in parts.items() if key not in names}
    # Work lists are read in the order of an index; PostgreSQL plans so when it knows of no disks
    # that turn, and keeps to the plan however few or many rows there are (ADR 0018).
    rest["options"] = f"-c random_page_cost=1.1 {rest.get('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **known,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **rest},
    }


DATABASES = {"default": _database(TONGBAN.database_url)}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = TONGBAN.data_dir.resolve() / "static"
WHITENOISE_USE_FINDERS = not STATIC_ROOT.exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": TONGBAN.data_dir.resolve() / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT.exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AUTHENTICATION_BACKENDS = ["tongban.identity.signin.Backend"]
PASSWORD_HASHERS = [
    # The passwords of a demonstration are printed on its screen: there the least that is advised.
    "tongban.project.hashing.DemoPasswordHasher"
    if TONGBAN.mode == "demo"
    else "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "base_cache",
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TONGBAN.address.startswith("https://")
CSRF_FAILURE_VIEW = "tongban.project.errors.left_open"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([TONGBAN.card_bridge] if TONGBAN.card_bridge else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

EMAIL_CONFIG = config.email(TONGBAN)
EMAIL_BACKEND = EMAIL_CONFIG["backend"]
EMAIL_HOST = EMAIL_CONFIG["host"]
EMAIL_PORT = EMAIL_CONFIG["port"]
EMAIL_HOST_USER = EMAIL_CONFIG["user"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["password"]
EMAIL_USE_TLS = EMAIL_CONFIG["tls"]
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = TONGBAN.data_dir.resolve() / "outgoing" / "mail"
DEFAULT_FROM_EMAIL = TONGBAN.email_from

LOGGING_CONFIG = None
logs.configure(TONGBAN.log_level)

from tongban.identity.allauth_settings import *  # noqa: E402, F403
