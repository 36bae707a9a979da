"""A rule with an expiry date: norms, rates, deadlines, minimum configuration, thresholds. Never code."""
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Feed, Kind

KIND: Final = Kind(
    code="rule", label="Dated rule", plural="Dated rules", title=("topic", "key"), feed=Feed.PROVINCE,
    fields=(
        Field(code="key", label="Key", required=True, writer=Writer.PROVINCE, column=2),
        Field(code="topic", label="Topic", required=True, writer=Writer.PROVINCE, searchable=True, column=1),
        Field(code="valid_from", label="In force from", type=FieldType.DATE, writer=Writer.PROVINCE, column=3),
        Field(code="valid_until", label="In force until", type=FieldType.DATE, writer=Writer.PROVINCE, column=4),
        Field(code="source", label="Source", writer=Writer.PROVINCE, searchable=True, column=5),
        Field(code="value", label="Value", type=FieldType.DATA, writer=Writer.PROVINCE, in_form=False),
    ),
)
