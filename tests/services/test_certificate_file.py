"""A public certificate says who, until when and by whom; a private key is never read; rubbish writes nothing."""
import base64
import time
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from desktop.services import certificate_file
from desktop.services.certificate_file import HoldsPrivateKey, NoCertificate, TooLarge, TooMany, read, read_file
from desktop.services.problems import NoFile
from desktop.services.sentences import sentence
from tests.services.certificate_makers import (
    DER,
    KEY,
    PEM,
    a_holder,
    bundle,
    certificate,
    der,
    pem,
    the_authority,
)

NO_LOCK = serialization.NoEncryption()


def test_an_officials_certificate_says_everything_the_register_asks():
    [found] = read(der(a_holder()))
    assert (found.name, found.title, found.unit) == ("Lê Thị Hoa", "Chuyên viên", "UBND xã Mẫu")
    assert (found.serial, found.provider) == ("54B9F0C21A77", "Ban Cơ yếu Chính phủ")
    assert found.issuer == "Cơ quan chứng thực chuyên dùng công vụ G2"
    assert (found.valid_from, found.expires_on) == ("2025-08-01", "2030-07-31")
    assert (found.kind, found.is_authority) == ("personal", False)


@pytest.mark.parametrize("wrapped", [
    der, pem, bundle, lambda each: bundle(each, encoding=PEM),
    lambda each: base64.b64encode(der(each)), lambda each: base64.encodebytes(bundle(each)),
    lambda each: pem(each).replace(b"\n", b"\r\n"), lambda each: b"\xef\xbb\xbf" + pem(each),
    lambda each: pem(each).decode().encode("utf-16"),
    lambda each: b"Bag Attributes\n    friendlyName: x\nsubject=/CN=x\n" + pem(each),
], ids=["der", "pem", "p7b", "p7b-pem", "base64", "p7b-base64", "crlf", "bom", "utf-16", "with-words"])
def test_every_wrapping_gives_the_same(wrapped):
    assert read(wrapped(a_holder())) == read(der(a_holder()))


@pytest.mark.parametrize("wrapped", [pem, bundle])
def test_the_certificates_of_authorities_stand_apart_and_last(wrapped):
    old_root = certificate({"CN": "Gốc cũ"}, issuer={"CN": "Gốc cũ"}, serial=7, is_authority=None)
    found = read(wrapped(the_authority(), old_root, a_holder(), a_holder("Đặng Thị Thủy", serial=0x77)))
    assert {each.name for each in found[:2]} == {"Lê Thị Hoa", "Đặng Thị Thủy"}
    assert [each.is_authority for each in found] == [False, False, True, True]


def test_a_signature_that_ends_in_a_blank_is_not_cut():
    ending = {}
    for serial in range(1, 4000):
        made = der(a_holder(serial=serial))
        if made[-1:] in b" \n\t\r\x0b\x0c":
            ending[made[-1:]] = made
        if len(ending) == 3:
            break
    assert len(ending) == 3
    for made in ending.values():
        assert read(made)[0].name == "Lê Thị Hoa"


def test_one_certificate_twice_in_a_file_is_one():
    assert len(read(pem(a_holder(), a_holder()))) == 1


@pytest.mark.parametrize(("subject", "title", "unit", "kind"), [
    ({"CN": "Bùi Văn Sơn", "OU": ["Chủ tịch UBND xã", "UBND xã Mẫu Thượng"], "O": "UBND tỉnh Mẫu"},
     "Chủ tịch UBND xã", "UBND xã Mẫu Thượng, UBND tỉnh Mẫu", "personal"),
    ({"CN": "Trương Công Đạt", "OU": "Văn phòng HĐND và UBND", "O": "UBND xã Mẫu"},
     "", "Văn phòng HĐND và UBND, UBND xã Mẫu", "personal"),
    ({"CN": "Đoàn Văn Phương"}, "", "", "personal"),
    ({"CN": "UBND xã Mẫu Hạ", "O": "UBND xã Mẫu Hạ"}, "", "UBND xã Mẫu Hạ", "organization"),
    ({"CN": "Phòng Kinh tế", "O": "UBND xã Mẫu"}, "", "UBND xã Mẫu", "organization"),
    ({"CN": "mot-cua.xamau.gov.vn", "O": "UBND xã Mẫu"}, "", "UBND xã Mẫu", "device"),
    ({"O": "UBND xã Mẫu"}, "", "UBND xã Mẫu", "organization"),
])
def test_title_unit_and_kind_are_told_from_the_name(subject, title, unit, kind):
    [found] = read(der(certificate(subject)))
    assert (found.title, found.unit, found.kind) == (title, unit, kind)


def test_names_are_composed_and_hold_nothing_that_cannot_be_shown():
    decomposed = "Lê Thị Hoà"
    [found] = read(der(certificate({"CN": f"{decomposed}\x07  \n x"})))
    assert found.name == "Lê Thị Hoà x"


def test_a_providers_own_name_stays_for_a_public_one():
    [found] = read(der(a_holder(issuer={"CN": "VNPT-CA SHA256", "O": "Tập đoàn VNPT", "C": "VN"})))
    assert (found.issuer, found.provider) == ("VNPT-CA SHA256", "Tập đoàn VNPT")


@pytest.mark.parametrize(("moment", "day"), [(datetime(2030, 7, 31, 16, 59, tzinfo=UTC), "2030-07-31"),
                                             (datetime(2030, 7, 31, 17, 1, tzinfo=UTC), "2030-08-01"),
                                             (datetime(2050, 1, 1, tzinfo=UTC), "2050-01-01")])
