"""`samsyn-web`: Django's commands, and ours."""

import os
import sys


def main() -> None:
    """Run a command of the application."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samsyn_web.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
