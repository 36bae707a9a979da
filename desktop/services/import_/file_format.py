"""What a file really is: by its first bytes and members, never by its extension."""
import io
import zipfile
from enum import StrEnum
from typing import Final

from desktop.services.import_.sheets import MEGABYTE, Unreadable

FILE_LIMIT: Final = 50 * MEGABYTE
UNPACKED_LIMIT: Final = 50 * MEGABYTE
RATIO_LIMIT: Final = 100
MEMBER_LIMIT: Final = 200
SMALL_MEMBER: Final = 256 * 1024    # a page of blank rows packs 1:300 and harms nobody

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_A_TABLE: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"MZ", b"SQLite format 3",
                      b"{\\rtf", b"\x7fELF", b"\x1f\x8b")


class Format(StrEnum):
    """How the bytes are laid out."""
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


def format_of(data: bytes) -> Format:
    """Return the format of the file's bytes; raises Unreadable with the reason for a person."""
    if not data.strip():
        raise Unreadable("empty-file")
    if len(data) > FILE_LIMIT:
        raise Unreadable("too-big")
    if data.startswith(ZIP):
        return _format_of_archive(data)
    if data.startswith(OLE):
        return _format_of_compound(data)
    if data.startswith(NOT_A_TABLE):
        raise Unreadable("not-a-table")
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<body")):
        raise Unreadable("web-page")
    if start.startswith((b"{", b"[{", b"[[")):
        raise Unreadable("not-a-table")     # JSON, of this program or another
    return Format.TEXT


def _format_of_archive(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive)
            names = set(archive.namelist())
            if archive.testzip() is not None:
                raise Unreadable("damaged")
            if "xl/workbook.xml" in names:
                return Format.XLSX
            if "xl/workbook.bin" in names:
                return Format.XLSB
            if "content.xml" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
                return Format.ODS
            if any(name.startswith("xl/") for name in names):
                return Format.XLSX      # a workbook that another program laid out in its own way
    except (zipfile.BadZipFile, EOFError, KeyError) as error:
        raise Unreadable("damaged") from error
    except RuntimeError as error:       # what zipfile says of members under a password
        raise Unreadable("password") from error
    raise Unreadable("not-a-table")


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBER_LIMIT or sum(each.file_size for each in members) > UNPACKED_LIMIT:
        raise Unreadable("too-big")
    for each in members:
        if each.file_size > SMALL_MEMBER and each.file_size > RATIO_LIMIT * max(each.compress_size, 1):
            raise Unreadable("too-big")


def _format_of_compound(data: bytes) -> Format:
    # Names of streams in the old container are UTF-16; a protected xlsx is a package inside one.
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("password")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return Format.XLS
    raise Unreadable("not-a-table")
