"""A system or a software that officials sign in to. The province publishes them, a commune may add its own."""
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Feed, Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="system", label="System", plural="Systems", title=("name",), feed=Feed.BOTH,
    fields=(
        Field(code="name", label="Name", required=True, writer=Writer.BOTH, searchable=True, column=1,
              aliases=("Tên hệ thống", "Tên phần mềm", "Hệ thống", "Phần mềm")),
        Field(code="short_name", label="Short name", writer=Writer.BOTH, searchable=True, column=2,
              aliases=("Tên viết tắt", "Tên gọi tắt")),
        Field(code="owner", label="Owner", writer=Writer.BOTH, searchable=True, column=3,
              aliases=("Chủ quản", "Cơ quan chủ quản")),
        Field(code="operator", label="Operator", writer=Writer.BOTH, searchable=True,
              aliases=("Đơn vị vận hành", "Nhà cung cấp")),
        Field(code="scope", label="Scope", type=FieldType.CHOICE, writer=Writer.BOTH, column=4, choices=offered(
            national="National", province_shared="Shared in the province",
            province_internal="Internal to the province", connection_service="Connecting service",
            commune="The commune's own")),
        Field(code="type", label="Type of system", type=FieldType.CHOICE, writer=Writer.BOTH, column=5,
              aliases=("Loại",), choices=offered(
                  operation="Administration and operation", one_stop="One-stop service", sector="Sector",
                  finance="Finance", internal="Internal")),
        Field(code="reachable_from", label="Reachable from", type=FieldType.CHOICE, writer=Writer.BOTH,
              choices=offered(internet="Internet", private_wan="Dedicated WAN")),
        Field(code="address", label="Address on the network", writer=Writer.BOTH,
              aliases=("Địa chỉ", "Địa chỉ truy cập", "Đường dẫn")),
        Field(code="required_for", label="Required for titles and duties", type=FieldType.LINES,
              writer=Writer.BOTH, aliases=("Đối tượng sử dụng",)),
        Field(code="contact", label="Contact", writer=Writer.BOTH, aliases=("Liên hệ", "Đầu mối hỗ trợ")),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, writer=Writer.BOTH, searchable=True,
              aliases=("Ghi chú",)),
    ),
)
