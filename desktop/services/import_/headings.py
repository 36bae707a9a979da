"""Which heading means which field: the aliases of the kinds, and what else communes write.

Headings are compared as folded words. A `_` before a field is a column that holds several: `_configuration` is cut
into processor, memory, disk and system; `_maker_model` into its first word and the rest; names in two columns are
joined. IGNORED are headings of no field that would otherwise be taken for one.
"""
from collections.abc import Iterable, Mapping
from typing import Final

from desktop.language import trc
from desktop.services.import_.text import heading_words
from protocol.catalogue import KINDS
from protocol.kind import Kind

Words = tuple[str, ...]
LONGEST_HEADING_WORDS: Final = 16

ORDINALS: Final = frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "no", "s tt", "s t t", "t t"})

MAKER_MODEL: Final = "_maker_model"
CONFIGURATION: Final = "_configuration"
FAMILY_NAME: Final = "_family_name"
MIDDLE_NAME: Final = "_middle_name"
GIVEN_NAME: Final = "_given_name"
USER_GIVEN: Final = "_user_given"
USER_FAMILY: Final = "_user_family"

IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "device": ("name", "kind", "model", MAKER_MODEL, "serial", "asset_code"),
    "person": ("full_name", GIVEN_NAME, FAMILY_NAME),
    "certificate": ("person", "serial"),
    "incident": ("title",),
    "account": ("person", "login"),
}
"""A row without any of these names nothing."""
TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    **IDENTITY, "certificate": ("serial", "carrier", "provider", "expires_on"), "account": ("system", "login"),
}
"""A table without any of these columns is not of the kind."""

