// The whole stack of `make run` (tools/stack.sh) on free ports, with a database that is gone afterwards: for journeys
// and for whoever attacks it. target/debug/portal and target/site must be built.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const START_TIMEOUT_MS = 120_000;

/** Ends each stack that runs. */
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => Promise.allSettled([...running].map((stop) => stop())).finally(() => process.exit(1)));
}

/** A port of the local machine that nobody uses now. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return String(port);
}

/**
 * Starts a stack of this name: { environment, stop }. `settings` take the place of the usual ones, e.g.
 * PORTAL_BASE_URL. A signal to this process stops the stack too.
 */
export async function startStack(name, settings = {}) {
  const environment = { ...process.env, PORTAL_STACK: name, PORTAL_QUIET: "on", PORTAL_DEMO: "on" };
  for (const port of ["PORTAL_PORT", "CITIZEN_ID_PORT", "PAYMENT_GATEWAY_PORT", "MAIL_WEB_PORT", "MAIL_SMTP_PORT"]) {
    environment[port] = await freePort();
  }
  const local = (port) => `http://127.0.0.1:${environment[port]}`;
  Object.assign(environment, {
    PORTAL_ADDRESS: `127.0.0.1:${environment.PORTAL_PORT}`,
    PORTAL_BASE_URL: local("PORTAL_PORT"),
    PORTAL_SITE_ROOT: join(ROOT, "target/site"),
    CITIZEN_ID_ADDRESS: `127.0.0.1:${environment.CITIZEN_ID_PORT}`,
    PAYMENT_GATEWAY_ADDRESS: `127.0.0.1:${environment.PAYMENT_GATEWAY_PORT}`,
    CITIZEN_ID_ISSUER: local("CITIZEN_ID_PORT"),
    POPULATION_REGISTRY_URL: local("CITIZEN_ID_PORT"),
    PAYMENT_PAY_URL: `${local("PAYMENT_GATEWAY_PORT")}/paymentv2/vpcpay.html`,
    PAYMENT_API_URL: `${local("PAYMENT_GATEWAY_PORT")}/merchant_webapi/api/transaction`,
    PAYMENT_STATEMENT_URL: `${local("PAYMENT_GATEWAY_PORT")}/merchant_webapi/statement`,
    MAIL_SMTP_URL: `smtp://127.0.0.1:${environment.MAIL_SMTP_PORT}`,
    MAIL_WEB_URL: local("MAIL_WEB_PORT"),
    FILES_FOLDER: join(ROOT, ".run", `files-${name}`),
  }, settings);
  delete environment.DATABASE_URL;
  delete environment.DATABASE_OWNER_URL;
  const postgres = (action) =>
    execFileSync(join(ROOT, "tools/postgres.sh"), [action, "throwaway"], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORTAL_STACK: name },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
  let stack;
  const stop = async () => {
    running.delete(stop);
    if (stack && stack.exitCode === null) {
      stack.kill("SIGTERM");
      await once(stack, "exit");
    }
    postgres("stop");
    rmSync(environment.FILES_FOLDER, { recursive: true, force: true });
  };
  running.add(stop);
  try {
    environment.DATABASE_OWNER_URL = postgres("start");
    environment.DATABASE_URL = environment.DATABASE_OWNER_URL.replace("://portal@", "://portal_app@");
    stack = spawn(join(ROOT, "tools/stack.sh"), { env: environment, stdio: ["ignore", "inherit", "inherit"] });
    await healthy(stack, environment, name);
  } catch (error) {
    await stop();
    throw error;
  }
  return { environment, stop };
}

async function healthy(stack, environment, name) {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until && stack.exitCode === null) {
    const answer = await fetch(`${environment.PORTAL_BASE_URL}/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`the stack did not start; its logs are in .run/logs/${name}`);
}
