"""A line to the outside: Internet or the dedicated network; what was contracted and what was measured."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="line", label="Line", plural="Lines", title=("name",), status="status",
    fields=(
        Field(code="name", label="Name", required=True, searchable=True, column=1, group="Line",
              aliases=("Tên đường truyền", "Đường truyền", "Kênh truyền")),
        Field(code="type", label="Type of line", type=FieldType.CHOICE, column=2, group="Line",
              aliases=("Loại", "Loại kênh"), choices=offered(
                  internet="Internet", private_wan="Dedicated WAN", mobile="Mobile data", other="Other")),
        Field(code="role", label="Role", type=FieldType.CHOICE, column=3, group="Line",
              aliases=("Chính, dự phòng",), choices=offered(main="Main", backup="Backup")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", column=4, group="Line",
              aliases=("Trụ sở", "Nơi lắp đặt")),
        Field(code="carrier", label="Carrier", searchable=True, column=5, group="Contract",
              aliases=("Nhà mạng", "Nhà cung cấp")),
        Field(code="status", label="Status", type=FieldType.CHOICE, column=8, group="Line",
              aliases=("Tình trạng", "Trạng thái"), choices=offered(
                  in_use="In use", suspended="Suspended", ended="Ended")),
        Field(code="contracted_mbps", label="Contracted speed", type=FieldType.INTEGER, unit="Mbps", column=6,
              group="Contract", aliases=("Tốc độ hợp đồng", "Băng thông", "Băng thông hợp đồng")),
        Field(code="contract_number", label="Contract number", searchable=True, group="Contract",
              aliases=("Số hợp đồng",)),
        Field(code="customer_code", label="Customer code", searchable=True, suffixes=True, group="Contract",
              aliases=("Mã khách hàng", "Số thuê bao")),
        Field(code="contract_until", label="Contract until", type=FieldType.DATE, group="Contract",
              aliases=("Hạn hợp đồng",)),
        Field(code="monthly_cost_vnd", label="Cost a month", type=FieldType.MONEY, group="Contract",
              aliases=("Cước tháng", "Giá cước")),
        Field(code="support_phone", label="Support phone", type=FieldType.PHONE, sensitive=True, group="Contract",
              aliases=("Số báo hỏng", "Điện thoại hỗ trợ")),
        Field(code="measured_mbps", label="Measured speed", type=FieldType.INTEGER, unit="Mbps", column=7,
              group="Measured", aliases=("Tốc độ đo được",)),
        Field(code="measured_at", label="Measured at", type=FieldType.DATETIME, group="Measured",
              aliases=("Thời điểm đo",)),
        # A name or address that answers when the line is up: the gateway, or a host behind it.
        Field(code="probe_address", label="Address to test with", group="Measured",
              aliases=("Địa chỉ kiểm tra",)),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú",)),
    ),
)
