"""Products of matrices stay on the core that asks for them.

OpenBLAS, which comes with numpy, gives half of a product of two texts' vectors to a thread of its own, which then spins
for some 26 ms in case there is another: more of a core than the comparison takes, and taken from the encoder.
"""

from __future__ import annotations

import numpy as np  # noqa: F401 - so that its library is loaded
from threadpoolctl import ThreadpoolController


def stay_on_one_core() -> None:
    """Have numpy multiply on one core from now on, in the whole process: OpenBLAS knows no narrower setting.

    Where a thread that runs has numpy's threads in its hand already, by threadpoolctl, they stay as it set them.
    """
    ThreadpoolController().select(threading_layer="pthreads").limit(limits=1)
