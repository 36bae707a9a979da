"""Readings of machines: real-shaped answers of Windows (written by hand, never recorded), a made-up /sys, junk."""
import time
from pathlib import Path

import pytest

from desktop.services.machine import reading_linux, reading_windows, this_machine, words
from desktop.services.machine.problems import MachineUnreadable
from desktop.services.machine.reading import Adapter, Disk, best_disks, in_order, same_value, title_of, values
from desktop.services.machine.windows_script import SCRIPT

DATA = Path(__file__).parent.parent / "data" / "machines"


def windows(name: str):
    return reading_windows.parsed((DATA / f"windows-{name}.json").read_bytes())


def test_a_dell_under_windows_10_reads_in_the_words_of_the_book():
    read = windows("10-dell")
    assert values(read) == {
        "maker": "Dell", "model": "OptiPlex 3070", "serial": "7XK2M93",
        "hardware_uuid": "4c4c4544-0058-4b10-8032-b7c04f4d3933", "cpu": "Intel Core i5-9500", "ram_gb": 8,
        "disk": "SSD 240GB + HDD 1TB", "os": "Windows 10 Pro", "office_suite": "Microsoft Office 2019",
        "antivirus": "Kaspersky Endpoint Security", "mac": "8C:04:BA:7D:1E:2F"}
    assert (title_of(read), read.kind, read.name) == ("Dell OptiPlex 3070", "desktop", "VP-03")


def test_a_lenovo_is_called_as_people_call_it_and_its_bluetooth_is_no_network_card():
    read = windows("11-lenovo-laptop")
    assert (read.model, read.kind, read.office_suite) == ("ThinkPad E14 Gen 2", "laptop", "Microsoft 365")
    assert [each.type for each in read.adapters] == ["ethernet", "wifi"]
    assert read.disks == (Disk(media="SSD", size_mb=512_110),)


def test_what_nobody_filled_in_is_no_value_and_the_board_stands_in_for_the_case():
    read = windows("7-white-box")
    assert (read.serial, read.hardware_uuid) == ("", "")
    assert (read.maker, read.model) == ("Gigabyte", "H81M-DS2")
    assert values(read)["ram_gb"] == 4          # the graphics card holds back what is missing of 4 GB
    assert values(read)["disk"] == "HDD 500GB"  # Windows 7 does not say what turns; the model's name does
    assert values(read)["antivirus"] == "Không có"


def test_broken_classes_cost_only_what_they_would_have_told():
    read = windows("broken-classes")
    assert (read.maker, read.model, read.cpu) == ("HP", "ProDesk 400 G3 SFF", "Intel Core i3-6100")
    assert read.antivirus is None and read.office_suite is None    # not known is not "none"
    assert "antivirus" not in values(read)


@pytest.mark.parametrize("answer", [b"", b"null", b"[]", b"{}", b"Get-CimInstance : Access denied", b"[" * 5000,
                                    b'{"system":[{"Manufacturer":["a"],"Model":{"b":1}}]}', b"\xff\xfe\x00"])
def test_an_answer_of_nothing_is_said_and_never_crashes(answer):
    with pytest.raises(MachineUnreadable):
        reading_windows.parsed(answer)


def test_a_list_that_powershell_5_wraps_is_a_list_all_the_same():
    wrapped = (b'{"system":{"value":[{"Manufacturer":"Dell Inc.","Model":"OptiPlex 3070"}],"Count":1},'
               b'"enclosure":[{"ChassisTypes":{"value":[3],"Count":1}}],"bios":[{"SerialNumber":"7XK2M93"}]}')
    read = reading_windows.parsed(wrapped)
    assert (read.maker, read.model, read.kind, read.serial) == ("Dell", "OptiPlex 3070", "desktop", "7XK2M93")


def test_the_script_is_one_line_for_one_argument():
    assert "\n" not in SCRIPT and '"' not in SCRIPT and len(SCRIPT) < 8000
    assert reading_windows.powershell().endswith("powershell.exe")


