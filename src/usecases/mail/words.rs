//! The sentences of the mails, in both languages.

use super::templates::{MailLanguage, MailTemplate};

/// What differs between the templates, in one language.
pub(super) struct Words {
    pub(super) subject: &'static str,
    /// What happened, without saying how it ended.
    pub(super) happened: &'static str,
    /// What to do now.
    pub(super) next: &'static str,
}

impl MailTemplate {
    /// What the mail says in `language`.
    pub(super) const fn words(self, language: MailLanguage) -> Words {
        match language {
            MailLanguage::Vi => self.vietnamese(),
            MailLanguage::En => self.english(),
        }
    }

    const fn vietnamese(self) -> Words {
        match self {
            Self::RegistrationReturned => Words {
                subject: "Cổng Thí sinh: phiếu đăng ký dự thi cần bạn xem lại",
                happened: "Nơi đăng ký dự thi vừa xem phiếu đăng ký dự thi của bạn và có điều cần bạn xem lại.",
                next: "Hãy đăng nhập để đọc nội dung cần sửa, rồi nộp lại trước hạn.",
            },
            Self::RegistrationApproved => Words {
                subject: "Cổng Thí sinh: phiếu đăng ký dự thi đã được xử lý",
                happened: "Nơi đăng ký dự thi vừa xử lý phiếu đăng ký dự thi của bạn.",
                next: "Hãy đăng nhập để xem kết quả xử lý. Hiện bạn chưa cần làm gì thêm.",
            },
            Self::RegistrationLocked => Words {
                subject: "Cổng Thí sinh: hãy xác nhận phiếu đăng ký dự thi",
                happened: "Nơi đăng ký dự thi vừa chốt danh sách dự thi có phiếu của bạn.",
                next: "Hãy đăng nhập để kiểm tra từng dòng rồi xác nhận, hoặc ký bản giấy tại nơi đăng ký dự thi.",
            },
            Self::RegistrationChanged => Words {
                subject: "Cổng Thí sinh: phiếu đăng ký dự thi có thay đổi",
                happened: "Nơi đăng ký dự thi hoặc sở giáo dục và đào tạo vừa xử lý phiếu đăng ký dự thi của bạn.",
                next: "Hãy đăng nhập để xem việc đã làm và lý do.",
            },
            Self::CandidateNumberGiven => Words {
                subject: "Cổng Thí sinh: đã có giấy báo dự thi",
                happened: "Hội đồng thi vừa cấp số báo danh, điểm thi và phòng thi cho bạn.",
                next: "Hãy đăng nhập để xem và in giấy báo dự thi.",
            },
            Self::RegistrationAmended => Words {
                subject: "Cổng Thí sinh: có phiếu đính chính thông tin dự thi",
                happened: "Hội đồng thi vừa lập một phiếu đính chính cho phiếu đăng ký dự thi của bạn.",
                next: "Hãy đăng nhập, mở giấy báo dự thi và kiểm tra nội dung đính chính.",
            },
            Self::MarkAppealReceived => Words {
                subject: "Cổng Thí sinh: đã nhận đơn phúc khảo",
                happened: "Cổng Thí sinh vừa nhận đơn phúc khảo bài thi nộp từ tài khoản của bạn.",
                next: "Hãy đăng nhập để xem đơn, hoặc rút đơn khi còn trong thời gian nhận đơn.",
            },
            Self::MarkAppealDecided => Words {
                subject: "Cổng Thí sinh: đã có kết quả phúc khảo",
                happened: "Hội đồng thi vừa trả lời một đơn phúc khảo của bạn.",
                next: "Hãy đăng nhập, mở mục Phúc khảo bài thi để xem kết quả.",
            },
            Self::PreferencesSubmitted => Words {
                subject: "Cổng Thí sinh: đã nhận danh sách nguyện vọng",
                happened: "Cổng Thí sinh vừa nhận một danh sách nguyện vọng nộp từ tài khoản của bạn.",
                next: "Hãy đăng nhập để xem lại danh sách và giấy biên nhận.",
            },
            Self::PaymentReceived => Words {
                subject: "Cổng Thí sinh: đã nhận lệ phí xét tuyển",
                happened: "Cổng Thí sinh vừa nhận được lệ phí xét tuyển của bạn. Bạn không cần nộp thêm lần nào nữa.",
                next: "Hãy đăng nhập để xem biên lai.",
            },
            Self::PaymentReceivedByLink => Words {
                subject: "Cổng Thí sinh: lệ phí đã được trả qua liên kết của bạn",
                happened: "Liên kết nhờ trả mà bạn gửi đi đã được dùng, và Cổng Thí sinh vừa nhận được lệ phí xét tuyển của bạn. Không ai cần nộp thêm lần nào nữa.",
                next: "Hãy đăng nhập để xem biên lai.",
            },
            Self::PaymentWindowExtended => Words {
                subject: "Cổng Thí sinh: hạn nộp lệ phí xét tuyển được gia hạn",
                happened: "Hạn nộp lệ phí xét tuyển của nhóm tỉnh nơi bạn đăng ký vừa được gia hạn. Cổng chưa ghi nhận lệ phí của bạn.",
                next: "Hãy đăng nhập, mở mục Lệ phí xét tuyển để xem hạn mới và nộp lệ phí.",
            },
            Self::EnrolmentConfirmed => Words {
                subject: "Cổng Thí sinh: đã nhận xác nhận nhập học",
                happened: "Cổng Thí sinh vừa ghi nhận một xác nhận nhập học từ tài khoản của bạn.",
                next: "Hãy đăng nhập để xem giấy biên nhận.",
            },
            Self::NewDevice => Words {
                subject: "Cổng Thí sinh: đăng nhập trên thiết bị mới",
                happened: "Tài khoản của bạn vừa đăng nhập trên một thiết bị mà cổng chưa từng thấy.",
                next: "Nếu là bạn, bạn không cần làm gì. Bạn xem được mọi thiết bị đang đăng nhập ở mục Tài khoản.",
            },
            Self::ContactChanged => Words {
                subject: "Cổng Thí sinh: thông tin liên hệ vừa thay đổi",
                happened: "Thông tin liên hệ trong tài khoản của bạn vừa được sửa hoặc được đề nghị sửa. Thư này gửi đến cả địa chỉ cũ và địa chỉ mới.",
                next: "Nếu là bạn, bạn không cần làm gì.",
            },
            Self::FreezeBegun => Words {
                subject: "Cổng Thí sinh: danh sách nguyện vọng đã tạm khóa",
                happened: "Có người vừa mở liên kết “Không phải tôi” trong thư cảnh báo. Danh sách nguyện vọng, thông tin liên hệ và việc xác nhận nhập học đã tạm khóa; mọi thiết bị đã đăng xuất. Danh sách đã nộp vẫn giữ nguyên.",
                next: "Hãy đăng nhập lại bằng định danh điện tử, mở mục Tài khoản, xem lại những gì đã thay đổi rồi mở khóa trước hạn.",
            },
            Self::FreezeLifted => Words {
                subject: "Cổng Thí sinh: danh sách nguyện vọng đã mở khóa",
                happened: "Danh sách nguyện vọng của bạn vừa được mở khóa, sau một lần đăng nhập mới bằng định danh điện tử.",
                next: "Hãy đăng nhập để kiểm tra danh sách đang có hiệu lực.",
            },
            Self::PublicationProposed => Words {
                subject: "Cổng Thí sinh: một đề nghị công bố đang chờ bạn kiểm tra",
                happened: "Một cán bộ điều hành vừa đề nghị công bố một lượt xử lý nguyện vọng. Việc công bố cần người thứ hai kiểm tra.",
                next: "Hãy đăng nhập, mở mục Xử lý nguyện vọng, rồi duyệt hoặc từ chối đề nghị.",
            },
            Self::StaffInvitation => Words {
                subject: "Cổng Thí sinh: lời mời mở tài khoản cán bộ",
                happened: "Bạn được mời mở một tài khoản cán bộ trên Cổng Thí sinh, gắn với địa chỉ thư này.",
                next: "Hãy mở liên kết dưới đây trong vòng 72 giờ để đặt mật khẩu và cài mã xác thực. Liên kết chỉ dùng được một lần; đừng chuyển cho người khác.",
            },
            Self::StaffPasswordReset => Words {
                subject: "Cổng Thí sinh: đặt mật khẩu mới",
                happened: "Người quản lý tài khoản vừa yêu cầu đặt mật khẩu mới cho tài khoản cán bộ của bạn. Mật khẩu cũ không còn dùng được.",
                next: "Hãy mở liên kết dưới đây trong vòng 72 giờ để đặt mật khẩu mới. Khi đăng nhập, bạn vẫn cần mã xác thực như trước.",
            },
            Self::StaffSecondFactorReset => Words {
                subject: "Cổng Thí sinh: cần cài lại mã xác thực",
                happened: "Người quản lý tài khoản vừa gỡ thiết bị tạo mã xác thực khỏi tài khoản cán bộ của bạn. Mọi phiên làm việc của tài khoản đã kết thúc.",
                next: "Hãy đăng nhập bằng mật khẩu; cổng sẽ hướng dẫn bạn cài lại mã xác thực.",
            },
            Self::StaffPasswordChanged => Words {
                subject: "Cổng Thí sinh: mật khẩu vừa được đổi",
                happened: "Mật khẩu của tài khoản cán bộ gắn với địa chỉ thư này vừa được đổi. Các phiên làm việc khác của tài khoản đã kết thúc.",
                next: "Nếu là bạn, bạn không cần làm gì. Trên thiết bị khác, hãy đăng nhập bằng mật khẩu mới.",
            },
            Self::StaffSecondFactorChanged => Words {
                subject: "Cổng Thí sinh: thiết bị tạo mã xác thực vừa được đổi",
                happened: "Thiết bị tạo mã xác thực của tài khoản cán bộ gắn với địa chỉ thư này vừa được đổi. Thiết bị cũ và các mã khôi phục cũ hết giá trị; các phiên làm việc khác của tài khoản đã kết thúc.",
                next: "Nếu là bạn, bạn không cần làm gì. Trên thiết bị khác, hãy đăng nhập bằng mã của thiết bị mới.",
            },
            Self::StaffAccountClosed => Words {
                subject: "Cổng Thí sinh: tài khoản cán bộ đã đóng",
                happened: "Tài khoản cán bộ của bạn trên Cổng Thí sinh vừa được đóng. Mọi phiên làm việc của tài khoản đã kết thúc.",
                next: "Bạn không cần làm gì. Nếu bạn vẫn phụ trách công việc này, hãy liên hệ người quản lý tài khoản của đơn vị.",
            },
            Self::StaffAccountReopened => Words {
                subject: "Cổng Thí sinh: tài khoản cán bộ được mở lại",
                happened: "Tài khoản cán bộ của bạn trên Cổng Thí sinh vừa được mở lại.",
                next: "Hãy đăng nhập bằng mật khẩu và mã xác thực như trước.",
            },
            Self::ReleaserAccountChanged => Words {
                subject: "Cổng Thí sinh: tài khoản lãnh đạo duyệt vừa thay đổi",
                happened: "Một cán bộ điều hành vừa mời, mở lại hoặc đặt lại một tài khoản có quyền duyệt công bố. Thư này báo cho những người cùng có quyền duyệt.",
                next: "Nếu bạn không biết việc này, hãy hỏi ngay trong Bộ trước khi duyệt đề nghị nào.",
            },
            Self::AccessQuestionAsked => Words {
                subject: "Cổng Thí sinh: một thí sinh hỏi về việc xem dữ liệu của mình",
                happened: "Một thí sinh vừa hỏi vì sao cơ quan của bạn đã xem hoặc sử dụng dữ liệu của mình. Luật Bảo vệ dữ liệu cá nhân yêu cầu trả lời trong 2 ngày làm việc.",
                next: "Hãy đăng nhập, mở mục Câu hỏi của thí sinh, rồi trả lời.",
            },
            Self::AccessQuestionAnswered => Words {
                subject: "Cổng Thí sinh: đã có trả lời về việc xem dữ liệu của bạn",
                happened: "Cơ quan mà bạn hỏi về việc xem dữ liệu của bạn vừa trả lời.",
                next: "Hãy đăng nhập và mở mục Ai đã xem dữ liệu của tôi để đọc.",
            },
            Self::UnlockRequested => Words {
                subject: "Cổng Thí sinh: một yêu cầu mở lại phiếu đang chờ sở",
                happened: "Một đơn vị đăng ký dự thi vừa xin sở mở lại một phiếu đã chốt.",
                next: "Hãy đăng nhập, mở mục Yêu cầu mở lại phiếu, đọc lý do rồi quyết định.",
            },
            Self::UnlockDecided => Words {
                subject: "Cổng Thí sinh: sở đã xử lý một yêu cầu mở lại phiếu",
                happened: "Sở vừa xử lý một yêu cầu mở lại phiếu mà bạn đã gửi.",
                next: "Hãy đăng nhập và mở phiếu ấy để xem kết quả.",
            },
            Self::RegistryCaseOpened => Words {
                subject: "Cổng Thí sinh: có một việc cần làm rõ về thông tin cá nhân",
                happened: "Khi đối chiếu thông tin cá nhân của bạn, cổng thấy có một điểm cần làm rõ. Việc này không ngăn bạn nộp phiếu.",
                next: "Hãy đăng nhập, mở mục Đối chiếu thông tin cá nhân để xem việc gì và ai cần làm.",
            },
            Self::StepUnfinished => Words {
                subject: "Cổng Thí sinh: bạn còn việc chưa xong, sắp hết hạn",
                happened: "Trên Cổng Thí sinh, bạn còn một việc chưa làm xong. Việc này có hạn cuối.",
                next: "Hãy đăng nhập để xem việc nào và làm xong trước hạn. Nếu bạn vừa làm xong thì không cần làm gì thêm.",
            },
            Self::RegistryCaseMoved => Words {
                subject: "Cổng Thí sinh: việc làm rõ thông tin cá nhân có thay đổi",
                happened: "Một việc cần làm rõ về thông tin cá nhân của bạn vừa được xử lý.",
                next: "Hãy đăng nhập, mở mục Đối chiếu thông tin cá nhân để xem việc này đến đâu.",
            },
        }
    }

