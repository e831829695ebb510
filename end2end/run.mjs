// Runs the journeys: a fresh throwaway database, the whole stack on free ports, every *.test.mjs in turn.
//
//   node end2end/run.mjs [text]     only the files whose name contains the text
//
// The stack is the one of `make run` (tools/stack.sh); target/debug/portal and target/site must be built.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const START_TIMEOUT_MS = 120_000;
const FILE_TIMEOUT_MS = 600_000;

const only = process.argv[2] ?? "";
const files = readdirSync(HERE).filter((name) => name.endsWith(".test.mjs") && name.includes(only)).sort();
if (files.length === 0) {
  console.error(`no journey's file name contains "${only}"`);
  process.exit(1);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return String(port);
}

const environment = { ...process.env, PORTAL_STACK: "end2end", PORTAL_QUIET: "on", PORTAL_DEMO: "on" };
for (const name of ["PORTAL_PORT", "CITIZEN_ID_PORT", "PAYMENT_GATEWAY_PORT", "MAIL_WEB_PORT", "MAIL_SMTP_PORT"]) {
  environment[name] = await freePort();
}
const local = (name) => `http://127.0.0.1:${environment[name]}`;
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
  MAIL_SMTP_URL: `smtp://127.0.0.1:${environment.MAIL_SMTP_PORT}`,
  MAIL_WEB_URL: local("MAIL_WEB_PORT"),
});
delete environment.DATABASE_URL;
delete environment.DATABASE_OWNER_URL;
const postgres = (action) =>
  execFileSync(join(ROOT, "tools/postgres.sh"), [action, "throwaway"], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORTAL_STACK: "end2end" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();

let stack;
async function stopAll() {
  if (stack && stack.exitCode === null) {
    stack.kill("SIGTERM");
    await once(stack, "exit");
  }
  postgres("stop");
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => stopAll().finally(() => process.exit(1)));
}

async function healthy() {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until && stack.exitCode === null) {
    const answer = await fetch(`${environment.PORTAL_BASE_URL}/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("the stack did not start; its logs are in .run/logs/end2end");
}

let failed = true;
try {
  environment.DATABASE_OWNER_URL = postgres("start");
  environment.DATABASE_URL = environment.DATABASE_OWNER_URL.replace("://portal@", "://portal_app@");
  stack = spawn(join(ROOT, "tools/stack.sh"), { env: environment, stdio: ["ignore", "inherit", "inherit"] });
  await healthy();
  rmSync(join(HERE, "results"), { recursive: true, force: true });
  mkdirSync(join(HERE, "screenshots"), { recursive: true });
  mkdirSync(join(HERE, "results"), { recursive: true });
  const runner = spawn(
    process.execPath,
    ["--test", "--test-concurrency=1", "--test-reporter=spec", `--test-timeout=${FILE_TIMEOUT_MS}`,
      ...files.map((name) => join(HERE, name))],
    { env: environment, cwd: ROOT, stdio: "inherit" },
  );
  const [code] = await once(runner, "exit");
  failed = code !== 0;
} catch (error) {
  console.error(`end2end: ${error.message}`);
} finally {
  await stopAll();
}
process.exit(failed ? 1 : 0);
