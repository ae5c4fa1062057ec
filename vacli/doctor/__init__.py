"""Is all well? Small checks of the machine, the engines, the models, the sound devices and our own files."""
