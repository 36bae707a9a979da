"""The words of communes in a made-up sheet: offices, names, models, states, and the headings above them."""

OFFICES = (
    "Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công",
    "Văn phòng Đảng ủy", "Ban Xây dựng Đảng", "Ủy ban Kiểm tra Đảng ủy", "Ủy ban MTTQ Việt Nam xã",
    "Ban Chỉ huy Quân sự", "Phòng Kinh tế, Hạ tầng và Đô thị", "Trung tâm Dịch vụ tổng hợp", "Đoàn Thanh niên",
    "Hội Nông dân", "Công an xã")
FORMER = ("Thiệu Long", "Định Bình", "Hoằng Phú", "Cẩm Vân", "Tân Lập", "Yên Thắng")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vi", "Lò", "Hà", "Bùi", "Đỗ", "Giàng", "Quách", "Lường",
            "Ngân")
MIDDLES = ("Văn", "Thị", "Đình", "Xuân", "Thanh", "Minh", "Hồng", "Công", "A", "Thu", "Bá", "Quang")
GIVEN = ("Hải", "Thảo", "Nga", "Dũng", "Hoà", "Thủy", "Kiên", "Sơn", "Phúc", "Lan", "Huệ", "Tùng", "Đức", "Páo",
         "Tủa")
TITLES = ("Chuyên viên", "Trưởng phòng", "Phó Trưởng phòng", "Văn thư", "Kế toán", "Phó Chủ tịch UBND",
          "Chủ tịch HĐND", "Bí thư Đảng ủy", "Công chức Tư pháp - Hộ tịch", "Chánh Văn phòng", "Nhân viên")
MODELS = (
    ("Máy tính để bàn", "desktop", "HP", "ProDesk 400 G6"), ("Máy vi tính", "desktop", "Dell", "Vostro 3670"),
    ("Bộ máy tính để bàn", "desktop", "FPT", "Elead T10i"), ("Laptop", "laptop", "Asus", "X409"),
    ("Máy tính xách tay", "laptop", "Lenovo", "ThinkPad E14"), ("Máy in", "printer", "Canon", "LBP 2900"),
    ("Máy in laser", "printer", "HP", "LaserJet M404dn"), ("Máy in đa chức năng", "mfp", "Brother", "MFC-L2701DW"),
    ("Máy scan", "scanner", "Kodak", "i2620"), ("Máy quét", "scanner", "Fujitsu", "SP-1130"),
    ("Máy photocopy", "copier", "Toshiba", "e-STUDIO 2508A"), ("Bộ lưu điện (UPS)", "ups", "Santak", "TG500"),
    ("Bộ chia mạng (switch)", "switch", "TP-Link", "TL-SG1024D"), ("Bộ phát Wi-Fi", "access_point", "Ubiquiti",
                                                                   "UAP-AC-LR"),
    ("Máy chiếu", "projector", "Panasonic", "PT-LB305"), ("Ti vi", "tv", "Samsung", "UA55AU7002"),
    ("Máy hủy tài liệu", "shredder", "Silicon", "PS-800C"))
STATUSES = (
    ("Đang sử dụng", "in_use"), ("Tốt", "in_use"), ("Đang dùng", "in_use"), ("Hoạt động tốt",
                                                                             "in_use"), ("Bình thường", "in_use"),
    ("Hỏng", "broken"), ("Hư hỏng", "broken"), ("Hỏng, chờ sửa", "broken"), ("Không hoạt động", "broken"),
    ("Đang sửa", "in_repair"), ("Đang sửa chữa", "in_repair"), ("Đang bảo hành", "under_warranty"),
    ("Chờ thanh lý", "to_dispose"), ("Đề nghị thanh lý", "to_dispose"), ("Trong kho", "in_stock"), ("Lưu kho",
                                                                                                    "in_stock"),
    ("Thất lạc", "lost"))
PERSON_STATUSES = (
    ("Đang công tác", "active"), ("Đang làm việc", "active"), ("Nghỉ thai sản", "on_leave"), ("Đi học", "on_leave"),
    ("Nghỉ hưu", "retired"), ("Đã nghỉ hưu", "retired"), ("Chuyển công tác",
                                                          "transferred"), ("Đã chuyển công tác", "transferred"))
FUNDS = ("Ngân sách xã", "Ngân sách tỉnh", "Dự án cấp", "Kinh phí CĐS", "Tài trợ")
NOTES = ("Đã sửa năm 2024", "Dùng chung cả phòng", "Thiếu dây nguồn", "Máy cũ điều chuyển sang",
         "Do tỉnh cấp năm 2022")

