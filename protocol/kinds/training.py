"""A training: when, about what, and who was there."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="training", label="Training", plural="Trainings", title=("title",),
    fields=(
        Field(code="title", label="Subject", required=True, searchable=True, column=1,
              aliases=("Nội dung", "Nội dung tập huấn", "Tên lớp")),
        Field(code="topic", label="Field", type=FieldType.CHOICE, column=2, aliases=("Lĩnh vực",), choices=offered(
            software="Shared software", signature="Digital signature", security="Cyber security",
            office_work="Office work", online_meeting="Online meetings", drill="Incident drill",
            digital_skills="Digital skills", other="Other")),
        Field(code="held_on", label="Held on", type=FieldType.DATE, column=3, aliases=("Ngày", "Thời gian")),
        Field(code="hours", label="Hours", type=FieldType.INTEGER, aliases=("Số giờ", "Số tiết")),
        Field(code="organizer", label="Organised by", searchable=True, column=4,
              aliases=("Đơn vị tổ chức", "Đơn vị chủ trì")),
        Field(code="trainer", label="Trainer", searchable=True, aliases=("Giảng viên", "Báo cáo viên")),
        Field(code="place", label="Place", aliases=("Địa điểm",)),
        Field(code="form", label="Form", type=FieldType.CHOICE, aliases=("Hình thức",),
              choices=offered(in_person="In person", online="Online", mixed="Mixed")),
        Field(code="participants", label="Participants", type=FieldType.REFERENCES, target="person", column=5,
              aliases=("Người tham gia", "Học viên")),
        Field(code="others", label="Other participants", type=FieldType.INTEGER, aliases=("Số người khác",)),
        Field(code="document", label="Document", searchable=True, aliases=("Văn bản", "Giấy mời", "Số văn bản")),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, aliases=("Ghi chú",)),
    ),
)
