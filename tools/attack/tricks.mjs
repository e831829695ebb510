// What scanners do not think of, by hand: each trick with what has to happen, and what did.
import { owner, personOf, signedIn } from "./actors.mjs";
import { Client } from "./client.mjs";
import { addressTricks } from "./tricks/addresses.mjs";
import { formTricks } from "./tricks/forms.mjs";
import { headerTricks } from "./tricks/headers.mjs";
import { outwardTricks } from "./tricks/outward.mjs";

/** Plays all of them: [{ name, expected, checks, amiss }]. */
export async function tricks({ harness, base, people, ownerUrl }) {
  const come = async (role) => new Client(base, "tricks", (await signedIn(harness, base, personOf(people, role))).cookies);
  const scene = {
    base,
    owner: (sql) => owner(ownerUrl, sql),
    mails: harness.mails,
    mailThat: harness.mailThat,
    visitor: () => new Client(base, "tricks"),
    candidate: await come("candidate"),
    lead: await come("department_lead"),
    school: await come("school_staff"),
  };
  const played = [];
  for (const { name, expected, play } of [...formTricks, ...addressTricks, ...headerTricks, ...outwardTricks]) {
    const trick = { name, expected, checks: 0, amiss: [] };
    const check = (holds, words) => {
      trick.checks += 1;
      if (!holds) trick.amiss.push(words);
    };
    await play(scene, check).catch((error) => trick.amiss.push(`broke off: ${error.message}`));
    if (trick.checks === 0) trick.amiss.push("nothing was checked");
    played.push(trick);
  }
  return played;
}
