// Candidates without a browser, as many as a school has: over real HTTP, each with cookies of their own, who read the form
// of a page and send it as somebody does on whose telephone no script runs.
import assert from "node:assert/strict";
import { CITIZEN_ID, PORTAL } from "./harness.mjs";
import { note } from "./personal_data.mjs";
import { portraitPng } from "./picture.mjs";

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

/** Tells the citizen ID service, and with it the population registry, of a person { name, number, birthDate, isGirl }. */
export async function takeIn({ name, number, birthDate, isGirl }) {
  const person = { full_name: name, identity_number: number, birth_date: birthDate, sex: isGirl ? "female" : "male" };
  const answer = await fetch(`${CITIZEN_ID}/control/people`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(person),
  });
  assert.equal(answer.status, 204, "the citizen ID service takes somebody in");
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

/** A person { name, number, birthDate, email } whom the citizen ID service knows. */
export function httpCandidate(person) {
  const cookies = new Map();

  /** Asks once: { html, next } with where the answer leads. */
  async function ask(address, init) {
    const isPortal = new URL(address).origin === PORTAL;
    const headers = isPortal ? { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") } : {};
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
    const { html, next } = await ask(new URL(path, PORTAL));
    return next ? open(next) : html;
  }

  /** Opens a page, fills its form in and sends it; gives the address where that leads. */
  async function send(path, answers = {}, action = path) {
    const fields = fieldsOf(await open(path), action);
    for (const [name, value] of Object.entries(answers)) fields.set(name, value);
    const body = [...fields.values()].some((value) => value instanceof File) ? fields : new URLSearchParams([...fields]);
    const { next } = await ask(new URL(action, new URL(path, PORTAL)), { method: "POST", body });
    assert.ok(next, `${action} is taken`);
    return next;
  }

  const signIn = async () => open(await send(await send("/sign-in"), { persona: person.number }, "authorize"));

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
