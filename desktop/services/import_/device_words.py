"""What communes call each kind of device."""
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from desktop.language import trc
from desktop.services.import_.text import plain
from protocol.catalogue import KINDS, choice_context

DEVICE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "laptop": ("may tinh xach tay", "may vi tinh xach tay", "may xach tay", "laptop", "lap top", "notebook",
               "macbook", "may tinh laptop"),
    "branded_set": ("may tinh dong bo", "bo may tinh dong bo"),
    "tablet": ("may tinh bang", "tablet", "ipad"),
    "server": ("may chu", "server", "may tinh chu"),
    "desktop": ("may tinh de ban", "may vi tinh de ban", "bo may tinh de ban", "bo may vi tinh",
                "bo may tinh", "may tinh ban", "may de ban",
                "desktop", "may tinh", "may vi tinh", "may bo", "pc", "may tram", "cay may tinh",
                "may tinh pc", "may vi tinh ban",
                "may tinh all in one", "may tinh aio", "may tinh mini", "case may tinh", "cay vi tinh",
                "thung may", "workstation", "mtdb"),
    "mfp": ("may in da chuc nang", "may da chuc nang", "may in da nang", "may da nang", "mfp", "may in scan",
            "may in copy", "may in photo", "may in photocopy",
            "may in scan copy", "may in quet", "multi function printer", "multifunction printer",
            "may in 3 trong 1", "may in 4 trong 1",
            "may photocopy da chuc nang", "may in laser da chuc nang", "may in mau da chuc nang",
            "may in phun da chuc nang"),
    "printer": ("may in", "printer", "may in laser", "may in mau", "may in kim"),
    "scanner": ("may scan", "may quet", "scanner", "may scaner", "may scanner", "may quet tai lieu",
                "may scan tai lieu"),
    "copier": ("may photocopy", "may photo", "may photo copy", "may phô tô", "may sao chup", "copier",
               "photocopier", "photocopy", "may copy", "may pho to"),
    "shredder": ("may huy tai lieu", "may huy giay", "may cat giay", "shredder", "may huy",
                 "may tieu huy tai lieu"),
    "projector": ("may chieu", "projector", "may chieu da nang", "may chieu vat the"),
    "tv": ("ti vi", "tivi", "tv", "man hinh led", "vo tuyen", "smart tv", "television", "man hinh tivi",
           "man hinh ti vi", "may thu hinh"),
    "video_wall": ("man hinh ghep", "video wall"),
    "monitor": ("man hinh may tinh", "man hinh vi tinh", "man hinh", "monitor", "display"),
    "vc_camera": ("camera hoi nghi", "camera hop", "camera truc tuyen", "webcam"),
    "vc_kit": ("bo thiet bi hop truc tuyen", "thiet bi hop truc tuyen", "bo hop truc tuyen",
               "thiet bi hoi nghi", "he thong hop truc tuyen", "thiet bi truyen hinh hoi nghi",
               "bo thiet bi hoi nghi", "polycom"),
    "cctv": ("camera giam sat", "camera an ninh", "dau ghi hinh", "dau ghi camera", "camera"),
    "audio": ("loa", "micro", "mic", "am ly", "amply", "tang am", "bo loa", "bo am thanh", "am thanh",
              "he thong am thanh", "mixer"),
    "modem": ("modem",),
    "router": ("bo dinh tuyen", "router", "thiet bi can bang tai"),
    "switch": ("bo chia mang", "switch", "thiet bi chuyen mach", "bo chuyen mach", "hub",
               "thiet bi chia mang", "switch mang", "network switch"),
    "access_point": ("bo phat wi fi", "bo phat wifi", "thiet bi phat wifi", "thiet bi phat wi fi",
                     "access point", "wifi", "wi fi", "bo phat song wifi",
                     "bo phat song wi fi", "cuc phat wifi", "bo thu phat wifi", "thiet bi wifi",
                     "thiet bi thu phat wifi", "cuc wifi", "thiet bi phat song wifi"),
    "firewall": ("tuong lua", "firewall", "thiet bi tuong lua", "thiet bi bao mat"),
    "rack": ("tu mang", "tu rack", "rack"),
    "ups": ("bo luu dien", "ups", "luu dien", "bo nguon luu dien", "thiet bi luu dien", "cuc luu dien",
            "bo tich dien", "nguon luu dien"),
    "generator": ("may phat dien",),
    "external_disk": ("o cung ngoai", "o cung di dong", "o cung gan ngoai", "o di dong"),
    "usb_stick": ("usb",),
    "nas": ("thiet bi luu tru", "nas", "o luu tru mang"),
    "queue_machine": ("may lay so", "may lay so tu dong", "he thong xep hang", "may boc so"),
    "kiosk": ("kiosk", "may tra cuu", "ki ot"),
    "id_reader": ("dau doc can cuoc", "dau doc cccd", "thiet bi doc can cuoc", "may doc can cuoc",
                  "dau doc the can cuoc", "thiet bi doc the"),
    "barcode_reader": ("dau doc ma vach", "may doc ma vach", "may quet ma vach", "dau quet ma vach"),
    "public_address": ("dai truyen thanh", "thiet bi truyen thanh", "bo truyen thanh"),
    "token": ("usb token", "token", "thiet bi ky so"),
    "pki_sim": ("sim pki", "sim ky so"),
}
LEAD: Final = re.compile(r"^(?:\d+|bo|cai|chiec|he thong|thiet bi|01|mot)\s+(?=\S)")


@lru_cache(maxsize=4)
def _device_phrases() -> tuple[tuple[str, str], ...]:
    """Return (words, code), the longest first, so that a multi-function printer is no printer."""
    pairs = {plain(word): code for code, words in DEVICE_WORDS.items() for word in words}
    kinds = KINDS["device"].field("kind")
    for choice in kinds.choices if kinds is not None else ():
        if choice.code == "other":
            continue    # "Thiết bị khác" names no kind
        for label in (choice.label, trc(choice_context("device", "kind"), choice.label)):
            pairs.setdefault(plain(label), choice.code)
    return tuple(sorted(pairs.items(), key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=4096)
def device_kind(text: str, *, whole: bool = False) -> str | None:
    """Return the kind of device that a name, a type or (with `whole`) a group label says, None if it says none."""
    words = plain(text)
    if not words:
        return None
    phrases = _device_phrases()
    bare = LEAD.sub("", words)
    for form in dict.fromkeys((words, bare)):
        for phrase, code in phrases:
            if form == phrase or (not whole and form.startswith(phrase + " ")):
                return code
    if whole:
        stripped = re.sub(r"^(nhom |danh muc |cac loai |cac |loai )", "", words)
        return device_kind(stripped, whole=True) if stripped != words else None
    found = [(match.start(), -len(phrase), code) for phrase, code in phrases
             if len(phrase) > 2 and (match := re.search(rf"\b{re.escape(phrase)}\b", words))]
    return min(found)[2] if found else None


