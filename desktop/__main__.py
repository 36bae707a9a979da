"""`python -m desktop`: opens the window over one book."""
import argparse
import gc
import os
import sys
from pathlib import Path

from desktop import windows


def main(arguments: list[str] | None = None) -> int:
    """Return the exit status: 0 done, 1 what the user can mend, 4 a damaged book."""
    windows.begin(has_window=True)
    asked = _parser().parse_args(arguments)
    # Nothing of Qt or of the store is imported before here: --help must answer at once.
    from desktop import paths
    profile: Path = (asked.profile or paths.default_profile()).expanduser().absolute()
    gc.disable()    # the window collects for itself, see ui/garbage.py; a start makes no garbage worth a walk
    from desktop import bootstrap
    return bootstrap.run(profile, minimized=asked.minimized, first_paint=os.environ.get("SO_CNTT_FIRST_PAINT", ""))


def _parser() -> argparse.ArgumentParser:
    from desktop import language
    from desktop.language import tr
    language.install("vi")
    parser = argparse.ArgumentParser(prog="python -m desktop",
                                     description=tr("The IT book of the commune, in its window."))
    parser.add_argument("--profile", type=Path, metavar="DIR", help=tr("the folder of the book"))
    parser.add_argument("--minimized", action="store_true", help=tr("start without coming to the front"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
