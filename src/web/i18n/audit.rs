//! What the audit log says, in plain words: every action, every purpose, every office. A test reads the sources and
//! fails for an action without words.

use super::Lang;
use crate::domain::{access::RoleKind, audit::AccessPurpose};

/// What was done, in words that a candidate understands; `None` for a word that is no action.
#[must_use]
pub fn action_name(lang: Lang, action: &str) -> Option<&'static str> {
    let (_, vi, en) = ACTIONS.iter().find(|(word, _, _)| *word == action)?;
    Some(lang.t(vi, en))
}

/// The same, and the word itself where there is none, e.g. of an entry of an older version.
#[must_use]
pub fn action_words(lang: Lang, action: &str) -> String {
    action_name(lang, action).map_or_else(|| action.to_owned(), str::to_owned)
}

/// Every action with its words, by its word.
pub const ACTIONS: &[(&str, &str, &str)] = &[
    ("access_question.answer", "Trả lời câu hỏi về việc xem dữ liệu", "Answered a question about an access"),
    ("access_question.ask", "Hỏi về một lần xem dữ liệu", "Asked about an access to one’s data"),
    ("access_question.count", "Xem số liệu về các câu hỏi", "Looked at figures on questions"),
    ("access_question.view", "Đọc câu hỏi của thí sinh", "Read a candidate’s question"),
    ("admission_list.view", "Xem danh sách trúng tuyển có tên bạn", "Looked at an admission list with your name"),
    ("amendment.append", "Lập phiếu đính chính", "Appended a correction slip"),
    (
        "amendment.view",
        "Mở phiếu đăng ký dự thi của bạn để đính chính",
        "Opened your exam registration to put something right",
    ),
    ("amendment.withdraw", "Rút phiếu đính chính bằng một phiếu khác", "Took a correction slip back by a further one"),
    ("audit_chain.close", "Khóa sổ nhật ký của một ngày", "Closed a day of the log"),
    ("audit_chain.view", "Xem chuỗi niêm phong nhật ký", "Looked at the seal of the log"),
    ("audit_log.search", "Tra cứu nhật ký", "Searched the log"),
    ("audit_log.view", "Đọc một dòng nhật ký", "Read an entry of the log"),
    ("batch_approval.approve", "Duyệt cùng lúc nhiều phiếu", "Approved registrations together"),
    ("batch_approval.undo", "Hoàn tác việc duyệt cùng lúc", "Took an approval of several back"),
    ("bill.freeze", "Chốt số lệ phí phải nộp", "Fixed the fee to pay"),
    ("bill.paid", "Ghi nhận đã nộp lệ phí", "Recorded that the fee is paid"),
    ("candidate.look_up", "Tra cứu tình trạng hồ sơ của bạn", "Looked up where you stand"),
    ("candidate.look_up_refused", "Tra cứu không thành công", "A look-up that found nobody"),
    ("candidate_freeze.begin", "Khóa danh sách nguyện vọng để bảo vệ bạn", "Froze the preference list to protect you"),
    ("candidate_freeze.lift", "Mở lại danh sách nguyện vọng", "Lifted the freeze of the preference list"),
    (
        "citizen.contradiction",
        "Đăng nhập bị từ chối: thông tin không thống nhất",
        "Sign-in refused: contradicting identity",
    ),
    (
        "citizen.prove_again",
        "Đăng nhập lại để xác nhận một việc quan trọng",
        "Signed in again to confirm an important act",
    ),
    ("citizen.sign_in", "Đăng nhập", "Signed in"),
    ("citizen.sign_in_refused", "Đăng nhập không thành công", "A sign-in that failed"),
    ("class_list.view", "Xem danh sách lớp có tên bạn", "Looked at the list of your class"),
    (
        "confirmed_list.disclose",
        "Tải danh sách xác nhận nhập học có tên bạn",
        "Downloaded the confirmed list with your data",
    ),
    ("confirmed_list.download", "Tải danh sách xác nhận nhập học", "Downloaded the confirmed list"),
    ("demo_clock.set", "Chỉnh đồng hồ trình diễn", "Moved the demonstration clock"),
    ("demo_people.seed", "Nạp dữ liệu trình diễn", "Loaded the demonstration data"),
    ("demo_population.seed", "Nạp thí sinh giả lập", "Loaded made-up candidates"),
    ("enrolment.confirm", "Xác nhận nhập học", "Confirmed the enrolment"),
    (
        "exam_arrangement.prepare",
        "Xem bạn cần gì để chuẩn bị phòng thi (dữ liệu nhạy cảm)",
        "Looked at what you need, to prepare the exam room (sensitive data)",
    ),
    (
        "exam_arrangement.view",
        "Xem điều kiện dự thi đặc biệt bạn đã khai (dữ liệu nhạy cảm)",
        "Looked at the special arrangements that you need (sensitive data)",
    ),
    ("exam_notices.print", "In giấy báo dự thi", "Printed exam notices"),
    ("exam_registration.approve", "Duyệt phiếu đăng ký dự thi", "Approved the exam registration"),
    ("exam_registration.begin", "Bắt đầu phiếu đăng ký dự thi", "Began the exam registration"),
    (
        "exam_registration.begin_again",
        "Đăng ký dự thi lại sau khi huỷ",
        "Registered for the exam again after giving it up",
    ),
    ("exam_registration.cancel", "Huỷ đăng ký dự thi", "Cancelled the exam registration"),
    ("exam_registration.confirm", "Xác nhận phiếu đăng ký dự thi", "Confirmed the exam registration"),
    ("exam_registration.correct", "Sửa phiếu theo đề nghị của bạn", "Corrected the form as you proposed"),
    ("exam_registration.declare_ineligible", "Kết luận không đủ điều kiện dự thi", "Found the candidate ineligible"),
    (
        "exam_registration.discard_practice",
        "Xóa nội dung tập điền của phiếu",
        "Emptied what was filled in to try the form",
    ),
    ("exam_registration.lock", "Chốt danh sách đăng ký dự thi", "Signed the unit’s list off"),
    ("exam_registration.number", "Cấp số báo danh và phòng thi", "Gave out the candidate number and the room"),
    ("exam_registration.refuse_correction", "Không sửa phiếu theo đề nghị", "Refused a correction"),
    ("exam_registration.reinstate", "Công nhận đủ điều kiện dự thi trở lại", "Found the candidate eligible after all"),
    ("exam_registration.reject", "Trả lại phiếu đăng ký dự thi", "Sent the exam registration back"),
    ("exam_registration.relock", "Đưa phiếu trở lại danh sách đã chốt", "Put the form back into the signed-off list"),
    (
        "exam_registration.reopen",
        "Hoàn tác việc duyệt phiếu đăng ký dự thi",
        "Took the approval of the exam registration back",
    ),
    ("exam_registration.request_correction", "Xin sửa sai sót của phiếu", "Asked for a correction"),
    (
        "exam_registration.save_section",
        "Lưu một mục của phiếu đăng ký dự thi",
        "Saved a section of the exam registration",
    ),
    ("exam_registration.sign", "Ghi nhận chữ ký trên phiếu giấy", "Recorded the signature on paper"),
    ("exam_registration.strike", "Huỷ phiếu đăng ký dự thi", "Struck the exam registration"),
    ("exam_registration.submit", "Nộp phiếu đăng ký dự thi", "Submitted the exam registration"),
    ("exam_registration.view", "Xem phiếu đăng ký dự thi của bạn", "Looked at your exam registration"),
    ("exam_registration.withdraw", "Rút phiếu đăng ký dự thi để sửa", "Took the exam registration back"),
    ("exam_rooms.view", "Xem danh sách phòng thi", "Looked at the lists of the rooms"),
    ("exam_venue.add", "Thêm điểm thi", "Set up a venue of the exam"),
    ("exam_venue.edit", "Sửa tên, địa chỉ điểm thi", "Put the name or address of a venue right"),
    ("exam_venue.place_unit", "Xếp đơn vị vào điểm thi", "Placed a unit at a venue"),
    ("exam_venue.remove", "Bỏ một điểm thi", "Took a venue of the exam away"),
    (
        "gateway_statement.compare",
        "Đối chiếu sao kê một ngày của cổng thanh toán với sổ cái",
        "Compared the gateway’s statement of a day with the ledger",
    ),
    ("mark_appeal.confirm", "Đổi điểm sau phúc khảo", "Changed a mark on appeal"),
    ("mark_appeal.keep", "Giữ nguyên điểm sau phúc khảo", "Let a mark stand on appeal"),
    ("mark_appeal.propose", "Đề xuất đổi điểm phúc khảo", "Proposed another mark on appeal"),
    ("mark_appeal.send_back", "Trả lại đề xuất đổi điểm phúc khảo", "Sent a proposed mark back"),
    ("mark_appeal.submit", "Nộp đơn phúc khảo bài thi", "Appealed against a mark"),
    ("mark_appeal.view", "Xem đơn phúc khảo của bạn", "Looked at your appeal against a mark"),
    ("mark_appeal.withdraw", "Rút đơn phúc khảo", "Took an appeal against a mark back"),
    ("mark_appeals.download", "Tải danh sách phúc khảo có tên bạn", "Downloaded a list of appeals with your name"),
    ("mark_appeals.view", "Xem danh sách phúc khảo có tên bạn", "Looked at a list of appeals with your name"),
    ("matching_run.export", "Xuất tệp của một lượt xử lý nguyện vọng", "Exported a run of the admission matching"),
    ("matching_run.publish", "Công bố kết quả xét tuyển", "Published the admission results"),
    ("matching_run.start", "Chạy xử lý nguyện vọng", "Ran the admission matching"),
    ("matching_run.try_quota", "Thử một chỉ tiêu khác", "Tried another quota"),
    ("payment.look_up", "Tra cứu việc nộp lệ phí của bạn", "Looked up how your fee was paid"),
    ("payment.look_up_refused", "Tra cứu lệ phí không thành công", "A look-up of a fee that was refused"),
    (
        "payment_link.leave",
        "Người mở liên kết nhờ trả đã sang cổng thanh toán",
        "Whoever opened the link to pay went on to the gateway",
    ),
    ("payment_link.make", "Tạo liên kết nhờ người khác trả lệ phí", "Made a link for somebody else to pay the fee"),
    ("payment_link.open", "Liên kết nhờ trả được mở lần đầu", "The link to pay was opened for the first time"),
    ("payment_link.revoke", "Thu hồi liên kết nhờ trả", "Took the link to pay back"),
    (
        "payment_notice.refuse",
        "Từ chối thông báo không hợp lệ gửi như từ cổng thanh toán",
        "Refused notifications that claimed to be the gateway’s",
    ),
    (
        "payment_order.ask_again",
        "Yêu cầu lại việc hoàn một khoản nộp thừa",
        "Asked again for the return of an extra payment",
    ),
    (
        "payment_order.duplicate",
        "Ghi nhận một khoản nộp trùng, sẽ hoàn lại",
        "Recorded a second payment, to be returned",
    ),
    ("payment_order.expire", "Đóng một lần nộp lệ phí quá giờ", "Ended an attempt to pay that ran out of time"),
    (
        "payment_order.find_paid",
        "Xác minh: đã nhận được tiền của một lần nộp lệ phí",
        "Found that the money of a payment came",
    ),
    (
        "payment_order.find_unpaid",
        "Xác minh: không có tiền của một lần nộp lệ phí",
        "Found that no money of a payment came",
    ),
    ("payment_order.refund", "Bắt đầu hoàn một khoản nộp thừa", "Began to return an extra payment"),
    (
        "payment_order.refund_refused",
        "Ngân hàng chưa nhận hoàn tiền, sẽ thử lại",
        "The bank did not take a refund, to be tried again",
    ),
    ("payment_order.refund_stuck", "Chuyển một khoản hoàn tiền cho người kiểm tra", "Put a refund aside to be checked"),
    ("payment_order.refunded", "Đã hoàn một khoản nộp thừa", "Returned an extra payment"),
    ("payment_order.send_back", "Quyết định hoàn một khoản nộp", "Decided to send a payment back"),
    ("payment_order.start", "Bắt đầu nộp lệ phí", "Began to pay the fee"),
    (
        "payment_order.too_late",
        "Ghi nhận tiền đến quá hạn, sẽ hoàn lại",
        "Recorded money that came too late, to be returned",
    ),
    ("payment_order.under_review", "Chuyển một lần nộp lệ phí cho người kiểm tra", "Put a payment aside to be checked"),
    ("payment_order.view", "Xem một lần nộp lệ phí của bạn", "Looked at one of your payments"),
    ("payment_window.extend", "Gia hạn nộp lệ phí", "Extended a payment window"),
    (
        "person.change",
        "Cập nhật thông tin nhân thân theo định danh điện tử",
        "Updated who you are from the electronic identity",
    ),
    (
        "person.differ",
        "Định danh điện tử khác hồ sơ đã có số báo danh; hồ sơ giữ nguyên",
        "The electronic identity differs from the numbered record, which stands",
    ),
    (
        "person.rebind",
        "Gắn tài khoản định danh làm lại vào hồ sơ, theo kết luận của trường",
        "Bound an electronic identity made anew to the record, as the school decided",
    ),
    ("preference_draft.edit", "Sửa danh sách nguyện vọng đang soạn", "Edited the draft of the preference list"),
    ("preference_list.submit", "Nộp danh sách nguyện vọng", "Submitted the preference list"),
    ("preference_result.explain", "Giải thích kết quả xét tuyển của bạn", "Had your admission result explained"),
    ("publication_proposal.approve", "Duyệt đề nghị công bố", "Approved a proposal to publish"),
    ("publication_proposal.propose", "Đề nghị công bố kết quả", "Proposed to publish results"),
    ("publication_proposal.reject", "Từ chối đề nghị công bố", "Rejected a proposal to publish"),
    ("publication_proposal.withdraw", "Rút đề nghị công bố", "Took a proposal to publish back"),
    ("pupil_search.view", "Tìm học sinh, trong kết quả có tên bạn", "Searched for a pupil, and found you among others"),
    ("reference_data.load", "Nạp dữ liệu danh mục", "Loaded reference data"),
    ("registration_queue.view", "Xem danh sách thí sinh có tên bạn", "Looked at a list of candidates with your name"),
    ("registration_unit.add", "Lập đơn vị đăng ký dự thi", "Set up a registration unit"),
    ("registration_unit.rename", "Đổi tên đơn vị đăng ký dự thi", "Renamed a registration unit"),
    ("registry_case.accept", "Giữ nguyên hồ sơ sau khi xem giấy tờ", "Let the record stand after seeing the papers"),
    ("registry_case.answer", "Trả lời bên nào ghi sai", "Said which side is wrong"),
    ("registry_case.check_again", "Nhờ đối chiếu lại với CSDL dân cư", "Asked for another comparison"),
    ("registry_case.correct", "Sửa thông tin cá nhân trong hồ sơ", "Corrected the identity data of the record"),
    ("registry_case.decide", "Kết luận là một hay hai người", "Decided whether it is one person or two"),
    ("registry_case.end", "Kết thúc một việc làm rõ thông tin cá nhân", "Ended a case about identity data"),
    ("registry_case.go_on", "Chuyển tiếp một việc làm rõ thông tin cá nhân", "Moved a case about identity data on"),
    ("registry_case.open", "Mở một việc làm rõ thông tin cá nhân", "Opened a case about identity data"),
    ("registry_case.refer", "Hướng dẫn thí sinh đến công an cấp xã", "Sent the candidate to the commune police"),
    ("registry_case.view", "Xem việc làm rõ thông tin cá nhân của bạn", "Looked at a case about your identity data"),
    ("registry_cases.view", "Xem danh sách việc làm rõ có tên bạn", "Looked at a list of cases with your name"),
    (
        "registry_comparison.receive",
        "Đối chiếu thông tin của bạn với CSDL quốc gia về dân cư",
        "Compared your data with the population registry",
    ),
    ("results.import", "Nạp điểm thi", "Imported marks"),
    ("roll_entry.take_off", "Đưa một tên ra khỏi danh sách học sinh", "Took a name off the roll"),
    ("roll_import.accept", "Nhận danh sách học sinh từ tệp", "Accepted a class list"),
    ("roll_import.check", "Kiểm tra danh sách học sinh", "Checked a class list"),
    ("roll_import.download", "Tải tệp danh sách học sinh kèm kết quả kiểm tra", "Downloaded a checked class list"),
    ("roll_import.give_up", "Không đọc được tệp danh sách học sinh", "Could not read a class list"),
    ("roll_import.upload", "Tải lên danh sách học sinh", "Uploaded a class list"),
    ("roll_import.write", "Ghi danh sách học sinh", "Wrote a class list"),
    ("session.end", "Đăng xuất một thiết bị", "Signed a device out"),
    ("session.end_others", "Đăng xuất các thiết bị khác", "Signed the other devices out"),
    ("staff.code_refused", "Mã xác thực của cán bộ không đúng", "A staff code that was wrong"),
    (
        "staff.password_refused",
        "Cán bộ nhập sai mật khẩu hiện tại",
        "A member of staff entered a wrong current password",
    ),
    ("staff.recovery_code_used", "Cán bộ dùng một mã khôi phục", "A member of staff used a recovery code"),
    ("staff.recovery_codes_renewed", "Cán bộ tạo mã khôi phục mới", "A member of staff made new recovery codes"),
    ("staff.second_factor_enrolled", "Cán bộ cài mã xác thực", "A member of staff set up codes"),
    ("staff.sign_in", "Cán bộ đăng nhập", "A member of staff signed in"),
    ("staff.sign_in_refused", "Cán bộ đăng nhập không thành công", "A staff sign-in that failed"),
    (
        "staff_account.accept_invitation",
        "Nhận lời mời mở tài khoản cán bộ",
        "Accepted the invitation to a staff account",
    ),
    ("staff_account.change_password", "Cán bộ đổi mật khẩu của mình", "A member of staff changed their password"),
    (
        "staff_account.change_second_factor",
        "Cán bộ đổi thiết bị tạo mã xác thực của mình",
        "A member of staff changed the device for their codes",
    ),
    ("staff_account.close", "Đóng tài khoản cán bộ", "Closed a staff account"),
    ("staff_account.invite", "Mời mở tài khoản cán bộ", "Invited to a staff account"),
    (
        "staff_account.invite_refused",
        "Lời mời mở tài khoản cán bộ bị từ chối",
        "An invitation to a staff account was refused",
    ),
    ("staff_account.reopen", "Mở lại tài khoản cán bộ", "Opened a staff account again"),
    ("staff_account.reset_password", "Yêu cầu đặt lại mật khẩu của cán bộ", "Asked for a new staff password"),
    ("staff_account.reset_second_factor", "Gỡ mã xác thực của cán bộ", "Removed the codes of a staff account"),
    ("staff_account.revoke_invitation", "Hủy lời mời mở tài khoản cán bộ", "Revoked an invitation to a staff account"),
    ("staff_account.set_password", "Cán bộ đặt mật khẩu", "A member of staff set a password"),
    ("staff_accounts.view", "Xem danh sách tài khoản cán bộ", "Looked at the list of staff accounts"),
    ("staff_accounts.view_one", "Xem một tài khoản cán bộ", "Looked at a staff account"),
    ("stored_file.download", "Tải minh chứng của bạn về để kiểm tra", "Downloaded your evidence to check it"),
    ("stored_file.upload", "Tải lên một tệp", "Uploaded a file"),
    ("stored_file.view", "Xem ảnh chân dung của bạn", "Looked at your portrait"),
    ("unit_list.view", "Xem danh sách đăng ký dự thi của đơn vị", "Looked at the unit’s list"),
    ("unit_progress.download", "Tải số liệu tiến độ của các đơn vị", "Downloaded the progress of the units"),
    ("unlock_request.grant", "Mở lại phiếu đã chốt", "Unlocked the form"),
    ("unlock_request.make", "Xin sở mở lại phiếu", "Asked for the form to be unlocked"),
    ("unlock_request.refuse", "Không mở lại phiếu", "Refused to unlock the form"),
    ("unlock_requests.view", "Xem các yêu cầu mở lại phiếu", "Looked at requests to unlock"),
];

