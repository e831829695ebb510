// Asks the portal without a browser in between: paths, headers and bodies go out exactly as they are given.
import { request } from "node:http";
import { SCAN_HEADER } from "./counter.mjs";

const TIMEOUT_MS = 20_000;

/** Somebody with these cookies ("name=value; …"), whose requests are counted under `scan`. */
export class Client {
  constructor(base, scan, cookies = "") {
    this.base = new URL(base);
    this.scan = scan;
    this.cookies = new Map(cookies.split("; ").filter(Boolean).map((cookie) => splitOnce(cookie, "=")));
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** One request: { status, headers, text }. Nothing is followed; cookies are kept as a browser keeps them. */
  send(method, path, { headers = {}, body } = {}) {
    const own = { [SCAN_HEADER]: this.scan, ...(this.cookies.size > 0 && { cookie: this.cookieHeader }) };
    const { hostname: host, port } = this.base;
    return new Promise((done, fail) => {
      const outgoing = request({ host, port, method, path, headers: { ...own, ...headers }, agent: false }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => {
          for (const line of answer.headers["set-cookie"] ?? []) this.keep(line);
          const bytes = Buffer.concat(parts);
          done({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString("utf8") });
        });
      });
      outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`${method} ${path}: no answer in time`)));
      outgoing.on("error", fail);
      outgoing.end(body);
    });
  }

  keep(line) {
    const [name, value] = splitOnce(line.split(";")[0], "=");
    if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  get(path, headers = {}) {
    return this.send("GET", path, { headers });
  }

  /** Posts `fields` ([name, value] pairs or an object) as a form, with the headers given besides. */
  post(path, fields, headers = {}) {
    const body = new URLSearchParams(fields).toString();
    return this.send("POST", path, { body, headers: { "content-type": "application/x-www-form-urlencoded", ...headers } });
  }

  /** The form token of a page. */
  async token(path) {
    const { text, status } = await this.get(path);
    const token = text.match(/name="form_token" value="([^"]+)"/)?.[1];
    if (!token) throw new Error(`no form on ${path} (${status})`);
    return token;
  }
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
