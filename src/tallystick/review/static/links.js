// Links of letters to findings: locked here to the readers' keys, kept by the office unread.

import { chosen, filled, headOf, locked, opened } from "./letter.js";

const FORM = "tallystick link 1", BYTES = 1024;
const NOTHING = { form: FORM };
const base64 = (data) => btoa(String.fromCharCode(...data));
const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const plain = (link) => filled(JSON.stringify(link), [BYTES]);

export function made(thread, pattern, why, ends = false) {
  const link = { form: FORM, thread, pattern, why, ends, at: new Date().toISOString() };
  plain(link);
  return link;
}

function read(data) {
  try {
    const link = JSON.parse(headOf(data)[0]);
    const told = [link.thread, link.pattern, link.why, link.at];
    const fits = link.form === FORM && told.every((each) => typeof each === "string");
    return fits ? link : null;
  } catch {
    return null;
  }
}

// What the newest link says of a letter's thread and a finding holds, or that it was taken away.
export function standing(links) {
  const found = new Map();
  for (const each of [...links].sort((one, other) => (one.at < other.at ? -1 : 1))) {
    found.set(`${each.thread} ${each.pattern}`, each);
  }
  return [...found.values()].filter((each) => !each.ends);
}

export async function all(told, identity) {
  const found = [];
  for (const each of told) {
    const data = await opened(bytes(each), identity);
    const link = data && read(data);
    if (link) found.push(link);
  }
  return found;
}

// Always as many as `atOnce`, those that say nothing locked to keys that nobody holds.
export async function sealed(links, letters, readers, atOnce) {
  const told = [];
  for (let at = 0; at < atOnce; at++) {
    const link = links[at];
    const to = link ? chosen(letters.get(link.thread), readers).map((each) => each.recipient) : [];
    told.push(base64(await locked(plain(link || NOTHING), to, readers.length)));
  }
  for (let at = told.length - 1; at > 0; at--) {
    const other = crypto.getRandomValues(new Uint32Array(1))[0] % (at + 1);
    [told[at], told[other]] = [told[other], told[at]];
  }
  return told;
}

// The page of a finding in another window asks by this channel, which no server sees.
export function tells(links) {
  const channel = new BroadcastChannel("tallystick links");
  channel.addEventListener("message", ({ data }) => {
    if (typeof data.asked !== "string") return;
    const found = standing(links()).filter((each) => each.pattern === data.asked)
      .map(({ thread, why }) => ({ thread, why }));
    channel.postMessage({ of: data.asked, found });
  });
}
