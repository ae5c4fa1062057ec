"""The sound devices of this machine, over PortAudio. sounddevice itself is imported when the first one is used."""

from vacli.audio.portaudio_devices import Device, Kind, devices, find, library, rates
from vacli.audio.portaudio_mic import PortAudioMic
from vacli.audio.portaudio_speaker import PortAudioSpeaker

__all__ = ["Device", "Kind", "PortAudioMic", "PortAudioSpeaker", "devices", "find", "library", "rates"]