MORE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "device": {
        "name": ("tên tài sản thiết bị", "tên thiết bị công nghệ thông tin", "tên thiết bị cntt",
                 "tên máy móc thiết bị",
                 "tên ccdc", "tên tscđ", "tên công cụ dụng cụ", "tên gọi", "tên vật tư", "tên sản phẩm",
                 "tên và quy cách", "tên quy cách", "tên nhãn hiệu quy cách", "trang thiết bị",
                 "thiết bị cntt",
                 "thiết bị công nghệ thông tin", "danh mục", "danh mục tài sản", "tài sản", "tên",
                 "device name",
                 "diễn giải", "tên máy tính", "tên máy in", "nội dung tài sản", "thiết bị tài sản",
                 "tên trang thiết bị",
                 "tên tài sản cố định", "tên máy thiết bị"),
        "asset_code": ("mã", "mã hiệu", "mã tài sản thiết bị", "mã quản lý", "mã số ts", "mã số thiết bị",
                       "số hiệu",
                       "số hiệu ts", "số thẻ tài sản", "thẻ tài sản", "mã vạch", "mã kiểm kê", "số tài sản",
                       "mã máy",
                       "mã tài sản cố định", "mã ccdc", "asset code", "mã số tscđ", "số hiệu tscđ", "mã tb"),
        "kind": ("nhóm", "loại máy", "phân loại", "loại tb", "nhóm tài sản", "chủng loại thiết bị", "type",
                 "kiểu thiết bị", "loại tài sản thiết bị"),
        "maker": ("thương hiệu", "hãng sx", "nhà sx", "brand", "hãng máy", "tên hãng"),
        "model": ("ký mã hiệu", "dòng máy", "model máy", "kiểu", "kiểu loại", "mã model", "số model",
                  "tên model", "dòng"),
        MAKER_MODEL: ("hãng kiểu máy", "hãng model", "hãng và model", "hãng và kiểu máy", "nhãn hiệu model",
                      "hãng sản xuất kiểu máy",
                      "hãng sản xuất model", "nhãn hiệu kiểu máy", "hãng kiểu", "hãng dòng máy", "hiệu máy",
                      "nhãn hiệu dòng máy",
                      "hãng sản xuất và model", "hãng sx model", "nhãn hiệu và model", "hãng sx kiểu máy",
                      "hãng nhãn hiệu model",
                      "hãng máy kiểu máy", "hãng và dòng máy"),
        "serial": ("số se ri", "số sê ri máy", "số seri máy", "sn", "serial no", "số hiệu máy", "số chế tạo",
                   "service tag",
                   "số serial máy", "mã seri", "mã serial", "số sêri", "sêri", "số xê ri", "số máy seri",
                   "số sn",
                   "serial number sn", "số khung máy", "imei", "seri máy", "serial máy", "sê ri máy"),
        "office": ("đơn vị", "bộ phận phòng", "phòng chuyên môn", "đơn vị quản lý", "bộ phận quản lý",
                   "phòng ban sử dụng",
                   "đơn vị bộ phận", "bộ phận đơn vị", "phòng đơn vị", "phòng ban đơn vị", "khối",
                   "đơn vị phòng ban",
                   "phòng ban bộ phận", "thuộc phòng", "phòng quản lý", "đơn vị bộ phận sử dụng",
                   "cơ quan đơn vị",
                   "phòng bộ phận sử dụng", "tên phòng ban", "bộ phận phòng ban", "đơn vị quản lý sử dụng",
                   "phòng ban quản lý"),
        "location": ("địa điểm", "nơi lắp đặt", "vị trí lắp đặt", "nơi để", "địa điểm đặt", "phòng làm việc",
                     "nơi bố trí",
                     "phòng đặt máy", "đặt tại", "vị trí đặt máy", "nơi đặt máy", "nơi đặt thiết bị",
                     "vị trí đặt thiết bị",
                     "vị trí phòng", "phòng đặt", "số phòng", "địa điểm lắp đặt", "tầng phòng",
                     "vị trí hiện tại",
                     "vị trí sử dụng", "nơi để máy", "nơi đặt vị trí", "địa điểm sử dụng"),
        "custodian": ("người bảo quản", "người được giao", "quản lý", "phụ trách", "người quản lý tài sản",
                      "cán bộ phụ trách",
                      "cán bộ được giao", "cá nhân quản lý", "người nhận", "họ tên người quản lý",
                      "người chịu trách nhiệm quản lý",
                      "cán bộ giữ", "người giữ máy", "cán bộ giữ máy", "giao cho", "người đang giữ",
                      "người quản lý máy",
                      "họ và tên người quản lý", "cán bộ chịu trách nhiệm", "người được giao giữ",
                      "người quản lý sử dụng",
                      "người quản lý trực tiếp", "cán bộ quản lý trực tiếp"),
        "users": ("người sử dụng thiết bị", "họ tên người sử dụng", "họ và tên người sử dụng", "họ và tên",
                  "họ tên",
                  "cán bộ", "cán bộ công chức", "cán bộ công chức sử dụng", "người dùng máy",
                  "người trực tiếp sử dụng",
                  "người được cấp", "cá nhân sử dụng", "cán bộ dùng", "người sd", "cb sử dụng", "user",
                  "cbcc sử dụng",
                  "người sử dụng chính", "cán bộ sử dụng máy", "người đang sử dụng", "người đang dùng",
                  "những người sử dụng",
                  "họ và tên cán bộ sử dụng", "họ tên cán bộ sử dụng", "người làm việc"),
        "status": ("chất lượng", "tình trạng thiết bị", "tình trạng hoạt động", "tình trạng kỹ thuật",
                   "tình trạng máy",
                   "tình trạng hiện tại", "hiện trạng sử dụng", "trạng thái sử dụng", "hiện trạng thiết bị",
                   "tình trạng tài sản",
                   "chất lượng hiện tại", "tình hình sử dụng", "trạng thái hoạt động", "kết quả kiểm kê",
                   "đánh giá tình trạng"),
        "in_use_year": ("năm bắt đầu sử dụng", "năm dùng", "năm bắt đầu sd", "năm sd", "sử dụng từ năm",
                        "năm đưa vào",
                        "ngày đưa vào sử dụng", "thời điểm đưa vào sử dụng", "năm vào sử dụng",
                        "dùng từ năm", "năm đưa vào dùng"),
        "acquired_on": ("năm mua sắm", "ngày bàn giao", "ngày cấp", "năm cấp", "năm trang bị",
                        "thời gian mua", "ngày tiếp nhận",
                        "năm tiếp nhận", "năm nhận", "ngày tháng mua", "ngày nhập kho",
                        "ngày ghi sổ kế toán", "ngày trang bị",
                        "thời điểm nhận", "thời điểm mua sắm", "ngày nhận bàn giao", "mua ngày",
                        "ngày tháng năm mua",
                        "ngày vào sổ", "thời gian nhận", "ngày mua nhận", "ngày mua máy", "tháng năm mua",
                        "nhận ngày",
                        "ngày mua hoặc nhận", "thời điểm tiếp nhận", "thời gian trang bị"),
        "cost_vnd": ("giá trị", "nguyên giá tscđ", "nguyên giá tài sản", "giá trị nguyên giá", "số tiền",
                     "giá", "giá trị tài sản",
                     "nguyên giá theo sổ kế toán", "giá trị mua", "giá tiền", "giá trị mua sắm", "trị giá",
                     "giá gốc", "giá nhập",
                     "nguyên giá thiết bị", "giá mua ban đầu"),
        "funding": ("nguồn hình thành", "nguồn mua", "nguồn cấp", "nguồn ngân sách", "nguồn tiền",
                    "nguồn kinh phí mua",
                    "kinh phí mua", "nguồn đầu tư", "nguồn trang bị", "vốn"),
        "warranty_until": ("hết hạn bảo hành", "ngày hết bảo hành", "ngày hết hạn bảo hành",
                           "bảo hành tháng", "hết bảo hành",
                           "hạn bh", "bh đến", "số tháng bảo hành", "bảo hành hết hạn", "bảo hành đến ngày",
                           "thời hạn bh",
                           "thời gian bh", "bảo hành còn đến"),
        "cpu": ("vi xử lý", "bộ vi xử lý cpu", "loại cpu", "chíp", "cpu chip", "bộ xử lý cpu"),
        "ram_gb": ("bộ nhớ ram", "ram gb", "dung lượng bộ nhớ", "bộ nhớ trong"),
        "disk": ("hdd", "ssd", "dung lượng ổ cứng", "loại ổ cứng", "ổ cứng hdd ssd", "ổ cứng ssd hdd",
                 "dung lượng ổ", "hdd ssd",
                 "ssd hdd", "đĩa cứng", "ổ cứng dung lượng", "lưu trữ"),
        "os": ("phiên bản windows", "hệ điều hành đang dùng", "hđh đang dùng", "phiên bản hệ điều hành",
               "win", "hệ điều hành windows"),
        CONFIGURATION: ("cấu hình", "cấu hình máy", "thông số kỹ thuật", "cấu hình chính", "thông số",
                        "cấu hình kỹ thuật",
                        "cấu hình thiết bị", "cấu hình cơ bản", "cấu hình thông số", "thông số cấu hình",
                        "đặc điểm kỹ thuật",
                        "cấu hình cpu ram ổ cứng", "cấu hình chi tiết", "cấu hình tóm tắt"),
        "origin_unit": ("xã phường cũ", "đơn vị bàn giao", "tiếp nhận từ", "đơn vị giao", "nguồn tiếp nhận",
                        "nhận từ", "ubnd xã cũ",
                        "thuộc xã cũ", "đơn vị trước sắp xếp", "đơn vị trước khi sáp nhập",
                        "đơn vị cũ bàn giao", "từ đơn vị",
                        "đơn vị bàn giao cũ", "xã trước sáp nhập", "đơn vị hành chính cũ", "nơi bàn giao",
                        "nhận bàn giao",
                        "đơn vị chuyển giao"),
        "note": ("ghi chép", "lưu ý", "note", "remarks", "thông tin thêm", "chú ý", "ý kiến"),
        USER_GIVEN: ("checked out to first name",),
        USER_FAMILY: ("checked out to last name",),
    },
    "person": {
        "full_name": ("họ tên cán bộ", "họ tên cán bộ công chức", "họ và tên cán bộ công chức", "người",
                      "tên", "tên người",
                      "họ và tên cbcc", "họ tên cbcc", "họ và tên công chức", "danh sách cán bộ",
                      "họ và tên khai sinh",
                      "họ tên khai sinh", "họ và tên cbccvc", "đồng chí", "ông bà", "họ đệm và tên",
                      "họ tên đồng chí",
                      "họ và tên đồng chí", "cán bộ công chức viên chức", "họ và tên nhân viên"),
        FAMILY_NAME: ("họ", "họ đệm", "họ và chữ đệm", "họ lót", "họ và đệm", "họ và tên đệm", "last name",
                      "họ chữ đệm",
                      "họ và tên lót", "họ tên đệm"),
        MIDDLE_NAME: ("đệm", "chữ đệm", "tên đệm", "tên lót", "lót", "middle name"),
        GIVEN_NAME: ("tên", "tên gọi", "first name"),
        "title": ("chức vụ công tác", "chức vụ chính quyền", "chức vụ chức danh công tác",
                  "chức danh chức vụ", "chức vụ hiện tại",
                  "chức vụ hiện nay", "chức danh nghề nghiệp", "chức danh công việc", "cv",
                  "vị trí công tác", "chức vụ vị trí việc làm",
                  "chức vụ chuyên môn", "chức vụ đơn vị"),
        "office": ("phòng chuyên môn", "cơ quan đơn vị", "cơ quan", "phòng đơn vị", "phòng ban đơn vị",
                   "bộ phận công tác",
                   "đơn vị phòng ban", "phòng ban bộ phận", "đơn vị bộ phận", "bộ phận phòng ban",
                   "phòng công tác", "thuộc phòng",
                   "nơi làm việc", "đơn vị phòng", "tên phòng ban", "khối", "phòng ban công tác",
                   "bộ phận làm việc",
                   "cơ quan công tác", "cơ quan đơn vị công tác"),
        "phone": ("số di động", "đtdđ", "số liên lạc", "số điện thoại liên hệ", "điện thoại liên hệ",
                  "mobile", "tel", "số đtdđ",
                  "số điện thoại di động", "số đt di động", "đt di động", "liên hệ", "số máy", "zalo",
                  "số zalo",
                  "điện thoại công vụ", "sđt liên hệ", "số đt liên hệ", "phone number", "đt liên hệ",
                  "sđt di động"),
        "email": ("thư điện tử công vụ", "địa chỉ thư điện tử", "hòm thư công vụ", "hộp thư công vụ", "mail",
                  "mail công vụ",
                  "địa chỉ mail", "địa chỉ email công vụ", "hòm thư", "hộp thư điện tử",
                  "địa chỉ thư công vụ", "gmail",
                  "email cơ quan", "hòm thư điện tử"),
        "status": ("tình trạng làm việc", "hiện trạng", "trạng thái công tác", "tình hình công tác",
                   "trạng thái làm việc",
                   "hiện tại", "tình trạng hiện tại"),
        "duties": ("công việc", "phân công nhiệm vụ", "công việc được giao", "công việc phụ trách",
                   "nhiệm vụ phụ trách",
                   "lĩnh vực công tác", "nhiệm vụ chính", "phụ trách"),
        "note": ("chú thích", "lưu ý", "note", "thông tin thêm"),
    },
    "certificate": {
        "person": ("họ tên", "chủ thể chứng thư số", "tên chủ thể", "người sử dụng", "tên người được cấp",
                   "cá nhân tổ chức",
                   "tên thuê bao", "thuê bao", "chủ sở hữu", "họ tên người được cấp"),
        "kind": ("loại chứng thư số", "loại chữ ký số", "loại cks", "loại chủ thể", "đối tượng"),
        "serial": ("số chứng thư", "số chứng thư số", "số hiệu chứng thư số", "số serial chứng thư",
                   "serial chứng thư",
                   "serial number", "số seri chứng thư", "số hiệu cts", "mã chứng thư", "số sê ri chứng thư"),
        "provider": ("tổ chức cung cấp", "tổ chức chứng thực", "đơn vị cấp", "nhà cung cấp dịch vụ", "ca",
                     "nơi cấp",
                     "cơ quan cấp", "nhà cung cấp ca", "tổ chức cấp"),
        "carrier": ("thiết bị lưu khóa bí mật", "hình thức ký", "hình thức", "phương tiện lưu khóa",
                    "loại token", "phương thức ký",
                    "thiết bị ký", "thiết bị ký số", "loại thiết bị lưu khóa"),
        "issued_on": ("cấp ngày", "ngày phát hành", "ngày được cấp", "thời điểm cấp"),
        "expires_on": ("ngày hết hiệu lực", "hiệu lực đến ngày", "thời hạn đến", "có giá trị đến", "hạn",
                       "ngày hết hạn hiệu lực",
                       "thời hạn", "hiệu lực hết ngày", "đến ngày", "hạn chứng thư"),
        "status": ("hiện trạng", "tình trạng chứng thư", "trạng thái chứng thư", "tình trạng sử dụng"),
        "note": ("chú thích", "lưu ý"),
    },
    "incident": {
        "title": ("mô tả hiện tượng", "nội dung hỏng hóc", "lỗi", "nội dung báo hỏng", "sự việc", "vấn đề",
                  "tên lỗi", "tóm tắt sự cố",
                  "hiện tượng sự cố", "mô tả lỗi", "nội dung lỗi"),
        "category": ("nhóm", "phân loại", "lĩnh vực", "loại lỗi", "phân loại sự cố"),
        "device": ("thiết bị gặp sự cố", "thiết bị hỏng", "tên máy", "máy thiết bị", "thiết bị liên quan",
                   "thiết bị bị lỗi"),
        "reporter": ("người thông báo", "cán bộ báo", "người báo tin", "người gặp sự cố", "cán bộ phản ánh",
                     "người yêu cầu",
                     "người báo sự cố"),
        "detected_at": ("thời gian phát hiện", "thời điểm xảy ra", "ngày báo", "ngày", "thời gian báo",
                        "phát hiện lúc",
                        "thời điểm báo", "ngày giờ phát hiện", "ngày giờ xảy ra", "giờ phát hiện"),
        "resolved_at": ("ngày hoàn thành", "thời gian hoàn thành", "thời gian xử lý xong",
                        "thời điểm xử lý xong", "ngày xử lý",
                        "khắc phục lúc", "thời gian kết thúc", "xong lúc", "ngày giờ khắc phục",
                        "thời điểm hoàn thành"),
        "severity": ("mức độ nghiêm trọng", "mức", "ưu tiên", "mức độ ưu tiên", "tính chất"),
        "status": ("kết quả xử lý", "hiện trạng", "tình trạng khắc phục", "kết quả khắc phục"),
        "cause": ("lý do", "nguyên nhân sự cố", "nguyên nhân ban đầu"),
        "action": ("cách khắc phục", "biện pháp", "đã xử lý", "nội dung xử lý", "hướng khắc phục",
                   "giải pháp", "cách giải quyết",
                   "biện pháp đã thực hiện"),
        "note": ("chú thích", "lưu ý"),
    },
    "account": {
        "person": ("họ tên", "tên người dùng", "họ và tên người dùng", "họ tên người dùng"),
        "system": ("tên hệ thống", "tên phần mềm", "ứng dụng", "hệ thống phần mềm"),
        "login": ("tên truy cập", "tên đăng nhập tài khoản", "login", "account", "user name",
                  "tài khoản đăng nhập"),
        "status": ("tình trạng tài khoản", "trạng thái tài khoản", "hiện trạng"),
    },
}

