use super::*;

fn read(text: &[u8]) -> Vec<io::Result<Mail>> {
    match told(text).unwrap() {
        Stream::Mails(mails) => mails.collect(),
        Stream::Other(_) => Vec::new(),
    }
}

fn bodies(text: &str) -> Vec<String> {
    let body = |mail: io::Result<Mail>| {
        let mail = mail.unwrap();
        assert!(!mail.cut);
        String::from_utf8_lossy(split_head(&mail.bytes).1).into_owned()
    };
    read(text.as_bytes()).into_iter().map(body).collect()
}

fn mail(n: u32, more: &str, body: &str) -> String {
    format!(
        "From mira@valley.example Mon Mar  3 06:00:0{n} 2031\nFrom: Mira\nSubject: {n}\n{more}\n{body}"
    )
}

#[test]
fn each_mail_of_a_box_is_given() {
    let text = mail(1, "", "One.\n\n")
        + &mail(
            2,
            "Message-ID: <b@valley.example>\n",
            "Two.\n\n>From here\n>>From there\n> From\n\n",
        )
        + &mail(3, "Date: Tue, 4 Mar 2031 06:00:00 +0100\n", "Three.");
    assert_eq!(bodies(&text), ["One.\n", "Two.\n\nFrom here\n>From there\n> From\n", "Three."]);
    let found: Vec<Mail> = read(text.as_bytes()).into_iter().map(Result::unwrap).collect();
    let times: Vec<String> = found.iter().map(|mail| mail.at.unwrap().to_rfc3339()).collect();
    assert_eq!(
        times,
        ["2031-03-03T06:00:01+00:00", "2031-03-03T06:00:02+00:00", "2031-03-04T05:00:00+00:00"]
    );
    assert_eq!([1, 2, 3], [0, 1, 2].map(|n| found[n].number));
    let address = |n: usize| found[n].address(Path::new("/a/box.mbox"));
    assert_eq!(address(1), "file:///a/box.mbox/b@valley.example");
    assert!(address(0).starts_with("file:///a/box.mbox/") && address(0) != address(2));
    let moved = mail(9, "", "Nine.\n\n") + &mail(1, "", "One.\n\n");
    assert_eq!(
        read(moved.as_bytes())[1].as_ref().unwrap().address(Path::new("/a/box.mbox")),
        address(0)
    );
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(
        bodies(&crlf)[..2],
        ["One.\r\n", "Two.\r\n\r\nFrom here\r\n>From there\r\n> From\r\n"]
    );
}

#[test]
fn what_a_mail_says_of_from_parts_nothing() {
    let body = "He wrote:\n\nFrom now on the ferry rests.\n\nFrom the desk:\nNote: it rests.\n\n";
    assert_eq!(
        bodies(&(mail(1, "", body) + &mail(2, "", "Two."))),
        [&body[..body.len() - 1], "Two."]
    );
    // without an empty line, only a line that tells when
    assert_eq!(bodies(&(mail(1, "", "One.\n") + &mail(2, "", "Two."))), ["One.\n", "Two."]);
    assert_eq!(
        bodies("From x\nFrom: a\nTo: b\n\nOne.\nFrom y\nFrom: a\nTo: b\n"),
        ["One.\nFrom y\nFrom: a\nTo: b\n"]
    );
}

#[test]
fn the_length_that_a_mail_tells_is_believed_where_it_fits() {
    let inner = mail(2, "", "In it.\n\n");
    let told = |length: usize| {
        let more = format!("Content-Length: {length}\n");
        mail(1, &more, &inner) + "\n" + &mail(3, "", "Three.\n")
    };
    assert_eq!(bodies(&told(inner.len())), [&*inner, "Three.\n"]);
    for wrong in [0, 3, inner.len() + 40, 1 << 40] {
        assert_eq!(bodies(&told(wrong)).len(), 3, "{wrong}");
    }
    let last = mail(1, &format!("Content-Length: {}\n", inner.len()), &inner);
    assert_eq!(bodies(&last), [inner[..inner.len() - 1].to_owned()]);
}

#[test]
fn a_box_is_told_by_how_it_begins_and_read_packed() {
    for text in ["", "From", "From now on\nit rests.\n", "Subject: a\nFrom: b\n\nFrom x\nA: b"] {
        assert!(matches!(told(text.as_bytes()).unwrap(), Stream::Other(_)), "{text}");
        let Stream::Other(mut same) = told(text.as_bytes()).unwrap() else { continue };
        let mut read = String::new();
        same.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
    }
    let text = "\u{feff}".to_owned() + &mail(1, "", "One.\n\n") + &mail(2, "", "Two.\n");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2031-March.txt.gz");
    std::fs::write(&path, &packed).unwrap();
    assert_eq!(open(&path).unwrap().unwrap().count(), 2);
    std::fs::write(&path, &packed[..packed.len() - 10]).unwrap();
    let found: Vec<_> = open(&path).unwrap().unwrap().collect();
    assert!(found.last().unwrap().is_err() && found[0].is_ok());
}

#[test]
fn what_programs_set_first_is_no_mail_and_a_cut_box_gives_what_there_is() {
    let own = "From MAILER-DAEMON Mon Mar  3 06:00:00 2031\nDate: 3 Mar 2031\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n\nText.\n\n";
    let text = own.to_owned() + &mail(1, "", "One.\n\n") + &mail(2, "", "Two.\n");
    assert_eq!(bodies(&text), ["One.\n", "Two.\n"]);
    for cut in 0..text.len() {
        let _ = read(&text.as_bytes()[..cut]);
    }
}

/// Lines of a mail without end.
struct Endless(usize);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.0);
        buffer[..most].fill(b'x');
        self.0 -= most;
        Ok(most)
    }
}

#[test]
fn of_a_mail_that_is_too_long_the_beginning_is_kept_and_the_next_is_found() {
    let (first, next) = (mail(1, "", ""), "\n\n".to_owned() + &mail(2, "", "Two.\n"));
    let text = first.as_bytes().chain(Endless(LONGEST + (1 << 20))).chain(next.as_bytes());
    let Stream::Mails(mut mails) = told(text).unwrap() else { panic!() };
    let long = mails.next().unwrap().unwrap();
    assert!(long.cut && long.bytes.len() == LONGEST);
    assert!(mails.held.len() < LONGEST + (2 << 20), "{}", mails.held.len());
    let next = mails.next().unwrap().unwrap();
    assert!(next.number == 2 && next.bytes.ends_with(b"Two.\n") && mails.next().is_none());
}
