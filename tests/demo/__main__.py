"""`python -m tests.demo`: the main story of the program, through real windows, a real server, real HTTP.

A commune's Excel sheet comes in; a device is corrected and an incident reported without a network; both
arrive at the province and on a second PC when the link returns; what two PCs wrote differently is shown,
and nothing is lost. A picture and a line for each step; the exit status is 1 when a step does not hold.
"""
import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SO_CNTT_KEYRING"] = "off"

PROJECT = Path(__file__).resolve().parents[2]
WORKBOOK = PROJECT / "tests" / "data" / "workbooks" / "01-kiem-ke-thiet-bi.xlsx"
OF_README = {"10-cho-gui.png": "devices-offline.png", "14-hai-may-ghi-khac-nhau.png": "conflict.png"}
"""Pictures that README.md shows, by what they are called in docs/pictures/."""


def main() -> int:
    """Play the story and return the exit status."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--pictures", type=Path, default=PROJECT / "build" / "demo", help="where the pictures go")
    parser.add_argument("--kill-server-at", type=int, default=0, metavar="STEP",
                        help="pull the server's plug before this step: the demo must then fail")
    parser.add_argument("--readme", action="store_true", help="take the pictures of README.md anew: docs/pictures/")
    asked = parser.parse_args()
    asked.pictures.mkdir(parents=True, exist_ok=True)
    from desktop.settings import ViewSettings
    from desktop.ui.application import made_qt
    from tests.demo.machine import StepFailed
    from tests.demo.story import Story
    qt = made_qt(ViewSettings())
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="so-cntt-demo-") as folder:
        story = Story(Path(folder), asked.pictures, WORKBOOK)
        at = 0
        try:
            for at, line in enumerate(_numbered(story, asked.kill_server_at), start=1):
                print(f"{at:2}. {line}", flush=True)
        except StepFailed as failure:
            print(f"{at + 1:2}. KHÔNG ĐẠT: {failure}", file=sys.stderr, flush=True)
            return 1
        finally:
            story.close()
            qt.processEvents()
    if asked.readme:
        for taken, named in OF_README.items():
            shutil.copyfile(asked.pictures / taken, PROJECT / "docs" / "pictures" / named)
    print(f"{at} bước, {len(list(asked.pictures.glob('*.png')))} ảnh trong {asked.pictures.name}/, "
          f"{time.monotonic() - begun:.0f} giây")
    return 0


def _numbered(story: "object", kill_at: int) -> Iterator[str]:
    from tests.demo.story import Story
    assert isinstance(story, Story)
    for at, step in enumerate(story.steps(), start=1):
        if at == kill_at:
            story.server.kill()
        yield step()


if __name__ == "__main__":
    sys.exit(main())
