// What there is to attack: every page and form that somebody of each role is offered, found by walking over the links
// as they do, one example of each door; and the doors that no page names, for other machines.

const PAGES_A_ROLE = 60;
/** What would end the session of the scan itself. */
const NEVER = /\/(sign-out|sign-in|devices|password|freeze)\b/;

/** Doors that no page links to, with the parameters that a stranger would send. */
const BY_HAND = [
  { method: "GET", path: "/sign-in/callback?code=a&state=b&error=" },
  { method: "GET", path: "/payment/return?vnp_TxnRef=LP2026&vnp_ResponseCode=00&vnp_SecureHash=00" },
  { method: "GET", path: "/webhooks/payment?vnp_TxnRef=LP2026&vnp_Amount=1500000&vnp_TransactionNo=1&vnp_SecureHash=00" },
  { method: "GET", path: "/catalogue?part=results&q=toan&institution=BKA&place=&combination=A00&page=1" },
  { method: "POST", path: "/sign-in", data: "return_to=%2Fcandidate", form: "/sign-in" },
  { method: "POST", path: "/staff/sign-in", data: "email=a%40example.vn&password=a&return_to=%2F", form: "/staff/sign-in" },
];

/** The pattern of the door behind an address, the most exact one. */
export function doorOf(doors, method, address) {
  const parts = address.split(/[?#]/)[0].split("/");
  const fits = (door) => {
    const pattern = door.path.split("/");
    return door.method === method && pattern.length === parts.length
      && pattern.every((part, index) => part.startsWith("{") || part === parts[index]);
  };
  const parameters = (door) => door.path.split("{").length;
  return doors.filter(fits).sort((one, another) => parameters(one) - parameters(another))[0]?.path;
}

/** The address with a star behind each part that is a parameter: sqlmap tries these too. */
function starred(pattern, address) {
  const [path, query] = address.split("?");
  const parts = path.split("/");
  pattern.split("/").forEach((part, index) => {
    if (part.startsWith("{")) parts[index] += "*";
  });
  return parts.join("/") + (query ? `?${query}` : "");
}

/** Runs in the page. */
function offered() {
  const local = (address) => address && address.startsWith("/") && !address.startsWith("//");
  const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter(local);
  const forms = [...document.querySelectorAll("form[action]")].flatMap((form) => {
    const fields = new URLSearchParams();
    for (const field of form.elements) {
      if (!field.name || field.type === "submit" || (field.type === "radio" && fields.has(field.name))) continue;
      const options = [...(field.options ?? [])].map((option) => option.value).filter(Boolean);
      fields.append(field.name, field.value || options[0] || "1");
    }
    const actions = [form.getAttribute("action"), ...[...form.querySelectorAll("[formaction]")].map((button) => button.getAttribute("formaction"))];
    const method = form.getAttribute("method") === "post" ? "POST" : "GET";
    return [...new Set(actions)].filter(local).map((action) => ({ method, action, data: fields.toString() }));
  });
  return { links, forms };
}

/** What `actor` is offered, as [{ method, door, path, data, form }]; `known` doors of other actors are left out. */
export async function targetsOf(page, home, doors, known) {
  const waiting = [home];
  const visited = new Set();
  const targets = [];
  const add = (method, address, more = {}) => {
    const door = doorOf(doors, method, address);
    const fields = new URLSearchParams(more.data ?? address.split("?")[1] ?? "");
    const takesSomething = door?.includes("{") || [...fields.keys()].some((name) => name !== "form_token");
    const key = `${method} ${door}`;
    if (!door || NEVER.test(door) || !takesSomething || known.has(key)) return;
    known.add(key);
    targets.push({ method, door, path: starred(door, address), ...more });
  };
  while (waiting.length > 0 && visited.size < PAGES_A_ROLE) {
    const address = waiting.shift().split("#")[0];
    const key = `${doorOf(doors, "GET", address)}${address.includes("?") ? "?" : ""}`;
    if (visited.has(key) || NEVER.test(address)) continue;
    visited.add(key);
    add("GET", address);
    const answer = await page.goto(address, { waitUntil: "domcontentloaded" }).catch(() => null);
    if (!/^text\/html/.test(answer?.headers()["content-type"] ?? "")) continue;
    const { links, forms } = await page.evaluate(offered);
    waiting.push(...links);
    for (const { method, action, data } of forms) {
      if (method === "GET") add("GET", `${action}?${data}`);
      else add("POST", action, { data, form: new URL(page.url()).pathname });
    }
  }
  return targets;
}

/** The doors of `BY_HAND` as targets. */
export function targetsByHand(doors, known) {
  return BY_HAND.flatMap((target) => {
    const door = doorOf(doors, target.method, target.path);
    const key = `${target.method} ${door}`;
    if (!door || known.has(key)) return [];
    known.add(key);
    return [{ ...target, door }];
  });
}
