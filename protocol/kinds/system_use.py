"""The commune's own words about a system that the province publishes."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind

KIND: Final = Kind(
    code="system_use", label="Use of a system", plural="Uses of systems", title=("system",),
    fields=(
        Field(code="system", label="System", type=FieldType.REFERENCE, target="system", required=True, column=1,
              aliases=("Hệ thống", "Phần mềm")),
        Field(code="required_for", label="Required for titles and duties", type=FieldType.LINES, column=2,
              aliases=("Đối tượng sử dụng",)),
        Field(code="contact", label="Contact", column=3, aliases=("Liên hệ", "Đầu mối hỗ trợ")),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, aliases=("Ghi chú",)),
    ),
)
