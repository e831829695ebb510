//! An SMTP server that keeps what it is given.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The server; it ends with this value.
pub struct SmtpSink {
    pub url: String,
    taken: Arc<Mutex<Vec<TakenMail>>>,
    task: JoinHandle<()>,
}

/// What was taken over.
#[derive(Clone, Debug, Default)]
pub struct TakenMail {
    pub recipient: String,
    pub message: String,
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpSink {
    /// A server that answers `RCPT TO` with `rcpt_reply`.
    pub async fn start(rcpt_reply: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(Some(mail)) = converse(stream, rcpt_reply).await {
                    kept.lock().unwrap().push(mail);
                }
            }
        });
        Self { url, taken, task }
    }

    pub fn taken(&self) -> Vec<TakenMail> {
        self.taken.lock().unwrap().clone()
    }
}

/// One conversation; gives the mail that was taken over, if one was.
async fn converse(stream: TcpStream, rcpt_reply: &str) -> std::io::Result<Option<TakenMail>> {
    let mut stream = BufReader::new(stream);
    let mut mail = TakenMail::default();
    let (mut in_data, mut is_taken) = (false, false);
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(is_taken.then_some(mail));
        }
        if in_data && line != ".\r\n" {
            mail.message.push_str(line.strip_prefix('.').unwrap_or(&line));
            continue;
        }
        let reply = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "RCPT" => {
                mail.recipient = line.trim_end().to_owned();
                rcpt_reply
            }
            "DATA" => {
                in_data = true;
                "354 go on"
            }
            "." => {
                (in_data, is_taken) = (false, true);
                "250 taken"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(is_taken.then_some(mail));
            }
            _ => "250 ok",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}