def test_a_day_is_the_day_in_vietnam(moment, day):
    assert read(der(a_holder(ends=moment)))[0].expires_on == day


@pytest.mark.parametrize(("serial", "shown"), [(0x0A, "0A"), (0xFF00, "FF00"), (2**159 - 1, "7F" + "FF" * 19)])
def test_a_serial_is_whole_bytes_in_capitals(serial, shown):
    assert read(der(a_holder(serial=serial)))[0].serial == shown


PRIVATE = {
    "pem with its certificate": lambda: pem(a_holder()) + KEY.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, NO_LOCK),
    "traditional pem": lambda: KEY.private_bytes(PEM, serialization.PrivateFormat.TraditionalOpenSSL, NO_LOCK),
    "encrypted pem": lambda: KEY.private_bytes(PEM, serialization.PrivateFormat.PKCS8,
                                               serialization.BestAvailableEncryption(b"x")),
    "encrypted der": lambda: KEY.private_bytes(DER, serialization.PrivateFormat.PKCS8,
                                               serialization.BestAvailableEncryption(b"x")),
    "pkcs8 der": lambda: KEY.private_bytes(DER, serialization.PrivateFormat.PKCS8, NO_LOCK),
    "ec der": lambda: KEY.private_bytes(DER, serialization.PrivateFormat.TraditionalOpenSSL, NO_LOCK),
    "pfx by content": lambda: pkcs12.serialize_key_and_certificates(b"x", KEY, a_holder(), None, NO_LOCK),
    "pfx in base64": lambda: base64.b64encode(
        pkcs12.serialize_key_and_certificates(b"x", KEY, a_holder(), None, NO_LOCK)),
}


@pytest.mark.parametrize("made", PRIVATE.values(), ids=PRIVATE)
def test_a_private_key_is_refused(made):
    with pytest.raises(HoldsPrivateKey) as refused:
        read(made(), "khoa.cer")
    said = sentence(refused.value.code, **refused.value.values)
    assert "khoa.cer" in said.message and "khóa bí mật" in said.message


@pytest.mark.parametrize("name", ["a.pfx", "a.P12", "a.key", "a.jks"])
def test_a_file_of_a_kind_that_holds_keys_is_not_even_opened(tmp_path, name):
    (tmp_path / name).write_bytes(der(a_holder()))
    with pytest.raises(HoldsPrivateKey):
        read_file(tmp_path / name)
    with pytest.raises(HoldsPrivateKey):
        read_file(tmp_path / f"khong-co-{name}")


WHOLE = der(a_holder())
RUBBISH = {
    "empty": b"", "blanks": b"  \n ", "zeros": b"\0" * 5000, "text": "Kính gửi: Sở".encode(), "pdf": b"%PDF-1.7\n%",
    "zip": b"PK\x03\x04" + b"\0" * 100, "cut": WHOLE[:200], "cut by one": WHOLE[:-1], "more behind": WHOLE + b"x",
    "half pem": pem(a_holder())[:300], "bad base64": b"-----BEGIN CERTIFICATE-----\nAAAA*\n-----END CERTIFICATE-----",
    "no end": b"-----BEGIN CERTIFICATE-----\n" + b"A" * 400_000,
    "many begins": b"-----BEGIN CERTIFICATE-----\n" * 60_000,
    "a length of 4 GB": b"\x30\x84\xff\xff\xff\xff" + b"\0" * 50,
    "indefinite": b"\x30\x80" * 900_000, "deep": b"\x30\x82\xff\xff" * 100_000, "an empty sequence": b"\x30\x00",
    "sequence of empties": b"\x30\x82\x10\x00" + b"\x30\x00" * 2048,
    "one of two is cut": pem(a_holder()) + pem(a_holder(serial=9)).replace(b"MII", b"MIA", 1),
    "a bundle of nothing": base64.b64decode("MAsGCSqGSIb3DQEHAg=="),
    "data, not signed": base64.b64decode("MA8GCSqGSIb3DQEHAaACBAA="),
}


@pytest.mark.parametrize("content", RUBBISH.values(), ids=RUBBISH)
def test_what_is_no_certificate_is_said_in_one_sentence_and_soon(content):
    started = time.monotonic()
    with pytest.raises(NoCertificate):
        read(content, "x.cer")
    assert time.monotonic() - started < 5


def test_a_thousand_damaged_certificates_are_refused_or_read_and_never_crash():
    """Each byte of a certificate is turned once: the reader answers with a certificate or with its one error."""
    read_anyway = 0
    for at in range(len(WHOLE)):
        damaged = bytearray(WHOLE)
        damaged[at] ^= 0x55
        try:
            [found] = read(bytes(damaged), "x.cer")
            read_anyway += 1
            assert len(found.name) <= 200 and found.serial.isalnum()
        except certificate_file.CertificateFileRefused:
            pass
    assert 0 < read_anyway < len(WHOLE)


def test_too_large_and_too_many_are_said_as_such(tmp_path):
    (tmp_path / "big.pem").write_bytes(b"A" * (certificate_file.MOST_BYTES + 1))
    with pytest.raises(TooLarge):
        read_file(tmp_path / "big.pem")
    many = [a_holder(serial=at + 1) for at in range(501)]
    with pytest.raises(TooMany):
        read(pem(*many))
    with pytest.raises(TooMany):
        read(bundle(*many))
    ten_thousand = pem(a_holder()) * 10_000
    with pytest.raises((TooMany, TooLarge)):
        read(ten_thousand)


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    for path in (tmp_path / "khong-co.cer", tmp_path):
        with pytest.raises((NoFile, certificate_file.CertificateFileRefused)):
            read_file(path)
