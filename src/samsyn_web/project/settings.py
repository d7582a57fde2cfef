"""Django's settings. What differs between places comes from the environment; `docs/drift.md` lists every variable."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from samsyn_web.environment import listed, number, one_of, secret, switch, text
from samsyn_web.project.logs import LOGGING as LOGGING  # noqa: PLC0414 (a setting)

ROOT = Path(__file__).resolve().parents[3]

DATA = Path(listed("SAMSYN_DATA", str(ROOT / "var"))[0])
"""Where the embedded database, secrets, backups and the trail's signed heads are kept."""

AGREEMENTS = Path(listed("SAMSYN_AGREEMENTS", str(ROOT / "agreements"))[0])

IS_DEMO = switch("SAMSYN_DEMO", default=False)
"""A made-up Halland: every page says so, and the sign-in page lists the accounts."""

IS_HTTPS = switch("SAMSYN_HTTPS", default=True)
"""Off only where the server is reached on the machine itself, as in the demo and the tests."""

DEBUG = False
SECRET_KEY = secret("SECRET_KEY", DATA)
ALLOWED_HOSTS = listed("SAMSYN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("SAMSYN_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "mozilla_django_oidc",
    "samsyn_web.directory",
    "samsyn_web.journal",
    "samsyn_web.trail",
    "samsyn_web.access",
    "samsyn_web.casework",
    "samsyn_web.agreements",
    "samsyn_web.economics",
    "samsyn_web.review",
    "samsyn_web.notices",
    "samsyn_web.handbook",
    "samsyn_web.demo",
    "samsyn_web.importing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samsyn_web.project.middleware.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samsyn_web.access.middleware.SignedIn",
    "samsyn_web.access.middleware.OnTheTrail",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "samsyn_web.project.urls"
WSGI_APPLICATION = "samsyn_web.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src" / "samsyn_web" / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "samsyn_web.project.context.everywhere",
            ],
            "builtins": [
                "samsyn_web.project.templatetags.swedish",
                "samsyn_web.project.templatetags.controls",
                "samsyn_web.handbook.templatetags.handbook",
            ],
        },
    }
]


# ---- database

DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'samsyn.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that reads and then writes waits its turn instead of failing (docs/decisions/0007).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # What a page asks is answered in milliseconds and compiled in a tenth of a second (docs/decisions/0007).
    options: dict[str, Any] = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c jit=off".strip()


# ---- language and time

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True


# ---- what is served

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
ASSETS = ROOT / "frontend" / "node_modules"
STATICFILES_DIRS = [
    ROOT / "src" / "samsyn_web" / "project" / "static",
    ("fkui", ASSETS / "@fkui" / "design" / "lib"),
    ("fkui-theme", ASSETS / "@fkui" / "theme-default" / "dist"),
    ("htmx", ASSETS / "htmx.org" / "dist"),
    ("font", ASSETS / "@fontsource-variable" / "source-sans-3"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


# ---- signing in

AUTH_USER_MODEL = "directory.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "logga-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "logga-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
"""Hours that an account stays locked after too many wrong passwords."""
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "samsyn_web.access.signing_in.attempt_key"
AXES_LOCKOUT_CALLABLE = "samsyn_web.access.signing_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says when the lock ends, and then it does
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are on the trail
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # an account is locked whatever machine the tries come from: stricter, not laxer
OTP_TOTP_ISSUER = "Samsyn"

IDLE_MINUTES = number("SAMSYN_IDLE_MINUTES", 30)
"""How long a session may rest before one must sign in anew."""
SESSION_COOKIE_AGE = 3 * 24 * 60 * 60
"""Longer than anybody may rest: whoever comes back to a form on Monday is signed out, but we know whose it is, and keep it."""
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "samsyn_web.access.views.csrf_failure"


# ---- signing in at the organisation's own service (docs/decisions/0008-inloggning.md); off until its issuer is named

OIDC_OP_ISSUER = text("SAMSYN_OIDC_ISSUER", "")
IS_OIDC = bool(OIDC_OP_ISSUER)
if IS_OIDC:
    AUTHENTICATION_BACKENDS.append("samsyn_web.access.oidc.KnownAccounts")
    OIDC_OP_AUTHORIZATION_ENDPOINT = text("SAMSYN_OIDC_AUTHORIZATION")
    OIDC_OP_TOKEN_ENDPOINT = text("SAMSYN_OIDC_TOKEN")
    OIDC_OP_USER_ENDPOINT = text("SAMSYN_OIDC_USERINFO")
    OIDC_OP_JWKS_ENDPOINT = text("SAMSYN_OIDC_KEYS")
    OIDC_RP_CLIENT_ID = text("SAMSYN_OIDC_CLIENT")
    OIDC_RP_CLIENT_SECRET = text("SAMSYN_OIDC_SECRET")
OIDC_NAME = text("SAMSYN_OIDC_NAME", "din organisation")
"""What the sign-in page calls the service: `Logga in med …`."""
OIDC_RP_SCOPES = text("SAMSYN_OIDC_SCOPES", "openid profile")
OIDC_RP_SIGN_ALGO = text("SAMSYN_OIDC_ALGORITHM", "RS256")
OIDC_HSA_CLAIM = text("SAMSYN_OIDC_HSA_CLAIM", "employeeHsaId")
"""The claim that holds the HSA-id, by which an account is found the first time."""
OIDC_STRONG_ACR = listed("SAMSYN_OIDC_STRONG_ACR")
OIDC_STRONG_AMR = listed("SAMSYN_OIDC_STRONG_AMR", "mfa")
"""The values of `acr` and `amr` that mean two factors (RFC 8176); without any of them ours is asked for."""
OIDC_PROMPT = text("SAMSYN_OIDC_PROMPT", "login")
"""`login`: the service asks anew each time, for several people use the same computer. Empty: whoever is known there comes in."""
OIDC_AUTH_REQUEST_EXTRA_PARAMS = {
    name: value for name, value in (("acr_values", " ".join(OIDC_STRONG_ACR)), ("prompt", OIDC_PROMPT)) if value
}
OIDC_CREATE_USER = False
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10


# ---- e-mail, for the daily digest alone; off until its server is named

EMAIL_HOST = text("SAMSYN_SMTP_HOST", "")
IS_MAIL = bool(EMAIL_HOST)
EMAIL_PORT = number("SAMSYN_SMTP_PORT", 587)
EMAIL_HOST_USER = text("SAMSYN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = text("SAMSYN_SMTP_PASSWORD", "")
_SECURITY = one_of("SAMSYN_SMTP_SECURITY", ("starttls", "tls", "none"), "starttls")
EMAIL_USE_TLS = _SECURITY == "starttls"
EMAIL_USE_SSL = _SECURITY == "tls"
EMAIL_TIMEOUT = 20
if EMAIL_HOST_USER and _SECURITY == "none":
    raise ImproperlyConfigured("SAMSYN_SMTP_SECURITY=none would send SAMSYN_SMTP_PASSWORD for all to read")
MAIL_FROM = text("SAMSYN_MAIL_FROM") if IS_MAIL else ""
"""Whom the digest is from."""
ADDRESS = text("SAMSYN_ADDRESS") if IS_MAIL else ""
"""Where people reach Samsyn (`https://…`): a mail has no page that its links could start from."""
if IS_MAIL and not ADDRESS.startswith(("https://", "http://localhost", "http://127.0.0.1")):
    raise ImproperlyConfigured(f"SAMSYN_ADDRESS={ADDRESS!r} does not begin with https://")


# ---- the usual defences

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if switch("SAMSYN_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^halsa$"]
SECURE_REFERRER_POLICY = "same-origin"
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
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
