"""The live loop: a conversation over a microphone and a loudspeaker."""
