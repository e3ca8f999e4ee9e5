// A box and its letters as tallystick.intake writes them: opened, proven, and answered.
// Keys and locks are those of age-encryption and @noble/curves; nothing here is cryptography.

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { ed25519 } from "@noble/curves/ed25519.js";

const HEAD = 4;
const CLASSES = [4, 16, 64, 256, 1024, 4096, 10240].map((each) => each * 1024);
const BOX = "tallystick box 1", ANSWER = "tallystick answer 1", SECRET = "AGE-SECRET-KEY-1";
const LABEL = "tallystick letter 1\0";
const utf8 = new TextEncoder();
const text = (data) => new TextDecoder("utf-8", { fatal: true }).decode(data);
const number = (data, at = 0) => new DataView(data.buffer, data.byteOffset).getUint32(at);
const hex = (data) => [...data].map((each) => each.toString(16).padStart(2, "0")).join("");

function fromHex(digits) {
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) throw new TypeError("no hexadecimal digits");
  return Uint8Array.from(digits.match(/../g) || [], (each) => parseInt(each, 16));
}

export function identityOf(told) {
  const found = told.split(/\s+/).filter((each) => each.startsWith(SECRET));
  if (found.length !== 1) throw new TypeError("not one identity");
  new Decrypter().addIdentity(found[0]);
  return found[0];
}

export async function boxOf(file) {
  const end = file.size - HEAD;
  const size = number(new Uint8Array(await file.slice(end).arrayBuffer()));
  const told = JSON.parse(await file.slice(end - size, end).text());
  if (told.form !== BOX) throw new TypeError("no box");
  let at = 0;
  for (const letter of told.threads.flatMap((each) => each.letters)) {
    letter.sealed = file.slice(at, at += letter.bytes);
  }
  return told;
}

export async function opened(sealed, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(sealed);
  } catch {
    return null;
  }
}

// As many places as there are readers are filled up with keys that nobody holds, in any order.
export async function locked(data, recipients, places) {
  const keys = [...recipients];
  while (keys.length < places) keys.push(await identityToRecipient(await generateX25519Identity()));
  const order = new Map(keys.map((each) => [each, crypto.getRandomValues(new Uint32Array(1))[0]]));
  const encrypter = new Encrypter();
  keys.sort((one, other) => order.get(one) - order.get(other));
  keys.forEach((each) => encrypter.addRecipient(each));
  return encrypter.encrypt(data);
}

// The length of a head, the head, what follows it, and zeros up to the smallest size that it fits.
export function filled(told, sizes = CLASSES, rest = new Uint8Array()) {
  const head = utf8.encode(told), length = HEAD + head.length + rest.length;
  const size = sizes.find((each) => length <= each);
  if (!size) throw new RangeError("too long");
  const whole = new Uint8Array(size);
  new DataView(whole.buffer).setUint32(0, head.length);
  whole.set(head, HEAD);
  whole.set(rest, HEAD + head.length);
  return whole;
}

export function headOf(data) {
  const end = HEAD + number(data);
  return [text(data.subarray(HEAD, end)), end];
}

export function unpacked(data) {
  const [raw, end] = headOf(data), told = JSON.parse(raw);
  const { form, sender, readers, answers, hand, proof } = told;
  const texts = [sender, told.text, hand, proof, ...readers, ...Object.values(answers)];
  const fits = form === 1 && texts.every((each) => typeof each === "string");
  if (!fits) throw new TypeError("no letter");
  let at = end;
  const files = told.files.map((sizes) => sizes.map((size) => {
    const fits = Number.isInteger(size) && size >= 0 && at + size <= data.length;
    if (!fits) throw new TypeError("no page");
    return data.subarray(at, at += size);
  }));
  const rest = data.subarray(end, at);
  return { sender, text: told.text, readers, answers, hand, proof, files, raw, rest };
}

// The hand signed the letter as it was before the proof stood in it, byte for byte.
export function isProven({ raw, rest, hand, proof }, thread) {
  const held = `"proof": "${proof}"`, at = raw.lastIndexOf(held);
  const unproven = `${raw.slice(0, at)}"proof": ""${raw.slice(at + held.length)}`;
  try {
    const signed = filled(unproven, CLASSES, rest), label = utf8.encode(`${LABEL}${thread}\0`);
    const message = new Uint8Array(label.length + signed.length);
    message.set(label);
    message.set(signed, label.length);
    return at > 0 && ed25519.verify(fromHex(proof), message, fromHex(hand), { zip215: false });
  } catch {
    return false;
  }
}

// Readers in force to whom every letter of the colleague was locked: who was excluded stays so.
export function chosen(letters, readers) {
  return readers.filter((one) => letters.every((each) => each.readers.includes(one.fingerprint)));
}

export async function answer(thread, letters, readers, said) {
  const to = chosen(letters, readers);
  const data = filled(JSON.stringify({
    form: 1, sender: "readers", text: said, readers: to.map((each) => each.fingerprint),
    answers: {}, hand: "", proof: "", files: [],
  }));
  const keys = [...to.map((each) => each.recipient), thread.colleague];
  const ciphertext = hex(await locked(data, keys, readers.length + 1));
  return JSON.stringify({ form: ANSWER, thread: thread.id, size: data.length, ciphertext });
}
