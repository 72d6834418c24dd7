// What the signer sees: made from a document that was read, and from nothing else, but for what is marked as
// told by the site. Elements are made one by one; no text ever becomes markup.

import { best, dayOf, exactText, figures, fill, inWords, isMoney, places, plainFingerprint, signedOf } from "./reading.mjs";

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; text stays text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "" && value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  made.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return made;
}

const number = (text) => el("bdi", { class: "num" }, text);
const code = (text) => el("bdi", { class: "code", dir: "ltr" }, text);
const row = (label, ...value) => el("div", {}, el("dt", {}, label), el("dd", {}, ...value));
const day = (words, text, lang) => el("bdi", {}, dayOf(words, text, lang));
const fours = (text) => (/^[A-Z]{2}[0-9]{2}[A-Z0-9]{8,}$/.test(text) ? text.match(/.{1,4}/g).join(" ") : text);

// The arch ------------------------------------------------------------------------------------------

function angles(count) {
  if (count < 3 || count % 2) return Array.from({ length: count + 1 }, (_, i) => (Math.PI * i) / count);
  const key = Math.PI / count, right = count / 2, side = (Math.PI - key) / 2, found = [];
  for (let i = 0; i < right; i++) found.push((side * i) / right);
  found.push(side);
  for (let i = 0; i < right; i++) found.push(side + key + (side * i) / (right - 1));
  return found;
}

/** As many stones as signatures are needed; those that are there are set, the last one is the keystone. */
export function arch(needed, signed) {
  const joints = angles(needed), inner = 22, outer = 46, gap = 2.4, middle = Math.floor(needed / 2);
  const steps = Array.from({ length: needed }, (_, i) => i).sort((a, b) =>
    (a === middle) - (b === middle) || Math.min(a, needed - 1 - a) - Math.min(b, needed - 1 - b) || b - a);
  const drawn = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ class: "arch", viewBox: "-50 -49 100 68", width: 120, height: 82, "aria-hidden": "true" })) drawn.setAttribute(key, value);
  const path = (name, d) => { const p = document.createElementNS(SVG, "path"); p.setAttribute("class", name); p.setAttribute("d", d); drawn.append(p); };
  const at = (r, t) => `${(r * Math.cos(t)).toFixed(1)} ${(-r * Math.sin(t)).toFixed(1)}`;
  steps.forEach((i, step) => {
    const [a, b] = [joints[i], joints[i + 1]], go = gap / outer / 2, gi = gap / inner / 2;
    const d = `M${at(outer, a + go)}A${outer} ${outer} 0 0 0 ${at(outer, b - go)}L${at(inner, b - gi)}A${inner} ${inner} 0 0 1 ${at(inner, a + gi)}z`;
    path(`a-${step < signed ? "set" : "open"}${i === middle ? " key" : ""}`, d);
  });
  path("a-pier", "M22 2.4h24v15H22zM-46 2.4h24v15h-24z");
  return drawn;
}

// Parts of the page ----------------------------------------------------------------------------------

/** A sum: large in figures, below it in words. */
export function sumOf(words, money, lang) {
  const shown = figures(words, money.minor, money.currency), dot = shown.lastIndexOf(".");
  const cut = places(words, money.currency) ? dot : shown.lastIndexOf(" ");
  const large = el("bdi", { class: "sum num", dir: "ltr" }, shown.slice(0, cut), el("span", { class: "cents" }, shown.slice(cut)));
  return [el("p", {}, large), el("p", { class: "say" }, inWords(words, money.minor, money.currency, lang))];
}

const opened = (reading, value) => reading.opened.get(value);
const textOf = (value, lang) => (value && typeof value === "object" ? best(value, lang) : value);

/** Headline: the title to which the document commits, else what the signature does. */
export function title(reading, words, lang, act) {
  const text = opened(reading, reading.data.text);
  return (text && textOf(text.title, lang)) || words[lang].acts[act];
}

function payee(reading, words, lang) {
  const to = opened(reading, reading.data.payee), bank = opened(reading, reading.data.bank), labels = words[lang].labels;
  const own = to.own_name ? [el("br"), el("bdi", {}, to.own_name)] : [];
  const address = to.address && typeof to.address === "object" ? Object.values(to.address) : [to.address];
  const place = [...address, to.country].filter((x) => typeof x === "string" && x).join(", ");
  const account = bank.iban || bank.account || "";
  const rest = [bank.cash === true ? labels.cash : "", bank.name, bank.bank_name, bank.bic].filter((x) => typeof x === "string" && x).join(", ");
  return [
    row(labels.payee, el("strong", {}, el("bdi", {}, String(to.name ?? ""))), ...own, ...(place ? [el("br"), el("small", {}, el("bdi", {}, place))] : [])),
    row(labels.bank, ...(account ? [code(fours(String(account))), el("br")] : []), ...(rest ? [el("small", {}, el("bdi", {}, rest))] : [])),
  ];
}

function fund(reading, words, lang, told) {
  const { data } = reading, page = words[lang].page, name = told.names[data.fund] ?? data.fund;
  const there = told.fund;
  const rest = there && [el("br"), el("small", {},
    number(figures(words, there.there, there.currency)), ` ${page.there}${lang === "ar" ? "،" : ","} `,
    ...(there.remain < 0 ? [el("b", {}, page.overdrawn)] : [number(figures(words, there.remain, there.currency)), ` ${page.remain}`]))];
  return row(words[lang].labels.fund, el("bdi", {}, name), " ", el("small", {}, code(data.purpose)), ...(rest ?? []));
}

