#!/bin/sh
# The whole suite, with coverage of both parts together. Most tests wait, for sound to be over or a process to end, so
# three run at a time; whole conversations are in real time, and have the machine to themselves.
set -e
python=$(dirname "$0")/../.venv/bin/python
"$python" -m pytest -q -n 3 --dist loadfile --ignore=tests/live --cov=vacli --cov-report=
"$python" -m pytest -q tests/live --cov=vacli --cov-append --cov-report=term --cov-fail-under=90