NEVER: Final = ("company",)
"""An alias of a kind that is none: in an asset export it names the commune itself."""

IGNORED_EVERYWHERE: Final = (
    "ngày sinh", "ngày tháng năm sinh", "năm sinh", "giới tính", "nam nữ", "nam", "nữ", "dân tộc",
    "tôn giáo", "quê quán", "trình độ", "trình độ chuyên môn",
    "trình độ đào tạo", "chuyên ngành", "căn cước", "số căn cước", "căn cước công dân",
    "số căn cước công dân", "cccd", "số cccd",
    "cmnd", "số cmnd", "số cmt", "cmtnd", "số định danh", "mã định danh", "số định danh cá nhân", "mật khẩu",
    "password", "pass", "mk",
    "mã pin", "pin", "mật khẩu mặc định", "mật khẩu cấp lần đầu", "chữ ký", "ký tên", "ký nhận",
    "ký xác nhận", "ký",
    "hệ số lương", "bậc lương", "ngạch", "mã ngạch", "ngày vào đảng", "đảng viên", "mã số thuế",
    "số tài khoản ngân hàng",
    "trình độ lý luận", "ngoại ngữ", "tin học", "trình độ tin học", "ngày vào ngành", "số sổ bhxh",
    "ngày tuyển dụng",
    "mật khẩu máy", "mật khẩu wifi", "mật khẩu đăng nhập", "cmnd cccd", "cccd cmnd", "số cccd cmnd",
    "số cmnd cccd",
)
IGNORED: Final[Mapping[str, tuple[str, ...]]] = {
    "device": ("giá trị còn lại", "gtcl", "còn lại", "hao mòn", "hao mòn lũy kế", "khấu hao",
               "khấu hao lũy kế", "tỷ lệ hao mòn",
               "đơn vị tính", "đvt", "số lượng", "sl", "năm sản xuất", "năm sx", "nước sản xuất", "nước sx",
               "xuất xứ", "chênh lệch",
               "tỷ lệ", "số năm sử dụng", "số năm đã sử dụng", "thời gian sử dụng", "thời gian đã sử dụng",
               "chất lượng còn lại",
               "tỷ lệ còn lại", "tỷ lệ chất lượng còn lại", "chức vụ", "chức danh", "chức vụ người sử dụng",
               "chức vụ người quản lý",
               "số điện thoại", "điện thoại", "sđt", "email", "ngày kiểm kê", "thời điểm kiểm kê",
               "số chứng từ", "chứng từ",
               "số hiệu chứng từ", "ngày chứng từ", "giá trị hao mòn", "diện tích", "order number",
               "model number", "model notes",
               "checkout type", "checked out to username", "checked out to email", "checked out to location",
               "company",
               "giá trị khấu hao", "hao mòn năm", "số năm khấu hao", "người kiểm kê", "kiến nghị", "đề xuất",
               "thừa", "thiếu",
               "giá trị đã hao mòn", "số hóa đơn", "hóa đơn", "số biên bản", "phụ kiện", "phụ kiện kèm theo",
               "màn hình",
               "tổng cộng", "tổng giá trị", "số người dùng", "số người sử dụng"),
    "person": ("chức vụ đảng", "địa chỉ", "nơi ở", "nơi ở hiện nay", "hộ khẩu", "ngày bổ nhiệm",
               "điện thoại nhà riêng",
               "số nhà", "số máy lẻ", "máy lẻ", "số lượng", "số hiệu công chức", "mã cán bộ", "mã công chức",
               "mã nhân viên",
               "tên đăng nhập", "tài khoản", "ngày vào làm", "điện thoại cơ quan", "số phòng", "phòng số",
               "tên thường gọi",
               "thiết bị", "tên thiết bị", "máy tính"),
    "certificate": ("chức vụ", "phòng", "đơn vị", "số quyết định", "điện thoại", "số điện thoại", "email",
                    "ngày giao",
                    "chức danh", "phòng bộ phận"),
    "incident": ("số ngày", "thời gian xử lý", "chi phí", "kinh phí", "chữ ký", "số giờ"),
    "account": ("chức vụ", "đơn vị", "phòng", "điện thoại"),
}


