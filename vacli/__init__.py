"""vacli: a voice assistant that runs entirely on your own machine. Importing this package imports nothing else."""

import os

__version__ = "0.1.0"

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
"""Before any of it is imported: from 1.29 on onnxruntime keeps a number of this machine and sends what runs on it to
its makers, and huggingface_hub asks huggingface.co about its caller, whatever hub the user has chosen."""
