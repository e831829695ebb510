// Candidates without a browser, as many as a school has: over real HTTP, each with cookies of their own, who read the form
// of a page and send it as somebody does on whose telephone no script runs.
// The mock citizen ID knows the demo season's people alone. Others have an entrance of their own: the same portal on another
// port, which asks a service that knows them. The population registry agrees on numbers that go on with 7000 after six digits.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { openSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { note } from "./personal_data.mjs";
import { portraitPng } from "./picture.mjs";
import { ROOT, freePort } from "./throwaway_stack.mjs";

const REGISTRATION = "/candidate/registration";
/** Section by section, what a pupil answers who claims nothing; where nothing stands, the page knows it already. */
const ANSWERS = {
  identity: { seen: "yes" }, origin: {},
  contact: { phone: "0912345678", address: "12 Lê Lợi, phường Thuận Hóa, thành phố Huế" },
  residence: { residence_commune: "19789", over_18_months: "yes" }, schools: {}, admission: { use_for_admission: "yes" },
  studied: { studied_vat_li: "yes", studied_hoa_hoc: "yes", studied_sinh_hoc: "yes", studied_tin_hoc: "yes" },
  exemption: { claims_exemption: "no" }, papers: { elective_1: "vat_li", elective_2: "hoa_hoc" },
  graduation: {}, priority: {}, arrangements: { needs_arrangements: "no" },
};
const PORTRAIT = new File([portraitPng(400, 600)], "anh.png", { type: "image/png" });

/** An OpenID provider of these people, each of whom `login_hint` names: its issuer. The code that it gives says it all. */
async function identityService(people) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const idToken = ({ login_hint: number, nonce, client_id: aud }) => {
    const now = Math.floor(Date.now() / 1000);
    const { name, birthDate } = people.find((person) => person.number === number);
    const person = { sub: number, SoDinhDanh: number, HoVaTen: name, NgayThangNamSinh: birthDate.replaceAll("-", "") };
    const claims = { iss: issuer, aud, nonce, iat: now, auth_time: now, exp: now + 300, acr: "LoA2", ...person };
    const signed = `${encoded({ alg: "EdDSA", kid: "1" })}.${encoded(claims)}`;
    return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
  };
  const doors = {
    "/.well-known/openid-configuration": () => ({
      issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["EdDSA"],
    }),
    "/jwks": () => ({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "EdDSA" }] }),
    "/authorize": (asked) => `${asked.redirect_uri}?${new URLSearchParams({ code: encoded(asked), state: asked.state })}`,
    "/token": ({ code }) => ({ access_token: "none", token_type: "Bearer", id_token: idToken(JSON.parse(Buffer.from(code, "base64url"))) }),
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, issuer);
    const body = Buffer.concat(await request.toArray()).toString();
    const answer = doors[pathname](Object.fromEntries(body ? new URLSearchParams(body) : searchParams));
    if (typeof answer === "string") response.writeHead(302, { location: answer }).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await once(server.listen(0, "127.0.0.1").unref(), "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return issuer;
}

/** The entrance for people { name, number, birthDate }: { url, stop }. Its log lies by the others, to be searched too. */
export async function entranceFor(people) {
  const issuer = await identityService(people);
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const log = openSync(join(ROOT, ".run/logs", process.env.PORTAL_STACK, "entrance.log"), "w");
  const server = spawn(process.env.PORTAL_BINARY ?? join(ROOT, "target/debug/portal"), ["serve"], {
    cwd: ROOT,
    stdio: ["ignore", log, log],
    env: { ...process.env, PORTAL_ADDRESS: address, PORTAL_BASE_URL: url, PORTAL_WORKER: "off", CITIZEN_ID_ISSUER: issuer },
  });
  for (let tries = 0; !(await fetch(`${url}/health`).catch(() => null))?.ok; tries += 1) {
    assert.ok(tries < 100 && server.exitCode === null, "the entrance opens");
    await new Promise((done) => setTimeout(done, 100));
  }
  return { url, stop: () => server.kill("SIGTERM") };
}

/** An attribute of a tag; those that are read hold nothing that HTML has to escape. */
const attribute = (tag, name) => tag.match(new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/]|$)`))?.map((text) => text ?? "")[1];

/** What the form for this address would send as the page has it. */
function fieldsOf(html, action) {
  const form = [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].find(([, tag]) => attribute(tag, "action") === action);
  assert.ok(form, `the page has a form for ${action}`);
  const fields = new FormData();
  for (const [, kind, tag, inside = ""] of form[2].matchAll(/<(input|select|textarea)\b([^>]*)>(?:(.*?)<\/\1>)?/gs)) {
    const [name, type, value] = ["name", "type", "value"].map((each) => attribute(tag, each));
    const option = inside.match(/<option[^>]*\sselected[^>]*>/)?.[0];
    if (kind === "select") fields.set(name, option ? attribute(option, "value") : "");
    else if (kind === "textarea") fields.set(name, inside.trim());
    else if (type !== "file" && (!/radio|checkbox/.test(type) || /\schecked/.test(tag))) fields.set(name, value ?? "");
  }
  return fields;
}

/** A person { name, number, birthDate, email } at this entrance. */
export function httpCandidate({ url }, person) {
  const cookies = new Map();

  /** Asks once: { html, next } with where the answer leads. */
  async function ask(address, init) {
    const headers = { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") };
    const answer = await fetch(address, { redirect: "manual", headers, ...init });
    for (const [, name, value] of answer.headers.getSetCookie().map((line) => line.match(/^([^=]+)=([^;]*)/))) {
      cookies.set(name, value);
      note(process.env.END2END_RESULTS, `the cookie ${name}`, value);
    }
    const html = await answer.text();
    assert.ok(answer.status < 400, `${address}: ${answer.status} ${html.replace(/^.*<main|(<[^>]*>|\s)+/gs, " ")}`);
    return { html, next: answer.headers.has("location") && new URL(answer.headers.get("location"), address) };
  }

  /** The text of a page, wherever its address leads. */
  async function open(path) {
    const { html, next } = await ask(new URL(path, url));
    return next ? open(next) : html;
  }

  /** Opens a page, fills its form in and sends it; gives the address where that leads. */
  async function send(path, answers = {}, action = path) {
    const fields = fieldsOf(await open(path), action);
    for (const [name, value] of Object.entries(answers)) fields.set(name, value);
    const body = [...fields.values()].some((value) => value instanceof File) ? fields : new URLSearchParams([...fields]);
    const { next } = await ask(new URL(action, url), { method: "POST", body });
    assert.ok(next, `${action} is taken`);
    return next;
  }

  const signIn = async () => open(`${await send("/sign-in")}&login_hint=${person.number}`);

  /** Saves a section, which leads back to the tasks when nothing is wrong. */
  const save = async (section, answers) =>
    assert.equal((await send(`${REGISTRATION}/${section}`, answers)).pathname, REGISTRATION, `${section} is saved`);

  const submit = async () =>
    assert.equal((await send(`${REGISTRATION}/check`, {}, `${REGISTRATION}/submit`)).pathname, `${REGISTRATION}/submitted`);

  /** Fills in every section, and submits. */
  async function register() {
    const answers = { ...ANSWERS, contact: { ...ANSWERS.contact, email: person.email } };
    for (const section of Object.keys(answers)) await save(section, answers[section]);
    const { pathname: crop } = await send(`${REGISTRATION}/portrait`, { file: PORTRAIT });
    await send(crop);
    await save("declaration", { accepted: "yes" });
    await submit();
  }

  return { person, open, send, save, submit, signIn, register };
}
