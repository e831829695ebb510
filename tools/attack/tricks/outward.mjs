// Tricks with what leaves the portal: mails and their links, and files that spreadsheets open.

const HOSTS = { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };

const invitation = (form_token, email, full_name = "Lê Thị Mới") => ({ form_token, role: "department_staff", full_name, email });

export const outwardTricks = [
  {
    name: "the host of links in mails (Host, X-Forwarded-Host, Forwarded)",
    expected: "links lead to PORTAL_BASE_URL alone",
    async play({ lead, mailThat, base }, check) {
      const form_token = await lead.token("/staff/accounts/invite");
      const email = "host@example.vn";
      const { status } = await lead.post("/staff/accounts/invite", invitation(form_token, email), HOSTS);
      check(status === 303, `the invitation: ${status}`);
      const mail = await mailThat(({ to }) => to.some(({ address }) => address === email));
      const links = `${mail.text} ${mail.html}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
      check(links.length > 0 && links.every((link) => link.startsWith(`${base}/`)), `links: ${links.map((link) => new URL(link).host)}`);
      check(!/evil/.test(JSON.stringify(mail)), "the mail names the other host");
    },
  },
  {
    name: "line ends, lists and comments in addresses and names of staff, for headers of mails",
    expected: "422, or one mail to one person",
    async play({ lead, mails }, check) {
      const form_token = await lead.token("/staff/accounts/invite");
      const evil = "evil@evil.example";
      const addresses = [`a1@example.vn\r\nBcc: ${evil}`, `a2@example.vn\nCc: ${evil}`, `a3@example.vn,${evil}`,
        `a4@example.vn;${evil}`, `a5@example.vn ${evil}`, `<${evil}>a6@example.vn`,
        `"a7@example.vn" <${evil}>`, `a8@example.vn(${evil})`, `a9@example.vn%0d%0aBcc:${evil}`,
        "a10@example.vn\u2028Bcc: evil@evil.example", `"a\r\nBcc: ${evil}"@example.vn`, "a11@[127.0.0.1]",
        "a12@localhost"];
      for (const address of addresses) {
        const { status } = await lead.post("/staff/accounts/invite", invitation(form_token, address));
        check(status === 422, `${JSON.stringify(address)}: ${status}`);
      }
      const names = [`An\r\nBcc: ${evil}`, `An\nSubject: evil`, `An <${evil}>`];
      for (const [number, name] of names.entries()) {
        const { status } = await lead.post("/staff/accounts/invite", invitation(form_token, `name${number}@example.vn`, name));
        check(status === 422, `${JSON.stringify(name)}: ${status}`);
      }
      // Jobs send within a moment; nothing may have gone out.
      await new Promise((done) => setTimeout(done, 3_000));
      const sent = await mails();
      check(sent.every(({ to, cc, bcc }) => to.length === 1 && !cc?.length && !bcc?.length), "a mail to several");
      check(!/evil/.test(JSON.stringify(sent.map(({ headers, to, subject }) => ({ headers, to, subject })))), "a mail of the attacker's");
    },
  },
  {
    name: "formulas in files for spreadsheets (= + - @, tab, return), by names in the database",
    expected: "no cell of the CSV begins a formula (of the XLSX: `hostile_names_in_the_tables_are_text_in_every_list_and_file`)",
    async play({ lead, owner }, check) {
      const beginnings = ["=HYPERLINK(\"http://evil.example\")", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"];
      const department = (await lead.get("/department")).text.match(/\/departments\/(\w+)\/units\.csv/)?.[1]
        ?? (await lead.get("/department")).text.match(/\/departments\/(\w+)/)[1];
      for (const beginning of beginnings) {
        const text = beginning.replaceAll("'", "''").replaceAll("\t", "'||chr(9)||'").replaceAll("\r", "'||chr(13)||'");
        owner(`UPDATE registration_unit SET name = '${text}' WHERE id = (SELECT registration_unit_id FROM staff WHERE email = 'truong.songhuong@demo.example.vn')`);
        const { status, text: csv } = await lead.get(`/departments/${department}/units.csv`);
        check(status === 200 && csv.includes(beginning.trim().slice(0, 5).replaceAll("\"", "\"\"")), `${beginning.trim()}: ${status}, not in the file`);
        check(!/(^|,|\n)"?[=+\-@\t\r]/.test(csv.replaceAll("\r\n", "\n")), `${JSON.stringify(beginning)} begins a formula`);
      }
    },
  },
];
