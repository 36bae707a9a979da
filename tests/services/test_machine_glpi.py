"""GLPI inventory JSON: out and back to equality, what glpi-agent writes, and files that mean harm."""
import json
from pathlib import Path

import pytest

from desktop.services.machine import glpi, reading_windows
from desktop.services.machine.problems import BadMachineFile, MachineFileHostile, MachineFileTooBig
from desktop.services.machine.reading import Adapter, Disk, Reading
from desktop.services.problems import NoFile
from desktop.services.sentences import sentence

DATA = Path(__file__).parent.parent / "data" / "machines"
EVERYTHING = Reading(
    name="XM-VP-03", kind="laptop", maker="Dell", model="Latitude 3420", serial="HX7J2G3", cpu="Intel Core i5-1135G7",
    hardware_uuid="4c4c4544-0058-3710-804a-c8c04f324733", ram_gb=8, os="Windows 11 Pro",
    disks=(Disk(media="SSD", size_mb=256_060), Disk(media="HDD", size_mb=500_107), Disk(size_mb=64_000)),
    office_suite="LibreOffice 24.2, WPS Office", antivirus="Kaspersky, Inc., Windows Defender",
    read_at="2026-11-22T08:30",
    adapters=(Adapter(mac="8C:04:BA:7D:1E:2F", is_up=True), Adapter(mac="F4:6D:3F:A1:B2:C3", type="wifi")))
READINGS = {"everything": EVERYTHING, "hardly anything": Reading(serial="HX7J2G3"),
            "surely nothing": Reading(cpu="AMD EPYC", office_suite="", antivirus=""),
            **{path.stem: reading_windows.parsed(path.read_bytes()) for path in sorted(DATA.glob("windows-*.json"))}}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_what_we_hold_goes_out_and_comes_back_the_same(reading):
    assert glpi.parsed(glpi.text_of(reading).encode()) == reading


def test_what_goes_out_is_of_the_form():
    made = glpi.document(EVERYTHING)
    content = made["content"]
    assert {"deviceid", "content", "itemtype", "action"} == set(made) and made["itemtype"] == "Computer"
    assert content["versionclient"] and content["accesslog"] == {"logdate": "2026-11-22 08:30:00"}
    assert all({"description", "status"} <= set(each) and each["mac"] == each["mac"].lower()
               for each in content["networks"])
    assert content["storages"][0] == {"type": "SSD", "disksize": 256_060}


def test_a_file_of_glpi_agent_is_read_for_what_we_hold():
    """Shaped after the examples of the form: other sections stay unread, virtual cards and USB disks are left out."""
    read = glpi.read(DATA / "glpi-agent-linux.json")
    assert (read.maker, read.model, read.serial) == ("Toshiba", "PORTEGE Z30-A", "8C554721F")
    assert read.hardware_uuid == "0055adc9-1d3a-e411-8043-b05d95113232"
    assert (read.cpu, read.ram_gb, read.kind) == ("Intel Core i5-4210U", 8, "laptop")
    assert [disk.words() for disk in read.disks] == ["SSD 250GB"]
    assert [each.mac for each in read.adapters] == ["B8:6B:23:E0:5C:81", "30:3A:64:EE:65:88"]
    assert (read.os, read.office_suite, read.antivirus) == ("Fedora release 25 (Twenty Five)", "LibreOffice 5.2", None)
    assert read.read_at == "2017-02-20T13:23"


def deep(levels: int) -> bytes:
    return b'{"content":' + b"[" * levels + b"]" * levels + b"}"


HOSTILE = {
    "nothing": b"", "no JSON": b"<?xml version='1.0'?><REQUEST/>", "a list": b"[1]", "no content": b'{"deviceid":"x"}',
    "content is a text": b'{"content":"x"}', "a printer": b'{"itemtype":"Printer","content":{"bios":{"ssn":"A1234"}}}',
    "bios is a number": b'{"content":{"bios":5}}', "serial is a list": b'{"content":{"bios":{"ssn":["a"]}}}',
    "cpus of texts": b'{"content":{"bios":{"ssn":"A123"},"cpus":["a"]}}',
    "a size below nothing": b'{"content":{"bios":{"ssn":"A123"},"storages":[{"disksize":-1}]}}',
    "a size beyond all": b'{"content":{"bios":{"ssn":"A123"},"storages":[{"disksize":1e400}]}}',
    "no number": b'{"content":{"bios":{"ssn":"A123"},"memories":[{"capacity":NaN}]}}',
    "digits without end": b'{"content":{"bios":{"ssn":' + b"9" * 10_000 + b"}}}",
    "nothing of a machine": b'{"content":{"bios":{"ssn":"To be filled by O.E.M."}}}', "bytes": bytes(range(256)),
    "half a file": glpi.text_of(EVERYTHING).encode()[:400],
    "too many entries": json.dumps({"content": {"softwares": [{}] * 6000}}).encode(),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_inventory_ends_in_one_sentence(tmp_path, data):
    path = tmp_path / "may.json"
    path.write_bytes(data)
    with pytest.raises(BadMachineFile) as refused:
        glpi.read(path)
    said = sentence(refused.value.code, **refused.value.values)
    assert "may.json" in said.message and said.message.count(".") >= 1 and said.hint


@pytest.mark.parametrize("data", [deep(33), deep(100_000), b" " * (glpi.FILE_LIMIT + 1)],
                         ids=["deep", "very deep", "large"])
def test_depth_and_size_are_measured_before_anything_is_made_of_them(data):
    with pytest.raises(MachineFileTooBig):
        glpi.parsed(data)


@pytest.mark.parametrize("value", ["=CMD|'/c calc'!A1", "+1+1", "@SUM(A1)", "＝1"])
def test_a_formula_is_no_serial_number(value):
    with pytest.raises(MachineFileHostile):
        glpi.parsed(json.dumps({"content": {"bios": {"ssn": value}}}).encode())


def test_control_characters_and_endless_texts_are_made_harmless():
    read = glpi.parsed(json.dumps({"content": {"bios": {
        "ssn": "AB\x00C\u202e12\n3", "smodel": "M" + "ẩ" * 5000, "smanufacturer": "<b>Dell</b>"}}}).encode())
    assert read.serial == "AB C 12 3" and len(read.model) <= 120 and read.maker == "<b>Dell</b>"


def test_a_missing_file_and_a_folder_say_so(tmp_path):
    with pytest.raises(NoFile):
        glpi.read(tmp_path / "none.json")
    with pytest.raises(BadMachineFile):
        glpi.read(tmp_path)
