"""The application's settings, for tests: no HTTPS, cheap passwords, files in a folder of their own."""

import os
import tempfile

os.environ.setdefault("SAMSYN_DATA", tempfile.mkdtemp(prefix="samsyn-tests-"))
os.environ.setdefault("SAMSYN_HTTPS", "0")
os.environ.setdefault("SECRET_KEY", "only for tests")

from samsyn_web.project.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 (WhiteNoise warns of one that is missing)
