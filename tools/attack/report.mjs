// What was tried and what came of it, in Markdown; and which findings are none, each with its reason.
import { OPTIONS } from "./sqlmap.mjs";
import { MODULES } from "./wapiti.mjs";

/** Findings that say nothing against the portal. Whatever is not here makes `make attack` fail. */
export const EXPLAINED = [
  {
    fits: ({ kind, info }) => /secure flag|strict-transport-security|HSTS/i.test(`${kind} ${info}`),
    why: "with https:// cookies are Secure and HSTS is sent; the demo of the scan speaks http:// on 127.0.0.1",
  },
  {
    fits: ({ info }) => /httponly flag is not set.*: language/i.test(info),
    why: "the language of the pages is no secret",
  },
  {
    fits: ({ kind, info }) => /Request Forgery/.test(kind) && /Lack of anti CSRF token/.test(info),
    why: "wapiti knows a token by a list of names, in which form_token is not; a test posts to every door without it",
  },
  {
    fits: ({ info }) => /X-Frame-Options/.test(info),
    why: "the policy says frame-ancestors 'none', which every browser of the last ten years asks first",
  },
];

/** Why the finding is none; undefined where it is one. */
const reasonOf = (finding) => EXPLAINED.find(({ fits }) => fits(finding))?.why;

/** `POST` doors that no scan could try, or need not, with why; any other has to be in the table. */
export const UNTRIED = {
  "/sign-out": "takes nothing",
  "/session/extend": "takes nothing",
  "/account/sessions/end-others": "takes nothing",
  "/not-me": "takes nothing",
  "/candidate/freeze/lift": "takes nothing",
  "/candidate/payment/start": "takes nothing",
  "/staff/sign-in/second-factor": "takes a code alone, by the parser of `/staff/sign-in/code`",
};

/** Doors that take something in a form or in their path, and that sqlmap did not try, without a reason. */
function leftOut({ doors, doorsTried }) {
  const reached = doorsTried.filter(({ verdict }) => verdict !== "not reached");
  const tried = new Set(reached.map(({ target }) => `${target.method} ${target.door}`));
  const takes = ({ method, path }) => (method === "POST" ? !UNTRIED[path] : path.includes("{") && !path.includes("{*"));
  return doors.filter((door) => takes(door) && !tried.has(`${door.method} ${door.path}`)).map(({ method, path }) => `${method} ${path}`);
}

/** Whether nothing was found that needs mending. */
export function explained({ doorsTried, walks, tricks, counter, trap }) {
  const open = walks.flatMap(({ findings }) => findings).filter((finding) => !reasonOf(finding));
  const injectable = doorsTried.filter(({ verdict }) => verdict === "injectable");
  return open.length === 0 && injectable.length === 0 && counter.faults.length === 0 && trap.visits.length === 0
    && walks.every(({ pages, wasInside }) => pages !== null && wasInside) && tricks.every(({ amiss }) => amiss.length === 0);
}

function grouped(all, keyOf) {
  const groups = {};
  for (const one of all) (groups[keyOf(one)] ??= []).push(one);
  return groups;
}

const total = (counts) => counts.reduce((sum, count) => sum + (count?.requests ?? 0), 0);
const statuses = (count) => Object.entries(count?.byStatus ?? {}).map(([status, times]) => `${status}: ${times}`).join(", ");
const byTool = (counts, tool) => [...counts].filter(([scan]) => scan.startsWith(tool)).map(([, count]) => count);