def a_linux(root: Path) -> Path:
    """Write what the kernel of a Dell laptop would show."""
    files = {
        "sys/class/dmi/id/sys_vendor": "Dell Inc.", "sys/class/dmi/id/product_name": "Latitude 3420",
        "sys/class/dmi/id/product_serial": "HX7J2G3", "sys/class/dmi/id/chassis_type": "10",
        "sys/class/dmi/id/product_uuid": "4c4c4544-0058-3710-804a-c8c04f324733",
        "proc/cpuinfo": "processor\t: 0\nmodel name\t: 11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz\n",
        "proc/meminfo": "MemTotal:        7935432 kB\nMemFree: 1 kB\n",
        "etc/os-release": 'NAME="Ubuntu"\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\n', "etc/hostname": "xm-vp-07\n",
        "sys/block/nvme0n1/size": "500118192", "sys/block/nvme0n1/queue/rotational": "0",
        "sys/block/nvme0n1/removable": "0", "sys/block/sda/size": "30031872", "sys/block/sda/removable": "1",
        "sys/block/loop0/size": "131072", "sys/class/net/lo/address": "00:00:00:00:00:00",
        "sys/class/net/eno1/address": "8c:04:ba:7d:1e:2f", "sys/class/net/eno1/type": "1",
        "sys/class/net/eno1/operstate": "up", "sys/class/net/eno1/device/vendor": "0x10ec",
        "sys/class/net/wlp2s0/address": "f4:6d:3f:a1:b2:c3", "sys/class/net/wlp2s0/type": "1",
        "sys/class/net/wlp2s0/wireless/x": "", "sys/class/net/wlp2s0/device/vendor": "0x8086",
        "sys/class/net/docker0/address": "02:42:ac:11:00:01", "sys/class/net/docker0/type": "1",
        "usr/bin/libreoffice": "", "usr/lib/libreoffice/program/versionrc": "[Version]\nAboutBoxVersion=24.2.7\n",
        "opt/kaspersky/kesl/bin/x": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_laptop_under_linux_reads_the_same_words(tmp_path):
    read = reading_linux.read(a_linux(tmp_path))
    assert values(read) == {
        "maker": "Dell", "model": "Latitude 3420", "serial": "HX7J2G3",
        "hardware_uuid": "4c4c4544-0058-3710-804a-c8c04f324733", "cpu": "Intel Core i5-1135G7", "ram_gb": 8,
        "disk": "SSD 256GB", "os": "Ubuntu 24.04.1 LTS", "office_suite": "LibreOffice 24.2",
        "antivirus": "Kaspersky Endpoint Security", "mac": "8C:04:BA:7D:1E:2F, F4:6D:3F:A1:B2:C3"}
    assert (read.kind, read.name) == ("laptop", "xm-vp-07")


def test_a_linux_that_tells_nothing_reads_empty(tmp_path):
    assert not reading_linux.read(tmp_path).says_something


@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="no Linux")
def test_this_very_pc_is_read_in_under_five_seconds():
    begun = time.perf_counter()
    read = this_machine.read()
    assert time.perf_counter() - begun < 5
    assert read.cpu and read.ram_gb and read.os and len(read.read_at) == 16


JUNK = ("To be filled by O.E.M.", "Default string", "System Serial Number", "00000000", "0", "None", "N/A", "........",
        "INVALID", "xxxxxxxx", "Not Specified", "  ", "-", "FFFFFFFF", "0123456789", "Chassis Serial Number", True,
        None, 1.5)


@pytest.mark.parametrize("said", JUNK)
def test_junk_is_no_value(said):
    assert words.text_of(said) == ""


@pytest.mark.parametrize("said", ["00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                                  "03000200-0400-0500-0006-000700080009", "no uuid", "", None])
def test_an_identifier_that_every_board_has_is_none(said):
    assert words.uuid_of(said) == ""


@pytest.mark.parametrize(("said", "read"), [
    (500_107, "HDD 500GB"), (476_940, "HDD 500GB"), (1_000_204, "HDD 1TB"), (953_869, "HDD 1TB"),
    (250_059, "HDD 250GB"), (238_475, "HDD 250GB"), (240_057, "HDD 240GB"), (2_000_398, "HDD 2TB"),
    (1_500_301, "HDD 1,5TB"), (68_719, "HDD 69GB")])
def test_disks_are_as_large_as_they_are_sold(said, read):
    assert [disk.words() for disk in best_disks([("HDD", "", said)])] == [read]


@pytest.mark.parametrize(("said", "read"), [
    ("Intel(R) Core(TM) i3-4160 CPU @ 3.60GHz", "Intel Core i3-4160"),
    ("AMD Ryzen 5 5600G with Radeon Graphics", "AMD Ryzen 5 5600G"),
    ("Intel(R) Pentium(R) Gold G5400 CPU @ 3.70GHz", "Intel Pentium Gold G5400"),
    ("AMD EPYC-Rome Processor", "AMD EPYC-Rome")])
def test_processors_have_short_names_which_stay_as_they_are(said, read):
    assert words.cpu_words(said) == read == words.cpu_words(read)


@pytest.mark.parametrize(("names", "read"), [
    (["Microsoft Office Professional Plus 2016", "Microsoft Office Visio Viewer 2013"], "Microsoft Office 2016"),
    (["Microsoft Office 365 ProPlus - en-us"], "Microsoft 365"), (["LibreOffice 7.6.4.1"], "LibreOffice 7.6"),
    (["WPS Office (12.2.0.13201)"], "WPS Office"), (["Microsoft Office Excel Viewer"], ""), ([], "")])
def test_office_suites_are_told_from_their_parts(names, read):
    assert words.office_words(names) == read


def test_wi_fi_addresses_that_windows_makes_up_are_left_out():
    made_up = Adapter(mac="DA-A1-19-00-11-22", type="wifi")
    real = Adapter(mac="8c04ba7d1e2f", is_up=True)
    assert in_order([made_up, real, real]) == (Adapter(mac="8C:04:BA:7D:1E:2F", is_up=True),)


def test_other_letters_for_the_same_are_the_same():
    assert same_value("disk", "256GB SSD", "SSD 256GB")
    assert same_value("mac", "8c-04-ba-7d-1e-2f", "8C:04:BA:7D:1E:2F")
    assert same_value("antivirus", "không", "Không có")
    assert not same_value("ram_gb", 4, 8) and not same_value("serial", "ABC1", "ABC2")
