//! What the enterprises of the province do, and what their workers learn.

/// A trade: how its enterprises are called, where people work, what they learn.
pub(super) struct Trade {
    /// "chè"
    pub(super) name: &'static str,
    /// What stands before the place: "Công ty CP chè".
    pub(super) firm: &'static str,
    /// Of a hundred enterprises so many.
    pub(super) share: usize,
    /// Work sections.
    pub(super) sections: &'static [&'static str],
    /// Vocational classes.
    pub(super) classes: &'static [&'static str],
}

/// The trades, by share.
pub(super) const TRADES: [Trade; 14] = [
    Trade {
        name: "chè",
        firm: "Công ty CP chè",
        share: 12,
        sections: &["Tổ chế biến 1", "Tổ chế biến 2", "Tổ thu mua", "Tổ vận hành", "Văn phòng"],
        classes: &["Kỹ thuật chế biến chè xanh", "Kỹ thuật đốn, hái và bảo quản chè búp tươi"],
    },
    Trade {
        name: "cao su",
        firm: "Công ty CP cao su",
        share: 7,
        sections: &["Đội cạo mủ 1", "Đội cạo mủ 2", "Tổ chế biến mủ", "Văn phòng"],
        classes: &["Kỹ thuật cạo mủ cao su", "Phòng trừ bệnh trên cây cao su"],
    },
    Trade {
        name: "thủy điện",
        firm: "Công ty CP thủy điện",
        share: 14,
        sections: &["Ca vận hành 1", "Ca vận hành 2", "Tổ sửa chữa", "Văn phòng"],
        classes: &["Vận hành thiết bị nhà máy thủy điện", "Sửa chữa, bảo dưỡng thiết bị điện"],
    },
    Trade {
        name: "may",
        firm: "Công ty TNHH may",
        share: 7,
        sections: &["Chuyền 1", "Chuyền 2", "Chuyền 3", "Tổ cắt", "Tổ hoàn thiện"],
        classes: &["May công nghiệp nâng cao", "Sửa chữa máy may công nghiệp"],
    },
    Trade {
        name: "xây dựng",
        firm: "Công ty TNHH xây dựng",
        share: 15,
        sections: &["Đội thi công 1", "Đội thi công 2", "Đội xe máy", "Văn phòng"],
        classes: &["Kỹ thuật xây, trát, hoàn thiện", "Vận hành máy xúc, máy ủi"],
    },
    Trade {
        name: "vận tải",
        firm: "Công ty CP vận tải",
        share: 6,
        sections: &["Đội xe khách", "Đội xe tải", "Tổ sửa chữa", "Văn phòng"],
        classes: &["Lái xe an toàn đường đèo dốc", "Sửa chữa, bảo dưỡng ô tô"],
    },
    Trade {
        name: "nông nghiệp",
        firm: "HTX nông nghiệp",
        share: 12,
        sections: &["Tổ trồng trọt", "Tổ chăn nuôi", "Tổ sơ chế", "Văn phòng"],
        classes: &["Trồng rau an toàn theo VietGAP", "Chăn nuôi gia súc vùng cao"],
    },
    Trade {
        name: "khai khoáng",
        firm: "Công ty CP khoáng sản",
        share: 5,
        sections: &["Tổ khai thác", "Tổ tuyển quặng", "Đội xe", "Văn phòng"],
        classes: &["Kỹ thuật khai thác mỏ lộ thiên", "Vận hành dây chuyền tuyển quặng"],
    },
    Trade {
        name: "du lịch",
        firm: "HTX du lịch cộng đồng",
        share: 5,
        sections: &["Tổ buồng phòng", "Tổ bếp", "Tổ hướng dẫn"],
        classes: &["Nghiệp vụ đón khách tại bản", "Chế biến món ăn dân tộc phục vụ du khách"],
    },
    Trade {
        name: "bán lẻ",
        firm: "Siêu thị",
        share: 4,
        sections: &["Quầy thu ngân", "Tổ kho", "Tổ bán hàng"],
        classes: &["Kỹ năng bán hàng và chăm sóc khách", "Nghiệp vụ thu ngân, kho"],
    },
    Trade {
        name: "giáo dục tư thục",
        firm: "Trường mầm non tư thục",
        share: 4,
        sections: &["Tổ mẫu giáo", "Tổ nhà trẻ", "Tổ nuôi dưỡng"],
        classes: &["Phương pháp giáo dục mầm non qua trò chơi", "Dinh dưỡng cho trẻ mầm non"],
    },
    Trade {
        name: "mắc ca",
        firm: "Công ty CP mắc ca",
        share: 4,
        sections: &["Đội trồng rừng", "Tổ ươm giống", "Tổ chế biến"],
        classes: &["Trồng, chăm sóc cây mắc ca", "Sấy, tách và đóng gói hạt mắc ca"],
    },
    Trade {
        name: "vật liệu xây dựng",
        firm: "Công ty TNHH gạch",
        share: 3,
        sections: &["Tổ tạo hình", "Tổ lò", "Tổ bốc xếp"],
        classes: &["Vận hành lò gạch không nung", "Vận hành xe nâng"],
    },
    Trade {
        name: "dược liệu",
        firm: "HTX dược liệu",
        share: 2,
        sections: &["Tổ trồng sâm", "Tổ sơ chế", "Văn phòng"],
        classes: &["Trồng sâm Lai Châu dưới tán rừng", "Sơ chế, bảo quản dược liệu"],
    },
];

/// Work sections of public units.
pub(super) const PUBLIC_SECTIONS: &[&str] = &["Khối chuyên môn", "Khối hành chính", "Khối phục vụ"];
/// Vocational classes of public units.
pub(super) const PUBLIC_CLASSES: &[&str] =
    &["Nghiệp vụ văn thư, lưu trữ điện tử", "Kỹ năng giao tiếp công vụ"];

/// The trade with this name.
pub(super) fn find(name: Option<&str>) -> Option<&'static Trade> {
    TRADES.iter().find(|t| Some(t.name) == name)
}
