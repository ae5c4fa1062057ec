#!/bin/sh
# The whole suite. Most tests wait, for sound to be over or a process to end, so three run at a time. Whole conversations
# are in real time: they have the machine to themselves, and no tracer, beside which Python 3.11 now and then fails to
# start a thread ("Cannot install a trace function while another trace function is being installed").
set -e
python=$(dirname "$0")/../.venv/bin/python
"$python" -m pytest -q -n 3 --dist loadfile --ignore=tests/live --cov=vacli --cov-report=term --cov-fail-under=90
"$python" -m pytest -q tests/live
