"""Puts what a machine reports into the words of the book, and knows which words are no value at all."""
import re
import unicodedata
from typing import Final

LONGEST: Final = 120
_NO_VALUE: Final = frozenset({
    "", "-", ".", "0", "none", "null", "n/a", "na", "not available", "not applicable", "not specified", "not present",
    "unknown", "invalid", "empty", "undefined", "oem", "o.e.m.", "default", "default string", "standard", "x.x",
    "to be filled by o.e.m.", "to be filled by oem", "fill by oem", "filled by o.e.m.", "to be filled", "tbd",
    "system serial number", "system product name", "system manufacturer", "system version", "system name",
    "system sku", "type1",
    "chassis serial number", "chassis manufacturer", "chassis version", "base board serial number", "serial number",
    "base board product name", "base board manufacturer", "type1productconfigid", "type1familyname", "all series",
    "123456789", "1234567890", "0123456789", "12345678", "1234567", "123456", "sn", "serial", "no asset tag",
    "manufacturer", "product name", "not defined", "bad index", "evaluation", "no enclosure", "typical serial",
})
_WORDLIKE: Final = re.compile(r"[^\W_]")
_ZEROS: Final = re.compile(r"[0x.\-_ ]+")
_NOT_HEX: Final = re.compile(r"[-{}\s]")
_HEX: Final = re.compile(r"[0-9a-f]{32}")
_BOARD_UUIDS: Final = frozenset({
    "03000200-0400-0500-0006-000700080009", "12345678-1234-5678-90ab-cddeefaabbcc",
    "00020003-0004-0005-0006-000700080009", "fefefefe-fefe-fefe-fefe-fefefefefefe",
})
"""Makers of boards give these to every board: they name nobody."""


def text_of(said: object) -> str:
    """Return a value as one clean line, "" for what stands there when nobody has filled it in."""
    if isinstance(said, bool) or not isinstance(said, (str, int)):
        return ""
    text = unicodedata.normalize("NFC", str(said))
    text = " ".join("".join(" " if _is_control(each) else each for each in text).split())[:LONGEST].strip()
    return "" if is_no_value(text) else text


def is_no_value(text: str) -> bool:
    """Return whether a text is what stands there when nobody has filled it in."""
    folded = text.casefold()
    return folded in _NO_VALUE or (len(folded) > 1 and len(set(folded)) == 1) or not _WORDLIKE.search(folded) \
        or bool(_ZEROS.fullmatch(folded))


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def uuid_of(said: object) -> str:
    """Return a hardware identifier in lower case with hyphens, "" for one that every board has."""
    digits = _NOT_HEX.sub("", said).casefold() if isinstance(said, str) and said else ""
    if not _HEX.fullmatch(digits):
        return ""
    uuid = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return "" if len(set(digits)) <= 2 or uuid in _BOARD_UUIDS else uuid


def turned_uuid(uuid: str) -> str:
    """Return the identifier as firmware before SMBIOS 2.6 tells it: the first three groups byte by byte turned."""
    parts = uuid.split("-")
    if len(parts) != 5:
        return uuid
    turned = ["".join(reversed([part[at:at + 2] for at in range(0, len(part), 2)])) for part in parts[:3]]
    return "-".join([*turned, *parts[3:]])


_MAKERS: Final = (
    (r"dell\b", "Dell"), (r"hewlett.?packard|hp\b", "HP"), (r"lenovo", "Lenovo"), (r"asus", "Asus"),
    (r"acer\b|gateway", "Acer"), (r"gigabyte", "Gigabyte"), (r"micro-star|msi\b", "MSI"), (r"asrock", "ASRock"),
    (r"fpt\b", "FPT"), (r"toshiba|dynabook", "Toshiba"), (r"samsung", "Samsung"), (r"lg electronics|lg\b", "LG"),
    (r"fujitsu", "Fujitsu"), (r"foxconn", "Foxconn"), (r"biostar", "Biostar"), (r"intel", "Intel"),
    (r"microsoft", "Microsoft"), (r"vmware", "VMware"), (r"apple", "Apple"), (r"sony", "Sony"), (r"cms\b", "CMS"),
)
_COMPANY: Final = re.compile(
    r"[,.]?\s*\b(inc|incorporated|corp|corporation|co|ltd|limited|company|computer|computers|technology|"
    r"international|gmbh|llc|jsc)\b\.?,?", re.IGNORECASE)


def maker_words(said: object) -> str:
    """Return the short name under which people know a maker: "Dell Inc." is Dell."""
    text = text_of(said)
    for pattern, name in _MAKERS:
        if re.match(pattern, text, re.IGNORECASE):
            return name
    return (_COMPANY.sub(" ", text).strip(" ,.") or text) if text else ""


def model_words(said: object, maker: str) -> str:
    """Return a model without the maker's name before it: "HP ProDesk 400 G6 MT" is ProDesk 400 G6 MT."""
    text = text_of(said)
    bare = re.sub(rf"^{re.escape(maker)}[ _-]+", "", text, flags=re.IGNORECASE) if maker else text
    return text_of(bare)


def cpu_words(said: object) -> str:
    """Return "Intel(R) Core(TM) i5-9500 CPU @ 3.00GHz" as Intel Core i5-9500."""
    text = re.sub(r"\((?:r|tm|c)\)|[®™]", " ", text_of(said), flags=re.IGNORECASE)
    text = re.sub(r"@.*$", " ", text)
    text = re.sub(r"\bwith\b.*$", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:cpu|processor|\d+th gen|\d+-core|(?:dual|quad|six|eight|twelve)-core)\b", " ", text,
                  flags=re.IGNORECASE)
    return " ".join(text.split())


