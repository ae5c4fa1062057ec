"""How well this machine hears and speaks: devices opened for real, what they did written down, then judged."""
