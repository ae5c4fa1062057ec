#!/bin/sh
# Installs the Debian or Ubuntu packages that vacli can use, when it may: as root or with password-less sudo.
# Else prints the exact line and goes on. Never fails: what is missing is said later by `vacli doctor`.
#   libportaudio2                           microphone and loudspeaker
#   python3-venv g++ make                   the environment, and building llama.cpp for this machine
#   espeak-ng flite pulseaudio ...          only with `test`: synthetic speech and virtual sound devices
#   strace                                  only with `test`: shows what tries to reach past this machine
set -u
wanted="libportaudio2 g++ make"
[ "$(python3 -c 'import ensurepip' 2>/dev/null && echo yes)" = yes ] || wanted="$wanted python3-venv"
[ "${1:-}" != test ] || wanted="$wanted espeak-ng flite pulseaudio pulseaudio-utils libasound2-plugins strace"

command -v dpkg-query >/dev/null || { echo "system packages: not a Debian or Ubuntu; you need: $wanted"; exit 0; }
missing=""
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then as=""
elif sudo -n true 2>/dev/null; then as="sudo"
else
  echo "system packages missing:$missing"
  echo "  install them with: sudo apt-get install -y --no-install-recommends$missing"
  exit 0
fi
echo "system packages: installing$missing"
$as apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null
# shellcheck disable=SC2086  # one word a package
DEBIAN_FRONTEND=noninteractive $as apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing \
  >/dev/null || echo "system packages: apt-get failed; try by hand: sudo apt-get install$missing"
