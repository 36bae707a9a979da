"""A meeting room: what an online meeting needs, and when it was last tried both ways."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="room", label="Meeting room", plural="Meeting rooms", title=("name",),
    fields=(
        Field(code="name", label="Name", required=True, searchable=True, column=1, group="Room",
              aliases=("Tên phòng", "Phòng họp", "Điểm cầu")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", column=2, group="Room",
              aliases=("Trụ sở", "Địa điểm")),
        Field(code="host_body", label="Host body", searchable=True, column=3, group="Room",
              aliases=("Cơ quan chủ trì", "Đơn vị quản lý")),
        Field(code="seats", label="Seats", type=FieldType.INTEGER, column=4, group="Room",
              aliases=("Số chỗ", "Số ghế")),
        Field(code="contact", label="Person in charge", type=FieldType.REFERENCE, target="person", column=5,
              group="Room", aliases=("Người trực", "Người phụ trách")),
        Field(code="dedicated", label="Used for online meetings only", type=FieldType.BOOLEAN, group="Room",
              aliases=("Phòng riêng", "Chuyên dụng")),
        Field(code="rented", label="Equipment is rented", type=FieldType.BOOLEAN, group="Room",
              aliases=("Thuê", "Thiết bị thuê")),
        Field(code="line", label="Line", type=FieldType.REFERENCE, target="line", group="Equipment",
              aliases=("Đường truyền",)),
        Field(code="devices", label="Devices in the room", type=FieldType.REFERENCES, target="device",
              group="Equipment", aliases=("Thiết bị", "Thiết bị trong phòng")),
        # {item of the dated rule "room-checklist": true | false}; one that is missing was not looked at.
        Field(code="answers", label="Checklist", type=FieldType.ANSWERS, in_form=False, group="Check"),
        # Retired: merged whole, so that two PCs that ticked different items had to give one list up. Read, not written.
        Field(code="checklist", label="Earlier checklist", type=FieldType.DATA, in_form=False, group="Check"),
        # Two who tried the room on one day are asked only where their results differ.
        Field(code="checked_at", label="Last checked at", type=FieldType.DATETIME, column=6, group="Check",
              aliases=("Lần kiểm tra gần nhất",), measured=True),
        Field(code="check_result", label="Result of the two-way check", type=FieldType.CHOICE, column=7,
              group="Check", choices=offered(both_ways="Heard and seen both ways",
                                             one_way="One way only", failed="Not connected")),
        Field(code="check_partner", label="Checked with", group="Check", aliases=("Kiểm tra với",)),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú",)),
    ),
)
