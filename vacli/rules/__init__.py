"""The user's own rules: sentences, responses and actions in files, read and checked. Knows no language's words."""

from vacli.rules.files import Rules, folder, read
from vacli.rules.marked import Problem

__all__ = ["Problem", "Rules", "folder", "read"]
