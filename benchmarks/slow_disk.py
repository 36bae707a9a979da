"""A disk whose every fsync takes longer, as the spinning ones of old PCs do: for the programs under measurement only.

A small C library stands before the system's `fsync` and `fdatasync` (LD_PRELOAD). Linux with a C compiler.
"""
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_SOURCE: Final = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

static int after_a_pause(const char *name, int file) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
    usleep(PAUSE_US);
    return real(file);
}

int fsync(int file) { return after_a_pause("fsync", file); }
int fdatasync(int file) { return after_a_pause("fdatasync", file); }
"""


def slower(folder: Path, environment: Mapping[str, str], pause_ms: int) -> dict[str, str] | None:
    """Return the environment in which each fsync takes `pause_ms` longer, None where that cannot be had."""
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        return None
    source, made = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(_SOURCE, encoding="utf-8")
    done = subprocess.run([compiler, "-shared", "-fPIC", f"-DPAUSE_US={pause_ms * 1000}", "-o", str(made),
                           str(source), "-ldl"], stderr=subprocess.DEVNULL)
    return {**environment, "LD_PRELOAD": str(made)} if done.returncode == 0 else None
