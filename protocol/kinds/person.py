"""An official of the commune, or of the province's support group in its own feed."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

DUTIES: Final = (
    "tư pháp – hộ tịch", "chứng thực", "đất đai", "xây dựng", "nông nghiệp và môi trường", "kế toán", "văn thư",
    "một cửa", "người có công", "bảo trợ", "y tế", "giáo dục", "văn hóa – thông tin", "nội vụ", "tôn giáo",
    "thi đua – khen thưởng", "thống kê", "tiếp công dân", "công tác đảng", "mặt trận", "CNTT",
)
"""Proposed for `duties` until the province publishes its own list. Data of the country, not words of the program."""

KIND: Final = Kind(
    code="person", label="Official", plural="Officials", title=("full_name",), status="status",
    fields=(
        # One field, họ – đệm – tên, never first and last name; sorted by tên.
        Field(code="full_name", label="Full name", required=True, searchable=True, column=1, group="Person",
              aliases=("Họ và tên", "Họ tên", "Họ và tên cán bộ", "Tên cán bộ", "Họ, tên", "Cán bộ",
                       "Cán bộ, công chức", "Full name", "Name")),
        Field(code="title", label="Title", searchable=True, column=2, group="Work",
              aliases=("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Vị trí việc làm", "Title")),
        Field(code="office", label="Office", type=FieldType.REFERENCE, target="office", column=3, group="Work",
              aliases=("Phòng, bộ phận", "Phòng", "Bộ phận", "Đơn vị", "Phòng ban", "Đơn vị công tác",
                       "Nơi công tác", "Department")),
        Field(code="duties", label="Duties", type=FieldType.LINES, searchable=True, column=4, group="Work",
              aliases=("Nhiệm vụ", "Lĩnh vực", "Lĩnh vực phụ trách", "Nhiệm vụ được giao")),
        Field(code="employment", label="Employment", type=FieldType.CHOICE, group="Work",
              aliases=("Loại cán bộ", "Biên chế", "Đối tượng"), choices=offered(
                  official="Elected official", civil_servant="Civil servant", public_employee="Public employee",
                  contract="Contract staff", hamlet="Hamlet official")),
        Field(code="status", label="Working status", type=FieldType.CHOICE, column=7, group="Work",
              aliases=("Tình trạng", "Trạng thái", "Tình trạng công tác"), choices=offered(
                  active="Working", on_leave="On leave", transferred="Transferred", retired="Retired")),
        Field(code="left_on", label="Left on", type=FieldType.DATE, group="Work",
              aliases=("Ngày nghỉ", "Ngày chuyển công tác")),
        # Proposed from the title by the dated rule, correctable.
        Field(code="norm_group", label="Norm group", type=FieldType.CHOICE, group="Work",
              aliases=("Nhóm định mức",),
              choices=offered(vi="Group VI", vii="Group VII", viii="Group VIII")),
        Field(code="email", label="Official e-mail", type=FieldType.EMAIL, searchable=True, sensitive=True,
              column=6, group="Person",
              aliases=("Email", "Email công vụ", "E-mail", "Thư điện tử", "Thư công vụ", "Hộp thư",
                       "Địa chỉ email")),
        Field(code="phone", label="Phone", type=FieldType.PHONE, searchable=True, suffixes=True, sensitive=True,
              column=5, group="Person",
              aliases=("Số điện thoại", "Điện thoại", "SĐT", "ĐT", "Di động", "Số ĐT", "Điện thoại di động",
                       "Phone")),
        Field(code="support_team", label="In the support team", type=FieldType.BOOLEAN, group="IT focal point",
              aliases=("Tổ hỗ trợ",)),
        Field(code="focal", label="Focal point", type=FieldType.CHOICE, group="IT focal point",
              aliases=("Đầu mối CNTT", "Cán bộ đầu mối"),
              choices=offered(chief="Chief focal point", deputy="Deputy focal point")),
        Field(code="focal_full_time", label="Full-time focal point", type=FieldType.BOOLEAN,
              group="IT focal point", aliases=("Chuyên trách",)),
        Field(code="focal_decision", label="Decision of assignment", group="IT focal point",
              aliases=("Quyết định phân công", "Số quyết định")),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú", "Notes")),
    ),
)
