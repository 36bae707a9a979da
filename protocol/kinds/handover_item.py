"""One machine of a hand-over: in which condition, and with what. A record of its own, so that two may write."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="handover_item", label="Handed over device", plural="Handed over devices", title=("device",),
    fields=(
        Field(code="handover", label="Hand-over", type=FieldType.REFERENCE, target="handover", required=True,
              in_form=False),
        Field(code="device", label="Device", type=FieldType.REFERENCE, target="device", required=True, column=1),
        Field(code="condition", label="Condition", type=FieldType.CHOICE, column=2, aliases=("Tình trạng",),
              choices=offered(good="Works well", worn="Works, with faults", broken="Broken",
                              incomplete="Parts are missing")),
        Field(code="condition_note", label="Faults", searchable=True, column=3, aliases=("Mô tả tình trạng",)),
        Field(code="accessories", label="Accessories", type=FieldType.LINES, column=4, aliases=("Phụ kiện",)),
        Field(code="note", label="Note", aliases=("Ghi chú",)),
    ),
)