function papers(reading, words, lang) {
  const { files } = reading.data, labels = words[lang].labels;
  if (!files?.length) return [];
  const items = files.map((hash) => {
    const of = opened(reading, hash);
    if (!of) return el("li", {}, `${words[lang].values.hidden} `, code(plainFingerprint(hash).join(" ")));
    const sum = isMoney(words, of.amount) ? [number(figures(words, of.amount.minor, of.amount.currency)), " "] : [];
    const who = [of.supplier, of.name, of.title].find((x) => typeof x === "string") ?? "";
    return el("li", {}, ...sum, el("bdi", {}, who), of.chosen === true ? ` (${labels.chosen})` : "");
  });
  return [row(labels.files, el("ul", { class: "quotes" }, ...items))];
}

function request(reading, words, lang, told) {
  const { data } = reading, labels = words[lang].labels;
  const gets = data.money.minor === data.limit.minor && data.money.currency === data.limit.currency ? []
    : [row(labels.money, number(figures(words, data.money.minor, data.money.currency)), el("br"), el("small", {}, inWords(words, data.money.minor, data.money.currency, lang)))];
  const margin = data.margin ? [row(labels.margin, number(figures(words, data.margin, data.limit.currency)))] : [];
  // A standing budget has more payees than fit here: the exact text, which names all, stands open below.
  const standing = data.standing ? [row(labels.standing, number(figures(words, data.standing.each, data.limit.currency)), ` / ${words[lang].page.month}, `, day(words, data.standing.until, lang), ` (${data.standing.payees.length})`)] : [];
  return [
    ...payee(reading, words, lang), ...standing, ...gets, ...margin, fund(reading, words, lang, told),
    row(labels.org, el("bdi", {}, told.names[data.org] ?? data.org)),
    ...papers(reading, words, lang),
    ...(data.gated ? [row(labels.gated, words[lang].values.yes)] : []),
    row(labels.until, day(words, data.until, lang)),
  ];
}

/** Who has signed, as the site tells it: stones and words. */
function quorum(offer, words, lang) {
  const page = words[lang].page, { count, needed, signed } = offer.told;
  if (!needed) return [];
  const state = count ? signedOf(words, count, needed, lang) : fill(page.signed_none, { m: needed });
  const next = count + 1 === needed ? page.keystone : count < needed ? fill(page.with_you, { n: count + 1 }) : "";
  const who = signed.map((s) => s.who).join("; ");
  const said = el("p", {}, el("strong", {}, state), ...(who ? [el("br"), el("small", {}, el("bdi", {}, who))] : []),
    ...(offer.what === "look" ? [] : [el("br"), el("small", {}, next)]));
  return [el("div", { class: "quorum" }, arch(needed, count), said)];
}

function told(offer, words, lang) {
  const lines = [...offer.told.lines, ...offer.told.questions];
  if (!lines.length) return [];
  const rows = lines.map(([label, value]) => row(label, el("bdi", {}, value)));
  return [el("p", { class: "small" }, words[lang].page.told), el("dl", { class: "pairs" }, ...rows)];
}

/** The whole of a document, to read before one signs or on a second device. */
export function describe(reading, offer, words, lang, act, reason = "") {
  const { data } = reading, page = words[lang].page, isRequest = data.kind === "request.made";
  const money = isRequest ? data.limit : isMoney(words, data.money) ? data.money : null;
  const head = el("div", { class: "stack" }, el("p", { class: "kicker" }, words[lang].acts[act]),
    el("h1", { class: "h-mid", id: "title", tabindex: "-1" }, el("bdi", {}, title(reading, words, lang, act))), ...(money ? sumOf(words, money, lang) : []));
  const digits = el("p", { class: "prints", dir: "ltr" }, ...reading.fingerprint.map((g) => el("span", {}, g)));
  const compare = el("section", { class: "slip", "aria-labelledby": "fp" }, el("div", { class: "stack" },
    el("h2", { id: "fp", class: "h-small" }, page.compare), digits, el("p", { class: "small" }, offer.what === "look" ? page.look_text : page.compare_help)));
  const exact = el("div", { class: "small exact", dir: "auto" }, ...exactText(reading, words, act, lang, reason).split("\n").map((line) => {
    const deep = line.length - line.trimStart().length;
    return el("p", { class: deep ? "deep" : "" }, line);
  }));
  const more = el("details", { class: "more", open: !isRequest || Boolean(data.standing) }, el("summary", {}, page.exact), exact);
  const facts = isRequest ? [el("dl", { class: "pairs" }, ...request(reading, words, lang, offer.told))] : [];
  return [head, ...facts, ...told(offer, words, lang), ...quorum(offer, words, lang), compare, more];
}

// The frame ------------------------------------------------------------------------------------------

/** Language, direction, title and the words of the frame. */
export function frame(words, lang, name, demo, change) {
  const page = words[lang].page, root = document.documentElement;
  root.lang = lang;
  root.dir = lang === "ar" ? "rtl" : "ltr";
  document.title = name;
  document.querySelector(".skip").textContent = page.skip;
  document.querySelector("#brand").textContent = page.title;
  const note = document.querySelector(".demo");
  note.hidden = !demo;
  note.textContent = page.demo;
  const menu = document.querySelector("#languages");
  const names = { en: "English", ar: "العربية" };
  menu.replaceChildren(...words.languages.filter((code) => code !== lang).map((code) => {
    const button = el("button", { type: "button", class: "btn quiet", lang: code }, names[code]);
    button.addEventListener("click", () => change(code));
    return button;
  }));
  menu.setAttribute("aria-label", page.language);
}

export const note = (kind, ...children) => el("div", { class: `note ${kind}`, role: kind === "wrong" ? "alert" : "status", tabindex: "-1" }, ...children);

/** Show in the page's main part, and let a reader hear of it. */
export function show(...children) {
  const main = document.querySelector("#main");
  main.replaceChildren(...children);
  return main;
}
