"""The application as a server runs it: the agreements are read and compiled before the first request."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samsyn_web.project.settings")
application = get_wsgi_application()

from samsyn_web.casework.answers import warm  # noqa: E402 (the models it needs are there only now)

warm(timezone.localdate())