/// What personal data was accessed for.
#[must_use]
pub const fn purpose_name(lang: Lang, purpose: AccessPurpose) -> &'static str {
    match purpose {
        AccessPurpose::Verification => lang.t("Kiểm tra, duyệt phiếu đăng ký dự thi", "Verifying exam registrations"),
        AccessPurpose::AdmissionList => lang.t("Xem danh sách trúng tuyển", "Seeing who was admitted"),
        AccessPurpose::Enrolment => lang.t("Làm thủ tục nhập học", "Enrolling the new students"),
        AccessPurpose::StudentRecords => {
            lang.t("Nạp vào hệ thống quản lý sinh viên", "Filling the institution’s student records")
        }
        AccessPurpose::Reconciliation => lang.t("Đối chiếu số liệu với Bộ", "Comparing figures with the ministry"),
        AccessPurpose::Inspection => lang.t("Phục vụ thanh tra, kiểm tra", "Answering an inspection"),
        AccessPurpose::Support => lang.t("Hỗ trợ theo yêu cầu của thí sinh", "Helping at the candidate’s request"),
        AccessPurpose::Oversight => lang.t("Theo dõi các đơn vị trực thuộc", "Overseeing the units of the department"),
        AccessPurpose::Explanation => lang.t("Giải thích kết quả xét tuyển", "Explaining an admission result"),
        AccessPurpose::AccessQuestion => lang.t("Trả lời câu hỏi của thí sinh", "Answering the candidate’s question"),
        AccessPurpose::Payment => lang.t("Xử lý việc nộp lệ phí", "Seeing to the payment of the fee"),
        AccessPurpose::Audit => lang.t("Kiểm toán", "Auditing"),
    }
}

/// The office behind an entry without a name of its own: of the whole country, or the portal itself.
#[must_use]
pub const fn national_office(lang: Lang, role: Option<RoleKind>) -> &'static str {
    match role {
        Some(RoleKind::Candidate) => lang.t("Chính bạn", "Yourself"),
        Some(RoleKind::Support) => lang.t("Tổng đài hỗ trợ", "Helpline"),
        Some(RoleKind::Auditor) => lang.t("Kiểm toán độc lập", "Independent audit"),
        Some(_) => lang.t("Bộ Giáo dục và Đào tạo", "Ministry of Education and Training"),
        None => lang.t("Cổng Thí sinh", "The portal"),
    }
}

#[cfg(test)]
mod tests {
    use super::ACTIONS;

    #[test]
    fn the_actions_are_in_order_and_each_has_words_in_both_languages() {
        assert!(ACTIONS.is_sorted_by(|one, next| one.0 < next.0));
        for (action, vi, en) in ACTIONS {
            assert!(!vi.trim().is_empty() && !en.trim().is_empty() && vi != en, "{action}");
        }
    }
}
