"""Sound in and out of the world: devices, files, pipes, and their twins in memory."""
