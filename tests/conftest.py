"""How hard Hypothesis tries: HYPOTHESIS_PROFILE=ci (default: the same few examples every run) or long."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    deadline=None,  # a slow machine is no defect
    derandomize=True,
    max_examples=50,
    print_blob=True,
)
settings.register_profile(
    "long",
    deadline=None,
    max_examples=2000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
