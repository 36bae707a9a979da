"""The USB collector: only what PowerShell 2.0 of Windows 7 knows, asked first, and nothing of the user.

No PowerShell can be had here: the script is read token by token instead of run.
"""
import json
import re
from pathlib import Path

import pytest

from desktop import paths
from desktop.services.machine import glpi, usb
from desktop.services.machine.problems import NoMachineFolder

SCRIPT = paths.resource("usb-collector", "thu-thap.ps1").read_text(encoding="utf-8-sig")
CODE = "\n".join(line for line in SCRIPT.splitlines() if not line.lstrip().startswith("#"))
STRINGS = re.findall(r"'((?:[^']|'')*)'", CODE)
BARE = re.sub(r"'(?:[^']|'')*'", "''", CODE)

CMDLETS_OF_2_0 = {"Split-Path", "New-Object", "Join-Path", "Test-Path", "Get-ItemProperty"}
OPERATORS_OF_2_0 = {"eq", "ne", "gt", "lt", "or", "and", "not", "contains", "match", "replace", "band"}
PARAMETERS = {"Parent", "ComObject", "Name"}
LATER = {
    "JSON cmdlets (3.0)": r"Convert(?:To|From)-Json", "CIM cmdlets (3.0)": r"-Cim\w+",
    "ordered tables (3.0)": r"\[ordered\]",
    "custom objects (3.0)": r"\[pscustomobject\]", "membership (3.0)": r"-(?:not)?in\b", "shifts (3.0)": r"-sh[lr]\b",
    "the script's folder (3.0)": r"\$PSScriptRoot|\$PSCommandPath", "constructors (5.0)": r"::new\(",
    "classes (5.0)": r"^\s*(?:class|enum|using)\b", "collection methods (4.0)": r"\.(?:Where|ForEach)\s*[({]",
    "simple filters (3.0)": r"(?:Where-Object|\?)\s+[^{\s]", "chains (7.0)": r"&&|\|\|", "nulls (7.0)": r"\?\?|\?\.",
    "choice (7.0)": r"\)\s\?\s", "scopes (3.0)": r"\$using:", "raw reading (3.0)": r"-Raw\b",
    "net (3.0)": r"Invoke-(?:Web|Rest)",
    "automatic item (3.0)": r"\$PSItem", "here-strings": r"@['\"]\s*$", "double quotes, which expand": r'"',
}
OF_THE_USER = ("username", "userprofile", "win32_useraccount", "win32_userprofile", "win32_loggedonuser",
               "win32_product", "appdata", "documents", "get-childitem", "chrome", "firefox", "browser", "history",
               "password", "clipboard", "win32_process ", "registeredowner", "cookies", "onedrive")


@pytest.mark.parametrize("pattern", LATER.values(), ids=LATER)
def test_nothing_is_used_that_came_after_powershell_2(pattern):
    assert re.findall(pattern, BARE, re.IGNORECASE | re.MULTILINE) == []


def test_every_cmdlet_operator_and_parameter_is_one_of_2_0():
    assert set(re.findall(r"\b[A-Z][a-z]+-[A-Z]\w+", BARE)) == CMDLETS_OF_2_0
    assert set(re.findall(r"(?<![\w'])-([A-Za-z]+)\b", BARE)) - {"Path", "Object", "ItemProperty"} \
        <= OPERATORS_OF_2_0 | PARAMETERS


def test_brackets_are_closed_outside_of_texts():
    open_: list[str] = []
    for letter in BARE:
        if letter in "([{":
            open_.append(letter)
        elif letter in ")]}":
            assert open_.pop() + letter in ("()", "[]", "{}")
    assert open_ == []


def test_it_asks_twice_before_it_reads_anything():
    first = BARE.index("First $cim")
    asked = [found.start() for found in re.finditer(r"= Ask \(", BARE)]
    assert len(asked) == 2 and max(asked) < first and BARE[:first].count("exit 2") == 2
    assert BARE[:first].count("-eq '') { exit 5 }") == 2    # where nothing can be asked, nothing is read
    assert "máy độc lập soạn thảo văn bản mật" in SCRIPT
    # Only a plain "No" goes on: a box that cannot be shown, or is closed, stops it.
    assert "if ($secret -ne 'No')" in SCRIPT and "if ($consent -ne 'Yes')" in SCRIPT


def test_nothing_of_the_user_is_asked_for():
    told = CODE.casefold()
    assert [word for word in OF_THE_USER if word in told] == []
    asked = [each for each in STRINGS if each.startswith("SELECT")]
    assert len(asked) >= 12 and all("FROM Win32_" in each or "FROM MSFT_" in each or "AntiVirusProduct" in each
                                    for each in asked if "FROM" in each)


