// What must stand in no log and in no address: who somebody is, how they sign in, what opens a session or a link.
// Known values come from the demo season's files; what is made while the journeys run is known by its shape, or was
// noted while a browser saw it. A finding names its kind and place, never the value: the report of a leak is no leak.
import { appendFileSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { table } from "./files.mjs";

/** Shapes. A digit of a UUID (after a hyphen or beside letters) is no identity number. */
const SHAPES = [
  ["a personal identity number", /(?<![0-9a-z-])0\d{11}(?![0-9a-z-])/i],
  ["a passport number", /(?<![0-9A-Za-z-])[A-Z]\d{7,8}(?![0-9A-Za-z-])/],
  ["an e-mail address", /[\w.+-]+(?:@|%40)[\w-]+\.[\w.-]+/i],
  ["a telephone number", /(?<![0-9a-z.-])0[35789]\d{8}(?![0-9a-z-])/i],
  ["a token of the identity service", /eyJ[\w-]{8,}\.[\w-]+/],
  ["an id_token", /id_token/],
  ["the token of a link", /(?<![\w-])[\w-]{65,}(?![\w-])/],
  ["a secret of the settings", /demo-[a-z-]*(?:secret|token|key)\b/],
];

/** Names as they stand in the demo season's files and in the list of demo people, and the password. */
function knownValues(demoPeople) {
  const names = new Set(table("demo/staff.csv").map((row) => row.full_name));
  for (const [, name] of demoPeople.matchAll(/^ {2}[a-z]+ +(\p{Lu}\p{L}*(?: \p{L}+)+) {2}/gmu)) names.add(name);
  if (names.size < 20) throw new Error("the names of the demo season were not read");
  const [, password] = demoPeople.match(/password (\S+)/) ?? [];
  return [...[...names].map((name) => ["a name", name]), ["the password", password]];
}

const NOTED = (folder) => join(folder, "noted-secrets.txt");

/** Notes a value that a browser was given, so that the logs can be searched for it. */
export function note(folder, kind, value) {
  if (value.length >= 16) appendFileSync(NOTED(folder), `${kind}\t${value}\n`);
}

/** What is found in a text: [{ line, kind }]. */
export function findings(text, values = []) {
  return text.split("\n").flatMap((line, index) => {
    const folded = line.toLowerCase().normalize("NFC");
    const shapes = SHAPES.filter(([, shape]) => shape.test(line)).map(([kind]) => kind);
    const known = values
      .filter(([, value]) => value && (line.includes(value) || folded.includes(value.toLowerCase().normalize("NFC"))))
      .map(([kind]) => kind);
    return [...new Set([...shapes, ...known])].map((kind) => ({ line: index + 1, kind }));
  });
}

/** What an address tells that it must not. */
export function inAddress(url) {
  const { pathname, search } = new URL(url);
  return findings(safelyDecoded(pathname + search)).map(({ kind }) => kind);
}

function safelyDecoded(text) {
  try {
    return `${text} ${decodeURIComponent(text.replaceAll("+", " "))}`;
  } catch {
    return text;
  }
}

/**
 * Searches every log of the stack; gives a line a finding. The mail catcher is not ours, and it is there to show mails.
 */
export function searchLogs(logs, demoPeople, notes) {
  const noted = existsSync(NOTED(notes)) ? readFileSync(NOTED(notes), "utf8").trim().split("\n") : [];
  const values = [...knownValues(demoPeople), ...noted.map((line) => line.split("\t"))];
  const files = readdirSync(logs).filter((name) => name.endsWith(".log") && name !== "mail.log");
  if (!files.includes("portal.log")) return [`${logs}: no log of the portal to be searched`];
  return files.flatMap((name) => {
    const text = readFileSync(join(logs, name), "utf8");
    if (name === "portal.log" && !text.includes('"route"')) return [`${name}: no request in it`];
    return findings(text, values).map(({ line, kind }) => `${name}:${line}: ${kind}`);
  });
}
