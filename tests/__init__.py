"""The tests. What they know of answers, and what is regenerated of it, is of single precision on any processor.

That another precision is close to it has tests of its own.
"""

import os

os.environ.setdefault("DEDUP_ENCODER_PRECISION", "f32")
