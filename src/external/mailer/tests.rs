use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::{MailError, Mailer, MailerConfig, OutgoingMail};

/// What an SMTP server took over.
#[derive(Debug, Default)]
struct Taken {
    sender: String,
    recipient: String,
    message: String,
}

/// Takes one mail; answers `RCPT TO` with `rcpt_reply`.
async fn take_one(stream: TcpStream, rcpt_reply: &str) -> Taken {
    let mut stream = BufReader::new(stream);
    let mut taken = Taken::default();
    stream.write_all(b"220 sink ESMTP\r\n").await.unwrap();
    let mut in_data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap() == 0 {
            return taken;
        }
        if in_data && line != ".\r\n" {
            taken.message.push_str(line.strip_prefix('.').unwrap_or(&line));
            continue;
        }
        let reply = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "MAIL" => {
                taken.sender = line.trim_end().to_owned();
                "250 ok"
            }
            "RCPT" => {
                taken.recipient = line.trim_end().to_owned();
                rcpt_reply
            }
            "DATA" => {
                in_data = true;
                "354 go on"
            }
            "." => {
                in_data = false;
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
    }
}

async fn sink(rcpt_reply: &'static str) -> (Mailer, JoinHandle<Taken>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let smtp_url = format!("smtp://{}", listener.local_addr().unwrap());
    let from = "Cổng Thí sinh <khong-tra-loi@thisinh.example.vn>".to_owned();
    let mailer = Mailer::new(&MailerConfig { smtp_url, from }).unwrap();
    let taken = tokio::spawn(async move { take_one(listener.accept().await.unwrap().0, rcpt_reply).await });
    (mailer, taken)
}

fn mail() -> OutgoingMail {
    OutgoingMail {
        to: "thi.sinh@example.vn".into(),
        subject: "Phiếu đăng ký dự thi đã được duyệt".into(),
        text: "Chào bạn,\n\nPhiếu của bạn đã được duyệt.\n.\nDòng sau dấu chấm.\n".into(),
        html: "<p>Phiếu của bạn đã được <strong>duyệt</strong>.</p>".into(),
    }
}

/// The value of a header, with folded lines put together.
fn header(message: &str, name: &str) -> String {
    let head = message.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let line = head.lines().find(|line| line.starts_with(&format!("{name}: "))).expect(name);
    decode_words(&line[name.len() + 2..])
}

/// RFC 2047: `=?utf-8?b?…?=`; blanks between two encoded words do not count.
fn decode_words(value: &str) -> String {
    let mut decoded = String::new();
    let mut was_encoded = false;
    for word in value.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        let continues = was_encoded && encoded.is_some();
        if !decoded.is_empty() && !continues {
            decoded.push(' ');
        }
        match encoded {
            Some(text) => decoded.push_str(&String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()),
            None => decoded.push_str(word),
        }
        was_encoded = encoded.is_some();
    }
    decoded
}

/// The decoded part of this type.
fn part(message: &str, content_type: &str) -> String {
    let boundary = header(message, "Content-Type").split("boundary=\"").nth(1).unwrap().replace('"', "");
    let part = message
        .split(&format!("--{boundary}"))
        .find(|part| part.contains(&format!("Content-Type: {content_type}; charset=utf-8")))
        .expect(content_type);
    let (head, body) = part.split_once("\r\n\r\n").unwrap();
    let body = body.strip_suffix("\r\n").unwrap_or(body);
    if head.contains("quoted-printable") {
        quoted_printable(body)
    } else if head.contains("base64") {
        String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap()
    } else {
        body.to_owned()
    }
}

/// RFC 2045, section 6.7.
fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut pieces = joined.split('=');
    let mut decoded = pieces.next().unwrap().as_bytes().to_vec();
    for piece in pieces {
        decoded.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        decoded.extend_from_slice(&piece.as_bytes()[2..]);
    }
    String::from_utf8(decoded).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_with_its_vietnamese_words_whole() {
    let (mailer, taken) = sink("250 ok").await;
    mailer.send(&mail()).await.unwrap();
    let taken = taken.await.unwrap();
    assert!(taken.sender.starts_with("MAIL FROM:<khong-tra-loi@thisinh.example.vn>"), "{}", taken.sender);
    assert_eq!(taken.recipient, "RCPT TO:<thi.sinh@example.vn>");
    assert_eq!(header(&taken.message, "Subject"), "Phiếu đăng ký dự thi đã được duyệt");
    assert_eq!(header(&taken.message, "To"), "thi.sinh@example.vn");
    assert!(header(&taken.message, "From").ends_with("<khong-tra-loi@thisinh.example.vn>"));
    assert!(header(&taken.message, "From").contains("Cổng Thí sinh"));
    assert!(header(&taken.message, "Message-ID").starts_with('<'));
    assert!(!header(&taken.message, "Date").is_empty());
    assert!(header(&taken.message, "Content-Type").starts_with("multipart/alternative"));
    assert_eq!(part(&taken.message, "text/plain").replace("\r\n", "\n"), mail().text);
    assert_eq!(part(&taken.message, "text/html"), mail().html);
}

#[tokio::test]
async fn a_subject_cannot_add_a_header() {
    let (mailer, taken) = sink("250 ok").await;
    let subject = "Thông báo\r\nBcc: nguoi.khac@example.vn".to_owned();
    mailer.send(&OutgoingMail { subject, ..mail() }).await.unwrap();
    let taken = taken.await.unwrap();
    assert!(!taken.message.lines().any(|line| line.starts_with("Bcc:")), "{}", taken.message);
}

#[tokio::test]
async fn a_no_for_good_differs_from_a_no_for_now() {
    for (reply, temporary) in [("550 no such user", false), ("451 later", true)] {
        let (mailer, _taken) = sink(reply).await;
        let error = mailer.send(&mail()).await.unwrap_err();
        assert_eq!(error.is_temporary(), temporary, "{reply}");
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_worth_another_try() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let smtp_url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let mailer = Mailer::new(&MailerConfig { smtp_url, from: "a@example.vn".into() }).unwrap();
    assert!(mailer.send(&mail()).await.unwrap_err().is_temporary());
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_before_anything_is_sent() {
    let (mailer, _taken) = sink("250 ok").await;
    for to in ["", "khong phai dia chi", "a@example.vn\r\nRCPT TO:<b@example.vn>"] {
        let error = mailer.send(&OutgoingMail { to: to.into(), ..mail() }).await.unwrap_err();
        assert!(matches!(error, MailError::BadRecipient), "{to}");
    }
}

#[test]
fn settings_are_checked_at_the_start() {
    let config = |smtp_url: &str, from: &str| MailerConfig { smtp_url: smtp_url.to_owned(), from: from.to_owned() };
    for smtp_url in
        ["smtp://127.0.0.1:1025", "smtps://user:pass@mail.example.vn", "smtp://mail.example.vn:587?tls=required"]
    {
        assert!(Mailer::new(&config(smtp_url, "a@example.vn")).is_ok(), "{smtp_url}");
    }
    assert!(Mailer::new(&config("http://mail.example.vn", "a@example.vn")).is_err());
    assert!(Mailer::new(&config("smtp://127.0.0.1:1025", "không có")).is_err());
    assert!(!format!("{:?}", config("smtps://user:pass@mail.example.vn", "a@example.vn")).contains("pass"));
}
