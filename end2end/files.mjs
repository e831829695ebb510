// Reads the files that the journeys compare with: CSV, and XLSX by its own format (a ZIP of XML, ECMA-376).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** The rows of a CSV text (RFC 4180) as objects named by its first line. */
export function csvRows(text) {
  const [head, ...lines] = csvCells(text.replace(/^\uFEFF/, ""));
  return lines.map((cells) => Object.fromEntries(head.map((name, column) => [name, cells[column]])));
}

function csvCells(text) {
  const rows = [[]];
  let rest = text;
  while (rest.length > 0) {
    const [all, quoted, plain, end] = rest.match(/^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== "," && rest.length > all.length) rows.push([]);
    rest = rest.slice(all.length);
  }
  return rows;
}

/** The file of a demo or reference table. */
export const table = (path) => csvRows(readFileSync(new URL(`../migrations/${path}`, import.meta.url), "utf8"));

/** The rows of an XLSX file's first sheet, like `csvRows`; every cell has to be text. */
export function xlsxRows(bytes) {
  const files = unzip(bytes);
  const shared = [...(files.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) => words(item));
  const rows = [...files.get("xl/worksheets/sheet1.xml").matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes, content = ""]) => {
      const [, type] = attributes.match(/\bt="(\w+)"/) ?? [];
      assert.ok(type === "s" || type === "inlineStr", `cell ${attributes} is text`);
      return type === "s" ? shared[Number(content.match(/<v>(\d+)<\/v>/)[1])] : words(content);
    }),
  );
  const [head, ...lines] = rows;
  return lines.map((cells) => Object.fromEntries(head.map((name, column) => [name, cells[column]])));
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const words = (xml) =>
  [...xml.matchAll(/<t(?: [^>]*)?>(.*?)<\/t>/gs)]
    .map(([, text]) => text.replace(/&(\w+);/g, (_, name) => ENTITIES[name]))
    .join("");

/** The files of a ZIP by its central directory: name to text. */
function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  assert.ok(end >= 0, "the file is a ZIP");
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    const path = bytes.toString("utf8", at + 46, at + 46 + name);
    files.set(path, (method === 0 ? packed : inflateRawSync(packed)).toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return files;
}
