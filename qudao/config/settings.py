"""The settings of an installation. What an operator may change comes from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from qudao.config import environment as env
from qudao.config.caches import cache_settings
from qudao.config.demonstration import is_demonstration

_SOURCE_TREE = Path(__file__).resolve().parent.parent.parent
_IS_WHEEL = not (_SOURCE_TREE / "templates").is_dir()
# pages, documents: in the source tree, or inside the package where a wheel carries them
BASE_DIR = _SOURCE_TREE / "qudao/site" if _IS_WHEEL else _SOURCE_TREE
VAR_DIR = Path(env.text("QUDAO_VAR") or (Path.cwd() if _IS_WHEEL else BASE_DIR) / "var")
DATABASE_URL = env.text("QUDAO_DATABASE_URL") or f"sqlite:///{VAR_DIR / 'qudao.sqlite3'}"

# ------------------------------------------------------------------ demonstration or real use
DEMONSTRATION_KEY = "demonstration-only-not-a-secret"
# no secrets, since they were printed; refused outside the demonstration
_PRINTED_KEYS = {DEMONSTRATION_KEY, "put-a-random-text-of-48-characters-here"}
IS_DEMONSTRATION = is_demonstration(VAR_DIR, DATABASE_URL)
SECRET_KEY = env.text("QUDAO_SECRET_KEY", DEMONSTRATION_KEY if IS_DEMONSTRATION else "")
DEBUG = env.flag("QUDAO_DEBUG")
if not IS_DEMONSTRATION and (len(SECRET_KEY) < 32 or SECRET_KEY in _PRINTED_KEYS):
    raise ImproperlyConfigured(
        "Set QUDAO_SECRET_KEY to a random text of 32 characters or more (for instance the output "
        "of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'), or start the "
        "demonstration with QUDAO_DEMONSTRATION=1."
    )
if DEBUG and not IS_DEMONSTRATION:
    raise ImproperlyConfigured("QUDAO_DEBUG is only for the demonstration; take it out.")
ALLOWED_HOSTS = env.words("QUDAO_ALLOWED_HOSTS", "127.0.0.1 localhost [::1]")
IS_HTTPS = env.flag("QUDAO_HTTPS")
# where people reach the site: stands in mails, which no request can tell
PUBLIC_URL = (env.text("QUDAO_URL") or f"http://127.0.0.1:{env.text('PORT', '8000')}").rstrip("/")

# ------------------------------------------------------------------ what the site is made of
INSTALLED_APPS = [
    "qudao.core",
    "qudao.people",
    "qudao.market.cells",
    "qudao.market.prices",
    "qudao.market.partners",
    "qudao.market.customers",
    "qudao.market.goals",
    "qudao.market.standing",
    "qudao.rules",
    "qudao.deals.sellthrough",
    "qudao.deals.funnel",
    "qudao.deals.commitments",
    "qudao.deals.accountroom",
    "qudao.deals.registrations",
    "qudao.intake",
    "qudao.api",
    "qudao.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "qudao.web.shared.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qudao.web.shared.middleware.content_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qudao.web.shared.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qudao.web.shared.middleware.without_nul",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "qudao.web.shared.middleware.errors",
]
ROOT_URLCONF = "qudao.config.urls"
WSGI_APPLICATION = "qudao.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "qudao.web.shared.jinja.Templates",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "qudao.web.shared.context.page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates_django"],
        "APP_DIRS": False,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# ------------------------------------------------------------------ database
_database: dict[str, Any] = dict(
    dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
)
IS_SQLITE = _database["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY"
        ),
    }
else:
    # PostgreSQL plans a statement once a connection, not at each call
    _database["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 2,
        **_database.get("OPTIONS", {}),
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ people and sessions
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["qudao.people.backends.LoginBackend"]
PASSWORD_HASHERS = [
    "qudao.people.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "qudao.people.allauth_adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with an invitation sent to its address
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to strangers; the page answers the same
# tries / time / counted for; kept in each process unless QUDAO_CACHE_URL names a shared cache
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # of second steps; passwords: people/entrance.py
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_HTTPS else 0  # nginx stands in front where HTTPS is on
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {
    "add_email": "qudao.web.shared.account.email.NewAddressForm",
    "reset_password": "qudao.web.shared.account.email.ForgottenPasswordForm",
    "change_password": "qudao.web.shared.account.passwords.NewPasswordForm",
    "reset_password_from_key": "qudao.web.shared.account.passwords.ForgottenPasswordKeyForm",
}
MFA_FORMS = {
    "authenticate": "qudao.web.shared.account.passwords.CodeForm",
    "reauthenticate": "qudao.web.shared.account.passwords.AgainCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "qudao"
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_ENGINE = "qudao.people.sessions"
SESSION_COOKIE_NAME = "qudao_session"
SESSION_COOKIE_AGE = env.whole("QUDAO_SESSION_DAYS", 14) * 24 * 3600  # from the sign-in on
SESSION_IDLE_SECONDS = env.whole("QUDAO_SESSION_IDLE_HOURS", 72) * 3600  # without a request
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS or PUBLIC_URL.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "qudao_csrf"
CSRF_FAILURE_VIEW = "qudao.web.shared.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.words("QUDAO_TRUSTED_ORIGINS")

# ------------------------------------------------------------------ security headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = False  # nginx does it
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# ------------------------------------------------------------------ language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (_SOURCE_TREE / "qudao/locale").glob("*") if path.is_dir())
LANGUAGE_COOKIE_NAME = "qudao_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # rows are in UTC; pages show the programme's own zone

# ------------------------------------------------------------------ files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILES_DIR = VAR_DIR / "files"
LARGEST_UPLOAD = 25 * 1024 * 1024
UPLOADS_OF_PERSON_A_DAY = env.whole("QUDAO_UPLOADS_OF_PERSON_A_DAY", 500)  # MB, as the next two
UPLOADS_OF_ORGANISATION_A_DAY = env.whole("QUDAO_UPLOADS_OF_ORGANISATION_A_DAY", 2000)
UPLOADS_OF_ORGANISATION = env.whole("QUDAO_UPLOADS_OF_ORGANISATION", 20_000)  # partners', in all
FILE_SCANNER = env.text("QUDAO_FILE_SCANNER")  # dotted path of a callable that refuses a file
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
API_REQUESTS_A_MINUTE = env.whole("QUDAO_API_REQUESTS_A_MINUTE", 600)  # of one key

# ------------------------------------------------------------------ background, cache, mail, log
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}
CACHES = {"default": cache_settings(env.text("QUDAO_CACHE_URL"))}
EMAIL_BACKEND = "qudao.people.mail.ProgrammeMailBackend"
MAIL_DIR = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = "qudao@localhost"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"qudao": {"level": "INFO"}, "django.security": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
