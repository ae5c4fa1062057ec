#!/bin/sh
# Makes the recording that `vacli doctor` shows every recogniser (SYNTHETIC speech: flite's slt voice, 16 kHz mono).
# It is committed, so that the doctor needs no flite. Needs: apt-get install flite
set -eu
flite -voice slt -t "what time is it" -o "$(dirname "$0")/../vacli/doctor/data/what-time-is-it.synthetic.wav"