DEVICE_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("Tên thiết bị", "Tên tài sản", "Tên thiết bị, tài sản", "Tên máy móc, thiết bị",
             "Danh mục thiết bị", "Thiết bị",
             "Tên tài sản, thiết bị", "Tên TSCĐ, CCDC", "Tên gọi thiết bị"),
    "kind": ("Loại thiết bị", "Chủng loại", "Loại", "Nhóm thiết bị", "Loại tài sản", "Phân loại"),
    "maker_model": ("Hãng, kiểu máy", "Nhãn hiệu, model", "Hãng sản xuất, model", "Hãng/Model"),
    "maker": ("Hãng sản xuất", "Hãng", "Nhà sản xuất", "Hãng SX"),
    "model": ("Model", "Kiểu máy", "Ký hiệu", "Model máy"),
    "asset_code": ("Mã tài sản", "Mã TS", "Mã số tài sản", "Số hiệu tài sản", "Mã thiết bị", "Mã số", "Mã quản lý"),
    "serial": ("Số seri", "Số sê-ri", "Serial", "S/N", "Số máy (serial)", "Số Serial/Seri", "Serial Number"),
    "office": ("Bộ phận sử dụng", "Phòng, ban", "Đơn vị sử dụng", "Phòng chuyên môn", "Phòng, bộ phận", "Bộ phận"),
    "location": ("Nơi đặt", "Vị trí", "Vị trí lắp đặt", "Địa điểm", "Phòng", "Nơi để máy"),
    "custodian": ("Người quản lý", "Cán bộ quản lý", "Người chịu trách nhiệm", "Người được giao quản lý",
                  "Người giữ",
                  "Cán bộ phụ trách", "Họ tên người quản lý"),
    "users": ("Người sử dụng", "Cán bộ sử dụng", "Người dùng", "Họ và tên người sử dụng",
              "Người trực tiếp sử dụng"),
    "status": ("Tình trạng", "Hiện trạng", "Tình trạng sử dụng", "Trạng thái", "Tình trạng hiện nay",
               "Tình trạng thiết bị"),
    "in_use_year": ("Năm sử dụng", "Năm đưa vào sử dụng", "Năm SD", "Năm bắt đầu sử dụng"),
    "acquired_on": ("Ngày mua", "Ngày nhận", "Ngày mua sắm", "Ngày, tháng mua", "Ngày ghi sổ", "Thời điểm mua"),
    "cost_vnd": ("Nguyên giá", "Nguyên giá tài sản", "Giá mua", "Giá trị mua sắm", "Nguyên giá TSCĐ"),
    "funding": ("Nguồn kinh phí", "Nguồn vốn", "Nguồn hình thành", "Nguồn kinh phí mua sắm"),
    "warranty_until": ("Bảo hành đến", "Hạn bảo hành", "Hết hạn bảo hành", "Thời hạn bảo hành"),
    "ram_gb": ("RAM", "RAM (GB)", "Bộ nhớ RAM", "Dung lượng RAM"),
    "cpu": ("CPU", "Bộ vi xử lý", "Chip", "Vi xử lý"),
    "disk": ("Ổ cứng", "Ổ đĩa cứng", "Dung lượng ổ cứng"),
    "os": ("Hệ điều hành", "HĐH"),
    "note": ("Ghi chú", "Chú thích"),
}
PERSON_HEADINGS: dict[str, tuple[str, ...]] = {
    "full_name": ("Họ và tên", "Họ tên", "Họ và tên cán bộ, công chức", "Họ, tên", "Tên cán bộ", "Họ và tên CBCC"),
    "title": ("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức vụ công tác", "Chức vụ/Vị trí việc làm"),
    "office": ("Phòng, bộ phận", "Đơn vị công tác", "Phòng chuyên môn", "Bộ phận công tác", "Phòng ban", "Đơn vị"),
    "phone": ("Số điện thoại", "Điện thoại", "SĐT", "Di động", "Điện thoại di động", "Số ĐT liên hệ", "ĐTDĐ"),
    "email": ("Email", "Email công vụ", "Thư điện tử", "Địa chỉ email", "Hộp thư công vụ", "E-mail"),
    "status": ("Tình trạng", "Tình trạng công tác", "Trạng thái", "Hiện trạng công tác"),
    "note": ("Ghi chú", "Chú thích"),
}
DEVICE_DROPPED = ("Đơn vị tính", "ĐVT", "Giá trị còn lại", "Hao mòn lũy kế", "Nước sản xuất", "Chữ ký",
                  "Số lượng", "SL")
PERSON_DROPPED = ("Ngày sinh", "Năm sinh", "Giới tính", "Dân tộc", "Trình độ", "Số CCCD", "Quê quán", "Ký nhận")
