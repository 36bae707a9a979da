"""What communes write for each choice: words that a code is recognised by.

A whole cell is looked up first; then the rules are tried in order, each looking for its words anywhere in the cell.
Everything is folded: no accents, small letters.
"""
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from desktop.language import trc
from desktop.services.import_.device_words import device_kind
from desktop.services.import_.text import plain, words_pattern
from protocol.catalogue import KINDS, choice_context

Rules = tuple[tuple[str, str], ...]

WHOLE: Final[Mapping[str, Mapping[str, str]]] = {
    "device.status": {
        "tot": "in_use", "binh thuong": "in_use", "con tot": "in_use", "kha": "in_use",
        "trung binh": "in_use", "dang dung": "in_use",
        "on dinh": "in_use", "moi": "in_use", "x": "in_use", "ok": "in_use", "deployed": "in_use",
        "sd": "in_use", "dang sd": "in_use",
        "hong": "broken", "hu": "broken", "loi": "broken", "hu hong": "broken",
        "mat": "lost", "kho": "in_stock", "du phong": "in_stock", "cat kho": "in_stock",
        "ready to deploy": "in_stock",
        "archived": "disposed", "pending": "to_issue", "bao hanh": "under_warranty", "sua chua": "in_repair",
    },
    "person.status": {
        "nghi": "on_leave", "x": "active", "dang lam": "active", "cong tac": "active", "huu": "retired",
        "huu tri": "retired",
        "chuyen": "transferred", "con cong tac": "active", "di hoc": "on_leave", "om": "on_leave",
        "thai san": "on_leave",
        "hien dang cong tac": "active", "binh thuong": "active",
    },
    "certificate.status": {"con han": "valid", "con hieu luc": "valid", "hoat dong": "valid",
                           "het han": "expired", "qua han": "expired",
                           "khoa": "locked", "thu hoi": "revoked", "huy": "revoked"},
    "certificate.kind": {"cn": "personal", "ca nhan": "personal", "tc": "organization",
                         "to chuc": "organization",
                         "co quan": "organization", "don vi": "organization", "con dau": "organization"},
    "incident.status": {"xong": "resolved", "da xong": "resolved", "hoan thanh": "resolved",
                        "dat": "resolved", "dang lam": "in_progress",
                        "chua xong": "in_progress", "ok": "resolved"},
    "incident.severity": {"thap": "low", "nhe": "low", "trung binh": "medium", "vua": "medium",
                          "binh thuong": "medium", "tb": "medium",
                          "cao": "high", "nang": "high", "khan cap": "urgent", "khan": "urgent",
                          "rat cao": "urgent",
                          "nghiem trong": "urgent", "gap": "urgent"},
    "account.status": {"x": "in_use", "co": "in_use", "da co": "in_use", "roi": "in_use", "da cap": "in_use",
                       "dang dung": "in_use",
                       "khoa": "locked", "thu hoi": "revoked", "cho": "pending", "moi": "in_use"},
}

