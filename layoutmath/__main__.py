"""``python -m layoutmath``: the command line."""

import sys

from layoutmath.cli import main

sys.exit(main())
