"""`python -m tests.plays [NAME …]`: the weeks of officials, played through real windows; pictures in build/stories/.

Without a name all are played. The exit status is 1 when one does not come to its end.
"""
import argparse
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SO_CNTT_KEYRING"] = "off"

PROJECT = Path(__file__).resolve().parents[2]
NAMES = ("first_hour", "paper_jam", "leaver", "lost_token", "single_signer", "former_communes", "narrow_lan",
         "shared_pc", "focal_change", "ninety_days", "tour")


def main() -> int:
    """Play and return the exit status."""
    parser = argparse.ArgumentParser(prog="stories", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--pictures", type=Path, default=PROJECT / "build" / "stories", help="where the pictures go")
    asked = parser.parse_args()
    from desktop.settings import ViewSettings
    from desktop.ui.application import made_qt
    qt = made_qt(ViewSettings())
    failed = [name for name in asked.names or NAMES if not _played(name, asked.pictures / name)]
    qt.processEvents()
    if failed:
        print(f"Không đạt: {', '.join(failed)}", file=sys.stderr)
    sys.stdout.flush()
    return 1 if failed else 0


def _played(name: str, pictures: Path) -> bool:
    from tests.demo.machine import StepFailed
    from tests.plays.stage import Stage
    module: Any = importlib.import_module(f"tests.plays.{name}")
    print(f"{name}: {module.TITLE}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"so-cntt-{name}-", ignore_cleanup_errors=True) as folder:
        stage = Stage(Path(folder), pictures)
        try:
            module.play(stage)
        except StepFailed as failure:
            print(f"   KHÔNG ĐẠT: {failure}", file=sys.stderr, flush=True)
            return False
        finally:
            stage.close()
    print(f"   đạt, {len(list(pictures.glob('*.png')))} ảnh, {time.monotonic() - begun:.0f} giây", flush=True)
    return True


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)    # Qt's teardown after Python's own is nobody's story
