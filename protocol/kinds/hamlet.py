"""A hamlet of the commune: who to reach there, and by which network."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="hamlet", label="Hamlet", plural="Hamlets", title=("name",),
    fields=(
        Field(code="name", label="Name", required=True, searchable=True, column=1,
              aliases=("Thôn", "Bản", "Thôn, bản", "Tổ dân phố", "Tên thôn, bản")),
        Field(code="head", label="Head of the hamlet", type=FieldType.REFERENCE, target="person", column=2,
              aliases=("Trưởng thôn", "Trưởng bản", "Tổ trưởng")),
        Field(code="households", label="Households", type=FieldType.INTEGER, column=3, aliases=("Số hộ",)),
        Field(code="people", label="Inhabitants", type=FieldType.INTEGER, column=4,
              aliases=("Nhân khẩu", "Số nhân khẩu", "Dân số")),
        Field(code="distance_km", label="Distance from the head office", type=FieldType.INTEGER, unit="km", column=5,
              aliases=("Cách trụ sở",)),
        Field(code="signal", label="Mobile signal", type=FieldType.CHOICE, column=6,
              aliases=("Sóng di động", "Sóng điện thoại"),
              choices=offered(good="Good", weak="Weak", none="None")),
        Field(code="internet", label="Fixed Internet", type=FieldType.CHOICE, column=7,
              aliases=("Internet", "Cáp quang"), choices=offered(yes="Yes", partly="In a part", none="None")),
        Field(code="power", label="Grid power", type=FieldType.CHOICE, column=8, aliases=("Điện lưới",),
              choices=offered(yes="Yes", partly="In a part", none="None")),
        Field(code="hall", label="Village hall", type=FieldType.REFERENCE, target="site", aliases=("Nhà văn hóa",)),
        Field(code="digital_team", label="Members of the digital team", type=FieldType.INTEGER,
              aliases=("Tổ công nghệ số", "Thành viên tổ công nghệ số")),
        Field(code="public_address", label="Public address unit works", type=FieldType.BOOLEAN,
              aliases=("Truyền thanh thông minh", "Cụm loa")),
        Field(code="origin_unit", label="Former unit", searchable=True, aliases=("Xã cũ", "Đơn vị cũ")),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, aliases=("Ghi chú",)),
    ),
)
