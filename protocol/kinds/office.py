"""A part of the commune's administration: an office, a division, a centre."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="office", label="Office", plural="Offices", title=("name",),
    fields=(
        Field(code="name", label="Name", required=True, searchable=True, column=1,
              aliases=("Phòng, bộ phận", "Tên phòng", "Bộ phận", "Phòng ban", "Đơn vị")),
        Field(code="body", label="Body", type=FieldType.CHOICE, column=2, aliases=("Khối",), choices=offered(
            party="Party committee", peoples_council_committee="People's council and committee",
            fatherland_front="Fatherland front", public_service_unit="Public service unit",
            hamlet="Hamlet")),
        Field(code="type", label="Type of office", type=FieldType.CHOICE, column=3, choices=offered(
            leadership="Leadership", office="Administrative office", economy="Economic division",
            culture_society="Culture and society division", service_centre="Public service centre",
            party_office="Party office", other="Other")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", column=4,
              aliases=("Trụ sở", "Điểm làm việc")),
        Field(code="seats", label="Working places", type=FieldType.INTEGER, column=5,
              aliases=("Số vị trí làm việc",)),
        Field(code="lan_outlets", label="LAN outlets", type=FieldType.INTEGER, column=6,
              aliases=("Số nút mạng", "Nút mạng LAN")),
        Field(code="origin_unit", label="Former unit", searchable=True, aliases=("Đơn vị cũ", "Thuộc xã cũ")),
        # Old names that people still say: tư pháp – hộ tịch, địa chính, một cửa …
        Field(code="aliases", label="Other names people say", type=FieldType.LINES, searchable=True,
              aliases=("Tên gọi khác", "Tên cũ")),
    ),
)