def os_words(said: object) -> str:
    """Return "Microsoft Windows 10 Pro" as Windows 10 Pro; other systems keep their own name."""
    text = re.sub(r"\((?:r|tm|c)\)|[®™]", " ", text_of(said), flags=re.IGNORECASE)
    return " ".join(re.sub(r"^\s*microsoft\s+(?=windows)", "", text, flags=re.IGNORECASE).split())


_OFFICE_PARTS: Final = re.compile(
    r"\b(proof|proofing|mui|language pack|click-to-run|components|shared|osm|setup metadata|help|viewer|compatib|"
    r"update|hotfix|service pack|add-?in|converter|runtime|interop|telemetry|sdk|tools|web components|primary)",
    re.IGNORECASE)


def office_words(names: "list[str]") -> str:
    """Return the office suite among the names of installed programs, "" when there is none."""
    found = {words for name in names if (words := _office(text_of(name)))}
    return ", ".join(sorted(found, key=lambda words: (not words.startswith("Microsoft"), words)))[:LONGEST]


def _office(name: str) -> str:
    if _OFFICE_PARTS.search(name):
        return ""
    if re.match(r"microsoft (?:office )?365\b", name, re.IGNORECASE):
        return "Microsoft 365"
    if re.match(r"microsoft office\b", name, re.IGNORECASE):
        year = re.search(r"\b(?:xp|20\d\d)\b", name, re.IGNORECASE)
        single = re.search(r"\b(word|excel|powerpoint|outlook|access|visio|project|publisher|onenote)\b", name,
                           re.IGNORECASE)
        return "" if single else f"Microsoft Office {year[0]}" if year else "Microsoft Office"
    if found := re.match(r"(libreoffice|(?:apache )?openoffice)(?:\.org)?\b[^\d]*(\d+\.\d+)?", name, re.IGNORECASE):
        suite = "LibreOffice" if found[1].casefold() == "libreoffice" else "OpenOffice"
        return f"{suite} {found[2]}" if found[2] else suite
    for pattern, words in ((r"wps office", "WPS Office"), (r"onlyoffice", "ONLYOFFICE"),
                           (r"softmaker|freeoffice", "FreeOffice")):
        if re.match(pattern, name, re.IGNORECASE):
            return words
    return ""


_SOLID_STATE: Final = re.compile(r"\bssd|ssd\b|nvme|solid state|^(?:kingston sa\d|ct\d+(?:m|bx)|wdc wds|wds\d)",
                                 re.IGNORECASE)
_HARD_DISKS: Final = re.compile(
    r"^(?:WDC WD\d|WD\d{2,}|ST\d{3,}|HGST|Hitachi|HTS\d|HDS\d|TOSHIBA (?:DT|MQ|HDW|MK)|SAMSUNG (?:HD|HM)\d|MAXTOR)",
    re.IGNORECASE)


def media_of(said: str, model: str = "") -> str:
    """Return HDD, SSD, eMMC or "": as the system says it, else as the model's name gives it away."""
    word = said.casefold()
    if word in ("ssd", "hdd"):
        return word.upper()
    if word == "emmc":
        return "eMMC"
    if _SOLID_STATE.search(model):
        return "SSD"
    return "HDD" if _HARD_DISKS.match(model) else ""


_SOLD_GB: Final = (16, 32, 60, 64, 80, 120, 128, 160, 240, 250, 256, 320, 400, 480, 500, 512, 640, 750, 960, 1000, 1024,
                   1500, 1920, 2000, 2048, 3000, 4000, 6000, 8000, 10000, 12000)


def disk_size_words(size_mb: int) -> str:
    """Return the size as it is sold, 500GB or 1TB; some programs count a MB as 2^20 bytes, both are understood."""
    for gigabytes in (size_mb / 1000, size_mb * 1.048576 / 1000):
        for sold in _SOLD_GB:
            if abs(gigabytes - sold) <= sold * 0.003:
                return _as_sold(sold)
    return _as_sold(round(size_mb / 1000))


def _as_sold(gigabytes: int) -> str:
    for factor in (1000, 1024):
        if gigabytes >= factor and gigabytes % factor == 0:
            return f"{gigabytes // factor}TB"
    if gigabytes >= 1000 and gigabytes % 100 == 0:
        return f"{gigabytes / 1000:g}TB".replace(".", ",")
    return f"{gigabytes}GB"


_LAPTOPS: Final = frozenset({8, 9, 10, 14, 31})
_TABLETS: Final = frozenset({11, 30, 32})
_SERVERS: Final = frozenset({17, 23, 25, 28, 29})
_DESKTOPS: Final = frozenset({3, 4, 5, 6, 7, 13, 15, 16, 24, 34, 35, 36})


def chassis_words(said: object) -> str:
    """Return desktop, laptop, tablet, server or "" for an SMBIOS number or an English word."""
    if isinstance(said, int) and not isinstance(said, bool):
        for numbers, kind in ((_LAPTOPS, "laptop"), (_TABLETS, "tablet"), (_SERVERS, "server"), (_DESKTOPS, "desktop")):
            if said & 0x7F in numbers:
                return kind
        return ""
    word = str(said).casefold() if isinstance(said, str) else ""
    for pattern, kind in ((r"tablet|detachable", "tablet"), (r"notebook|laptop|portable|convertible", "laptop"),
                          (r"server|rack|blade", "server"),
                          (r"desktop|tower|all.in.one|mini pc|pizza|space", "desktop")):
        if re.search(pattern, word):
            return kind
    return ""
