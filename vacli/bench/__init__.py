"""Measuring vacli: each module measures one thing and gives back plain figures. `make bench` runs them all."""
