"""Makes certificates as an authority does: another library than the one that reads them, keys thrown away at once."""
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

KEY: Final = ec.generate_private_key(ec.SECP256R1())
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
ISSUER: Final = {"CN": "Cơ quan chứng thực chuyên dùng công vụ G2", "O": "Ban Cơ yếu Chính phủ", "C": "VN"}
_OIDS: Final = {"CN": NameOID.COMMON_NAME, "O": NameOID.ORGANIZATION_NAME, "T": NameOID.TITLE,
                "C": NameOID.COUNTRY_NAME, "OU": NameOID.ORGANIZATIONAL_UNIT_NAME, "L": NameOID.LOCALITY_NAME}


def named(parts: dict[str, str | Sequence[str]]) -> x509.Name:
    """Return a distinguished name; a list is several attributes of one kind."""
    return x509.Name([x509.NameAttribute(_OIDS[key], value) for key, values in parts.items()
                      for value in ([values] if isinstance(values, str) else values)])


def certificate(subject: dict[str, str | Sequence[str]], *, serial: int = 0x54B9F0C21A77, issuer: dict | None = None,
                begins: datetime = datetime(2025, 8, 1, tzinfo=UTC), ends: datetime = datetime(2030, 7, 31, tzinfo=UTC),
                is_authority: bool | None = False) -> x509.Certificate:
    """Return a certificate of `subject`; None for `is_authority` leaves the mark out, as very old ones do."""
    builder = (x509.CertificateBuilder().subject_name(named(subject)).issuer_name(named(issuer or ISSUER))
               .public_key(KEY.public_key()).serial_number(serial).not_valid_before(begins).not_valid_after(ends))
    if is_authority is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    return builder.sign(KEY, hashes.SHA256())


def der(each: x509.Certificate) -> bytes:
    """Return it as .cer."""
    return each.public_bytes(DER)


def pem(*certificates: x509.Certificate) -> bytes:
    """Return them as .pem."""
    return b"".join(each.public_bytes(PEM) for each in certificates)


def bundle(*certificates: x509.Certificate, encoding: serialization.Encoding = DER) -> bytes:
    """Return them as .p7b."""
    return pkcs7.serialize_certificates(list(certificates), encoding)


def a_holder(name: str = "Lê Thị Hoa", title: str = "Chuyên viên", unit: str = "UBND xã Mẫu", **more: object
             ) -> x509.Certificate:
    """Return an official's certificate."""
    return certificate({"CN": name, "T": title, "O": unit, "C": "VN"}, **more)    # type: ignore[arg-type]


def the_authority() -> x509.Certificate:
    """Return the certificate of who issued them."""
    return certificate(ISSUER, serial=0x0A, is_authority=True)