/** The report. */
export function report(result) {
  const { doors, doorsTried, walks, tricks, counter, trap, seconds } = result;
  const tried = [...doorsTried].sort((one, another) => one.scan.localeCompare(another.scan));
  const verdicts = Object.entries(grouped(tried, ({ verdict }) => verdict)).map(([verdict, all]) => `${verdict}: ${all.length}`);
  const throttled = [...counter.counts].filter(([, { byStatus }]) => byStatus[429]).map(([scan, { byStatus }]) => `${scan} ${byStatus[429]}`);
  const requests = (tool) => total(byTool(counter.counts, tool));
  const methods = grouped(tried, ({ target }) => target.method);
  const doorsOf = (method) => new Set((methods[method] ?? []).map(({ target }) => target.door)).size;
  const checks = tricks.reduce((sum, trick) => sum + trick.checks, 0);
  const lines = [
    "# What the scanners tried, and what they found",
    "",
    `${new Date().toISOString().slice(0, 16)} UTC, ${seconds} s. A throwaway demo on 127.0.0.1; ${doors.length} doors. `
      + `${total([...counter.counts.values()])} requests.`,
    "",
    "## Summary",
    "",
    `* sqlmap: ${requests("sqlmap")} requests; ${tried.length} scans (${verdicts.join(", ")}) of ${doorsOf("GET")} doors by GET and ${doorsOf("POST")} by POST, ${tried.reduce((sum, { parameters }) => sum + (parameters ?? 0), 0)} parameters; \`${OPTIONS.join(" ")}\``,
    `* wapiti: ${requests("wapiti")} requests as ${walks.map(({ actor }) => actor).join(", ")}; modules ${MODULES.join(", ")}`,
    `* By hand: ${requests("tricks")} requests; ${tricks.length} tricks with ${checks} checks, ${tricks.filter(({ amiss }) => amiss.length > 0).length} not as expected`,
    `* Answers of 5xx: ${counter.faults.length === 0 ? "none" : counter.faults.length}`,
    `* Answers of 429: ${throttled.length === 0 ? "none" : throttled.join(", ")}`,
    `* Requests that the portal was made to send elsewhere (SSRF, XXE): ${trap.visits.length === 0 ? "none" : trap.visits.join(", ")}`,
    "",
    ...sqlmapLines(result, tried),
    ...walkLines(result),
    ...trickLines(tricks),
    "## Findings",
    "",
    ...findingLines(walks),
    ...counter.faults.map(({ scan, status, method, url, body, requestId }) =>
      `* ${status}: ${method} \`${url}\`${body ? ` with \`${body.slice(0, 300)}\`` : ""} (${scan}; ${requestId})`),
    "",
  ];
  return lines.join("\n");
}

function sqlmapLines(result, tried) {
  const count = (scan) => result.counter.counts.get(scan);
  const boring = /not be SQL|does not seem|do not appear|not stable/;
  const told = (words) => words.filter((line) => !boring.test(line)).slice(0, 3).join("; ").replaceAll("|", "\\|");
  return [
    "## sqlmap, door by door",
    "",
    "| As | Door | Where | Verdict | Parameters | Requests | Answers | Words |",
    "|---|---|---|---|---|---|---|---|",
    ...tried.map(({ actor, target, scan, verdict, words, parameters }) =>
      `| ${actor} | ${target.method} \`${target.door}\` | ${target.part} | ${verdict} | ${parameters ?? ""} | ${count(scan)?.requests ?? 0} | ${statuses(count(scan))} | ${told(words)} |`),
    "",
    `Doors that take something and were not tried: ${leftOut(result).map((door) => `\`${door}\``).join(", ") || "none"}. Not tried for a reason: ${Object.entries(UNTRIED).map(([path, why]) => `\`${path}\` (${why})`).join(", ")}.`,
    "",
  ];
}

function walkLines({ walks, counter }) {
  const count = (scan) => counter.counts.get(scan);
  return [
    "## wapiti, actor by actor",
    "",
    "| As | Addresses found | Answered by 200 | Requests | Answers | Findings | Session at the end |",
    "|---|---|---|---|---|---|---|",
    ...walks.map(({ actor, scan, pages, findings, isAlive, wasInside }) =>
      `| ${actor}${wasInside ? "" : " (**never inside**)"} | ${pages ?? "broken off"} | ${count(scan)?.opened.size ?? 0} | ${count(scan)?.requests ?? 0} | ${statuses(count(scan))} | ${findings.length} | ${isAlive ? "open" : "over"} |`),
    "",
  ];
}

function trickLines(tricks) {
  return [
    "## By hand",
    "",
    "| Trick | Expected | Checks | Verdict |",
    "|---|---|---|---|",
    ...tricks.map(({ name, expected, checks, amiss }) =>
      `| ${name} | ${expected} | ${checks} | ${amiss.length === 0 ? "as expected" : `**${amiss.join("; ").replaceAll("|", "\\|")}**`} |`),
    "",
  ];
}

function findingLines(walks) {
  const all = walks.flatMap(({ actor, findings }) => findings.map((finding) => ({ actor, ...finding })));
  if (all.length === 0) return ["None."];
  const groups = grouped(all, ({ kind, info }) => `${kind}: ${info.split("\n")[0].slice(0, 160)}`);
  return Object.entries(groups).map(([words, same]) => {
    const where = [...new Set(same.map(({ method, path }) => `${method} \`${path}\``))].slice(0, 5).join(", ");
    return `* ${words} (${same.length}; ${where}) — ${reasonOf(same[0]) ?? "**to be mended or explained**"}`;
  });
}
