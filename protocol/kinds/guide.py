"""First aid for a kind of incident, published by the province."""
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Feed, Kind
from protocol.kinds.choices import CATEGORIES

TEAMS: Final[Mapping[str, str]] = MappingProxyType({
    "to_ho_tro_xa": "support_team", "bao_hanh": "warranty", "nha_mang": "carrier",
    "don_vi_phan_mem": "software_vendor", "nganh_doc": "sector_department", "so_khcn": "province_ict",
    # Requests to the cipher committee travel through the province's focal point for signatures.
    "ban_co_yeu": "province_ict", "dien_luc": "power_company", "cong_an": "police", "lanh_dao": "",
})
"""Team codes of `escalate_to` and the `sent_to` code of an incident; "" is told in person, not sent."""

KIND: Final = Kind(
    code="guide", label="Guide", plural="Guides", title=("title",), feed=Feed.PROVINCE,
    fields=(
        Field(code="key", label="Key", required=True, writer=Writer.PROVINCE, distinct=True, in_form=False),
        Field(code="title", label="Title", required=True, writer=Writer.PROVINCE, searchable=True, column=1),
        Field(code="category", label="Category", type=FieldType.CHOICE, choices=CATEGORIES,
              writer=Writer.PROVINCE, column=2),
        Field(code="symptoms", label="Signs", type=FieldType.LONG_TEXT, writer=Writer.PROVINCE, searchable=True,
              column=3),
        Field(code="steps", label="Steps", type=FieldType.LINES, writer=Writer.PROVINCE, searchable=True),
        Field(code="escalate_when", label="Pass on when", type=FieldType.LONG_TEXT, writer=Writer.PROVINCE),
        # Team codes, the first is called first.
        Field(code="escalate_to", label="Pass on to", type=FieldType.LINES, writer=Writer.PROVINCE),
        Field(code="avoid", label="Do not", type=FieldType.LINES, writer=Writer.PROVINCE),
    ),
)
