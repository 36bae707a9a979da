"""Reads public certificates out of a file: .cer, .crt, .pem, .p7b, in DER or PEM, one or many.

Only names, serial and dates are taken. A file that holds a private key, or may hold one, is refused before
anything in it is read. Nothing here verifies a signature, and nothing is written.
"""
import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.services.problems import NoFile, ServiceError
from desktop.services.value_text import VIETNAM
from protocol.folding import fold, nfc

if TYPE_CHECKING:
    from asn1crypto import x509

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_CERTIFICATES: Final = 500
NAMES: Final = ("*.cer", "*.crt", "*.pem", "*.p7b", "*.p7c", "*.der")
_KEY_NAMES: Final = frozenset({".pfx", ".p12", ".key", ".jks", ".keystore", ".pvk", ".p8"})
_PEM: Final = re.compile(
    rb"-----BEGIN (CERTIFICATE|X509 CERTIFICATE|TRUSTED CERTIFICATE|PKCS7|CMS)-----([^-]*)-----END \1-----")
_PRIVATE: Final = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|BEGIN ENCRYPTED|BEGIN PKCS12", re.IGNORECASE)
_BARE_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=\s]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_INTEGER, _OCTETS, _OBJECT_ID, _SEQUENCE = 2, 4, 6, 16    # tags of DER
_SIGNED_DATA: Final = "signed_data"
_LONGEST: Final = 200    # as the fields of the register take
_TITLES: Final = ("chu tich", "bi thu", "truong phong", "truong ban", "chanh van phong", "giam doc", "chuyen vien",
                  "cong chuc", "vien chuc", "van thu", "ke toan", "can bo", "nhan vien", "pho chu tich", "pho bi thu",
                  "pho truong", "pho chanh", "pho giam doc")
# Two words where one is a surname too: Trương, Đoàn, Phương.
_BODIES: Final = ("uy ban", "ubnd", "hdnd", "hoi dong", "dang uy", "phong ", "trung tam", "van phong", "xa ",
                  "dac khu ", "so ", "thi tran", "mat tran", "tram ", "cong ty", "hoi nong dan", "hoi lien hiep",
                  "hoi cuu", "doan thanh nien", "doan tncs", "truong mam non", "truong tieu hoc", "truong thcs",
                  "truong thpt", "truong trung hoc")
_STATE_ISSUERS: Final = ("ban co yeu", "co yeu chinh phu", "chuyen dung cong vu", "chuyen dung chinh phu",
                         "co quan nha nuoc")


class CertificateFileRefused(ServiceError):
    """The file cannot be taken in; `code` says why, nothing of it was kept."""


class HoldsPrivateKey(CertificateFileRefused):
    """The file holds a private key, or is of a kind that does. It is not read."""
    code = "certificate-private-key"


class TooLarge(CertificateFileRefused):
    """A file of certificates is a few kilobytes; this one is beyond every reason."""
    code = "certificate-too-large"


class TooMany(CertificateFileRefused):
    """More certificates than any office has."""
    code = "certificate-too-many"


class NoCertificate(CertificateFileRefused):
    """There is no certificate in it, or it cannot be read."""
    code = "certificate-unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCertificate:
    """What one certificate says. `serial` is capital hex without separators; days are those in Vietnam.

    `is_authority`: it belongs to whoever issues certificates, not to an office or an official.
    """
    name: str
    title: str
    unit: str
    serial: str
    issuer: str
    provider: str
    valid_from: str
    expires_on: str
    is_authority: bool
    kind: str      # personal, organization or device


