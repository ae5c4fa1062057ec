"""`python -m vacli`."""

import sys

from vacli.cli.main import main

sys.exit(main())
