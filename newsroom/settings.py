"""All settings in one file, safe by default. The environment is read here and nowhere else.

The variables are listed in docs/settings.md; `newsroom/checks.py` says in words what is wrong with them.
"""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from newsroom import policies

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DEMO = env.bool("NEWSROOM_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO or DEBUG else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_NAME = env.str("SITE_NAME", default="Newsroom")

INSTALLED_APPS = [
    "wagtail.contrib.redirects",
    "newsroom",
    "articles",
    "sources",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "newsroom.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "corsheaders",
    "csp",
    "django_tasks_db",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "compression_middleware.middleware.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "newsroom.headers.ContentSecurityPolicy",
    "newsroom.headers.mining_reservation",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.masthead.masthead",
            ]
        },
    }
]

# Database: SQLite as it survives many writers (WAL, immediate transactions, a busy timeout), or PostgreSQL.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    if not DATA_DIR.exists():
        DATA_DIR.mkdir(parents=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA journal_size_limit=27103364;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "newsroom.search"}}

# People
AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["newsroom.accounts.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Mail goes where EMAIL_URL says, as smtp://host:25; the demo writes it to the terminal.
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEMO else "smtp://localhost:25"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="newsroom@localhost")
EMAIL_TIMEOUT = 20  # seconds for one answer of the mail server
NOTICE_DIGEST_HOUR = env.int("NOTICE_DIGEST_HOUR", default=7)

# The web: who asks when sources are checked, and hosts that are not judged, for tests only
SOURCE_CONTACT = env.str("SOURCE_CONTACT", default=DEFAULT_FROM_EMAIL)
SOURCE_ARCHIVE = env.str("SOURCE_ARCHIVE", default="")
SOURCE_TEST_HOSTS = env.list("SOURCE_TEST_HOSTS", default=[])

# What machines are told: whom to tell of a hole, who may sell advertising here, whether texts may be mined
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
ADS_TXT = env.str("ADS_TXT", default="", multiline=True)
API_RATE = env.str("API_RATE", default="300/min")
DATA_LICENCE = env.str("DATA_LICENCE", default="https://creativecommons.org/licenses/by/4.0/")
TDM_RESERVED, TDM_POLICY = env.bool("TDM_RESERVED", default=False), env.str("TDM_POLICY", default="")

# Languages and time
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-gb")
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English"))]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Brussels")
USE_I18N = USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILES = "django.core.files.storage.FileSystemStorage"
STORAGES = {
    "default": {"BACKEND": FILES},
    # Copies of sources: for the newsroom only, so outside of what is served.
    "evidence": {"BACKEND": FILES, "OPTIONS": {"location": DATA_DIR / "evidence"}},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# Wagtail
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "newsroom.Photo"
WAGTAILIMAGES_AVIF_QUALITY = 55  # lighter than Wagtail makes them; a photo of 800 pixels shows no difference
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "rtf", "txt", "xlsx"]
WAGTAIL_FINISH_WORKFLOW_ACTION = "articles.finish.finish_workflow"
TAGGIT_CASE_INSENSITIVE = True
# Wagtail's own small tasks are done at once; ours wait for `manage.py work`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")},
}

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
_https = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a probe inside the house asks without TLS
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows previews in a frame of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.PUBLIC}
ADMIN_CONTENT_SECURITY_POLICY = policies.ADMIN
vars().update(policies.READ_BY_SCRIPTS)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
