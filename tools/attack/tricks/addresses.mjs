// Tricks with addresses: paths that mean something else to somebody else, and where the portal is made to lead.

const FOREIGN = /evil|^\/\/|^\/\\|^https?:|^[^/]/i;

export const addressTricks = [
  {
    name: "paths written otherwise: `//evil`, `/%2e%2e`, `/candidate/..;/ministry`, slashes, capitals",
    expected: "no page of another role for a candidate, no redirect to another host, no file from outside the site's folder",
    async play({ candidate }, check) {
      const paths = ["//evil.example", "//evil.example/%2e%2e", "/%2e%2e", "/%2e%2e/ministry",
        "/candidate/..;/ministry", "/candidate/../ministry", "/candidate/%2e%2e/ministry",
        "/candidate/..%2fministry", "/candidate/%252e%252e/ministry", "/candidate;/../ministry", "/ministry/",
        "/ministry//", "/./ministry", "//ministry", "/ministry;a=b", "/ministry%2f",
        "/ministry%20", "/MINISTRY", "/ministry.json", "/ministry%00", "/ministry?_=/candidate", "/audit/entries/../",
        "/school/registrations/../../ministry", "http://evil.example/ministry", "/\\evil.example"];
      for (const path of paths) {
        const { status, headers, text } = await candidate.get(path);
        check([400, 403, 404].includes(status), `${path}: ${status}`);
        check(!FOREIGN.test(headers.location ?? "/"), `${path} leads to ${headers.location}`);
        // The form of the language holds the path as a text; where it leads is a trick of its own.
        check(!/(?:href|src|action)="[^"]*evil/.test(text), `${path} is a link of the page`);
      }
    },
  },
  {
    name: "files from outside the site's folder, and what the folder should not hold",
    expected: "400 or 404",
    async play({ visitor }, check) {
      const paths = ["/pkg/../Cargo.toml", "/pkg/../../Cargo.toml", "/pkg/..%2f..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/%2e%2e/%2e%2e/Cargo.toml", "/pkg/..\\..\\Cargo.toml", "/pkg/%5c..%5c..%5cCargo.toml",
        "/pkg//etc/passwd", "/pkg/%2fetc%2fpasswd", "/pkg/....//....//Cargo.toml", "/pkg/%00/../Cargo.toml",
        "/.git/config", "/.env", "/Cargo.toml", "/pkg/.env", "/pkg/", "/pkg"];
      for (const path of paths) {
        const { status, text } = await visitor().get(path);
        check([400, 404].includes(status), `${path}: ${status}`);
        check(!/\[package\]|root:|PORTAL_/.test(text), `${path} gives a file away`);
      }
    },
  },
  {
    name: "a way back that leads elsewhere (`//evil`, `/\\evil`, `https:evil`, tabs, encoded)",
    expected: "303 to a page of the portal; a link on a page likewise",
    async play({ visitor, candidate }, check) {
      const ways = ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
        "https:/evil.example", "https://evil.example/help", "http:\\\\evil.example",
        "/\t/evil.example", "\t//evil.example", "/\n/evil.example", " //evil.example", "/%09/evil.example",
        "/%2f/evil.example", "/%5cevil.example", "//evil.example/..", "/help/..//evil.example",
        "/.//evil.example", "/help@evil.example", "@evil.example", ".evil.example", "javascript:alert(1)",
        "data:text/html,x", "/help\r\nLocation: https://evil.example", "/catalogue/..//evil.example"];
      const stranger = visitor();
      const form_token = await stranger.token("/");
      const own = await candidate.token("/candidate");
      for (const way of ways) {
        const { status, headers } = await stranger.post("/language", { form_token, language: "vi", return_to: way });
        // As a browser reads it.
        const place = new URL(headers.location ?? "", stranger.base);
        check(status === 303 && place.origin === stranger.base.origin, `/language ${JSON.stringify(way)}: ${status} ${headers.location}`);
        const again = await candidate.get(`/sign-in/again?${new URLSearchParams({ return_to: way })}`);
        const links = [...again.text.matchAll(/ (?:href|action)="([^"]*)"/g)].map(([, link]) => link.replaceAll("&amp;", "&"));
        check(again.status === 200 && links.every((link) => !/evil|javascript|^data:/.test(new URL(link, stranger.base).href)), `/sign-in/again ${JSON.stringify(way)}: ${again.status}`);
        const begun = await candidate.post("/sign-in/again", { form_token: own, return_to: way });
        check(begun.status === 303 && !/evil/.test(new URL(headers.location, stranger.base).host), `the way to the service ${JSON.stringify(way)}: ${begun.status}`);
      }
    },
  },
  {
    name: "an answer of the services outside, made up",
    expected: "no session, no payment: a page that says so (4xx)",
    async play({ visitor }, check) {
      const addresses = ["/sign-in/callback?code=x&state=y", "/sign-in/callback?state[]=a&code[]=b",
        "/sign-in/callback?error=access_denied&state=x",
        "/payment/return?vnp_ResponseCode=00&vnp_TransactionStatus=00&vnp_TxnRef=1&vnp_SecureHash=00",
        "/payment/return?vnp_SecureHash=", "/payment/return?vnp_SecureHash=a&vnp_SecureHash=b"];
      for (const address of addresses) {
        const stranger = visitor();
        const { status } = await stranger.get(address);
        check(status >= 400 && status < 500, `${address}: ${status}`);
        check((await stranger.get("/candidate")).status === 303, `${address} signs somebody in`);
      }
      const notice = await visitor().get("/webhooks/payment?vnp_TxnRef=LP2026&vnp_ResponseCode=00&vnp_Amount=100&vnp_SecureHash=00");
      check(/"RspCode":\s*"97"/.test(notice.text), `a notice without a signature: ${notice.status} ${notice.text}`);
    },
  },
];
