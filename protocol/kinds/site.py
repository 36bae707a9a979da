"""A building in which the commune works."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="site", label="Site", plural="Sites", title=("name",),
    fields=(
        Field(code="name", label="Name", required=True, searchable=True, column=1,
              aliases=("Trụ sở", "Tên trụ sở", "Điểm làm việc", "Địa điểm")),
        Field(code="type", label="Type of site", type=FieldType.CHOICE, column=2, choices=offered(
            head_office="Head office", former_office="Former commune's office",
            reception_point="Reception point", village_hall="Village hall", school="School",
            health="Health station", other="Other")),
        Field(code="address", label="Address", searchable=True, column=3, aliases=("Địa chỉ",)),
        Field(code="origin_unit", label="Former unit", searchable=True, column=4,
              aliases=("Đơn vị cũ", "Thuộc xã cũ")),
        Field(code="seats", label="Working places", type=FieldType.INTEGER, column=5,
              aliases=("Số vị trí làm việc",)),
        Field(code="lan_outlets", label="LAN outlets", type=FieldType.INTEGER, column=6,
              aliases=("Số nút mạng", "Nút mạng LAN")),
        # The PC of the site that measures line and systems; the others keep quiet (its code, as in "Thiết lập").
        Field(code="measuring_pc", label="Measuring PC"),
        Field(code="distance_km", label="Distance from the head office", type=FieldType.INTEGER, unit="km",
              aliases=("Cách trụ sở chính",)),
    ),
)