def read_file(path: Path) -> list[ReadCertificate]:
    """Return the certificates in a file, those of authorities last. Raises CertificateFileRefused, NoFile."""
    if path.suffix.lower() in _KEY_NAMES:
        raise HoldsPrivateKey(file=path.name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TooLarge(file=path.name)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NoFile(file=path.name) from error
    return read(content, path.name)


def read(content: bytes, name: str = "") -> list[ReadCertificate]:
    """Return the certificates in `content`, each once. Raises CertificateFileRefused."""
    if len(content) > MOST_BYTES:
        raise TooLarge(file=name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode("ascii", "replace")    # PEM kept by Notepad
    if _PRIVATE.search(content):
        raise HoldsPrivateKey(file=name)
    found: dict[tuple[str, str], ReadCertificate] = {}
    # What a hostile file makes the parser stumble over is not foreseen one by one: each is "cannot be read".
    try:
        for der in _encoded(content, name):
            made = _told(_certificate(der))
            found.setdefault((made.serial, made.issuer), made)
            if len(found) > MOST_CERTIFICATES:
                raise TooMany(file=name, n=MOST_CERTIFICATES)
    except CertificateFileRefused:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
            binascii.Error, LookupError) as error:
        raise NoCertificate(file=name) from error
    if not found:
        raise NoCertificate(file=name)
    return sorted(found.values(), key=lambda each: each.is_authority)


def _encoded(content: bytes, name: str) -> Iterator[bytes]:
    """Yield each certificate in DER, whatever it was wrapped in."""
    if b"-----BEGIN" in content:
        for at, wrapped in enumerate(_PEM.finditer(content)):
            if at >= MOST_CERTIFICATES:
                raise TooMany(file=name, n=MOST_CERTIFICATES)
            lines = [line for line in wrapped[2].splitlines() if b":" not in line]
            yield from _unwrapped(base64.b64decode(b"".join(lines)), name)
        return
    if not content.startswith(b"\x30") and _BARE_BASE64.fullmatch(content.strip() or b"-"):
        content = base64.b64decode(b"".join(content.split()), validate=True)
    yield from _unwrapped(content, name)    # not stripped: a signature may well end in a byte that reads as a blank


def _unwrapped(der: bytes, name: str) -> Iterator[bytes]:
    """Yield the certificates of one DER value: itself, or those of a PKCS#7 bundle."""
    from asn1crypto import cms

    tags = _tags_inside(der)
    # PKCS#12 and plain private keys begin with a version; an encrypted key is a method and its bytes.
    if tags[:1] == [_INTEGER] or tags == [_SEQUENCE, _OCTETS]:
        raise HoldsPrivateKey(file=name)
    if tags[:1] != [_OBJECT_ID]:
        yield der
        return
    bundle = cms.ContentInfo.load(der)
    if bundle["content_type"].native != _SIGNED_DATA:
        raise NoCertificate(file=name)
    kept = bundle["content"]["certificates"]
    if len(kept) > MOST_CERTIFICATES:
        raise TooMany(file=name, n=MOST_CERTIFICATES)
    for each in kept:
        if each.name == "certificate":
            yield each.chosen.dump()


def _tags_inside(der: bytes) -> list[int]:
    """Return the tags of the first three values in the outermost sequence: enough to tell what a file is."""
    from asn1crypto import parser

    _, _, tag, _, inside, _ = parser.parse(der)
    if tag != _SEQUENCE:
        raise ValueError("no sequence")
    tags: list[int] = []
    while inside and len(tags) < 3:
        length = parser.peek(inside)
        class_, _, tag, _, _, _ = parser.parse(inside[:length])
        tags.append(tag if class_ == 0 else -1)
        inside = inside[length:]
    return tags


def _certificate(der: bytes) -> "x509.Certificate":
    from asn1crypto import x509

    return x509.Certificate.load(der, strict=True)


def _told(certificate: "x509.Certificate") -> ReadCertificate:
    inner = certificate["tbs_certificate"]
    subject, issuer = _parts(inner["subject"]), _parts(inner["issuer"])
    serial = inner["serial_number"].native
    units = subject.get("organizational_unit_name", [])
    title, rest = _title(subject, units)
    unit = _line(dict.fromkeys((*rest, *subject.get("organization_name", []))))    # the nearest unit first
    name = _line(subject.get("common_name", [])[:1]) or unit
    issued_by = _line(issuer.get("common_name", [])[:1]) or _line(issuer.get("organization_name", [])[:1])
    return ReadCertificate(
        name=name, title=title, unit=unit, serial=_hex(serial), issuer=issued_by, provider=_provider(issuer),
        valid_from=_day(inner["validity"]["not_before"].native), expires_on=_day(inner["validity"]["not_after"].native),
        is_authority=_is_authority(certificate), kind=_kind(name, title, unit, subject))


def _is_authority(certificate: "x509.Certificate") -> bool:
    """Return whether it may issue others; one of before such marks is known by having issued itself."""
    constraints = certificate.basic_constraints_value
    if constraints is not None:
        return bool(constraints["ca"].native)
    inner = certificate["tbs_certificate"]
    return bool(inner["subject"] == inner["issuer"])


def _parts(name: Any) -> dict[str, list[str]]:
    """Return {attribute: values} of a distinguished name, in the order written."""
    found: dict[str, list[str]] = {}
    for relative in name.chosen:
        for each in relative:
            value = each["value"].native
            if isinstance(value, str) and (text := " ".join(_CONTROL.sub(" ", nfc(value)).split())):
                found.setdefault(each["type"].native, []).append(text[:_LONGEST])
    return found


def _title(subject: dict[str, list[str]], units: list[str]) -> tuple[str, list[str]]:
    """Return the title (T, else the OU that reads as one) and the OUs that are left."""
    if said := subject.get("title"):
        return said[0], units
    for at, each in enumerate(units):
        folded = fold(each)
        if folded.startswith(_TITLES):
            return each, [*units[:at], *units[at + 1:]]
    return "", units


def _kind(name: str, title: str, unit: str, subject: dict[str, list[str]]) -> str:
    """Return personal, organization or device by what the name is: a guess that the person can correct."""
    folded = fold(name)
    if "." in name and " " not in name.strip():
        return "device"    # a host name
    if title or subject.get("surname") or subject.get("given_name"):
        return "personal"
    if folded.startswith(_BODIES) or (unit and folded == fold(unit)):
        return "organization"
    return "personal"


def _provider(issuer: dict[str, list[str]]) -> str:
    """Return who issued it as the register calls them: the Ban Cơ yếu by its name, others by theirs."""
    whole = fold(" ".join(value for values in issuer.values() for value in values))
    if any(word in whole for word in _STATE_ISSUERS):
        return "Ban Cơ yếu Chính phủ"
    return _line(issuer.get("organization_name", [])[:1]) or _line(issuer.get("common_name", [])[:1])


def _hex(serial: int) -> str:
    """Return the serial in whole bytes. Some issuers sign it: the bytes are what every viewer shows."""
    length = max(1, (serial.bit_length() + 8) // 8) if serial < 0 else max(1, (serial.bit_length() + 7) // 8)
    if length > 40:
        raise ValueError("no serial is that long")
    return serial.to_bytes(length, "big", signed=serial < 0).hex().upper()


def _day(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).date().isoformat()


def _line(values: Iterable[str]) -> str:
    return ", ".join(values)[:_LONGEST]
