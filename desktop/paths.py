"""Where things lie: the program's own files, and the folder of a profile."""
import os
import sys
from pathlib import Path


def program_root() -> Path:
    """Return the folder that holds `resources/` and `i18n/`, in the source tree as in an installed bundle."""
    frozen: str | None = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """Return the path of a file under `resources/`, whether it exists or not."""
    return program_root().joinpath("resources", *parts)


def catalogues() -> Path:
    """Return the folder of the gettext catalogues."""
    return program_root() / "i18n"


def default_profile() -> Path:
    """Return the profile folder used when none is named; it is not created here.

    Never inside the program's folder: updates and removal of the program must not touch it.
    """
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "SoCNTT"
    data = os.environ.get("XDG_DATA_HOME")
    # The XDG rules say that a relative path is to be ignored.
    return (Path(data) if data and Path(data).is_absolute() else Path.home() / ".local" / "share") / "so-cntt"
