"""How llama.cpp was built, against what this processor can do."""

import re
from collections.abc import Collection

WORTH = {
    "avx2": "AVX2",
    "fma": "FMA",
    "f16c": "F16C",
    "avx512f": "AVX512",
    "avx512_vnni": "AVX512_VNNI",
    "avx_vnni": "AVX_VNNI",
}
"""Names of the kernel to those of llama.cpp: its fast paths for quantised models."""


def built() -> str:
    """What the library says of itself: `AVX2 = 1 | AVX512 = 0`."""
    import llama_cpp

    return str(llama_cpp.llama_print_system_info().decode())


def unused(features: Collection[str], told: str) -> list[str]:
    """What the processor has and the build leaves alone; nothing where nothing is told."""
    used = set(re.findall(r"(\w+) = 1", told))
    return [name for flag, name in WORTH.items() if flag in features and name not in used] if used else []
