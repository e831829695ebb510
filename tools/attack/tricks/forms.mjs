// Tricks with posted forms: whose token, what kind of body, which method, how much.
const FORM = "application/x-www-form-urlencoded";

/** A form of the candidate that changes something harmless: the language. */
const fields = (form_token, return_to = "/help") => ({ form_token, language: "vi", return_to });

export const formTricks = [
  {
    name: "the form token of another session, of a visitor, of nobody",
    expected: "403, nothing changed",
    async play({ candidate, school, visitor }, check) {
      const stranger = visitor();
      const tokens = {
        another: await school.token("/school"),
        visitor: await stranger.token("/"),
        none: "",
        long: "A".repeat(5_000),
      };
      for (const [whose, token] of Object.entries(tokens)) {
        const { status } = await candidate.post("/language", fields(token));
        check(status === 403, `${whose}: ${status}`);
      }
      const own = await candidate.token("/candidate");
      check((await stranger.post("/language", fields(own))).status === 403, "a candidate's token for a visitor");
      check((await candidate.post("/language", { language: "vi", return_to: "/" })).status === 403, "no token at all");
      const second = await candidate.post("/language", [["form_token", "x"], ...Object.entries(fields(own))]);
      check(second.status === 403, `a wrong one before the right one: ${second.status}`);
      check((await candidate.post("/language", fields(own))).status === 303, "its own token does work");
      // Where the token stands matters too: the address is no place for it.
      const inAddress = await candidate.post(`/language?form_token=${own}`, { language: "vi", return_to: "/" });
      check(inAddress.status === 403, `in the address: ${inAddress.status}`);
    },
  },
  {
    name: "bodies that a form of another site can send without asking: text/plain, multipart, JSON, no type",
    expected: "403, with a right token in them too",
    async play({ candidate }, check) {
      const token = await candidate.token("/candidate");
      const form = new URLSearchParams(fields(token)).toString();
      const json = JSON.stringify(fields(token));
      const bodies = [
        ["text/plain", json], ["text/plain", form], ["text/plain;charset=UTF-8", form], ["application/json", json],
        ["multipart/form-data; boundary=x", `--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n${token}\r\n--x--\r\n`],
        [`${FORM}x`, form], ["", form], ["application/xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`],
      ];
      for (const [type, body] of bodies) {
        const { status } = await candidate.send("POST", "/language", { body, headers: type ? { "content-type": type } : {} });
        check(status === 403, `${type}: ${status}`);
      }
    },
  },
  {
    name: "posts that say where they come from: Origin and Sec-Fetch-Site of other sites, `null`, look-alikes",
    expected: "403, with a right token too",
    async play({ candidate, base }, check) {
      const token = await candidate.token("/candidate");
      const headers = [
        { origin: "https://evil.example" }, { origin: "null" }, { origin: `${base}.evil.example` },
        { origin: `${base}@evil.example` },
        { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: base, "sec-fetch-site": "cross-site" },
      ];
      for (const header of headers) {
        const { status } = await candidate.post("/language", fields(token), header);
        check(status === 403, `${JSON.stringify(header)}: ${status}`);
      }
      check((await candidate.post("/language", fields(token), { origin: base })).status === 303, "its own origin does work");
    },
  },
  {
    name: "another method by header or field (X-HTTP-Method-Override, _method)",
    expected: "the method of the request alone counts: 405 or 403, the session goes on",
    async play({ candidate }, check) {
      const names = ["x-http-method-override", "x-http-method", "x-method-override"];
      for (const name of names) {
        const got = await candidate.get("/sign-out", { [name]: "POST" });
        check(got.status === 405, `GET /sign-out by ${name}: ${got.status}`);
        const posted = await candidate.post("/language", { language: "vi" }, { [name]: "GET" });
        check(posted.status === 403, `POST without a token by ${name}: ${posted.status}`);
      }
      for (const query of ["_method=POST", "_method=DELETE"]) {
        check((await candidate.get(`/sign-out?${query}`)).status === 405, query);
      }
      for (const method of ["PUT", "PATCH", "DELETE", "PROPFIND"]) {
        const { status } = await candidate.send(method, "/candidate/preferences/add");
        check(status === 405, `${method}: ${status}`);
      }
      check((await candidate.get("/candidate")).status === 200, "the session is over");
    },
  },
  {
    name: "parameters twice, thousands of them, far too long ones, bytes that are no text",
    expected: "4xx or a page, never 5xx",
    async play({ candidate, visitor }, check) {
      const token = await candidate.token("/candidate");
      const door = "/candidate/preferences/add";
      const many = Array.from({ length: 5_000 }, (_, number) => [`a${number}`, ""]);
      const forms = {
        twice: [["form_token", token], ["programme", "a"], ["programme", "b"], ["rank", "1"], ["rank", "2"]],
        list: [["form_token", token], ["programme[]", "a"], ["programme[x]", "b"], ["rank", "1"]],
        many: [["form_token", token], ...many],
        "a number beyond all": [["form_token", token], ["programme", "a"], ["rank", "9".repeat(400)]],
        "a negative one": [["form_token", token], ["programme", "a"], ["rank", "-1"]],
      };
      for (const [kind, form] of Object.entries(forms)) {
        const { status } = await candidate.post(door, form);
        check(status >= 400 && status < 500, `${kind}: ${status}`);
      }
      const tooMuch = await candidate.post(door, { form_token: token, programme: "a".repeat(70_000) });
      check(tooMuch.status === 413, `70 kB: ${tooMuch.status}`);
      const invalid = await candidate.send("POST", door, { body: `form_token=${token}&programme=%ff%fe&rank=1`,
        headers: { "content-type": FORM } });
      check(invalid.status === 400, `no UTF-8: ${invalid.status}`);
      const addresses = ["/catalogue?q=a&q=b", "/catalogue?q[]=a", "/catalogue?page=99999999999999999999", "/catalogue?page=-1",
        "/catalogue?q=%ff", `/catalogue?${"a=1&".repeat(1_500)}`, "/catalogue?q=%F0%9F%98%80%E2%80%AE", "/catalogue?%"];
      for (const address of addresses) {
        const { status } = await visitor().get(address);
        check(status < 500, `${address.slice(0, 60)}: ${status}`);
      }
      check((await visitor().get(`/catalogue?q=${"a".repeat(9_000)}`)).status === 414, "an address of 9 kB");
      check((await visitor().get("/", { "x-long": "a".repeat(20_000) })).status === 431, "headers of 20 kB");
    },
  },
];
