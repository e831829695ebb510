// What there is to attack: every page and form that somebody of each role is offered, found by walking over the links
// as they do, one example of each door; and the doors that no page names, for other machines.

const PAGES_A_ROLE = 60;
/** A sign-out takes nothing and would end the scan's own session. */
const NEVER = /^\/sign-out\b/;
/** What ends sessions, takes accounts or moves time: tried after everything else. */
const LAST = /\/(end|end-others|close|reopen|reset-password|reset-second-factor|revoke)$|^\/ministry\/clock$/;

/** Doors that no page links to, with the parameters that a stranger would send. */
const BY_HAND = [
  "/sign-in/callback?code=a&state=b&error=c",
  "/payment/return?vnp_TxnRef=LP2026&vnp_ResponseCode=00&vnp_SecureHash=00",
  "/webhooks/payment?vnp_TxnRef=LP2026&vnp_Amount=1500000&vnp_TransactionNo=1&vnp_SecureHash=00",
  "/not-me/AAAA", "/staff/invitation/AAAA", "/staff/password-reset/AAAA",
  "/catalogue?part=results&q=toan&institution=BKA&place=Hue&combination=A00&page=1",
];

/** What a person would type where a form is empty: nonsense is refused before it goes anywhere. */
const TYPED = {
  email: "a@example.vn", phone: "0912345678", password: "tam-cau-that-dai-7", new_password: "tam-cau-that-dai-7",
  code: "123456", identity_number: "001208000001",
  return_to: "/help", reason: "Kiểm tra", full_name: "Nguyễn An",
};

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

/** The address with a star behind each part that is a parameter, where sqlmap writes. */
function starred(pattern, address) {
  const parts = address.split("?")[0].split("/");
  pattern.split("/").forEach((part, index) => {
    if (part.startsWith("{")) parts[index] += "*";
  });
  return parts.join("/");
}

/** Runs in the page. */
function offered(typed) {
  const local = (address) => address && address.startsWith("/") && !address.startsWith("//");
  const links = [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter(local);
  const forms = [...document.querySelectorAll("form")].flatMap((form) => {
    const fields = new URLSearchParams();
    for (const field of form.elements) {
      if (!field.name || field.type === "submit" || (field.type === "radio" && fields.has(field.name))) continue;
      const options = [...(field.options ?? [])].map((option) => option.value).filter(Boolean);
      fields.append(field.name, field.value || options[0] || typed[field.name] || "1");
    }
    const buttons = [...form.querySelectorAll("button")];
    for (const button of buttons) {
      if (button.name && !fields.has(button.name)) fields.append(button.name, button.value);
    }
    const own = form.getAttribute("action") || location.pathname;
    const actions = [own, ...buttons.map((button) => button.getAttribute("formaction"))];
    const method = form.getAttribute("method")?.toLowerCase() === "post" ? "POST" : "GET";
    return [...new Set(actions)].filter(local).map((action) => ({ method, action, data: fields.toString() }));
  });
  return { links, forms };
}

/** What a door is tried with: its path, and its query or form; two scans, for sqlmap takes either stars or names. */
export function targetsAt(doors, method, address, data) {
  const door = doorOf(doors, method, address);
  if (!door || NEVER.test(door)) return [];
  const [path, query = ""] = address.split("?");
  const names = [...new URLSearchParams(data ?? query).keys()].filter((name) => name !== "form_token");
  const shared = { method, door, data, isLast: method === "POST" && LAST.test(door) };
  const targets = [];
  if (door.includes("{")) targets.push({ ...shared, part: "path", path: starred(door, address) });
  if (names.length > 0) {
    const randomize = door === "/staff/sign-in" ? "email" : undefined;
    targets.push({ ...shared, part: "fields", path: method === "GET" ? `${path}?${query}` : path, randomize });
  }
  return targets;
}

/** What somebody who begins at `home` is offered; doors that `known` holds already are left out. */
export async function targetsOf(page, home, doors, known) {
  const waiting = [home];
  const visited = new Set();
  const targets = [];
  const add = (method, address, data) => targets.push(...unknown(targetsAt(doors, method, address, data), known));
  while (waiting.length > 0 && visited.size < PAGES_A_ROLE) {
    const address = waiting.shift().split("#")[0];
    const key = `${doorOf(doors, "GET", address)}${address.includes("?") ? "?" : ""}`;
    if (visited.has(key) || NEVER.test(address)) continue;
    visited.add(key);
    add("GET", address);
    const answer = await page.goto(address, { waitUntil: "domcontentloaded" }).catch(() => null);
    if (!/^text\/html/.test(answer?.headers()["content-type"] ?? "")) continue;
    const { links, forms } = await page.evaluate(offered, TYPED);
    waiting.push(...links);
    for (const { method, action, data } of forms) {
      if (method === "GET") add("GET", `${action.split("?")[0]}?${data}`);
      else add("POST", action, data);
    }
  }
  return targets;
}

/** Of `targets` those that nobody tries yet; they are known from now on. */
function unknown(targets, known) {
  return targets.filter(({ method, door, part }) => {
    const key = `${method} ${door} ${part}`;
    return !known.has(key) && known.add(key);
  });
}

/** The doors of `BY_HAND` as targets. */
export const targetsByHand = (doors, known) => unknown(BY_HAND.flatMap((address) => targetsAt(doors, "GET", address)), known);

const ID = "01980000-0000-7000-8000-000000000000";

/** Forms that a role is offered at other moments than those of the scan: whoever may send them does, with made-up ids. */
const POSTS_BY_HAND = {
  candidate: [
    ["/candidate/registration/submit", "version=1"], ["/candidate/registration/withdraw", "version=1"],
    ["/candidate/preferences/submit", "version=1"], ["/candidate/enrolment/confirm", "programme=1"],
  ],
  institution_lead: [
    [`/questions/${ID}`, "answer=Tra+loi"],
  ],
  ministry_operator: [
    ["/ministry/matching/1/withdraw", `proposal=${ID}&reason=a`],
    [`/staff/accounts/invitations/${ID}/revoke`, "reason=a"], [`/staff/accounts/invitations/${ID}/resend`, "reason=a"],
    [`/staff/accounts/${ID}/reopen`, "reason=a"],
  ],
};

/** What this role sends that no page offered it. */
export function postsByHand(doors, role, form_token, known) {
  const posts = POSTS_BY_HAND[role] ?? [];
  const targets = posts.flatMap(([path, fields]) => targetsAt(doors, "POST", path, `${fields}&form_token=${form_token}`));
  return unknown(targets, known).map((target) => ({ ...target, isByHand: true }));
}
