"""Something that went wrong: technical or of cyber security, two lines that never mix."""
from typing import Final

from protocol.field import Field, FieldType, Writer
from protocol.kind import Kind
from protocol.kinds.choices import CATEGORIES, SEVERITIES, offered

KIND: Final = Kind(
    code="incident", label="Incident", plural="Incidents", title=("title",), status="status",
    fields=(
        Field(code="title", label="What happened", required=True, searchable=True, column=1, group="Incident",
              aliases=("Nội dung sự cố", "Sự cố", "Tên sự cố", "Mô tả", "Mô tả sự cố", "Nội dung", "Hiện tượng")),
        Field(code="type", label="Line", type=FieldType.CHOICE, group="Incident",
              choices=offered(technical="Technical incident", security="Cyber security incident")),
        Field(code="category", label="Category", type=FieldType.CHOICE, choices=CATEGORIES, column=2,
              group="Incident", aliases=("Loại sự cố", "Loại", "Nhóm sự cố")),
        Field(code="severity", label="Severity", type=FieldType.CHOICE, choices=SEVERITIES, writer=Writer.BOTH,
              column=3, group="Incident", aliases=("Mức độ", "Mức độ ảnh hưởng")),
        Field(code="status", label="Status", type=FieldType.CHOICE, writer=Writer.BOTH, column=4, group="Handling",
              aliases=("Trạng thái", "Kết quả", "Tình trạng", "Tình trạng xử lý"), choices=offered(
                  new="New", in_progress="In progress", escalated="Passed on for support",
                  waiting="Waiting for an answer", answered="Answered", resolved="Resolved", closed="Closed")),
        Field(code="device", label="Device", type=FieldType.REFERENCE, target="device", column=5, group="Where",
              aliases=("Thiết bị", "Tên thiết bị", "Máy")),
        Field(code="system", label="System", type=FieldType.REFERENCE, target="system", group="Where",
              aliases=("Hệ thống", "Phần mềm")),
        Field(code="office", label="Office", type=FieldType.REFERENCE, target="office", column=6, group="Where",
              aliases=("Phòng, bộ phận", "Bộ phận", "Phòng")),
        Field(code="site", label="Site", type=FieldType.REFERENCE, target="site", group="Where",
              aliases=("Trụ sở", "Điểm làm việc")),
        Field(code="reporter", label="Reported by", type=FieldType.REFERENCE, target="person", column=7,
              group="Incident", aliases=("Người báo", "Người báo cáo", "Người phản ánh")),
        Field(code="handler", label="Handled by", type=FieldType.REFERENCE, target="person", group="Handling",
              aliases=("Người xử lý", "Cán bộ xử lý")),
        # The second line only: the groups and levels of cyber security incidents (NĐ 331/2026/NĐ-CP).
        Field(code="security_group", label="Group of the security incident", type=FieldType.CHOICE,
              group="Cyber security", choices=offered(
                  malware="Malware", intrusion="Intrusion or account takeover", data_leak="Data leaked or lost",
                  fraud="Fraud or impersonation", denial="Disruption or denial of service",
                  defacement="Defacement", supplier="Incident at a supplier", internal="Internal violation",
                  other="Other")),
        Field(code="security_level", label="Level of the security incident", type=FieldType.CHOICE,
              group="Cyber security", choices=offered(
                  event="Event", ordinary="Ordinary", serious="Serious", very_serious="Very serious")),
        Field(code="personal_data", label="Personal data are involved", type=FieldType.BOOLEAN,
              group="Cyber security"),
        Field(code="people_affected", label="People affected", type=FieldType.INTEGER, group="Incident",
              aliases=("Số người ảnh hưởng", "Phạm vi ảnh hưởng")),
        Field(code="detected_at", label="Detected at", type=FieldType.DATETIME, column=8, group="Incident",
              aliases=("Thời điểm phát hiện", "Ngày xảy ra", "Thời gian", "Ngày giờ", "Ngày phát hiện",
                       "Thời gian xảy ra")),
        Field(code="resolved_at", label="Resolved at", type=FieldType.DATETIME, group="Handling",
              aliases=("Thời điểm khắc phục", "Ngày khắc phục", "Thời gian khắc phục", "Ngày xử lý xong")),
        Field(code="sent_to", label="Passed on to", type=FieldType.CHOICE, group="Passed on", choices=offered(
            support_team="Support team", warranty="Warranty service", carrier="Network carrier",
            software_vendor="Software vendor", sector_department="Sector department",
            province_ict="Department of Science and Technology",
            party_office="Office of the Provincial Party Committee", power_company="Power company", police="Police")),
        Field(code="sent_at", label="Passed on at", type=FieldType.DATETIME, group="Passed on"),
        Field(code="sent_by", label="Passed on by", type=FieldType.CHOICE, group="Passed on",
              choices=offered(app="This program", phone="Phone", chat="Chat message", document="Document")),
        Field(code="their_reference", label="Their reference number", searchable=True, suffixes=True,
              group="Passed on", aliases=("Mã phiếu", "Số phiếu")),
        Field(code="guide", label="Guide", type=FieldType.REFERENCE, target="guide", group="Handling"),
        Field(code="steps_tried", label="Steps tried", type=FieldType.DATA, in_form=False, group="Handling"),
        # What the program saw by itself when a system failed: reachable, in how many ms, do others answer.
        Field(code="evidence", label="Evidence", type=FieldType.DATA, in_form=False, group="Handling"),
        Field(code="cause", label="Cause", type=FieldType.LONG_TEXT, searchable=True, group="Handling",
              aliases=("Nguyên nhân",)),
        Field(code="action", label="Action taken", type=FieldType.LONG_TEXT, searchable=True, group="Handling",
              aliases=("Biện pháp xử lý", "Cách xử lý", "Xử lý", "Hướng xử lý", "Biện pháp khắc phục")),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, group="Note",
              aliases=("Ghi chú",)),
        Field(code="assignee", label="Assigned to", writer=Writer.PROVINCE, searchable=True, in_form=False,
              group="Province"),
        Field(code="priority", label="Priority", type=FieldType.CHOICE, choices=SEVERITIES,
              writer=Writer.PROVINCE, in_form=False, group="Province"),
        # Set by opening the incident in the province's console, never by delivery.
        Field(code="seen_at", label="Seen by the province at", type=FieldType.DATETIME, writer=Writer.PROVINCE,
              in_form=False, group="Province"),
        Field(code="outage", label="Province-wide notice", type=FieldType.REFERENCE, target="notice",
              writer=Writer.PROVINCE, in_form=False, group="Province"),
    ),
)
