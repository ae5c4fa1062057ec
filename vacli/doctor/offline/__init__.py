"""The offline proof: commands are run behind a wall, and whatever tries to reach past this machine is told.

    attempts   what counts as reaching out, and reading it out of what the witnesses wrote
    walls      which walls this machine can build, and running a command behind one
    enter      the network namespace, from inside
    hook       the witness in every Python process
    proof      what `vacli doctor --offline` runs

`python -m vacli.doctor.offline COMMAND ...` puts any command behind the wall; `make test` runs the tests that way.
"""
