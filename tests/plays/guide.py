"""`python -m tests.plays.guide`: the pictures of docs/huong-dan/, taken anew from the running program."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PLACE = PROJECT / "docs" / "huong-dan" / "anh"
SHOWN = {
    "first_hour": ("hai-cau-hoi", "bat-dau", "xem-truoc-device", "chon-he-thong", "tat-ca-da-co-tru",
                   "phieu-khoi-phuc"),
    "paper_jam": ("mot-dong", "da-luu-huong-dan"),
    "leaver": ("con-vuong",),
    "focal_change": ("nguoi-cu-da-di",),
    "lost_token": ("de-nghi-thu-hoi",),
    "shared_pc": ("ban-lam-viec-hoa",),
    "ninety_days": ("90-ngay-chua-gui",),
    "tour": ("hom-nay", "su-co", "thiet-bi", "cau-hinh-dinh-muc", "ban-giao", "kiem-ke", "tai-khoan", "chu-ky-so",
             "phong-hop", "gian-doan", "huong-dan", "nguoi-dang-dung"),
}
"""Which pictures of which play the guide shows, by their names without the number."""
CROPPED = {"phieu-khoi-phuc": (440, 44, 486, 628)}
"""Left, top, width and height of the sheet alone: behind it stands the folder of the play."""


def main() -> int:
    """Return 0 when every picture was taken."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="so-cntt-guide-") as folder:
        played = subprocess.run(
            [sys.executable, "-m", "tests.plays", *SHOWN, "--pictures", folder], cwd=PROJECT, check=False,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "SO_CNTT_PLAY_EDITS": "200"})
        if played.returncode:
            return played.returncode
        taken = {(path.parent.name, re.sub(r"^\d+-", "", path.stem)): path for path in Path(folder).glob("*/*.png")}
        missing = [f"{play}/{name}" for play, names in SHOWN.items() for name in names if (play, name) not in taken]
        if missing:
            print(f"Thiếu ảnh: {', '.join(missing)}", file=sys.stderr)
            return 1
        for play, names in SHOWN.items():
            for name in names:
                _small(taken[play, name], PLACE / f"{name}.png", CROPPED.get(name))
    print(f"{sum(map(len, SHOWN.values()))} ảnh trong {PLACE.relative_to(PROJECT)}")
    return 0


def _small(source: Path, target: Path, cropped: tuple[int, int, int, int] | None) -> None:
    """Write the picture, or this part of it, as tightly as PNG can."""
    from PySide6.QtGui import QImage
    picture = QImage(str(source))
    if not (picture.copy(*cropped) if cropped else picture).save(str(target), "PNG", 0):
        raise OSError(f"{target.name} was not written")


if __name__ == "__main__":
    sys.exit(main())
