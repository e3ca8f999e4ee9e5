// A reader's page: key and box are read from the disk, and stay in the memory of this page.

import { answer, boxOf, identityOf, isProven, opened, unpacked } from "./letter.js";
import { all, made, sealed, standing, tells } from "./links.js";

const page = document.querySelector("[data-reader]");
const said = JSON.parse(page.dataset.said);
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
const copyOf = (name) => document.getElementById(name).content.cloneNode(true).firstElementChild;
const say = (key, count = "") => { find("told").textContent = said[key].replace("{n}", count); };
const form = find("keep");
let identity = "", box = null, links = [], unkept = [], pictures = [];
const colleagues = new Map(), lists = new Map();

function titleOf(pattern) {
  const options = document.getElementById("thread").content.querySelectorAll("option");
  return [...options].find((each) => each.value === pattern)?.textContent || pattern;
}

function forget() {
  pictures.forEach((each) => URL.revokeObjectURL(each));
  identity = ""; box = null; links = []; unkept = []; pictures = [];
  colleagues.clear(); lists.clear();
  for (const each of [find("key"), find("pasted"), find("box")]) each.value = "";
  find("threads").replaceChildren();
  find("linking").hidden = true;
}

function pictureOf(data, name) {
  const image = document.createElement("img");
  pictures.push(image.src = URL.createObjectURL(new Blob([data], { type: "image/jpeg" })));
  image.alt = name;
  return image;
}

function shown(held, several) {
  const { letter, day, sender } = held, part = copyOf("letter");
  find("from", part).textContent = `${said[sender === "colleague" ? sender : "readers"]}, ${day}`;
  if (!letter) {
    find("text", part).textContent = said.no_letter;
    return part;
  }
  if (sender === "colleague") {
    const key = !held.proven ? "not_proven" : several ? "several" : "proven";
    find("hand", part).textContent = said[key].replace("{hand}", letter.hand.slice(0, 16));
    find("hand", part).dataset.hand = key;
  }
  find("answers", part).textContent = Object.entries(letter.answers)
    .map(([name, value]) => `${name}: ${value}`).join("\n");
  find("text", part).textContent = letter.text;
  letter.files.forEach((pages, file) => pages.forEach((data, at) => find("pages", part).append(
    pictureOf(data, said.file.replace("{file}", file + 1).replace("{page}", at + 1)))));
  return part;
}

function linksOf(thread, list) {
  list.replaceChildren(...standing([...links, ...unkept])
    .filter((each) => each.thread === thread.id)
    .map((each) => {
      const item = document.createElement("li"), button = document.createElement("button");
      item.dir = "auto";
      item.textContent = `${titleOf(each.pattern)}: ${each.why} `;
      if (unkept.includes(each)) item.append(said.unkept, " ");
      button.type = "button";
      button.textContent = said.take_away;
      button.addEventListener("click", () => linked(thread, list, each.pattern, each.why, true));
      item.append(button);
      return item;
    }));
}

function linked(thread, list, pattern, why, ends) {
  if (unkept.length >= Number(form.dataset.keep)) return say("not_kept");
  try {
    unkept.push(made(thread.id, pattern, why, ends));
  } catch {
    return say("too_long");
  }
  linksOf(thread, list);
  return say("unkept");
}

function threadShown(thread, letters) {
  const part = copyOf("thread"), own = letters.filter((each) => each.sender === "colleague");
  const hands = new Set(own.filter((each) => each.proven).map((each) => each.letter.hand));
  colleagues.set(thread.id, own.map((each) => each.letter).filter(Boolean));
  find("name", part).textContent = thread.id.slice(0, 8);
  find("letters", part).append(...letters.map((each) => shown(each, hands.size > 1)));
  const list = find("links-of", part), [pattern, why] = [find("pattern", part), find("why", part)];
  lists.set(thread, list);
  linksOf(thread, list);
  find("link", part).addEventListener("click", () => {
    if (!pattern.value.trim()) return;
    linked(thread, list, pattern.value.trim(), why.value.trim(), false);
    why.value = "";
  });
  find("answer-file", part).addEventListener("click", async () => {
    const words = find("answer", part).value;
    if (!words.trim()) return;
    const made = await answer(thread, colleagues.get(thread.id), box.readers, words);
    const away = document.createElement("a");
    away.href = URL.createObjectURL(new Blob([made], { type: "application/json" }));
    away.download = `answer-${thread.id.slice(0, 8)}.json`;
    away.click();
    setTimeout(() => URL.revokeObjectURL(away.href), 10_000);
  });
  return part;
}

async function lettersOf(thread) {
  const found = [];
  for (const each of thread.letters) {
    const data = await opened(new Uint8Array(await each.sealed.arrayBuffer()), identity);
    if (!data) continue;
    let letter = null;
    try {
      letter = unpacked(data);
    } catch {
      // Locked to this reader, and no letter: it is said so in its place.
    }
    found.push({ ...each, letter, proven: Boolean(letter) && isProven(letter, thread.id) });
  }
  return found;
}

async function open() {
  const [key, file] = [find("key").files[0], find("box").files[0]];
  const told = key ? await key.text() : find("pasted").value;
  const sealedBox = file && await boxOf(file).catch(() => null);
  forget();
  if (!sealedBox) return say("no_box");
  try {
    identity = identityOf(told);
  } catch {
    return say(told.trim() ? "wrong_key" : "no_key");
  }
  say("opening");
  box = sealedBox;
  const held = await fetch(form.dataset.links).then((each) => each.json()).catch(() => null);
  links = await all(held ? held.links : [], identity);
  let count = 0;
  for (const thread of box.threads) {
    const letters = await lettersOf(thread);
    count += letters.length;
    if (letters.length) find("threads").append(threadShown(thread, letters));
  }
  find("linking").hidden = !count;
  return say(!count ? "nothing" : held ? "opened" : "no_links", count);
}

async function kept(event) {
  event.preventDefault();
  const fields = new FormData(form);
  const told = await sealed(unkept, colleagues, box.readers, Number(form.dataset.keep));
  fields.set("links", JSON.stringify(told));
  const body = new URLSearchParams(fields);
  const done = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!done?.ok || done.redirected) return say("not_kept");
  links = [...links, ...unkept];
  unkept = [];
  for (const [thread, list] of lists) linksOf(thread, list);
  return say("kept");
}

page.hidden = false;
document.querySelector("[data-plain]").hidden = true;
find("open").addEventListener("click", open);
find("forget").addEventListener("click", () => { forget(); say("forgotten"); });
form.addEventListener("submit", kept);
addEventListener("pagehide", forget);
tells(() => links);