    const fn english(self) -> Words {
        match self {
            Self::RegistrationReturned => Words {
                subject: "Candidate portal: please look at your exam registration",
                happened: "Your registration unit has looked at your exam registration and asks you to look at it again.",
                next: "Sign in to read what to change, then submit it again before the deadline.",
            },
            Self::RegistrationApproved => Words {
                subject: "Candidate portal: your exam registration was processed",
                happened: "Your registration unit has processed your exam registration.",
                next: "Sign in to read the outcome. There is nothing more for you to do now.",
            },
            Self::RegistrationLocked => Words {
                subject: "Candidate portal: please confirm your exam registration",
                happened: "Your registration unit has signed off its list, with your form in it.",
                next: "Sign in to check each line and confirm it, or sign it on paper at your registration unit.",
            },
            Self::RegistrationChanged => Words {
                subject: "Candidate portal: your exam registration changed",
                happened: "Your registration unit or the department has dealt with your exam registration.",
                next: "Sign in to read what was done and why.",
            },
            Self::CandidateNumberGiven => Words {
                subject: "Candidate portal: your exam notice is there",
                happened: "The exam council has given you a candidate number, a venue and a room.",
                next: "Sign in to see your exam notice and print it.",
            },
            Self::RegistrationAmended => Words {
                subject: "Candidate portal: a correction slip on your registration",
                happened: "The exam council has appended a correction slip to your exam registration.",
                next: "Sign in, open your exam notice and check what was corrected.",
            },
            Self::MarkAppealReceived => Words {
                subject: "Candidate portal: appeal against marks received",
                happened: "The portal has received an appeal against marks from your account.",
                next: "Sign in to look at it, or to take it back while appeals are received.",
            },
            Self::MarkAppealDecided => Words {
                subject: "Candidate portal: your appeal is answered",
                happened: "The exam council has answered an appeal of yours against a mark.",
                next: "Sign in and open the appeals against marks to see the answer.",
            },
            Self::PreferencesSubmitted => Words {
                subject: "Candidate portal: preference list received",
                happened: "The portal has received a preference list from your account.",
                next: "Sign in to look at the list and its receipt.",
            },
            Self::PaymentReceived => Words {
                subject: "Candidate portal: preference fee received",
                happened: "The portal has received your preference fee. You need not pay again.",
                next: "Sign in to see the receipt.",
            },
            Self::PaymentReceivedByLink => Words {
                subject: "Candidate portal: the fee was paid by your link",
                happened: "The link that you passed on was used, and the portal has received your preference fee. Nobody need pay again.",
                next: "Sign in to see the receipt.",
            },
            Self::PaymentWindowExtended => Words {
                subject: "Candidate Portal: more time to pay the preference fee",
                happened: "The payment window of the provinces where you registered closes later than announced. Your fee has not been received.",
                next: "Sign in and open the preference fee to see the new closing time and to pay.",
            },
            Self::EnrolmentConfirmed => Words {
                subject: "Candidate portal: enrolment confirmation received",
                happened: "The portal has recorded an enrolment confirmation from your account.",
                next: "Sign in to see the receipt.",
            },
            Self::NewDevice => Words {
                subject: "Candidate portal: signed in on a new device",
                happened: "Your account has signed in on a device that the portal had never seen before.",
                next: "If it was you, there is nothing to do. You can see all devices that are signed in under Account.",
            },
            Self::ContactChanged => Words {
                subject: "Candidate portal: contact data changed",
                happened: "The contact data of your account was changed, or somebody asks for that. This mail goes to the old address and to the new one.",
                next: "If it was you, there is nothing to do.",
            },
            Self::FreezeBegun => Words {
                subject: "Candidate portal: your preference list is frozen",
                happened: "Somebody opened “Not me” in an alert. The preference list, the contact data and the confirmation of enrolment are frozen; all devices were signed out. The list that was submitted stays as it is.",
                next: "Sign in again with your electronic identity, open Account, look at what has changed and lift the freeze before the deadline.",
            },
            Self::FreezeLifted => Words {
                subject: "Candidate portal: your preference list is open again",
                happened: "The freeze of your preference list was lifted after a new sign-in with your electronic identity.",
                next: "Sign in to check the list that stands.",
            },
            Self::PublicationProposed => Words {
                subject: "Candidate portal: a proposal to publish waits for your check",
                happened: "An operator has proposed to publish a run of the matching. Publishing it takes a second person's check.",
                next: "Sign in, open Admission matching, and approve or reject the proposal.",
            },
            Self::StaffInvitation => Words {
                subject: "Candidate portal: invitation to a staff account",
                happened: "You are invited to open a staff account of the candidate portal, bound to this address.",
                next: "Open the link below within 72 hours to set a password and set up your codes. The link works once; do not pass it on.",
            },
            Self::StaffPasswordReset => Words {
                subject: "Candidate portal: set a new password",
                happened: "Whoever manages your staff account has asked for a new password. The old one no longer works.",
                next: "Open the link below within 72 hours to set the new password. Signing in still takes a code, as before.",
            },
            Self::StaffSecondFactorReset => Words {
                subject: "Candidate portal: set up your codes again",
                happened: "Whoever manages your staff account has removed the device that makes your codes. All sessions of the account have ended.",
                next: "Sign in with your password; the portal then helps you to set up your codes again.",
            },
            Self::StaffPasswordChanged => Words {
                subject: "Candidate portal: your password was changed",
                happened: "The password of the staff account bound to this address was changed. All other sessions of the account have ended.",
                next: "If it was you, there is nothing to do. On other devices sign in with the new password.",
            },
            Self::StaffSecondFactorChanged => Words {
                subject: "Candidate portal: the device for your codes was changed",
                happened: "The device that makes the codes of the staff account bound to this address was changed. The old device and the old recovery codes work no more; all other sessions of the account have ended.",
                next: "If it was you, there is nothing to do. On other devices sign in with a code of the new device.",
            },
            Self::StaffAccountClosed => Words {
                subject: "Candidate portal: staff account closed",
                happened: "Your staff account of the candidate portal was closed. All its sessions have ended.",
                next: "There is nothing for you to do. If this is still your work, contact whoever manages the accounts of your office.",
            },
            Self::StaffAccountReopened => Words {
                subject: "Candidate portal: staff account open again",
                happened: "Your staff account of the candidate portal was opened again.",
                next: "Sign in with your password and a code, as before.",
            },
            Self::ReleaserAccountChanged => Words {
                subject: "Candidate portal: a releaser's account has changed",
                happened: "An operator has invited, reopened or reset an account that may release publications. This mail tells all others who may.",
                next: "If you do not know of it, ask within the ministry before you release any proposal.",
            },
            Self::AccessQuestionAsked => Words {
                subject: "Candidate portal: a candidate asks about an access to their data",
                happened: "A candidate asks why your office looked at their data or used it. The law on personal data wants an answer within 2 working days.",
                next: "Sign in, open Questions from candidates, and answer.",
            },
            Self::AccessQuestionAnswered => Words {
                subject: "Candidate portal: your question about your data was answered",
                happened: "The office that you asked about an access to your data has answered.",
                next: "Sign in and open Who has seen my data to read it.",
            },
            Self::UnlockRequested => Words {
                subject: "Candidate portal: a request to unlock a form waits for you",
                happened: "A registration unit asks the department to unlock a form of its signed-off list.",
                next: "Sign in, open Requests to unlock a form, read the reason and decide.",
            },
            Self::UnlockDecided => Words {
                subject: "Candidate portal: the department has decided a request to unlock",
                happened: "The department has decided about a form that you asked to have unlocked.",
                next: "Sign in and open that form to see what came of it.",
            },
            Self::RegistryCaseOpened => Words {
                subject: "Candidate portal: something about your identity data is unclear",
                happened: "Comparing your identity data, the portal found something to be cleared up. It keeps you from nothing.",
                next: "Sign in and open Identity data compared to see what it is and who has to act.",
            },
            Self::StepUnfinished => Words {
                subject: "Candidate portal: something is left to do before a deadline",
                happened: "On the candidate portal there is something that you have not finished. It has a deadline.",
                next: "Sign in to see what it is and finish it in time. If you just did, there is nothing more to do.",
            },
            Self::RegistryCaseMoved => Words {
                subject: "Candidate portal: news about your identity data",
                happened: "Something that had to be cleared up about your identity data was dealt with.",
                next: "Sign in and open Identity data compared to see how far it is.",
            },
        }
    }
}

