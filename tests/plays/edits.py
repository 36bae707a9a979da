"""A PC on which an official works through some days: run as a program, killed by the play.

`python -m tests.plays.edits PROFILE FIRST COUNT SEED DAY` saves COUNT edits through the services, each
printed once it is on the disk, and then waits to be killed.
"""
import random
import sys
import time
from pathlib import Path

from desktop.services import incident_reporting, record_keeping
from desktop.services.incident_reporting import Entry
from desktop.store import records
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.vault import data_key

DAY_MS = 86_400_000


def main(profile: str, first: int, count: int, seed: int, day: int) -> int:
    """Write the edits `first` to `first + count`."""
    luck = random.Random(f"{seed}-{first}")
    folder = Path(profile)
    store = Store(folder, data_key.open_profile_key(folder), clock=lambda: int(time.time() * 1000) + day * DAY_MS)
    devices = [each.id for each in records.page(store.read(), Search(kind="device"), 0, 200)]
    for number in range(first, first + count):
        mark = f"lần {number}"
        if luck.random() < 0.1:
            made = incident_reporting.report(store, Entry(text=f"máy in kẹt giấy {mark}", category="may_in_quet"))
            print(f"incident {made.id} {number}", flush=True)
        else:
            device = luck.choice(devices)
            record_keeping.save(store, "device", device, {"location": mark})
            print(f"device {device} {number}", flush=True)
    print("done", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
