#!/bin/sh
# Makes the recordings of `make demo` (SYNTHETIC speech: flite's slt voice, 16 kHz mono) and writes them to scripts/demo/.
# The files are committed, so that the demo needs no flite. Needs: apt-get install flite
set -eu
cd "$(dirname "$0")/demo"
while read -r name text; do
  flite -voice slt -t "$text" -o "$name.wav"
  echo "$name.wav: $text"
done <<X
question-1 what is the capital of france
question-2 what is water made of
question-3 how many days are in a week
X