def test_its_questions_have_limits_that_end_within_15_seconds():
    limit = int(re.search(r"\$limit = (\d+)", SCRIPT)[1])
    each = {int(found) for found in re.findall(r"FromSeconds\((\d+)\)", SCRIPT)}
    assert limit + max(each) < 15 and SCRIPT.count("Options.Timeout") == 2


def test_what_it_writes_is_the_form_that_is_read_back():
    """The pieces of JSON in the script, put together with values in them, are one inventory."""
    keys = set(re.findall(r"\"(\w+)\": ", CODE)) | set(re.findall(r"\(Pair '(\w+)'", CODE))
    assert {"content", "versionclient", "bios", "ssn", "uuid", "storages", "disksize", "mac", "status", "antivirus",
            "enabled", "softwares", "full_name", "itemtype", "deviceid", "chassis_type", "capacity", "logdate"} <= keys
    written = json.dumps({"action": "inventory", "deviceid": "X-1", "itemtype": "Computer", "content": {
        "versionclient": "So-CNTT-USB_v1", "accesslog": {"logdate": "2026-11-22 08:30:05"},
        "bios": {"smanufacturer": "To be filled by O.E.M.", "smodel": "To be filled by O.E.M.", "ssn": "",
                 "enclosureserial": "", "mmanufacturer": "Gigabyte Technology Co., Ltd.", "mmodel": "H81M-DS2",
                 "msn": "SN1234AB"},
        "hardware": {"name": "X", "uuid": "", "chassis_type": "Desktop", "memory": 3230}, "cpus": [{"name": ""}],
        "memories": [], "storages": [{"type": "disk", "model": "ST500DM002 ATA Device", "disksize": 500105}],
        "operatingsystem": {"full_name": "Microsoft Windows 7 Professional ", "name": "Windows"}, "networks": [],
        "softwares": [], "antivirus": [{"name": "Bkav", "enabled": False}]}}).encode()
    read = glpi.parsed(written)
    assert (read.maker, read.model, read.serial, read.ram_gb) == ("Gigabyte", "H81M-DS2", "SN1234AB", 4)
    assert (read.os, read.antivirus, read.office_suite) == ("Windows 7 Professional", "", "")
    assert [disk.words() for disk in read.disks] == ["HDD 500GB"]


def test_the_collector_is_put_on_a_stick_as_old_windows_wants_it(tmp_path: Path):
    made = usb.put_collector(tmp_path)
    script, starter, told = ((made / name).read_bytes() for name in ("thu-thap.ps1", "THU-THAP.cmd", "HUONG-DAN.txt"))
    assert script.startswith(b"\xef\xbb\xbf") and told.startswith(b"\xef\xbb\xbf")    # else: ANSI, and broken accents
    assert starter.isascii() and b"%~dp0thu-thap.ps1" in starter and b"-ExecutionPolicy Bypass" in starter
    assert all(each.count(b"\n") == each.count(b"\r\n") for each in (script, starter, told))
    assert (made / usb.OUTPUT).is_dir() and usb.put_collector(tmp_path) == made    # again is no harm


def test_a_pc_that_runs_no_scripts_says_so_instead_of_nothing():
    starter = paths.resource("usb-collector", "THU-THAP.cmd").read_text(encoding="ascii")
    assert "/wait" in starter and starter.count("pause") == 2
    # PowerShell 2.0 ends with 0 where a policy forbids scripts, later ones with 1: neither may mean that all is well.
    ends = {int(code) for code in re.findall(r"\bexit (\d+)", CODE)}
    quiet = {int(code) for code in re.findall(r'if "%END%"=="(\d+)"', starter)}
    assert ends == {2, 4, 5, 10} and quiet == {2, 4, 10}


def test_the_question_stands_before_all_other_windows():
    assert BARE.count("MessageBox]::Show((Front), $text") == 2 and "$form.TopMost = $true" in BARE
    assert [int(flags) & 0x1000 for flags in re.findall(r"Popup\(.*, (\d+)\)", BARE)] == [0x1000, 0x1000]


def test_only_the_shown_names_of_programs_are_read_and_a_list_that_fails_is_not_told_as_empty():
    assert "-Name DisplayName" in BARE and re.search(r"if \(\$lists\) \{ \$parts \+= '\"softwares\"", CODE)


def test_a_32_bit_file_manager_starts_the_64_bit_powershell():
    starter = paths.resource("usb-collector", "THU-THAP.cmd").read_text(encoding="ascii")
    assert starter.index("Sysnative") < starter.index('if not exist "%PS%"') < starter.index("start ")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / usb.FOLDER).write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(NoMachineFolder):
        usb.put_collector(tmp_path)
