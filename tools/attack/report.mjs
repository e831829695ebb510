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

/** Whether nothing was found that needs mending. */
export function explained({ doorsTried, walks, counter, trap }) {
  const open = walks.flatMap(({ findings }) => findings).filter((finding) => !reasonOf(finding));
  const injectable = doorsTried.filter(({ verdict }) => verdict === "injectable");
  return open.length === 0 && injectable.length === 0 && counter.faults.length === 0 && trap.visits.length === 0
    && walks.every(({ pages }) => pages !== null);
}

function grouped(all, keyOf) {
  const groups = {};
  for (const one of all) (groups[keyOf(one)] ??= []).push(one);
  return groups;
}

const total = (counts) => counts.reduce((sum, count) => sum + (count?.requests ?? 0), 0);
const statuses = (count) => Object.entries(count?.byStatus ?? {}).map(([status, times]) => `${status}: ${times}`).join(", ");

/** The report. */
export function report({ doors, doorsTried, walks, counter, trap, seconds }) {
  const count = (scan) => counter.counts.get(scan);
  const tried = [...doorsTried].sort((one, another) => one.scan.localeCompare(another.scan));
  const verdicts = Object.entries(grouped(tried, ({ verdict }) => verdict)).map(([verdict, all]) => `${verdict}: ${all.length}`);
  const lines = [
    "# What the scanners tried, and what they found",
    "",
    `${new Date().toISOString().slice(0, 16)} UTC, ${seconds} s. A throwaway demo on 127.0.0.1; ${doors.length} doors. `
      + `${total([...counter.counts.values()])} requests.`,
    "",
    "## Summary",
    "",
    `* sqlmap: ${tried.length} doors (${verdicts.join(", ")}), \`${OPTIONS.join(" ")}\``,
    `* wapiti: as ${walks.map(({ actor }) => actor).join(", ")}; modules ${MODULES.join(", ")}`,
    `* Answers of 5xx: ${counter.faults.length === 0 ? "none" : counter.faults.length}`,
    `* Requests that the portal was made to send elsewhere (SSRF, XXE): ${trap.visits.length === 0 ? "none" : trap.visits.join(", ")}`,
    "",
    "## sqlmap, door by door",
    "",
    "| As | Door | Verdict | Requests | Answers | Words |",
    "|---|---|---|---|---|---|",
    ...tried.map(({ actor, target, scan, verdict, words }) =>
      `| ${actor} | ${target.method} \`${target.door}\` | ${verdict} | ${count(scan)?.requests ?? 0} | ${statuses(count(scan))} | ${words.filter((line) => !/not be SQL|does not seem|do not appear|not stable/.test(line)).slice(0, 3).join("; ").replaceAll("|", "\\|")} |`),
    "",
    "## wapiti, actor by actor",
    "",
    "| As | Pages | Requests | Answers | Findings |",
    "|---|---|---|---|---|",
    ...walks.map(({ actor, scan, pages, findings }) =>
      `| ${actor} | ${pages ?? "broken off"} | ${count(scan)?.requests ?? 0} | ${statuses(count(scan))} | ${findings.length} |`),
    "",
    "## Findings",
    "",
    ...findingLines(walks),
    ...counter.faults.map(({ scan, status, method, url }) => `* ${status}: ${method} \`${url}\` (${scan})`),
    "",
  ];
  return lines.join("\n");
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
