// The second device: fetch the ciphertext, decrypt it with the key from the address, show what it says.

import { fromHex, bytesOf, read } from "./reading.mjs";
import { describe, el, frame, note, show } from "./view.mjs";
import { words } from "./words.mjs";

const wished = (navigator.language || "en").slice(0, 2);
let lang = words.languages.includes(wished) ? wished : "en";
let offer = null, reading = null;

async function fetched() {
  const [id, key] = location.hash.slice(1).split(".");
  if (!/^[0-9a-f]{32}$/.test(id ?? "") || !/^[0-9a-f]{32}$/.test(key ?? "")) throw new Error();
  const answer = await fetch(`/look/${id}`, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error();
  const sealed = bytesOf((await answer.json()).sealed);
  const secret = await crypto.subtle.importKey("raw", fromHex(key), "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: new TextEncoder().encode(id) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, secret, sealed.slice(12))));
}

function draw(...parts) {
  frame(words, lang, words[lang].page.look, Boolean(offer?.demo), (code) => { lang = code; start(); });
  show(...parts);
}

async function start() {
  const page = words[lang].page;
  draw(el("p", {}, page.loading));
  try {
    offer ??= await fetched();
  } catch {
    return draw(el("h1", { class: "h-mid" }, page.look), note("look", el("strong", {}, page.look_gone)));
  }
  try {
    reading ??= await read(offer.document, offer.openings);
    return draw(...describe(reading, offer, words, lang, offer.acts[0]));
  } catch {
    return draw(el("h1", { class: "h-mid" }, page.look), note("wrong", el("strong", {}, page.unfit), el("span", {}, page.unfit_help)));
  }
}

addEventListener("hashchange", () => { offer = reading = null; start(); });
await start();
