"""90 days without a network, 2,000 edits, 30 kills: nothing that was saved is lost, and all of it arrives."""
import os
import random
import subprocess
import sys
from pathlib import Path

from desktop.store import records, verification
from desktop.store.records import Search
from desktop.store.store import Store
from desktop.vault import data_key
from tests.plays.stage import Stage, fields

TITLE = "90 ngày không có mạng: 2.000 lần sửa, 30 lần mất điện"
DAYS, EDITS, KILLS, SEED = 90, 2_000, 30, 20261122
ROOT = Path(__file__).resolve().parents[2]


def play(stage: Stage) -> None:
    """Cut the cable, work and be killed, mend the cable, look at both ends."""
    edits = int(os.environ.get("SO_CNTT_PLAY_EDITS", EDITS))
    kills = max(2, KILLS * edits // EDITS)
    stage.say(f"hạt giống {SEED}, {edits} lần sửa, {kills} lần mất điện")
    stage.sample_book("XM-VP-01")
    first = stage.pc("XM-VP-01", cable=True)
    stage.connect(first)
    first.wire.cut()
    stage.off(first)
    newest, incidents, saved = _worked(stage, stage.profile("XM-VP-01"), edits, kills)
    with Store(stage.profile("XM-VP-01"), data_key.open_profile_key(stage.profile("XM-VP-01"))) as store:
        db = store.read()
        for device, number in newest.items():
            record = records.get(db, device)
            # One more may have reached the disk without being told of.
            stage.must(record is not None and _number(record.fields.get("location")) >= number,
                       f"the last word on {device} is that of edit {number} or one after it")
        for incident in incidents:
            stage.must(records.get(db, incident) is not None, f"incident {incident} is in the book")
        stage.must(all(each.ok for each in verification.verify(store)), "the file, the chain and the history are whole")
    stage.say(f"{saved} lần đã lưu còn đủ sau {kills} lần mất điện, sổ nguyên vẹn")
    again = stage.pc("XM-VP-01", cable=True)
    again.wire.cut()
    again.program.desk.sync.refresh()
    again.page("sync")
    stage.picture(again, "90-ngay-chua-gui")
    again.wire.mend()
    url = again.wire.url
    again.program.desk.tasks.run(lambda: again.program.desk.starting.enrol(url, stage.server.code()))
    again.sync()
    again.page("sync")
    stage.picture(again, "da-gui-du")
    stage.empty_book("XM-MC-01")
    other = stage.pc("XM-MC-01", cable=True)
    stage.connect(other)
    for device in newest:
        stage.must(fields(other, device).get("location") == fields(again, device).get("location"),
                   f"{device} arrived on the second PC")
    for incident in incidents:
        stage.must(fields(other, incident).get("title"), f"incident {incident} arrived on the second PC")
    stage.must(records.count(other.store.read(), Search(kind="device"))
               == records.count(again.store.read(), Search(kind="device")), "no device is there twice")
    other.page("incidents")
    stage.picture(other, "may-thu-hai-nhan-du")
    stage.say(f"{len(incidents)} sự cố và {len(newest)} thiết bị đã sửa có đủ ở máy thứ hai")


def _number(said: object) -> int:
    return int(str(said or "lần -1").removeprefix("lần "))


def _worked(stage: Stage, profile: Path, edits: int, kills: int) -> tuple[dict[str, int], list[str], int]:
    """Return (device: its last edit, incidents, how many were told as saved)."""
    luck = random.Random(SEED)
    newest: dict[str, int] = {}
    incidents: list[str] = []
    at = saved = 0
    for life in range(kills):
        share = -(-edits // kills)
        dies_after = share + luck.randint(0, 3)
        working = subprocess.Popen(
            [sys.executable, "-m", "tests.plays.edits", str(profile), str(at), str(2 * share + 10), str(SEED),
             str(DAYS * life // kills)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert working.stdout is not None
        told: list[str] = []
        while len(told) < dies_after:
            line = working.stdout.readline()
            stage.must(line, "the program of the official ended by itself")
            told.append(line)
        working.kill()
        # What was on the disk and told of before the plug was pulled counts as well.
        told += [line for line in working.stdout.read().splitlines(keepends=True)
                 if line.endswith("\n") and not line.startswith("done")]
        working.wait()
        for line in told:
            kind, record, number = line.split()
            if kind == "device":
                newest[record] = int(number)
            else:
                incidents.append(record)
        saved += len(told)
        at += 2 * share + 10
    stage.must(saved >= edits, f"{saved} of {edits} edits were made")
    return newest, incidents, saved
