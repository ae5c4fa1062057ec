"""The way in: `vacli` and `python -m vacli`. Answers Ctrl-C from its first moment, while the rest is still imported."""

import sys


def main() -> int:
    """Run vacli. The exit code."""
    try:
        from vacli.cli.main import main as run
    except KeyboardInterrupt:
        return 130
    return run()


if __name__ == "__main__":
    sys.exit(main())
