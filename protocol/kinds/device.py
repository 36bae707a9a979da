"""A machine: computer, printer, switch, token …"""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KINDS_OF_DEVICE: Final = offered(
    desktop="Desktop computer", branded_set="Branded computer set", laptop="Laptop", tablet="Tablet",
    server="Server", monitor="Monitor",
    printer="Printer", mfp="Multi-function printer", scanner="Scanner", copier="Photocopier",
    shredder="Paper shredder", projector="Projector", tv="TV or LED screen", video_wall="Video wall",
    vc_camera="Conference camera", audio="Microphone, amplifier, loudspeaker", vc_kit="Online meeting kit",
    cctv="Surveillance camera",
    modem="Carrier's modem", router="Router", switch="Network switch", access_point="Wi-Fi access point",
    firewall="Firewall", rack="Network cabinet",
    ups="Uninterruptible power supply", generator="Generator", external_disk="External disk",
    usb_stick="USB stick", nas="Network storage",
    queue_machine="Queue machine", kiosk="Information kiosk", id_reader="Identity card reader",
    barcode_reader="Barcode reader", public_address="Public address unit",
    token="Signature token", pki_sim="Signature SIM", other="Other device",
)

COMPUTERS: Final = frozenset({"desktop", "branded_set", "laptop", "tablet", "server"})
"""Codes of what counts as a computer in lists, norms and guesses."""

STANDALONE_SECRET: Final = "standalone_secret"
HIDDEN_WHEN_SECRET: Final = frozenset({"serial", "hardware_uuid", "mac", "ip", "location"})
"""Never recorded of a PC that is kept off the network to write secret papers."""

