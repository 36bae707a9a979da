"""What this PC knows of itself: since when it runs, whether it was shut down in order, its power cord, its gateway.

Read from the system's own tables; nothing is written and nobody is asked over the network but the gateway.
What a system cannot tell is None, and then counts for nothing.
"""
import functools
import socket
import struct
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from desktop.services.outage_signals import Seen

_WTMP: Final = Path("/var/log/wtmp")
_UTMP: Final = struct.Struct("<hi32s4s32s256shhiii4i20s")
_RUN_LEVEL: Final = 1
_LAST_BYTES: Final = 400 * _UTMP.size
_SUPPLIES: Final = Path("/sys/class/power_supply")
_ROUTES: Final = Path("/proc/net/route")
_NEIGHBOURS: Final = Path("/proc/net/arp")
_DISCARD: Final = 9         # whoever listens there throws it away; nobody does
_ANSWERS_IN_S: Final = 0.4
_COMPLETE: Final = 0x2
_EPOCH_OF_WINDOWS_S: Final = 11_644_473_600
_CANNOT_ASK: Final = frozenset({5, 50, 87, 120})    # refused, not supported, not understood, not there: no answer
_ROW_NEXT_HOP, _ROW_KIND, _DIRECT = 3, 5, 3      # of MIB_IPFORWARDROW; MIB_IPROUTE_TYPE_DIRECT


def elapsed_s() -> float:
    """Return the seconds since this PC was switched on, sleep included: what a clock set by hand does not move."""
    if sys.platform == "win32":
        return _windows_elapsed_ms() / 1000
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boottime) if boottime is not None else time.monotonic()


def booted_at_s(now_s: float) -> int:
    """Return when this PC was switched on. A "fast start" of Windows wakes the old session and counts as none."""
    return round(now_s - elapsed_s())


def shut_down_at_s(wtmp: Path = _WTMP) -> int | None:
    """Return when the system noted its last shutdown in order, None where it notes none."""
    if sys.platform == "win32":
        return _windows_shutdown()
    try:
        with wtmp.open("rb") as file:
            file.seek(0, 2)
            size = file.tell() - file.tell() % _UTMP.size
            file.seek(max(0, size - _LAST_BYTES))
            body = file.read(min(size, _LAST_BYTES))
    except OSError:
        return None
    last = None
    for kind, _, _, _, user, _, _, _, _, at_s, *_ in _UTMP.iter_unpack(body[:len(body) - len(body) % _UTMP.size]):
        if kind == _RUN_LEVEL and user.rstrip(b"\0") == b"shutdown":
            last = int(at_s)
    return last


def mains() -> Seen | None:
    """Return whether the power cord gives power; None on a PC without a battery or a UPS that it knows of."""
    if sys.platform == "win32":
        return _windows_mains()
    try:
        found = [(each / "online").read_text().strip() for each in _SUPPLIES.iterdir()
                 if (each / "type").read_text().strip() == "Mains"]
    except OSError:
        return None
    return None if not found else Seen.UP if "1" in found else Seen.DOWN


def gateway() -> Seen | None:
    """Return whether the next box of the LAN answers this PC's network card; DOWN without any way out."""
    if sys.platform == "win32":
        return _windows_gateway()
    if not _ROUTES.exists():
        return None
    address, card = linux_route(_ROUTES.read_text())
    if not address:
        return Seen.DOWN
    try:
        if (Path("/sys/class/net") / card / "carrier").read_text().strip() == "0":
            return Seen.DOWN
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.sendto(b"", (address, _DISCARD))    # makes the card ask who has this address
    except OSError:
        return Seen.DOWN
    time.sleep(_ANSWERS_IN_S)
    return neighbour(_NEIGHBOURS.read_text(), address)


def linux_route(table: str) -> tuple[str, str]:
    """Return (address of the gateway, network card) of the default route in /proc/net/route; "" where there is none."""
    best = ("", "", 1 << 31)
    for line in table.splitlines()[1:]:
        parts = line.split()
        if len(parts) > 7 and parts[1] == "00000000" and int(parts[3], 16) & 0x2 and int(parts[6]) < best[2]:
            best = (socket.inet_ntoa(struct.pack("<L", int(parts[2], 16))), parts[0], int(parts[6]))
    return best[0], best[1]


def neighbour(table: str, address: str) -> Seen:
    """Return whether /proc/net/arp knows the network card behind `address`."""
    for line in table.splitlines()[1:]:
        parts = line.split()
        if len(parts) > 3 and parts[0] == address:
            is_there = int(parts[2], 16) & _COMPLETE and parts[3] != "00:00:00:00:00:00"
            return Seen.UP if is_there else Seen.DOWN
    return Seen.DOWN


# -- Windows: its own calls, no other program ----------------------------------------------------------------

@functools.cache
def _library(name: str) -> Any:
    """Return a library of the system. It is our own: prototypes on the shared ones would be everybody's."""
    import ctypes
    windows: Any = ctypes
    return windows.WinDLL(name)


def _windows_elapsed_ms() -> int:
    import ctypes
    asked = _library("kernel32").GetTickCount64
    asked.restype = ctypes.c_uint64
    return int(asked())


def _windows_shutdown() -> int | None:
    import importlib
    registry: Any = importlib.import_module("winreg")
    try:
        with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\Windows") as key:
            value, _ = registry.QueryValueEx(key, "ShutdownTime")
    except OSError:
        return None
    return file_time_s(value) if isinstance(value, bytes) and len(value) == 8 else None


def file_time_s(value: bytes) -> int:
    """Return Unix seconds of a FILETIME: 100 ns since 1601, little end first."""
    return int.from_bytes(value, "little") // 10_000_000 - _EPOCH_OF_WINDOWS_S


def _windows_mains() -> Seen | None:
    import ctypes
    state = (ctypes.c_ubyte * 12)()
    if not _library("kernel32").GetSystemPowerStatus(ctypes.byref(state)):
        return None
    line, battery = state[0], state[1]
    if battery in (128, 255) or line not in (0, 1):    # no battery: it could not tell us of a cut
        return None
    return Seen.UP if line == 1 else Seen.DOWN


def _windows_gateway() -> Seen | None:
    import ctypes
    addresses = _library("iphlpapi")
    addresses.GetBestRoute.argtypes = (ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p)
    addresses.SendARP.argtypes = (ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p)
    row = (ctypes.c_uint32 * 14)()
    outside = struct.unpack("<L", socket.inet_aton("192.0.2.1"))[0]
    if problem := addresses.GetBestRoute(outside, 0, ctypes.byref(row)):
        return None if problem in _CANNOT_ASK else Seen.DOWN
    next_hop = windows_next_hop(list(row))
    if not next_hop:
        return None
    card, length = (ctypes.c_ubyte * 8)(), ctypes.c_uint32(6)
    problem = addresses.SendARP(next_hop, 0, ctypes.byref(card), ctypes.byref(length))
    return Seen.UP if problem == 0 else None if problem in _CANNOT_ASK else Seen.DOWN


def windows_next_hop(row: Sequence[int]) -> int:
    """Return the box of the LAN that a MIB_IPFORWARDROW names, 0 for a way out that has none: a modem, a tunnel."""
    return 0 if row[_ROW_KIND] == _DIRECT else row[_ROW_NEXT_HOP]
