"""Settings. Facts of the server come from the environment; policy of a campaign lives in the database.

Each variable is listed in docs/operate.md.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _

env = environ.Env()

#: Tests never touch the data of an installation: they write into a folder of their own.
TESTING = env.bool("OUNA_TESTING", "pytest" in sys.modules)
#: Everything that is written at run time: database, keys, uploads, published books.
_folder = env.str("OUNA_VAR", "") or (tempfile.mkdtemp(prefix="ouna-tests-") if TESTING else "var")
VAR = Path(_folder).resolve()
# Names of donors lie in it: a new folder is closed to the machine's other users.
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
#: The invented campaign. A folder in which one was built stays a demo whatever command opens it: its pages,
#: mails and papers must never appear without "do not pay".
DEMO = env.bool("OUNA_DEMO", False) or (VAR / "demo.json").exists()
DEBUG = env.bool("OUNA_DEBUG", False)


def _secret() -> str:
    """The key of sessions and tokens: from the environment, else kept in a file only we can read."""
    given = env.str("SECRET_KEY", "")
    if given:
        return given
    path = VAR / "keys" / "secret.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = "tests-only" if TESTING else _secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
#: Where people reach the site; part of links in e-mails, PDFs and QR codes.
SITE_URL = env.str("SITE_URL", "http://localhost:8000")
#: Where trustees sign: a host of its own. Empty: `sign.` before the site's host (`ouna.quorum.place`).
SIGN_URL = env.str("SIGN_URL", "")
ALLOWED_HOSTS += ["sign.localhost", f"sign.{urlsplit(SITE_URL).hostname}", urlsplit(SIGN_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    # Ours first: their templates win over those of libraries.
    "ouna.ui",
    "ouna.log",
    "ouna.parties",
    "ouna.campaign",
    "ouna.quorum",
    "ouna.screening",
    "ouna.pact",
    "ouna.appeal",
    "ouna.funds",
    "ouna.donations",
    "ouna.spending",
    "ouna.treasury",
    "ouna.demo",
    "ouna.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    # What comes to the signing host passes nothing else.
    "ouna.quorum.hosts.SignHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ouna.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ouna.web.middleware.AccountPagesMiddleware",
    "ouna.web.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "ouna.web.urls"
WSGI_APPLICATION = "ouna.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ouna.web.context.site",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR / 'ouna.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE is the book lock: two writers can never both read before one writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # FULL: what was acknowledged survives a power cut. secure_delete: what is erased leaves the file.
        # recursive_triggers: INSERT OR REPLACE may not go round the triggers that refuse DELETE.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000;"
        ),
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", "locmemcache://")}

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
if DEMO:
    # Accounts made now are useless to an installation that is not the demo: it does not know this hasher.
    PASSWORD_HASHERS = ["ouna.demo.hashers.DemoPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "/desk/"
LOGIN_URL = "/accounts/login/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An invitation reaches its person by e-mail, which proves the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "ouna.parties.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "ouna.parties.login.LoginForm"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https:")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_URL.startswith("https:"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME = "lang"
#: Languages of the public pages, mails and papers. Texts of a campaign may exist in more.
LANGUAGES = [
    ("en", _("English")),
    ("ar", _("Arabic")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
]
#: Languages of the desks and of log-in: whoever reads the public pages in another one works in English.
DESK_LANGUAGES = ["en", "ar"]
LOCALE_PATHS: list[Path] = [Path(__file__).resolve().parents[1] / "locale"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
if env.bool("OUNA_HASHED_STATIC", False):
    # `ouna serve` collects them first: names with a hash may be kept for ever, and lie there compressed.
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
#: Bank files dropped at once.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
#: One bank file; larger ones are refused with the next step.
UPLOAD_LIMIT = 100 * 1024 * 1024

#: Largest promise that counts in public before anyone has confirmed it, in whole euro.
PROMISE_COUNTS_UP_TO = env.int("PROMISE_COUNTS_UP_TO", 250)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend" if DEMO else EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(VAR / "mail")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Ouna <no-reply@localhost>")
if not DEMO:
    vars().update({k: v for k, v in EMAIL_CONFIG.items() if k != "EMAIL_BACKEND"})

#: The log: what signs it, where it is published, where the high-water note lies (never beside the data).
LOG_ORIGIN = env.str("LOG_ORIGIN", "quince.example/log" if DEMO else "localhost/log")
LOG_KEY_FILE = Path(env.str("LOG_KEY_FILE", str(VAR / "keys" / "log.key")))
SEALING_KEY_FILE = Path(env.str("SEALING_KEY_FILE", str(VAR / "keys" / "sealing.key")))
BOOKS_DIR = Path(env.str("BOOKS_DIR", str(VAR / "books")))
#: Days agreed between approval and sending, and between payment and its proof; what is later is listed.
SEND_DAYS = env.int("SEND_DAYS", 7)
PROOF_DAYS = env.int("PROOF_DAYS", 30)
HIGH_WATER_FILE = Path(env.str("HIGH_WATER_FILE", str(VAR / "high-water" / "note")))
#: Seconds between checkpoints at least, and between looks for new entries.
CHECKPOINT_SECONDS = env.int("CHECKPOINT_SECONDS", 2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
