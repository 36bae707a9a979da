"""Memory, disk and system as one value each, and a "Cấu hình" cell cut into them."""
import re
from typing import Final

from desktop.services.import_.text import one_line, plain

RAM: Final = re.compile(
    r"(?:(\d{1,2})\s*[x×*]\s*)?(\d{1,5})\s*(gb|g|mb|m)?(?:\s*[x×*]\s*(\d{1,2}))?(?![\d.])", re.IGNORECASE)
SIZE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(gb|g|tb|t)\b", re.IGNORECASE)
DISK_TYPE: Final = re.compile(r"\b(ssd|hdd|nvme|emmc)\b", re.IGNORECASE)
WINDOWS: Final = re.compile(r"\bwin(?:dows)?\.?\s*(xp|vista|server\s*\d{4}|8\.1|7|8|10|11)\b\s*(.*)", re.IGNORECASE)
EDITIONS: Final = (("pro", "Pro"), ("professional", "Pro"), ("home", "Home"), ("enterprise", "Enterprise"),
                   ("education", "Education"), ("ultimate", "Ultimate"), ("starter", "Starter"),
                   ("ent", "Enterprise"), ("sl", "Home"))
CUT: Final = re.compile(r"\s*[/;|\n]\s*|,\s+|\s+[-–+]\s+|,(?=\D)")
CPU: Final = re.compile(
    r"\bi[3579]\b|\bi[3579][- ]?\d|core|pentium|celeron|ryzen|xeon|athlon|\bamd\b|intel|\bcpu\b|chip|ultra|\bapu\b"
    r"|\bg\d{4}\b|\bn\d{4}\b", re.IGNORECASE)
LABEL: Final = re.compile(
    r"^\s*(?:cpu|chip|ram|bộ\s*nhớ|ổ\s*cứng|ổ\s*đĩa|ổ|disk|hđh|hệ\s*điều\s*hành|os|vi\s*xử\s*lý|bộ\s*vi\s*xử\s*lý"
    r"|bộ\s*xử\s*lý)\s*[:=]?\s*", re.IGNORECASE)
SYSTEM: Final = re.compile(r"\bwin(dows)?\b|\bwin ?\d|ubuntu|linux|macos|android|chrome ?os", re.IGNORECASE)


def read_ram(text: str) -> int | None:
    """Return gigabytes of "8GB", "8 Gb", "4G x2", "2x4GB", "4GB + 4GB"; None for what is no memory."""
    total, found_any = 0, False
    for part in re.split(r"\s*\+\s*", one_line(text)):
        bare = re.sub(r"(?i)\b(ram|ddr\s*\d\w*|lpddr\s*\d\w*|pc\d\w*|bus\s*\d+|\d{3,4}\s*mhz)\b|[():,]", " ", part)
        found = RAM.search(" ".join(bare.split()))
        if found is None:
            return None
        size = int(found[2])
        if (found[3] or "g").lower().startswith("m"):
            if size % 1024:
                return None
            size //= 1024
        total += size * int(found[1] or 1) * int(found[4] or 1)
        found_any = True
    return total if found_any and 0 < total <= 4096 else None


def read_disk(text: str, *, heading: str = "") -> str | None:
    """Return "SSD 256GB" of "256 GB SSD"; two disks are joined by " + ". None where no size is found."""
    line = one_line(text)
    sizes = list(SIZE.finditer(line))
    of_heading = DISK_TYPE.findall(heading)
    alone = of_heading[0].upper() if len(of_heading) == 1 else ""
    if not sizes:
        return f"{alone} {line}GB".strip() if line.isdecimal() and 16 <= int(line) <= 8000 else None
    disks: list[str] = []
    for part in re.split(r"\s*[+,;&]\s*|\s+và\s+", line) if len(sizes) > 1 else [line]:
        size = SIZE.search(part)
        if size is None:
            continue
        types = [each.upper() for each in DISK_TYPE.findall(part)]
        kind = "SSD" if "NVME" in types else types[0] if types else alone
        amount = size[1].replace(",", ".").removesuffix(".0")
        disks.append(f"{kind} {amount}{'TB' if size[2].lower().startswith('t') else 'GB'}".strip())
    return " + ".join(disks) or None


def read_os(text: str) -> str:
    """Return "Windows 10 Pro" of "Win10 pro 64bit"; other systems as written."""
    line = one_line(text)
    found = WINDOWS.search(line)
    if found is None:
        return line
    version = found[1].lower()
    name = {"xp": "XP", "vista": "Vista"}.get(version, re.sub(r"server\s*", "Server ", version))
    words = plain(found[2]).split()
    edition = next((shown for word, shown in EDITIONS if word in words), "")
    return f"Windows {name} {edition}".strip()


def read_configuration(text: str) -> dict[str, str | int]:
    """Return cpu, ram_gb, disk and os as far as a "Cấu hình" cell says them."""
    found: dict[str, str | int] = {}
    for part in CUT.split(text.replace("\r", "\n")):
        piece = one_line(part)
        bare = LABEL.sub("", piece)
        if not bare:
            continue
        lowered = plain(piece)
        size = SIZE.search(piece)
        if SYSTEM.search(piece) and "os" not in found:
            found["os"] = read_os(bare)
        elif size and _is_disk(piece, lowered, size):
            disk = read_disk(bare)
            if disk and "disk" in found:
                found["disk"] = f"{found['disk']} + {disk}"
            elif disk:
                found["disk"] = disk
        elif (size or lowered.startswith(("ram", "bo nho"))) and not CPU.search(bare) and "ram_gb" not in found:
            ram = read_ram(bare)
            if ram:
                found["ram_gb"] = ram
        elif CPU.search(piece) and "cpu" not in found:
            found["cpu"] = bare
    return found


def _is_disk(piece: str, lowered: str, size: re.Match[str]) -> bool:
    """Return whether a size is one of a disk: named so, in terabytes, or more than any memory here."""
    named = DISK_TYPE.search(piece) is not None or lowered.startswith(("o cung", "o dia", "disk", "o "))
    return named or size[2].lower().startswith("t") or float(size[1].replace(",", ".")) >= 100
