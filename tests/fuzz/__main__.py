"""Fuzz one target, or all: ``python -m tests.fuzz [TARGET] --seconds 60`` (``make fuzz``).

Half of the time seeds are changed in shape, with values that nobody expects; half of it atheris changes bytes, guided
by which lines of ours they reach. An input that breaks something is written to the folder, and named.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz.seeds import SEEDS
from tests.fuzz.shaping import shaped
from tests.fuzz.targets import TARGETS, seeds_of

LONGEST = 5.0
"""Seconds that an input of some kilobytes may take, on a machine that has other work too."""


def by_shape(target: str, seconds: float, folder: Path, seed: int) -> tuple[int, int]:
    """Change seeds for so long; how many were tried, and how many broke something."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable run
    seeds, run = list(seeds_of(target, SEEDS).values()), TARGETS[target]
    tried, known = 0, set[str]()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        content = shaped(chance.choice(seeds), chance)
        began = time.process_time()
        tried += 1
        try:
            run(content)
            if time.process_time() - began > LONGEST:
                message = f"{len(content)} bytes took {time.process_time() - began:.1f} s"
                raise TimeoutError(message)  # noqa: TRY301 - kept like the others
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__}-{Path(where.filename).stem}-{where.lineno}"
            if kind not in known:
                known.add(kind)
                (folder / f"{target}-{kind}").write_bytes(content)
                print(f"{target}: {kind}: {error}"[:300])
    return tried, len(known)


def by_bytes(target: str, seconds: int, folder: Path) -> None:
    """Have atheris change bytes for so long; it ends the process."""
    import atheris

    corpus = folder / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in seeds_of(target, SEEDS).items():
        (corpus / name).write_bytes(content)
    for module in [module for name, module in sys.modules.items() if name.startswith(("dedup.text", "dedup.formats"))]:
        for name, one in list(vars(module).items()):
            if callable(one) and getattr(one, "__module__", None) == module.__name__ and hasattr(one, "__code__"):
                setattr(module, name, atheris.instrument_func(one))
    bounds = [f"-max_total_time={seconds}", f"-timeout={4 * int(LONGEST)}", "-max_len=20000", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *bounds, f"-artifact_prefix={folder}/{target}-", str(corpus)], TARGETS[target])
    atheris.Fuzz()


def main() -> None:
    """Fuzz, and exit with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", choices=TARGETS, help="by default all, one after the other")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("fuzz-data"), help="for what breaks something")
    parser.add_argument("--bytes", action="store_true", help="atheris alone; of one target")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.bytes:
        by_bytes(arguments.target, int(arguments.seconds), arguments.folder)
        return
    broken = 0
    for target in [arguments.target] if arguments.target else TARGETS:
        tried, found = by_shape(target, arguments.seconds / 2, arguments.folder, arguments.seed)
        command = [sys.executable, "-m", "tests.fuzz", target, "--bytes", "--seconds", str(arguments.seconds / 2)]
        command += ["--folder", str(arguments.folder)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        broken += found + bool(ended.returncode)
        said = " ".join(ended.stderr.strip().splitlines()[-1:])
        print(f"{target}: {tried} by shape, {found} broke; atheris: {said}", flush=True)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
