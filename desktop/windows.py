"""What Windows wants of a program before anything else; elsewhere nothing is done."""
import io
import sys
from typing import Final

NAME: Final = "SoCNTT.SoCNTT"       # under which the taskbar gathers our windows, and not Python's
_NO_QUESTIONS: Final = 0x0001       # SEM_FAILCRITICALERRORS: a card reader without a card is an error, not a dialog


def begin(*, has_window: bool = False) -> None:
    """Say UTF-8 to whoever listens, ask no person about empty drives and not the system who it is."""
    if sys.platform == "win32":
        for stream in (sys.stdout, sys.stderr):    # a pipe takes the code page 1258, which lacks half of our letters
            if isinstance(stream, io.TextIOWrapper):    # without a console there is none
                stream.reconfigure(encoding="utf-8", errors="replace")
        # From Python 3.12 on `platform`, which keyring asks, would wait for WMI: seconds on a PC where that is ill.
        sys.modules.setdefault("_wmi", None)    # type: ignore[arg-type]
        import ctypes
        ctypes.WinDLL("kernel32").SetErrorMode(_NO_QUESTIONS)
        if has_window:
            ctypes.WinDLL("shell32").SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(NAME))
