"""A certificate of a digital signature and what carries it. Never a PIN, never a key."""
from typing import Final

from protocol.field import Choice, Field, FieldType
from protocol.kind import Kind
from protocol.kinds.choices import offered

KIND: Final = Kind(
    code="certificate", label="Signature certificate", plural="Signature certificates",
    title=("person", "title", "serial"), status="status",
    fields=(
        Field(code="kind", label="Kind of certificate", type=FieldType.CHOICE, column=2,
              aliases=("Loại", "Loại chứng thư"),
              choices=offered(personal="Personal", organization="Organisation", device="Device or software")),
        Field(code="person", label="Holder", type=FieldType.REFERENCE, target="person", column=1,
              aliases=("Chủ thể", "Họ và tên", "Người được cấp", "Chủ thể chứng thư")),
        # Of a commune's seal the name of the commune; of an official the name as it was on the day of issue.
        Field(code="holder_name", label="Name in the certificate", searchable=True,
              aliases=("Tên trong chứng thư",)),
        Field(code="title", label="Title on the certificate", searchable=True, column=3,
              aliases=("Chức vụ", "Chức danh")),
        Field(code="serial", label="Certificate serial", searchable=True, suffixes=True, distinct=True,
              sensitive=True, column=4,
              aliases=("Số hiệu chứng thư", "Số hiệu", "Serial", "Số sê-ri", "Số seri")),
        Field(code="provider", label="Provider", column=5, aliases=("Nhà cung cấp", "Đơn vị cung cấp")),
        Field(code="carrier", label="Carrier of the key", type=FieldType.CHOICE, column=6,
              aliases=("Thiết bị", "Thiết bị lưu khóa", "Loại thiết bị"),
              choices=offered(token="USB token", sim="SIM", remote="Remote signing")),
        Field(code="carrier_number", label="Number of the carrier", searchable=True, suffixes=True,
              sensitive=True, aliases=("Số thiết bị", "Số token", "Số thuê bao SIM")),
        Field(code="issued_on", label="Issued on", type=FieldType.DATE, aliases=("Ngày cấp",)),
        Field(code="valid_from", label="Valid from", type=FieldType.DATE,
              aliases=("Ngày hiệu lực", "Hiệu lực từ", "Ngày bắt đầu")),
        Field(code="expires_on", label="Expires on", type=FieldType.DATE, column=7,
              aliases=("Ngày hết hạn", "Hết hạn", "Hiệu lực đến", "Hạn sử dụng")),
        Field(code="renewals", label="Renewals", type=FieldType.INTEGER, aliases=("Số lần gia hạn", "Đã gia hạn")),
        Field(code="keeper", label="Actual keeper", type=FieldType.REFERENCE, target="person",
              aliases=("Người giữ", "Người giữ thực tế", "Người quản lý")),
        Field(code="systems", label="Used in systems", type=FieldType.REFERENCES, target="system",
              aliases=("Hệ thống dùng", "Dùng cho")),
        # "Expiring" and "expired" are computed from the dates; an imported `expired` is kept, never offered.
        Field(code="status", label="Status", type=FieldType.CHOICE, column=8,
              aliases=("Trạng thái", "Tình trạng"), choices=(
                  *offered(pending="Waiting to be issued", valid="Valid", locked="Token locked",
                           lost="Lost or broken", revoked="Revoked"),
                  Choice(code="expired", label="Expired", retired=True))),
        Field(code="unit_name", label="Unit named in the certificate", searchable=True,
              aliases=("Đơn vị", "Đơn vị trong chứng thư")),
        Field(code="revoked_on", label="Revoked on", type=FieldType.DATE, aliases=("Ngày thu hồi",)),
        Field(code="revoke_reason", label="Reason for revoking", aliases=("Lý do thu hồi",)),
        Field(code="request", label="Request under way", type=FieldType.CHOICE, aliases=("Việc đang đề nghị",),
              choices=offered(issue="Issue", renew="Renew", change="Change of information",
                              recover="Token recovery", revoke="Revoke")),
        Field(code="request_document", label="Number of the request", aliases=("Số văn bản đề nghị",)),
        Field(code="request_sent_on", label="Request sent on", type=FieldType.DATE,
              aliases=("Ngày gửi đề nghị", "Ngày gửi")),
        Field(code="request_answered_on", label="Request answered on", type=FieldType.DATE,
              aliases=("Ngày có kết quả",)),
        Field(code="note", label="Note", type=FieldType.LONG_TEXT, searchable=True, aliases=("Ghi chú",)),
    ),
)
