"""A notice of the province: an outage, a planned stop, news."""
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Feed, Kind
from protocol.kinds.choices import SEVERITIES

KIND: Final = Kind(
    code="notice", label="Notice of the province", plural="Notices of the province", title=("title",),
    feed=Feed.PROVINCE,
    fields=(
        Field(code="title", label="Title", required=True, writer=Writer.PROVINCE, searchable=True, column=1),
        Field(code="text", label="Text", type=FieldType.LONG_TEXT, required=True, writer=Writer.PROVINCE,
              searchable=True),
        Field(code="system", label="System", type=FieldType.REFERENCE, target="system", writer=Writer.PROVINCE,
              column=2),
        Field(code="severity", label="Severity", type=FieldType.CHOICE, choices=SEVERITIES,
              writer=Writer.PROVINCE, column=3),
        Field(code="from_at", label="From", type=FieldType.DATETIME, writer=Writer.PROVINCE, column=4),
        Field(code="until_at", label="Until", type=FieldType.DATETIME, writer=Writer.PROVINCE, column=5),
    ),
)