class Lexicon:
    """The headings of one kind. `matches` says which fields a heading may mean."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._phrases: dict[str, list[tuple[Words, str]]] = {}
        self._known: dict[Words, tuple[tuple[str, float], ...]] = {}
        for words, code in _all_phrases(kind).items():
            self._phrases.setdefault(words[0], []).append((words, code))

    def matches(self, words: Words) -> tuple[tuple[str, float], ...]:
        """Return (field, likeness), the likeliest first, 1.0 for an exact heading; field "" means: of no field."""
        found = self._known.get(words)
        if found is None:
            found = self._known[words] = self._look_up(words)
        return found

    def _look_up(self, words: Words) -> tuple[tuple[str, float], ...]:
        if not words or len(words) > LONGEST_HEADING_WORDS:
            return ()
        best: dict[str, float] = {}
        for at, word in enumerate(words):
            for phrase, code in self._phrases.get(word, ()):
                if words[at:at + len(phrase)] != phrase:
                    continue
                if len(phrase) == len(words):
                    likeness = 1.0
                elif len(phrase) == 1 and len(word) < 3:
                    continue        # "ma", "ca", "dt" inside other words mean nothing
                else:
                    # The beginning of a heading says more than its end: "Nguyên giá ghi sổ", "Giá trị còn lại".
                    likeness = 0.5 + 0.4 * len(phrase) / len(words) + (0.05 if at == 0 else 0.0)
                best[code] = max(best.get(code, 0.0), likeness)
        return tuple(sorted(best.items(), key=lambda pair: -pair[1]))


def _all_phrases(kind: Kind) -> dict[Words, str]:
    """Return the field of every heading; "" is of no field. What is declared wins over what we add.

    The label that our own lists show is among them, so that an exported list comes back.
    """
    found: dict[Words, str] = {heading_words(text): "" for text in NEVER}
    declared = [(text, field.code) for field in kind.fields for text in field.aliases]
    ours = [(text, code) for code, texts in MORE.get(kind.code, {}).items() for text in texts]
    ignored = [(text, "") for text in (*IGNORED.get(kind.code, ()), *IGNORED_EVERYWHERE)]
    labels = [(text, field.code) for field in kind.fields for text in (trc(kind.code, field.label), field.label)]
    for text, code in (*declared, *ours, *ignored, *labels):
        words = heading_words(text)
        if words:
            found.setdefault(words, code)
    return found


_LEXICONS: dict[int, Lexicon] = {}
"""By identity of the kind, which each lexicon holds on to: hashing a whole kind costs more than the look-up."""


def lexicon_of(kind: Kind) -> Lexicon:
    """Return the headings of a kind; made once."""
    found = _LEXICONS.get(id(kind))
    if found is None:
        found = _LEXICONS[id(kind)] = Lexicon(kind)
    return found


def matches(kind: Kind, words: Words) -> tuple[tuple[str, float], ...]:
    """Return (field, likeness) for a heading's words; see `Lexicon.matches`."""
    return lexicon_of(kind).matches(words)


def is_ordinal(words: Words) -> bool:
    """Return whether a heading is the running number: STT, TT."""
    return " ".join(words) in ORDINALS


def known_kinds() -> Iterable[Kind]:
    """Return the kinds that an import may find by itself, the likeliest first."""
    return tuple(KINDS[code] for code in MORE)
