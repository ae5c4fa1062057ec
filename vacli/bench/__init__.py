"""Measuring vacli: what `vacli bench` runs, and in `own` the measurements of its makers."""
