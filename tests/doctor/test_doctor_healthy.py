"""No false alarm: on a machine on which these tests run, in a home that nobody has used yet, nothing is found broken.

Sound and what takes long are left out: their own tests plant faults, and find none where none is.
"""

import pytest

from vacli.config import Config
from vacli.doctor.checks import GROUPS, SLOW, chosen, look

NO_MODEL = {"stt in use"}
"""A recogniser that needs no download is told to be a rough one."""
OF_THE_MACHINE = {"processor", "load", "memory", "disk", "gpu", "clock", "locale", "terminal"}
"""Checks whose warnings may well be true of whatever runs these tests; their failures are not allowed for."""


@pytest.mark.parametrize("check", [name for name in chosen() if name not in SLOW | GROUPS["sound"].keys()])
def test_nothing_is_found_where_nothing_is_wrong(check: str) -> None:
    for package in ("pocketsphinx", "llama_cpp", "espeakng_loader"):
        pytest.importorskip(package, reason="pip install 'vacli[all]'")
    found = list(look(check, Config()))
    assert found
    assert [each for each in found if each.status == "fail"] == []
    warned = {each.name for each in found if each.status == "warn"}
    assert warned <= NO_MODEL or check in OF_THE_MACHINE, found
