// Stands between the scanners and the portal and counts: how many requests each scan made, how they were answered, and
// every answer that should not be (5xx). It listens on 127.0.0.1 and leads to one port of 127.0.0.1, nowhere else.
import { once } from "node:events";
import { createServer, request } from "node:http";

/** By this header a scan says its name; the portal never sees it. */
export const SCAN_HEADER = "x-scan";
const KEPT_FAULTS = 50;

/** Starts counting: { url, counts, faults, lead(port), close }. `counts` maps a scan to { requests, byStatus }. */
export async function startCounter() {
  const counts = new Map();
  const faults = [];
  let target = null;
  const server = createServer((incoming, outgoing) => {
    const scan = String(incoming.headers[SCAN_HEADER] ?? "");
    const headers = { ...incoming.headers };
    delete headers[SCAN_HEADER];
    const { method, url } = incoming;
    const note = (status) => {
      if (scan === "") return;
      const count = counts.get(scan) ?? { requests: 0, byStatus: {} };
      counts.set(scan, count);
      count.requests += 1;
      count.byStatus[status] = (count.byStatus[status] ?? 0) + 1;
      if (status >= 500 && faults.length < KEPT_FAULTS) faults.push({ scan, status, method, url });
    };
    const onward = request({ host: "127.0.0.1", port: target, method, path: url, headers }, (answer) => {
      note(answer.statusCode);
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
