"""The measurements of vacli's makers, run by `make bench`: not part of `vacli bench`."""
