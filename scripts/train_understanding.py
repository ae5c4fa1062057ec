"""Makes the weights of the second pass anew from the training sentences: python scripts/train_understanding.py

The same sentences, templates and libraries give the same weights. Needs scikit-learn, which vacli itself never does.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from vacli.understand.train import train

if __name__ == "__main__":
    for code in sys.argv[1:] or ["en"]:
        print(train(code))
