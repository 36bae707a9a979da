"""The reader of a stranger's file is bounded under Windows as it is elsewhere: memory, time, no other program."""
import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.services.import_ import child, windows_limits
from desktop.services.import_.windows_limits import ExtendedLimits, limits


def test_the_limits_are_laid_out_as_windows_reads_them():
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION on 64 bits, as the header of the system has it."""
    where = {name: getattr(ExtendedLimits, name).offset for name, _ in ExtendedLimits._fields_}
    assert ctypes.sizeof(ExtendedLimits) == 144
    assert (where["flags"], where["least_working_set"], where["processes"], where["affinity"]) == (16, 24, 40, 48)
    assert (where["counters"], where["process_memory"], where["job_memory"]) == (64, 112, 120)
    wanted = limits(child.MEMORY_LIMIT, child.SECONDS)
    assert (wanted.process_memory, wanted.process_time, wanted.processes) == (512 * 1024**2, 200_000_000, 1)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True,
                          check=False, timeout=60)


@pytest.mark.skipif(sys.platform != "win32", reason="jobs of Windows")
def test_windows_takes_the_limits():
    assert run("from desktop.services.import_ import windows_limits as w; print(w.limit_this_process(1 << 29, 20))"
               ).stdout.strip() == "True"


def test_nothing_of_windows_is_needed_to_load_it():
    assert callable(windows_limits.limit_this_process)