RULES: Final[Mapping[str, Rules]] = {
    "device.status": (
        ("lost", "that lac|bi mat\\b|mat cap|mat trom|khong tim thay|khong con thay|da mat\\b"),
        ("disposed", "da thanh ly|da huy\\b|da tieu huy"),
        ("to_dispose", "thanh ly|cho huy|de nghi huy|can huy\\b|loai bo|cho loai"),
        ("transferred", "da dieu chuyen|da ban giao|da chuyen (di|cho|sang)|cho dieu chuyen"),
        ("under_warranty", "(dang|gui|di|mang di|cho) bao hanh"),
        ("in_repair", """dang (duoc )?sua|gui sua|dem (di )?sua|mang (di )?sua|dang (duoc )?bao (tri|duong)
            |dang khac phuc|di sua"""),
        ("in_use", "\\b(khong|chua) (bi )?(hong|hu|loi)\\b"),
        ("broken", """\\bhong|\\bhu hong|\\bbi hu\\b|\\bhu\\b|bi loi|\\bloi\\b|cho sua|can sua|chet\\b|chap\\b|khong hd
            |khong (con )?(hoat dong|su dung duoc|dung duoc|len|chay|khoi dong)|ngung hoat dong|khong the su dung"""),
        ("to_issue", "cho cap|cho phan|chua cap|chua ban giao|cho ban giao"),
        ("in_stock", """\\bkho\\b|ton kho|du phong|chua (dua vao )?(su dung|dung|sd)\\b
            |khong (con )?(su dung|dung|sd)\\b|tam cat|cat giu|de khong|niem phong|khong co nhu cau|thua\\b"""),
        ("in_use", """dang (su dung|dung|sd|hoat dong|van hanh|chay)|con (su dung|dung|hoat dong|tot|sd|moi)|hoat dong
            |su dung|dung (tot|duoc|binh thuong)|\\btot\\b|binh thuong|on dinh|dang cap cho"""),
    ),
    "person.status": (
        ("on_leave", "nghi che do thai san"),
        ("retired", """nghi huu|huu tri|nghi viec|thoi viec|nghi theo (nghi dinh|nd)|nghi che do|cho huu
            |da nghi\\b|nghi cong tac|nghi 178|tinh gian"""),
        ("transferred", """chuyen (cong tac|don vi|sang|ve|di|xa|phong|len|den|nganh)|da chuyen|dieu dong|luan chuyen
            |thuyen chuyen|dieu chuyen|biet phai"""),
        ("on_leave", """thai san|nghi phep|nghi om|om dau|khong luong|di hoc|tam nghi|nghi sinh|dang nghi|chua benh
            |nghi dai"""),
        ("active", "cong tac|lam viec|dang lam|tai chuc|duong chuc|dang hoat dong"),
    ),
    "certificate.status": (
        ("locked", "khoa|tam dung"), ("revoked", "thu hoi|huy\\b"), ("lost", "\\bmat\\b|that lac|hong"),
        ("expired", "(da |bi )?het (han|hieu luc)|qua han"), ("pending", "cho cap|dang (de nghi|cho)|chua cap"),
        ("valid", "hieu luc|con han|dang (su dung|dung)|hoat dong|con dung"),
    ),
    "certificate.kind": (
        ("device", "thiet bi|phan mem|may chu"), ("organization", "to chuc|co quan|don vi|ubnd|uy ban|dau\\b"),
        ("personal", "ca nhan|can bo|lanh dao|nguoi"),
    ),
    "certificate.carrier": (
        ("sim", "\\bsim\\b"), ("remote", "tu xa|remote|smart ?ca|cloud|hsm|mysign"), ("token", "token|usb"),
    ),
    "incident.category": (
        ("chu_ky_so", "chu ky so|ky so|token|chung thu|vgca"),
        ("hop_truc_tuyen", "hop truc tuyen|truc tuyen|hoi nghi|diem cau|hop"),
        ("an_ninh_mang", "an ninh|an toan|ma doc|virus|vi rut|lua dao|tan cong|bao mat"),
        ("tai_khoan", "tai khoan|mat khau|dang nhap"),
        ("may_in_quet", "may in|may quet|may scan|\\bin\\b|scan|photo"),
        ("mang", "\\bmang\\b|internet|wifi|wi fi|duong truyen|lan\\b"), ("nguon_dien", "nguon|dien\\b|ups"),
        ("du_lieu", "du lieu|thu muc|sao luu|file"), ("phan_mem", "phan mem|ung dung|he thong"),
        ("may_tinh", "may tinh|may vi tinh|may tram|phan cung|laptop|may"),
    ),
    "incident.status": (
        ("escalated", "da chuyen|chuyen (ho tro|cap tren|so|tinh)|bao cao tinh|da bao"),
        ("in_progress", "chua (khac phuc|xu ly|xong|hoan)|dang (xu ly|khac phuc|sua|cho)|cho xu ly"),
        ("waiting", "cho (phan hoi|tra loi|linh kien)"), ("answered", "da (tra loi|huong dan)"),
        ("closed", "da dong|ket thuc"), ("new", "moi tiep nhan|tiep nhan"),
        ("resolved", "khac phuc|da (xu ly|xong|sua|hoan|giai quyet)|hoan thanh|on dinh|binh thuong|da duoc"),
    ),
    "incident.severity": (
        ("urgent", "khan|rat (cao|nghiem)|nghiem trong"), ("high", "\\bcao\\b|nang"), ("medium", "trung binh|vua"),
        ("low", "thap|nhe"),
    ),
    "account.status": (
        ("revoked", "thu hoi|da xoa|huy"), ("locked", "khoa"),
        ("pending", "cho cap|cho duyet|dang (de nghi|cho|xin|cap)|de nghi cap"), ("missing", "chua (co|cap)|khong co"),
        ("old_unit", "don vi cu"), ("in_use", "dang (su dung|dung|hoat dong)|da cap|hoat dong|su dung|dang sd"),
    ),
}


def choice_code(kind_code: str, field_code: str, text: str) -> str | None:
    """Return the code that a cell means, None for words that mean none."""
    words = plain(text)
    if not words:
        return None
    if (kind_code, field_code) == ("device", "kind"):
        return device_kind(text)
    key = choice_context(kind_code, field_code)
    known = _declared(kind_code, field_code).get(words) or WHOLE.get(key, {}).get(words)
    if known is not None:
        return known
    return next((code for code, pattern in _compiled(key) if pattern.search(words)), None)


@lru_cache(maxsize=128)
def _declared(kind_code: str, field_code: str) -> Mapping[str, str]:
    """Return code by its own name and its labels in both languages."""
    field = KINDS[kind_code].field(field_code)
    found: dict[str, str] = {}
    for choice in field.choices if field is not None else ():
        for label in (trc(choice_context(kind_code, field_code), choice.label), choice.label, choice.code):
            found.setdefault(plain(label), choice.code)
    return found


@lru_cache(maxsize=64)
def _compiled(key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, words_pattern(pattern)) for code, pattern in RULES.get(key, ()))
