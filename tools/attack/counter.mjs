// Stands between the scanners and the portal and counts: how many requests each scan made, how they were answered, and
// every answer that should not be (5xx). It listens on 127.0.0.1 and leads to one port of 127.0.0.1, nowhere else.
//
// To the portal it is the proxy that it trusts: each request of a scan comes from an address of its own, as from many
// strangers, so that the limits for one address (guesses at passwords among them) do not end a scan before it begins.
// A browser's requests name no scan and keep the address of this machine.
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:http";

/** By this header a scan says its name; the portal never sees it. */
export const SCAN_HEADER = "x-scan";
/** More than the portal takes: what is too much it says itself. */
const MAX_HEADER_BYTES = 128 * 1024;
const KEPT_FAULTS = 200;
const KEPT_BODY_BYTES = 2_000;
const KEPT_PATHS = 2_000;

/** An address that belongs to nobody (RFC 2544, for measurements of networks). */
const anAddress = () => `198.${randomInt(18, 20)}.${randomInt(256)}.${randomInt(1, 255)}`;

/**
 * Starts counting: { url, counts, faults, lead(port), close }. `counts` maps a scan to { requests, byStatus, opened },
 * the last the pages that it saw; a fault is { scan, status, method, url, body, requestId }.
 */
export async function startCounter() {
  const counts = new Map();
  const faults = [];
  let target = null;
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (incoming, outgoing) => {
    const scan = String(incoming.headers[SCAN_HEADER] ?? "");
    const headers = { ...incoming.headers };
    delete headers[SCAN_HEADER];
    if (scan !== "") {
      headers["x-forwarded-for"] = [headers["x-forwarded-for"], anAddress()].filter(Boolean).join(", ");
    }
    const { method, url } = incoming;
    let body = "";
    incoming.on("data", (part) => {
      if (scan !== "" && body.length < KEPT_BODY_BYTES) body += part.toString("latin1");
    });
    const note = (status, requestId) => {
      if (scan === "") return;
      const count = counts.get(scan) ?? { requests: 0, byStatus: {}, opened: new Set() };
      counts.set(scan, count);
      count.requests += 1;
      count.byStatus[status] = (count.byStatus[status] ?? 0) + 1;
      if (status === 200 && count.opened.size < KEPT_PATHS) count.opened.add(`${method} ${url.split("?")[0]}`);
      if (status < 500 || faults.length >= KEPT_FAULTS) return;
      faults.push({ scan, status, method, url, body: body.slice(0, KEPT_BODY_BYTES), requestId });
    };
    const onward = request({ host: "127.0.0.1", port: target, method, path: url, headers }, (answer) => {
      note(answer.statusCode, answer.headers["x-request-id"]);
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    onward.on("error", () => {
      // The scanner went away first: nobody's fault.
      if (outgoing.destroyed) return;
      note(502);
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    });
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  // A scanner sends what no browser would; that is no reason to end.
  server.on("clientError", (_, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, counts, faults, lead: (port) => (target = Number(port)), close: () => server.closeAllConnections() };
}

/** A place of this machine where nobody has anything to do: { url, visits }. Whoever comes was sent by the portal. */
export async function startTrap() {
  const visits = [];
  const server = createServer((incoming, outgoing) => {
    // The scanner itself asks here whether somebody came.
    if (!/get_(ssrf|xxe)\.php/.test(incoming.url)) visits.push(`${incoming.method} ${incoming.url}`);
    outgoing.writeHead(200, { "content-type": "application/json" });
    outgoing.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, visits, close: () => server.closeAllConnections() };
}
