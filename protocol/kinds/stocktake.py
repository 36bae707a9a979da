"""A stock-take: what should be there, frozen when it begins, against what was found (Luật Kế toán, Điều 40)."""
from typing import Final

from protocol.field import Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="stocktake", label="Stock-take", plural="Stock-takes", title=("title",), status="status",
    fields=(
        Field(code="title", label="Name", required=True, searchable=True, column=1, aliases=("Tên đợt kiểm kê",)),
        Field(code="reason", label="Reason", type=FieldType.CHOICE, column=2, aliases=("Lý do",), choices=offered(
            yearly="Yearly, 31 December", merger="Merger or split of units", change="Change of the person in charge",
            surprise="Unplanned", other="Other")),
        Field(code="held_at", label="Moment of the stock-take", type=FieldType.DATETIME, column=3,
              aliases=("Thời điểm kiểm kê",)),
        Field(code="status", label="Status", type=FieldType.CHOICE, column=6, aliases=("Tình trạng",),
              choices=offered(open="Being counted", closed="Closed", cancelled="Cancelled")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", column=4, aliases=("Trụ sở",)),
        Field(code="office", label="Office", type=FieldType.REFERENCE, target="office", column=5,
              aliases=("Bộ phận",)),
        Field(code="chair", label="Head of the board", type=FieldType.REFERENCE, target="person",
              aliases=("Trưởng ban kiểm kê",)),
        Field(code="members", label="Members of the board", type=FieldType.REFERENCES, target="person",
              aliases=("Ủy viên", "Ban kiểm kê")),
        Field(code="decision", label="Decision", searchable=True, aliases=("Quyết định thành lập ban kiểm kê",)),
        Field(code="closed_on", label="Closed on", type=FieldType.DATE, in_form=False),
        Field(code="opinion", label="How differences are settled", type=FieldType.LONG_TEXT,
              aliases=("Ý kiến giải quyết chênh lệch",)),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, aliases=("Ghi chú",)),
    ),
)
