"""`python -m samsyn.command_line`."""

import sys

from samsyn.command_line import main

sys.exit(main())