/// What all mails say.
pub(super) struct Around {
    /// Before the link of an alert.
    pub(super) not_me: &'static str,
    pub(super) greeting: &'static str,
    pub(super) sign_in_at: &'static str,
    /// Before a one-time link.
    pub(super) open: &'static str,
    pub(super) not_you: &'static str,
    /// The same to staff, who did nothing.
    pub(super) not_for_you: &'static str,
    /// Beside a one-time link.
    pub(super) not_expected: &'static str,
    pub(super) ask_your_administrator: &'static str,
    /// The same of what the person did themselves.
    pub(super) was_not_you: &'static str,
    /// Below a reminder, which nobody set off.
    pub(super) not_here: &'static str,
    pub(super) no_reply: &'static str,
}

impl Around {
    pub(super) const fn of(language: MailLanguage) -> Self {
        match language {
            MailLanguage::Vi => Self {
                not_me: "Không phải bạn? Mở liên kết này để tạm khóa danh sách nguyện vọng và đăng xuất mọi thiết bị (dùng được một lần, trong 7 ngày):",
                greeting: "Chào bạn,",
                sign_in_at: "Đăng nhập tại:",
                not_you: "Nếu không phải bạn đã thực hiện, hãy đăng nhập kiểm tra ngay và báo cho nơi đăng ký dự thi.",
                open: "Mở liên kết:",
                not_expected: "Nếu bạn không chờ thư này, hãy bỏ qua và đừng mở liên kết: không có gì thay đổi.",
                ask_your_administrator: "Nếu điều này không đúng, hãy báo ngay cho người quản lý tài khoản của đơn vị bạn.",
                was_not_you: "Nếu không phải bạn đã đổi, hãy báo ngay cho người quản lý tài khoản của đơn vị bạn để đóng tài khoản.",
                not_for_you: "Nếu bạn không làm việc này nữa, hãy báo cho người quản trị để đóng tài khoản.",
                not_here: "Nếu bạn không đăng ký trên Cổng Thí sinh, hãy bỏ qua thư này.",
                no_reply: "Thư được gửi tự động, xin đừng trả lời. Cổng Thí sinh không bao giờ hỏi mật khẩu hay mã xác thực qua thư.",
            },
            MailLanguage::En => Self {
                not_me: "Not you? Open this link to freeze the preference list and sign out all devices (works once, for 7 days):",
                greeting: "Hello,",
                sign_in_at: "Sign in at:",
                not_you: "If this was not you, sign in at once to check, and tell your registration unit.",
                open: "Open this link:",
                not_expected: "If you did not expect this mail, ignore it and leave the link alone: nothing changes.",
                ask_your_administrator: "If this is not right, tell whoever manages the accounts of your office at once.",
                was_not_you: "If it was not you, tell whoever manages the accounts of your office at once, so that the account is closed.",
                not_for_you: "If this is no longer your work, tell the administrator, so that the account is closed.",
                not_here: "If you never registered on this portal, ignore this mail.",
                no_reply: "This mail was sent automatically; please do not answer it. The portal never asks for a password or a code by mail.",
            },
        }
    }
}
