// The signing page: fetch one document by a one-time ticket, show what it says, sign what was shown.
// The ticket stands behind the # of the address, which no server sees, and goes out in a header alone.

import { Unfit, base64Of, bytesOf, fromHex, fromWeb, read, signedOf, statementOf, toWeb } from "./reading.mjs";
import { describe, el, frame, note, show } from "./view.mjs";
import { words } from "./words.mjs";

const wished = (navigator.language || "en").slice(0, 2);
let lang = words.languages.includes(wished) ? wished : "en";
const state = { token: "", desk: "", offer: null, reading: null, busy: false };

const page = () => words[lang].page;
const title = () => {
  const what = state.offer?.what;
  return what === "enrol" ? page().enrol : what === "test" ? page().test : page().title;
};

async function asked(method, body) {
  let answer;
  try {
    const headers = { "Accept-Language": lang, ...(state.token ? { Authorization: `Ticket ${state.token}` } : {}), ...(body ? { "Content-Type": "application/json" } : {}) };
    answer = await fetch("/ticket", { method, cache: "no-store", credentials: "omit", headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Error(page().network);
  }
  const found = await answer.json().catch(() => ({}));
  state.desk = found.desk || state.desk;
  if (!answer.ok) throw Object.assign(new Error(found.title || page().network), { detail: found.detail });
  return found;
}

/** Draw the page anew: after the language was changed, or the state. */
function draw(content) {
  frame(words, lang, title(), Boolean(state.offer?.demo), (code) => { lang = code; start(false); });
  return show(...content);
}

function stop(kind, heading, ...rest) {
  const box = note(kind, el("strong", {}, heading), ...rest.filter(Boolean).map((text) => el("span", {}, text)));
  const back = state.desk ? [el("p", {}, el("a", { class: "btn plain", href: state.desk }, page().back))] : [];
  draw([el("h1", { class: "h-mid" }, title()), box, ...back]);
  box.focus();
}

/** Fetch (or draw anew) what the ticket is for. */
async function start(fresh = true) {
  if (fresh) {
    Object.assign(state, { token: location.hash.slice(1), offer: null, reading: null });
    draw([el("p", {}, page().loading)]);
  }
  if (!/^[A-Za-z0-9_-]{43}$/.test(state.token)) {
    // Asked without a ticket, the site says where one begins.
    state.token = "";
    await asked("GET").catch(() => null);
    return stop("look", page().no_ticket);
  }
  if (!window.PublicKeyCredential) return stop("wrong", page().no_webauthn);
  try {
    if (!state.offer) {
      state.offer = await asked("GET");
      if (words.languages.includes(state.offer.lang)) lang = state.offer.lang;
    }
    if (state.offer.what === "enrol") return offerKey();
    if (!state.reading) state.reading = await read(state.offer.document, state.offer.openings);
    return offerDocument();
  } catch (error) {
    return failed(error);
  }
}

function failed(error) {
  if (error instanceof Unfit) return stop("wrong", page().unfit, page().unfit_help);
  return stop("wrong", error.message || page().failed, error.detail);
}

// Signing ----------------------------------------------------------------------------------------------

function offerDocument(refusing = false) {
  const { offer, reading } = state, act = refusing ? "refuse" : offer.acts[0];
  const later = el("p", { class: "ends" }, el("span"), el("a", { class: "small", href: offer.desk }, page().later));
  const parts = describe(reading, offer, words, lang, act);
  draw([later, ...parts, refusing ? refusal() : decision(), el("p", { class: "small" }, page().bind)]);
  document.querySelector(refusing ? "#reason" : "#title").focus();
}

function button(text, kind, act) {
  const made = el("button", { type: "button", class: `btn ${kind}` }, text);
  made.addEventListener("click", act);
  return made;
}

function decision() {
  const { offer } = state, two = [];
  if (offer.what === "sign") {
    const about = `${offer.desk}document/${offer.statement.subject}/#ask`;
    two.push(el("a", { class: "btn plain", href: about }, page().ask));
    if (offer.acts.includes("refuse")) two.push(button(page().refuse, "stop", () => offerDocument(true)));
  }
  return el("div", { class: "stack" }, button(page().sign, "big wide", () => sign(offer.acts[0], "")),
    el("p", { class: "small mid" }, page().unlock), ...(two.length ? [el("div", { class: "two" }, ...two)] : []));
}

function refusal() {
  const field = el("textarea", { class: "input", id: "reason", maxlength: "2000", rows: "3", dir: "auto", "aria-describedby": "reason-wrong" });
  const wrong = el("p", { class: "error", id: "reason-wrong", role: "alert" });
  const go = () => {
    const reason = field.value.trim();
    wrong.textContent = reason ? "" : page().reason_missing;
    return reason ? sign("refuse", reason) : field.focus();
  };
  return el("div", { class: "stack" }, el("label", { for: "reason" }, page().reason), field, wrong,
    el("div", { class: "two" }, button(page().cancel, "plain", () => offerDocument()), button(page().refuse_now, "stop", go)));
}

async function sign(act, reason) {
  if (state.busy) return;
  state.busy = true;
  try {
    const { offer, reading } = state;
    const { statement, challenge } = await statementOf(reading, words, offer.statement, act, lang, reason);
    const proof = await proofOf(offer, challenge);
    const taken = await asked("POST", { statement, proof, reason });
    history.replaceState(null, "", location.pathname);
    done(act, taken);
  } catch (error) {
    failed(error);
  } finally {
    state.busy = false;
  }
}

async function proofOf(offer, challenge) {
  const keys = offer.keys.filter((k) => k.credential);
  const allowCredentials = keys.map((k) => ({ type: "public-key", id: fromWeb(k.credential) }));
  let found;
  try {
    found = await navigator.credentials.get({ publicKey: { challenge, rpId: offer.rp_id, allowCredentials, userVerification: "required", timeout: 120000 } });
  } catch {
    throw new Error(page().key_failed);
  }
  const key = keys.find((k) => k.credential === toWeb(new Uint8Array(found.rawId)));
  if (!key) throw new Error(page().key_failed);
  const { authenticatorData, clientDataJSON, signature } = found.response, text = (buffer) => base64Of(new Uint8Array(buffer));
  return { key: key.key, alg: key.alg, authenticator_data: text(authenticatorData), client_data_json: text(clientDataJSON), signature: text(signature) };
}

function done(act, taken) {
  if (act === "test") return stop("good", page().done_test);
  const many = signedOf(words, taken.signed, taken.needed, lang);
  return stop("good", act === "refuse" ? page().done_refused : page().done, many, taken.entry ? page().recorded : "");
}

// A new key ---------------------------------------------------------------------------------------------

function offerKey() {
  draw([el("h1", { class: "h-mid", id: "title", tabindex: "-1" }, page().enrol), el("p", {}, page().enrol_text),
    el("div", { class: "stack" }, button(page().enrol_now, "big wide", enrol), el("p", { class: "small mid" }, page().unlock))]);
  document.querySelector("#title").focus();
}

async function enrol() {
  if (state.busy) return;
  state.busy = true;
  try {
    const { offer } = state, id = new TextEncoder().encode(`signer ${offer.user.id}`);
    let made;
    try {
      made = await navigator.credentials.create({ publicKey: {
        challenge: fromHex(offer.challenge), rp: offer.rp, user: { id, name: offer.user.name, displayName: offer.user.name },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: offer.exclude.map((known) => ({ type: "public-key", id: bytesOf(known) })),
        authenticatorSelection: { userVerification: "required", residentKey: "discouraged" }, attestation: "none", timeout: 120000,
      } });
    } catch {
      throw new Error(page().key_failed);
    }
    const { clientDataJSON, attestationObject } = made.response, web = (buffer) => toWeb(new Uint8Array(buffer));
    const { next } = await asked("POST", { response: { clientDataJSON: web(clientDataJSON), attestationObject: web(attestationObject) } });
    history.replaceState(null, "", `/#${next}`);
    await start();
  } catch (error) {
    failed(error);
  } finally {
    state.busy = false;
  }
}

addEventListener("hashchange", () => start());
await start();
