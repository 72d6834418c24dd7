// What a document says: read from its bytes alone, every confidential part checked against its commitment.
// `ouna.quorum.wording` makes the same text; a test holds both together.

import { say } from "./say.mjs";

/** What was given does not fit together: nothing of it may be signed. */
export class Unfit extends Error {}

const encoder = new TextEncoder();
const HEX = /^[0-9a-f]{64}$/;
const SPACE = /[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
const BIDI = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
const MINOR = new Set(["margin", "each", "total", "upto"]);
const FRAME = new Set(["v", "kind"]);
const MUST_OPEN = { "request.made": ["payee", "bank"] };

export const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
export const base64Of = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
export const fromWeb = (text) => bytesOf(text.replace(/-/g, "+").replace(/_/g, "/"));
export const toWeb = (bytes) => base64Of(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
export const hexOf = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

/** Canonical JSON (RFC 8785) of text, whole numbers within 2^53, booleans, null, lists and objects. */
export function canonical(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Unfit();
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(",")}}`;
}

/** Five groups of four digits: the first 16 bytes of the hash modulo 10^20. Never for a document to be signed. */
export function plainFingerprint(hex) {
  const digits = (BigInt(`0x${hex.slice(0, 32)}`) % 10n ** 20n).toString().padStart(20, "0");
  return digits.match(/..../g);
}

/** The digits of a document's hash: stretched, so that nobody finds two documents with the same ones in a second. */
export async function documentFingerprint(hex) {
  const key = await crypto.subtle.importKey("raw", fromHex(hex), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: encoder.encode("ouna.fingerprint.v1"), iterations: 200000 };
  return plainFingerprint(hexOf(new Uint8Array(await crypto.subtle.deriveBits(how, key, 128))));
}

/** SHA-256("ouna.commit.v1\n" || purpose || "\n" || salt || canonical record), in hex. */
export async function commitment(purpose, salt, record) {
  const head = encoder.encode(`ouna.commit.v1\n${purpose}\n`);
  return hexOf(await sha256(joined(head, fromHex(salt), encoder.encode(canonical(record)))));
}

/** Read a document. Throws Unfit where bytes and openings do not fit. */
export async function read(document, openings) {
  try {
    const body = bytesOf(document), text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const data = JSON.parse(text);
    // One spelling alone: of a repeated member the last would count, and the first be shown elsewhere.
    if (data === null || typeof data !== "object" || Array.isArray(data) || canonical(data) !== text) throw new Unfit();
    const named = new Set(hashes(data)), opened = new Map();
    for (const { purpose, salt, record } of openings) {
      if (!HEX.test(salt) || !/^[a-z][a-z0-9_.-]{0,63}$/.test(purpose)) throw new Unfit();
      const hash = await commitment(purpose, salt, record);
      if (!named.has(hash)) throw new Unfit();
      opened.set(hash, record);
    }
    for (const name of MUST_OPEN[data.kind] ?? []) {
      for (const of of [data, ...(data.standing?.payees ?? [])]) if (!opened.has(of[name])) throw new Unfit();
    }
    const hash = hexOf(await sha256(body));
    return { data, opened, sha256: hash, fingerprint: await documentFingerprint(hash) };
  } catch {
    throw new Unfit();
  }
}

function hashes(value) {
  if (typeof value === "string") return HEX.test(value) ? [value] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(hashes) : [];
}

/** On one line, and in one direction: nothing that was typed can look like another line. */
const flat = (text) => text.replace(SPACE, " ").replace(BIDI, "\ufffd").replace(/^ | $/g, "");

export const places = (words, currency) => words.exponents[currency];
const known = (words, currency) => typeof currency === "string" && Object.hasOwn(words.exponents, currency);

/** 24,800.00 EUR, every minor unit. */
export function figures(words, minor, currency) {
  const count = places(words, currency), size = 10n ** BigInt(count);
  const n = BigInt(minor), whole = n < 0n ? -n : n;
  const units = (whole / size).toString().replace(/\B(?=(...)+$)/g, ",");
  return `${n < 0n ? "−" : ""}${units}${count ? `.${(whole % size).toString().padStart(count, "0")}` : ""} ${currency}`;
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** 20 November 2026: the day as every page of the site writes it. */
export function dayOf(words, text, lang) {
  const [year, month, day] = text.split("-").map(Number);
  return `${day} ${words[lang].page.months.split("|")[month - 1]} ${year}`;
}

/** How many have signed, one in the singular. */
export const signedOf = (words, n, m, lang) => fill(words[lang].page[n === 1 ? "signed_one" : "signed_of"], { n, m });

export const inWords = (words, minor, currency, lang) => say(BigInt(minor), currency, lang, places(words, currency));

export const isMoney = (words, v) => v !== null && typeof v === "object" && Object.keys(v).sort().join() === "currency,minor" && Number.isSafeInteger(v.minor) && known(words, v.currency);
const isObject = (v) => v !== null && typeof v === "object" && !Array.isArray(v);
const isText = (v) => isObject(v) && Object.keys(v).length > 0 && Object.values(v).every((t) => isObject(t) && typeof t.text === "string");

/** The text in the reader's language, English, or whatever there is. */
export function best(value, lang) {
  for (const code of [lang, "en", ...Object.keys(value).sort()]) if (value[code]?.text) return value[code].text;
  return "";
}

function ordered(words, data, depth) {
  const keys = Object.keys(data);
  const rest = keys.filter((k) => !words.order.includes(k) && (depth || !FRAME.has(k))).sort();
  return [...words.order.filter((k) => keys.includes(k)), ...rest];
}

function currencyOf(words, data, before) {
  if (isObject(data.limit) && known(words, data.limit.currency)) return data.limit.currency;
  return known(words, data.currency) ? data.currency : before;
}

const sum = (words, minor, currency, lang) => `${figures(words, minor, currency)} (${inWords(words, minor, currency, lang)})`;

function plain(words, lang, value, name) {
  const values = words[lang].values;
  if (value === true || value === false || value === null) return values[value === null ? "none" : value ? "yes" : "no"];
  if (typeof value === "string" && HEX.test(value) && name !== "sha256") return `${values.hidden} ${plainFingerprint(value).join(" ")}`;
  return flat(String(value));
}

const isBand = (words, v) => isObject(v) && Object.keys(v).every((k) => ["currency", "m", "upto"].includes(k))
  && known(words, v.currency) && Number.isSafeInteger(v.m) && (v.upto === undefined || v.upto === null || Number.isSafeInteger(v.upto));

/** Up to a sum so many; above the largest that is named, or of any sum, so many. */
function rule(words, lang, band, bands) {
  const { labels, values } = words[lang], { currency, upto = null, m } = band;
  if (upto !== null) return `${labels.upto} ${sum(words, upto, currency, lang)}: ${m}`;
  const named = bands.filter((b) => b.currency === currency && (b.upto ?? null) !== null).map((b) => b.upto);
  return named.length ? `${values.above} ${sum(words, Math.max(...named), currency, lang)}: ${m}` : `${values.any} ${currency}: ${m}`;
}

/** One member, or with `nth` one item of a list by its number. */
function lines(reading, words, lang, name, given, depth, currency, nth = 0) {
  const indent = "  ".repeat(depth), label = indent + (nth ? `${nth}.` : `${words[lang].labels[name] ?? name}:`);
  const value = typeof given === "string" && reading.opened.has(given) ? reading.opened.get(given) : given;
  if (isMoney(words, value)) return [`${label} ${sum(words, value.minor, value.currency, lang)}`];
  if (MINOR.has(name) && typeof value === "number" && currency) return [`${label} ${sum(words, value, currency, lang)}`];
  if (isText(value)) return [`${label} ${flat(best(value, lang))}`];
  if (name === "bands" && Array.isArray(value) && value.length && value.every((v) => isBand(words, v))) {
    return [label, ...value.map((v) => `${indent}  ${rule(words, lang, v, value)}`)];
  }
  if (Array.isArray(value)) {
    return [`${label} ${value.length}`, ...value.flatMap((v, at) => lines(reading, words, lang, "", v, depth + 1, currency, at + 1))];
  }
  if (isObject(value)) {
    const inside = currencyOf(words, value, currency);
    return [label, ...ordered(words, value, depth + 1).flatMap((k) => lines(reading, words, lang, k, value[k], depth + 1, inside))];
  }
  return [`${label} ${plain(words, lang, value, name)}`];
}

/** The text that is signed: the act, then each member of the document on a line of its own. */
export function exactText(reading, words, act, lang, reason = "") {
  const spoken = words[lang], currency = currencyOf(words, reading.data, "");
  const found = [spoken.acts[act]];
  if (reason) found.push(`${spoken.labels.reason}: ${flat(reason)}`);
  for (const name of ordered(words, reading.data, 0)) found.push(...lines(reading, words, lang, name, reading.data[name], 0, currency));
  found.push(`${spoken.labels.fingerprint}: ${reading.fingerprint.join(" ")}`);
  return found.join("\n").normalize("NFC");
}

/** The statement over a document that was read, and what a key is given to sign. */
export async function statementOf(reading, words, given, act, lang, reason = "") {
  const shown = hexOf(await sha256(encoder.encode(exactText(reading, words, act, lang, reason))));
  const statement = { ...given, act, lang, sha256: reading.sha256, shown };
  const preimage = joined(encoder.encode("ouna.sign.v1\n"), encoder.encode(canonical(statement)));
  return { statement, challenge: await sha256(preimage) };
}
