"""Bounds this process under Windows: memory, processor time, and no other program beside it."""
import ctypes
from typing import Any, Final

_TIME, _ONE_PROCESS, _MEMORY, _DIE_QUIETLY = 0x2, 0x8, 0x100, 0x400
_EXTENDED_LIMITS: Final = 9     # JobObjectExtendedLimitInformation


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, with the basic limits and the counters laid out in it."""
    _fields_ = (
        ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t), ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32), ("scheduling", ctypes.c_uint32),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t), ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t), ("peak_job_memory", ctypes.c_size_t),
    )


def limits(memory: int, seconds: int) -> ExtendedLimits:
    """Return the limits of a process of `memory` bytes and `seconds` of processor time, alone in its job."""
    return ExtendedLimits(flags=_TIME | _ONE_PROCESS | _MEMORY | _DIE_QUIETLY, process_memory=memory, processes=1,
                          process_time=seconds * 10_000_000)    # in pieces of 100 ns


def limit_this_process(memory: int, seconds: int) -> bool:
    """Return whether Windows took the limits; where it does not, the parent's deadline stands alone."""
    windows: Any = ctypes
    kernel = windows.WinDLL("kernel32")
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    kernel.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    job = kernel.CreateJobObjectW(None, None)    # never closed: the limits live as long as this process
    wanted = limits(memory, seconds)
    return bool(job and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(wanted),
                                                       ctypes.sizeof(wanted))
                and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()))
