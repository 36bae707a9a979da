"""One line of a stock-take: a device as the book had it at the start, and what was found."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="stocktake_item", label="Counted device", plural="Counted devices", title=("name", "asset_code"),
    fields=(
        Field(code="stocktake", label="Stock-take", type=FieldType.REFERENCE, target="stocktake", required=True,
              in_form=False),
        Field(code="device", label="Device", type=FieldType.REFERENCE, target="device", in_form=False),
        # As the book had it when the list was frozen; a surplus has only what was seen.
        Field(code="name", label="Name", required=True, searchable=True, column=1, aliases=("Tên thiết bị",)),
        Field(code="asset_code", label="Asset code", searchable=True, suffixes=True, column=2,
              aliases=("Mã tài sản",)),
        Field(code="serial", label="Serial number", searchable=True, suffixes=True, aliases=("Số sê-ri",)),
        Field(code="expected_office", label="Office in the book", type=FieldType.REFERENCE, target="office", column=3),
        Field(code="expected_place", label="Location in the book", column=4),
        Field(code="expected_custodian", label="Custodian in the book", type=FieldType.REFERENCE, target="person",
              column=5),
        Field(code="expected_status", label="Status in the book", in_form=False),
        Field(code="cost_vnd", label="Original cost", type=FieldType.MONEY, in_form=False),
        Field(code="result", label="Result", type=FieldType.CHOICE, column=6, aliases=("Kết quả",), choices=offered(
            pending="Not counted yet", found="Found", missing="Missing", surplus="Surplus")),
        Field(code="found_place", label="Found at", aliases=("Nơi thấy",)),
        Field(code="condition", label="Condition", type=FieldType.CHOICE, aliases=("Tình trạng",), choices=offered(
            good="Works well", worn="Works, with faults", broken="Broken", incomplete="Parts are missing")),
        Field(code="counted_by", label="Counted by", type=FieldType.REFERENCE, target="person", in_form=False,
              measured=True),
        Field(code="counted_at", label="Counted at", type=FieldType.DATETIME, in_form=False, measured=True),
        Field(code="note", label="Note", column=7, aliases=("Ghi chú",)),
    ),
)
