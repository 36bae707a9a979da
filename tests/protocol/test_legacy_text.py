"""Workbooks from before Unicode."""
import pytest

from protocol.legacy_text import Legacy, decode_legacy, detect_legacy

TCVN3 = "Danh s¸ch m¸y tÝnh cña ñy ban nh©n d©n x·, ng­êi sö dông, t×nh tr¹ng háng chê söa"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp, töï do, haïnh phuùc, ÑÖÔØNG"


def test_tcvn3_is_found_and_read():
    assert detect_legacy([TCVN3]) is Legacy.TCVN3
    assert decode_legacy(TCVN3, Legacy.TCVN3).startswith("Danh sách máy tính của ủy ban nhân dân xã, người sử dụng")


def test_the_font_in_capitals_gives_capitals():
    assert decode_legacy("M¸y tÝnh", Legacy.TCVN3, capitals=True) == "MÁY TÍNH"


def test_vni_is_found_and_read():
    assert detect_legacy([VNI]) is Legacy.VNI
    assert decode_legacy(VNI, Legacy.VNI) == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập, tự do, hạnh phúc, ĐƯỜNG")


@pytest.mark.parametrize("text", [
    "Máy tính để bàn, người sử dụng Hà Văn Pó", "Đã nghỉ hưu, Phòng Văn hóa – Xã hội", "plain ASCII", "",
    "Café Müller, Škoda", "quạt kêu, màn hình đen",
])
def test_right_text_is_left_alone(text):
    assert detect_legacy([text]) is None
