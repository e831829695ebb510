// Tricks with headers: who asks, for which host, with which session, by which method, and what comes of form values.
import { createHash } from "node:crypto";

const POISON = {
  "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "444",
  "x-forwarded-prefix": "/evil", "x-forwarded-scheme": "nothttps", "x-host": "evil.example",
  "x-original-url": "/ministry", "x-rewrite-url": "/ministry", forwarded: "for=127.0.0.1;host=evil.example;proto=https",
};

export const headerTricks = [
  {
    name: "poison for caches: X-Forwarded-Host, -Proto, -Prefix, X-Original-URL, Forwarded, Host",
    expected: "the same page as without; nothing personal or poisoned that a cache may keep",
    async play({ visitor, candidate }, check) {
      for (const [name, value] of Object.entries({ ...POISON, host: "evil.example" })) {
        for (const [client, path] of [[visitor(), "/"], [visitor(), "/sign-in"], [visitor(), "/candidate"],
          [candidate, "/candidate"], [visitor(), "/pkg/portal.css"], [visitor(), "/no-such-page"]]) {
          const without = await client.get(path);
          const { status, headers, text } = await client.get(path, { [name]: value });
          check(status === without.status && headers.location === without.headers.location, `${path} by ${name}: ${status} ${headers.location}`);
          check(!/evil|:444/.test(text + JSON.stringify(headers)), `${path} repeats ${name}`);
          check(path.startsWith("/pkg/") || headers["cache-control"] === "no-store", `${path} by ${name} may be kept: ${headers["cache-control"]}`);
        }
      }
      const signOut = await candidate.get("/", { "x-original-url": "/sign-out", "x-http-method-override": "POST" });
      check(signOut.status === 200 && (await candidate.get("/candidate")).status === 200, "another address by a header");
    },
  },
  {
    name: "the session's id replaced by its hash from the database, by guesses and by nonsense",
    expected: "nobody is signed in (303 to the sign-in); the database holds no id",
    async play({ candidate, visitor, owner }, check) {
      const id = candidate.cookies.get("session");
      const bytes = Buffer.from(id, "base64url");
      const hashes = owner("SELECT encode(id_hash, 'hex') FROM session").split("\n");
      check(hashes.length >= 3 && !hashes.includes(bytes.toString("hex")), "the table holds the id itself");
      check(bytes.length === 16 && !owner("SELECT string_agg(data::text, '') FROM session").includes(id), "the data holds the id");
      const guesses = hashes.flatMap((hash) => {
        const whole = Buffer.from(hash, "hex");
        return [hash, whole.toString("base64url"), whole.toString("base64"), whole.subarray(0, 16).toString("base64url")];
      });
      const nonsense = ["", "x", "0", "null", "A".repeat(22), "A".repeat(4_000), `${id}x`, id.slice(1),
        id.toLowerCase(), createHash("sha256").update(bytes).digest("base64url"), "%00", "' OR 1=1--",
        "../../etc/passwd"];
      for (const guess of [...guesses, ...nonsense]) {
        const stranger = visitor();
        const { status, headers } = await stranger.get("/candidate", { cookie: `session=${guess}` });
        check(status === 303 && headers.location.startsWith("/sign-in"), `session=${guess.slice(0, 30)}: ${status}`);
      }
    },
  },
  {
    name: "HEAD, OPTIONS, TRACE, Range and conditional requests on personal pages",
    expected: "HEAD as GET without a body; no part of a page, no method that gives away, no leave for other origins",
    async play({ candidate, visitor }, check) {
      const head = await candidate.send("HEAD", "/candidate");
      check(head.status === 200 && head.bytes.length === 0 && head.headers["cache-control"] === "no-store", `HEAD: ${head.status}`);
      check((await visitor().send("HEAD", "/candidate")).status === 303, "HEAD of a visitor");
      check((await candidate.send("HEAD", "/ministry")).status === 403, "HEAD of a page of others");
      check((await candidate.send("HEAD", "/sign-out")).status === 405, "HEAD signs out");
      for (const method of ["OPTIONS", "TRACE"]) {
        const { status, text } = await candidate.send(method, "/candidate", { headers: { "x-mine": "repeated" } });
        check(status === 403 || status === 405, `${method}: ${status}`);
        check(!/repeated/.test(text), `${method} repeats headers`);
      }
      const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
      for (const answer of [await candidate.send("OPTIONS", "/candidate", { headers }),
        await candidate.get("/candidate", { origin: "https://evil.example" })]) {
        check(!Object.keys(answer.headers).some((name) => name.startsWith("access-control-")), "leave for another origin");
      }
      for (const range of ["bytes=0-10", "bytes=0-1,5-9", "bytes=-1", "bytes=99999999-", `bytes=${"0-1,".repeat(900)}2-3`]) {
        const { status, bytes } = await candidate.get("/candidate", { range });
        check(status === 200 && bytes.length > 1_000, `a page by ${range.slice(0, 20)}: ${status}`);
        const file = await visitor().get("/pkg/portal.css", { range });
        check([200, 206, 416].includes(file.status), `a file by ${range.slice(0, 20)}: ${file.status}`);
      }
      const kept = await candidate.get("/candidate", { "if-none-match": "*", "if-modified-since": new Date().toUTCString() });
      check(kept.status === 200 && !kept.headers.etag, `conditional: ${kept.status}`);
    },
  },
  {
    name: "line ends in form values and addresses (CRLF), for headers of the answer",
    expected: "no header, cookie or place of the attacker's",
    async play({ visitor }, check) {
      const tails = ["\r\nSet-Cookie: evil=1", "\nSet-Cookie: evil=1", "\r\n\r\n<script>evil</script>",
        "\u560a\u560dSet-Cookie: evil=1", "%0d%0aSet-Cookie: evil=1"];
      for (const tail of tails) {
        const stranger = visitor();
        const form_token = await stranger.token("/");
        const answers = [
          await stranger.post("/language", { form_token, language: `vi${tail}`, return_to: "/help" }),
          await stranger.post("/language", { form_token, language: "vi", return_to: `/help${tail}` }),
          await stranger.get(`/catalogue?q=${encodeURIComponent(tail)}`),
          await stranger.get(`/sign-in?return_to=${encodeURIComponent(`/help${tail}`)}`),
          await stranger.get(`/candidate/${encodeURIComponent(tail)}`),
        ];
        for (const { status, headers } of answers) {
          check(status < 500 && !/evil/.test(JSON.stringify(headers)), `${JSON.stringify(tail)}: ${status} ${headers["set-cookie"]} ${headers.location}`);
        }
      }
    },
  },
];