KIND: Final = Kind(
    code="device", label="Device", plural="Devices", title=("name", "asset_code"), status="status",
    fields=(
        Field(code="name", label="Name", required=True, searchable=True, column=2, group="Device",
              aliases=("Tên thiết bị", "Tên tài sản", "Tên máy", "Tên thiết bị, tài sản", "Thiết bị",
                       "Danh mục thiết bị", "Tên, nhãn hiệu", "Tên hàng", "Tên tài sản, thiết bị", "Name",
                       "Asset Name", "Item Name")),
        Field(code="asset_code", label="Asset code", searchable=True, suffixes=True, distinct=True, column=1,
              group="Device",
              aliases=("Mã tài sản", "Mã TS", "Mã số", "Mã thiết bị", "Mã TSCĐ", "Số hiệu tài sản", "Mã số tài sản",
                       "Asset Tag")),
        Field(code="kind", label="Kind of device", type=FieldType.CHOICE, choices=KINDS_OF_DEVICE, open=True,
              column=3, group="Device",
              aliases=("Loại", "Loại thiết bị", "Chủng loại", "Nhóm thiết bị", "Loại tài sản", "Category")),
        Field(code="maker", label="Maker", searchable=True, group="Device",
              aliases=("Hãng", "Hãng sản xuất", "Nhà sản xuất", "Nhãn hiệu", "Manufacturer")),
        Field(code="model", label="Model", searchable=True, group="Device",
              aliases=("Kiểu máy", "Model", "Mẫu máy", "Ký hiệu", "Model Name")),
        Field(code="serial", label="Serial number", searchable=True, suffixes=True, distinct=True, group="Device",
              aliases=("Số sê-ri", "Số seri", "Số serial", "Serial", "S/N", "Sê-ri", "Seri", "Số máy",
                       "Serial Number")),
        Field(code="hardware_uuid", label="Hardware identifier", distinct=True, group="Device",
              aliases=("UUID",)),
        Field(code="status", label="Status", type=FieldType.CHOICE, column=7, group="Condition",
              aliases=("Tình trạng", "Trạng thái", "Hiện trạng", "Tình trạng sử dụng", "Status"),
              choices=offered(
                  in_use="In use", in_stock="In stock", to_issue="To be issued", broken="Broken",
                  in_repair="In repair", under_warranty="Under warranty repair", to_dispose="To be disposed of",
                  disposed="Disposed of", lost="Lost", transferred="Transferred")),
        # Number and date of the decision; disposed, transferred and lost ask for it.
        Field(code="status_document", label="Decision number and date", group="Condition",
              aliases=("Quyết định", "Số quyết định")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", group="Place and people",
              aliases=("Trụ sở", "Điểm làm việc", "Cơ sở")),
        Field(code="office", label="Office", type=FieldType.REFERENCE, target="office", column=6,
              group="Place and people",
              aliases=("Phòng, bộ phận", "Bộ phận", "Bộ phận sử dụng", "Phòng ban", "Đơn vị sử dụng",
                       "Phòng sử dụng", "Nơi sử dụng", "Department")),
        Field(code="location", label="Location", searchable=True, column=5, group="Place and people",
              aliases=("Nơi đặt", "Vị trí", "Vị trí đặt", "Phòng", "Phòng số", "Location")),
        Field(code="custodian", label="Custodian", type=FieldType.REFERENCE, target="person", searchable=True,
              group="Place and people",
              aliases=("Người quản lý", "Cán bộ quản lý", "Người phụ trách", "Người giữ", "Người chịu trách nhiệm",
                       "Người được giao quản lý")),
        # A shared PC is the rule, not the exception: a set.
        Field(code="users", label="Users", type=FieldType.REFERENCES, target="person", column=4,
              group="Place and people",
              aliases=("Người sử dụng", "Người dùng", "Cán bộ sử dụng", "Người sử dụng máy", "Checked Out To")),
        Field(code="in_use_year", label="Year in use", type=FieldType.INTEGER, column=8, group="Origin and cost",
              aliases=("Năm sử dụng", "Năm đưa vào sử dụng", "Năm SD", "Năm đưa vào SD")),
        Field(code="acquired_on", label="Acquired on", type=FieldType.DATE, group="Origin and cost",
              aliases=("Ngày mua", "Ngày nhận", "Ngày nhập", "Ngày ghi sổ", "Ngày ghi tăng", "Năm mua",
                       "Thời điểm mua", "Purchase Date", "Ngày mua sắm")),
        Field(code="cost_vnd", label="Original cost", type=FieldType.MONEY, group="Origin and cost",
              aliases=("Nguyên giá", "Giá mua", "Đơn giá", "Giá trị ban đầu", "Thành tiền", "Purchase Cost")),
        Field(code="funding", label="Funding", group="Origin and cost",
              aliases=("Nguồn kinh phí", "Nguồn vốn", "Kinh phí", "Nguồn")),
        Field(code="supplier", label="Supplier", searchable=True, group="Origin and cost",
              aliases=("Nhà cung cấp", "Đơn vị cung cấp", "Nơi mua", "Supplier")),
        Field(code="warranty_until", label="Warranty until", type=FieldType.DATE, group="Origin and cost",
              aliases=("Hạn bảo hành", "Bảo hành đến", "Bảo hành", "Thời hạn bảo hành", "Thời gian bảo hành")),
        Field(code="cpu", label="Processor", group="Specification",
              aliases=("CPU", "Bộ xử lý", "Chip", "Bộ vi xử lý")),
        Field(code="ram_gb", label="Memory", type=FieldType.INTEGER, unit="GB", group="Specification",
              aliases=("RAM", "Bộ nhớ", "RAM (GB)", "Dung lượng RAM")),
        Field(code="disk", label="Disk", group="Specification", aliases=("Ổ cứng", "Ổ đĩa", "HDD/SSD", "Ổ lưu trữ")),
        Field(code="os", label="Operating system", group="Specification",
              aliases=("Hệ điều hành", "HĐH", "Windows")),
        Field(code="office_suite", label="Office suite", group="Specification",
              aliases=("Bộ Office", "Phần mềm văn phòng", "Office")),
        Field(code="antivirus", label="Antivirus", group="Specification",
              aliases=("Phần mềm diệt virus", "Diệt virus", "Phòng chống mã độc", "Antivirus")),
        Field(code="mac", label="MAC address", searchable=True, suffixes=True, sensitive=True, group="Network",
              aliases=("Địa chỉ MAC", "MAC")),
        Field(code="ip", label="IP address", searchable=True, sensitive=True, group="Network",
              aliases=("Địa chỉ IP", "IP")),
        Field(code="network", label="Network", type=FieldType.CHOICE, group="Network",
              aliases=("Kết nối mạng", "Mạng"), choices=offered(
                  lan_internet="LAN with Internet", private_wan="Dedicated WAN", wifi="Wi-Fi", none="No network",
                  standalone_secret="Stand-alone PC for secret papers")),
        Field(code="purpose", label="Purpose", searchable=True, group="Network",
              aliases=("Mục đích sử dụng", "Mục đích")),
        Field(code="origin_unit", label="Former unit", searchable=True, group="Origin and cost",
              aliases=("Đơn vị cũ", "Nhận bàn giao từ", "Nguồn gốc", "Xã cũ", "Company")),
        Field(code="old_asset_code", label="Old asset code", searchable=True, suffixes=True,
              group="Origin and cost", aliases=("Mã cũ", "Mã tài sản cũ")),
        Field(code="handed_over_by", label="Handed over by", group="Origin and cost",
              aliases=("Người bàn giao", "Bên giao")),
        # What a reading of the machine itself gave last: {field: value, "read_at": …, "by": …}. A field that
        # differs from it was changed by hand, and the next reading asks before it writes.
        Field(code="reading", label="Last reading of the machine", type=FieldType.DATA, in_form=False,
              measured=True, group="Specification"),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú", "Notes", "Asset Notes", "Chú thích")),
    ),
)
