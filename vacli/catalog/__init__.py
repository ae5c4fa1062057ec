"""Models: which are known, which are here, where they lie, and how they come and go."""

from vacli.catalog.store import locate

__all__ = ["locate"]
