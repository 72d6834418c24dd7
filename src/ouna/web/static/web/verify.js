// The second verifier: checks proof files and published books, in the browser or in Node.
// It shares no code with `ouna verify`; both follow docs/book-format.md. It brings its own SHA-2 and Ed25519,
// because browsers offer theirs neither to saved pages nor over plain HTTP.
"use strict";
(() => {

  class Refused extends Error {
    constructor(code, message) {
      super(message || code);
      this.code = code;
    }
  }
  const need = (holds, code, message) => {
    if (!holds) throw new Refused(code, message);
  };

  // Bytes; each value has one spelling

  const encoder = new TextEncoder();
  const utf8 = (text) => encoder.encode(text);
  const text = (bytes) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  const join = (...parts) => {
    const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  };
  const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (code) => Uint8Array.from(code.match(/../g) || [], (pair) => parseInt(pair, 16));

  /** Unused bits must be zero: hence the comparison. */
  function fromBase64(code) {
    if (code.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(code)) return null;
    try {
      const raw = atob(code);
      return btoa(raw) === code ? Uint8Array.from(raw, (c) => c.charCodeAt(0)) : null;
    } catch {
      return null;
    }
  }

  const fromDecimal = (digits) =>
    /^(0|[1-9][0-9]{0,15})$/.test(digits) && Number.isSafeInteger(+digits) ? +digits : null;

  // SHA-256 and SHA-512 (FIPS 180-4)

  const PRIMES = [];
  for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

  /** 64 bits after the point of a prime's square or cube root: the standard's tables. */
  function rootBits(prime, degree) {
    const target = BigInt(prime) << BigInt(64 * degree);
    for (let x = 1n << 70n; ; ) {
      const next = degree === 2 ? (x + target / x) >> 1n : (2n * x + target / (x * x)) / 3n;
      if (next >= x) return BigInt.asUintN(64, x);
      x = next;
    }
  }
  const K512 = PRIMES.map((prime) => rootBits(prime, 3));
  const H512 = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2));
  const K256 = Int32Array.from(K512.slice(0, 64), (k) => Number(BigInt.asIntN(32, k >> 32n)));
  const H256 = Int32Array.from(H512, (h) => Number(BigInt.asIntN(32, h >> 32n)));
  const words = new Int32Array(64);

  function padded(data, prefix, block) {
    const lead = prefix < 0 ? 0 : 1;
    const length = data.length + lead;
    const whole = new Uint8Array(Math.ceil((length + 1 + block / 8) / block) * block);
    if (lead) whole[0] = prefix;
    whole.set(data, lead);
    whole[length] = 0x80;
    const view = new DataView(whole.buffer);
    view.setUint32(whole.length - 8, Math.floor(length / 0x20000000));
    view.setUint32(whole.length - 4, length << 3);
    return view;
  }

  function sha256(data, prefix = -1) {
    const view = padded(data, prefix, 64);
    const state = Int32Array.from(H256);
    for (let start = 0; start < view.byteLength; start += 64) {
      for (let i = 0; i < 16; i++) words[i] = view.getInt32(start + 4 * i);
      for (let i = 16; i < 64; i++) {
        const x = words[i - 15];
        const y = words[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
      }
      let [a, b, c, d] = [state[0], state[1], state[2], state[3]];
      let [e, f, g, h] = [state[4], state[5], state[6], state[7]];
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[i] + words[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + t1) | 0;
        d = c;
        c = b;
        b = a;
        a = (t1 + t2) | 0;
      }
      state[0] += a;
      state[1] += b;
      state[2] += c;
      state[3] += d;
      state[4] += e;
      state[5] += f;
      state[6] += g;
      state[7] += h;
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => digest.setInt32(4 * i, word));
    return new Uint8Array(digest.buffer);
  }

  function sha512(data) {
    const view = padded(data, -1, 128);
    const cut = (x) => BigInt.asUintN(64, x);
    const turn = (x, n) => (x >> n) | cut(x << (64n - n));
    let state = H512;
    for (let start = 0; start < view.byteLength; start += 128) {
      const w = [];
      for (let i = 0; i < 16; i++) w.push(view.getBigUint64(start + 8 * i));
      for (let i = 16; i < 80; i++) {
        const s0 = turn(w[i - 15], 1n) ^ turn(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
        const s1 = turn(w[i - 2], 19n) ^ turn(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
        w.push(cut(w[i - 16] + s0 + w[i - 7] + s1));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 80; i++) {
        const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
        const t1 = h + s1 + ((e & f) ^ (cut(~e) & g)) + K512[i] + w[i];
        const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
        const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + t1), c, b, a, cut(t1 + t2)];
      }
      state = [a, b, c, d, e, f, g, h].map((word, i) => cut(word + state[i]));
    }
    const digest = new DataView(new ArrayBuffer(64));
    state.forEach((word, i) => digest.setBigUint64(8 * i, word));
    return new Uint8Array(digest.buffer);
  }

  // Ed25519 (RFC 8032), checking only

  const P = 2n ** 255n - 19n;
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (a, m = P) => {
    const rest = a % m;
    return rest < 0n ? rest + m : rest;
  };
  const power = (base, exponent) => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
    return result;
  };
  const inverse = (a) => power(a, P - 2n);
  const D = mod(-121665n * inverse(121666n));
  const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
  const NEUTRAL = [0n, 1n, 1n, 0n];
  const little = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

  function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * D * t1 * t2);
    const d = mod(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function point(bytes) {
    const all = little(bytes);
    const sign = all >> 255n;
    const y = all & (2n ** 255n - 1n);
    if (y >= P) return null;
    const u = mod(y * y - 1n);
    const v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    const found = mod(v * x * x);
    if (found === mod(-u)) x = mod(x * ROOT_OF_MINUS_1);
    else if (found !== u) return null;
    if (!x && sign) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }
  const BASE = point(fromHex("58" + "66".repeat(31)));
  const isNeutral = ([x, y, z]) => !x && y === z;
  const times8 = (q) => [0, 0, 0].reduce((sum) => add(sum, sum), q);

  function spell([x, y, z]) {
    const scale = inverse(z);
    let all = mod(y * scale) | ((mod(x * scale) & 1n) << 255n);
    return Uint8Array.from({ length: 32 }, () => {
      const byte = Number(all & 255n);
      all >>= 8n;
      return byte;
    });
  }

  /** Whether the signature fits. Refused too: S not below L (malleable), keys of small order (fit anything). */
  function ed25519(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const a = point(key);
    const s = little(signature.subarray(32));
    if (!a || s >= L || isNeutral(times8(a))) return false;
    const r = signature.subarray(0, 32);
    const k = little(sha512(join(r, key, message))) % L;
    const minus = [P - a[0], a[1], 1n, mod(-a[3])];
    const table = [NEUTRAL, BASE, minus, add(BASE, minus)];
    let sum = NEUTRAL;
    for (let bit = 252n; bit >= 0n; bit--) {
      sum = add(sum, sum);
      sum = add(sum, table[Number(((s >> bit) & 1n) | (((k >> bit) & 1n) << 1n))]);
    }
    return equal(spell(sum), r);
  }

  /** Our own answer, and the browser's where it has Ed25519: both must say yes. */
  async function signed(key, message, signature) {
    if (!ed25519(key, message, signature)) return false;
    try {
      const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", imported, signature, message);
    } catch {
      return true; // no WebCrypto here, or one without Ed25519
    }
  }

  // Tree (RFC 9162)

  const EMPTY_ROOT = sha256(new Uint8Array());
  const leafHash = (entry) => sha256(entry, 0);
  const nodeHash = (left, right) => sha256(join(left, right), 1);
  const bits = (n) => (n ? n.toString(2).length : 0);
  const ones = (n) => n.toString(2).replace(/0/g, "").length;

  function climb(index, last, hashes, each) {
    const inner = bits(BigInt(index) ^ BigInt(last));
    const border = ones(BigInt(index) >> BigInt(inner));
    need(hashes.length === inner + border, "not_included", "wrong number of hashes");
    hashes.forEach((hash, height) => each(hash, height >= inner || Boolean((BigInt(index) >> BigInt(height)) & 1n)));
  }

  function checkInclusion(leaf, index, size, proof, root) {
    need(index >= 0 && index < size, "not_included", "beyond the checkpoint");
    let found = leaf;
    climb(index, size - 1, proof, (hash, isLeft) => {
      found = isLeft ? nodeHash(hash, found) : nodeHash(found, hash);
    });
    need(equal(found, root), "not_included", "another root");
  }

  function checkConsistency(oldSize, oldRoot, newSize, newRoot, proof) {
    const refuse = (holds) => need(holds, "changed", "inconsistent checkpoints");
    refuse(oldSize > 0 && oldSize <= newSize);
    if (oldSize === newSize) return refuse(!proof.length && equal(oldRoot, newRoot));
    const [level, index] = lowestEdge(oldSize);
    let hashes = proof;
    let start = oldRoot;
    if (index) {
      refuse(proof.length > 0);
      [start, ...hashes] = proof;
    }
    let [older, newer] = [start, start];
    climb(index, Math.floor((newSize - 1) / 2 ** level), hashes, (hash, isLeft) => {
      if (isLeft) older = nodeHash(hash, older);
      newer = isLeft ? nodeHash(hash, newer) : nodeHash(newer, hash);
    });
    return refuse(equal(older, oldRoot) && equal(newer, newRoot));
  }

  function lowestEdge(size) {
    let [level, rest] = [0, size];
    while (rest % 2 === 0) [level, rest] = [level + 1, rest / 2];
    return [level, rest - 1];
  }

  /** Complete subtrees of a growing tree, largest first. */
  class Frontier {
    constructor() {
      this.size = 0;
      this.parts = []; // [level, hash]
    }

    push(level, hash) {
      this.size += 2 ** level;
      let part = [level, hash];
      for (let last; (last = this.parts[this.parts.length - 1]) && last[0] === part[0]; ) {
        this.parts.pop();
        part = [part[0] + 1, nodeHash(last[1], part[1])];
      }
      this.parts.push(part);
    }

    root() {
      if (!this.size) return EMPTY_ROOT;
      return this.parts.map((part) => part[1]).reduceRight((right, left) => nodeHash(left, right));
    }
  }

  // Canonical JSON (RFC 8785, the values the book allows)

  const ASCII = /^[\0-\x7f]*$/;
  const HALF_PAIR = /\p{Surrogate}/u;

  function canonical(value, depth = 0) {
    need(depth < 200, "form", "nested too deeply");
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "number") {
      need(Number.isSafeInteger(value), "form", "not a whole number");
      return String(value);
    }
    if (typeof value === "string") {
      need(!HALF_PAIR.test(value), "form", "half a surrogate pair");
      return JSON.stringify(value);
    }
    if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
    const keys = Object.keys(value).sort();
    need(keys.every((key) => ASCII.test(key)), "form", "a key beyond ASCII");
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`).join(",")}}`;
  }

  /** The value, if the bytes are exactly its canonical form; a repeated key cannot survive the comparison. */
  function parseCanonical(bytes) {
    const read = text(bytes);
    let value;
    try {
      value = JSON.parse(read);
    } catch {
      throw new Refused("form", "not JSON");
    }
    need(read !== null && canonical(value) === read, "form", "not canonical");
    return value;
  }
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const hasKeys = (value, keys) => isObject(value) && Object.keys(value).sort().join() === keys;

  // Signed notes, checkpoints, keys, proof files (C2SP)

  const CONTROL = /[\0-\x09\x0b-\x1f]/;
  const NOT_IN_NAME = /[+\0-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\p{Surrogate}]/u;
  const isKeyName = (name) => name !== "" && [...name].length <= 255 && !NOT_IN_NAME.test(name);

  function parseKey(vkey) {
    const [, name, id, code] = /^([^+]*)\+([^+]*)\+([^]*)$/.exec(vkey.trim()) || need(false, "key", "not a key");
    const data = fromBase64(code);
    need(data && data.length === 33 && data[0] === 1 && isKeyName(name), "key", "not an Ed25519 log key");
    const found = hex(sha256(join(utf8(`${name}\n`), data)).subarray(0, 4));
    need(found === id, "key", "wrong key id");
    return { name, id, key: data.subarray(1), vkey: vkey.trim() };
  }

  function parseNote(bytes) {
    const refuse = (holds, why) => need(holds, "note", why);
    refuse(bytes.length <= 1e6, "note too long");
    const note = text(bytes);
    refuse(note !== null && !CONTROL.test(note), "not plain text");
    const border = note.lastIndexOf("\n\n");
    refuse(border >= 0 && note.length > border + 2 && note.endsWith("\n"), "no signatures");
    const lines = note.slice(border + 2, -1).split("\n");
    refuse(lines.length <= 100, "too many signatures");
    const signatures = lines.map((line) => {
      const [, name, code] = /^— ([^ ]*) ([^]*)$/.exec(line) || refuse(false, "malformed signature line");
      const blob = fromBase64(code);
      refuse(isKeyName(name) && blob && blob.length > 4, "malformed signature line");
      return { name, id: hex(blob.subarray(0, 4)), signature: blob.subarray(4) };
    });
    return [note.slice(0, border + 1), signatures];
  }

  /** Unknown keys are ignored, a known one must fit; one must be the origin's own. */
  async function openCheckpoint(bytes, keys) {
    const [body, signatures] = parseNote(bytes);
    const signers = [];
    for (const { name, id, signature } of signatures) {
      const known = keys.find((key) => key.name === name && key.id === id);
      if (!known) continue;
      need(await signed(known.key, utf8(body), signature), "signature", "signature does not fit");
      signers.push(known);
    }
    const lines = body.split("\n");
    need(lines.length >= 4 && lines.every((line, at) => (line === "") === (at === lines.length - 1)),
      "note", "malformed checkpoint");
    const [origin, digits, code] = lines;
    const size = fromDecimal(digits);
    const root = fromBase64(code);
    need(size !== null && root && root.length === 32, "note", "malformed size or root");
    need(size || equal(root, EMPTY_ROOT), "note", "wrong empty root");
    const signer = signers.find((key) => key.name === origin);
    need(signer, "unknown_key", "not signed by a trusted key");
    return { origin, size, root, signer, note: text(bytes) };
  }

  function parseProof(bytes) {
    const refuse = (holds, why) => need(holds, "no_proof", why);
    refuse(bytes.length <= 3e6, "file too long");
    let border = 0;
    while (border < bytes.length && !(bytes[border] === 10 && bytes[border + 1] === 10)) border++;
    const checkpoint = bytes.subarray(border + 2);
    refuse(checkpoint.length > 0 && checkpoint.length <= 1e6, "no checkpoint");
    const head = text(bytes.subarray(0, border));
    refuse(head !== null && ASCII.test(head), "not plain text");
    const [header, ...lines] = head.split("\n");
    refuse(header === "c2sp.org/tlog-proof@v1", "wrong first line");
    const extra = lines.length && lines[0].startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : null;
    refuse(extra && extra.length > 0 && extra.length <= 1e6, "no page inside");
    const [word, number, ...more] = (lines.shift() || "").split(" ");
    const index = fromDecimal(number || "");
    refuse(word === "index" && index !== null && !more.length, "no index");
    refuse(lines.length <= 63, "too many hashes");
    const hashes = lines.map(fromBase64);
    refuse(hashes.every((hash) => hash && hash.length === 32), "malformed hash");
    return { extra, index, hashes, checkpoint };
  }

  // Kinds of record and their form

  const DECIMALS = {};
  const decimals = (codes, digits) => codes.match(/.../g).forEach((code) => (DECIMALS[code] = digits));
  decimals("AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBMDBNDBOBBOVBRLBSDBTNBWPBYNBZDCADCDFCHECHFCHWCNYCOPCOUCRCCUC" +
    "CUPCVECZKDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGTQGYDHKDHNLHRKHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYDKZTLAK" +
    "LBPLKRLRDLSLLTLLVLMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDPABPENPGKPHPPKRPLNQARRONRSD" +
    "RUBSARSBDSCRSDGSEKSGDSHPSLESLLSOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTOPTRYTTDTWDTZSUAHUSDUSNUYUUZSVEDVESWSTXCDXCGYER" +
    "ZARZMWZWGZWL", 2);
  decimals("BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF", 0);
  decimals("BHDIQDJODKWDLYDOMRTND", 3);
  decimals("CLFUYW", 4);

  const isRef = (value, prefix) =>
    typeof value === "string" && /^[a-z]{2,8}_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(value) &&
    (!prefix || value.startsWith(`${prefix}_`));
  const like = (form) => (value) => typeof value === "string" && form.test(value);
  const whole = (least, most) => (value) => Number.isSafeInteger(value) && value >= least && value <= most;
  const list = (of, least, most = 200) => (value) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(of) &&
    new Set(value.map((item) => canonical(item))).size === value.length;
  const isCurrency = (value) => typeof value === "string" && Object.prototype.hasOwnProperty.call(DECIMALS, value);
  const isMoney = (value) => hasKeys(value, "currency,minor") && Number.isSafeInteger(value.minor) && isCurrency(value.currency);
  const isSum = (value) => isMoney(value) && value.minor > 0;
  const days = new Map();
  function dayNumber(day) {
    if (!days.has(day)) {
      const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) && day > "0001" ? Date.parse(`${day}T00:00:00Z`) : NaN;
      const exact = !isNaN(time) && new Date(time).toISOString().slice(0, 10) === day;
      if (days.size > 5000) days.clear();
      days.set(day, exact ? time / 864e5 : null);
    }
    return days.get(day);
  }
  const isDay = (value) => typeof value === "string" && dayNumber(value) !== null;
  const isCode = like(/^[a-z0-9][a-z0-9._-]{0,39}$/);
  const isKeyForm = like(/^[!-*,-~]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
  const isMove = (value) =>
    hasKeys(value, "currency,minor,of") && typeof value.of === "string" && typeof value.currency === "string" &&
    Number.isSafeInteger(value.minor);
  const REPLACING = ["gift.received", "fund.brought_in", "interest.received", "fee.charged", "credit.unexplained",
    "debit.unexplained", "transfer.sent"];

  const TYPES = {
    "": isRef, hash: like(/^[0-9a-f]{64}$/), day: isDay, sum: isSum, money: isMoney, currency: isCurrency, code: isCode,
    one: whole(1, 1), count: whole(1, 1e7), waiting: whole(0, Number.MAX_SAFE_INTEGER),
    origin: like(/^[!-*,-~]{1,200}$/), keys: list(isKeyForm, 1, 8),
    zone: like(/^[A-Za-z_]+(\/[A-Za-z_+-]+[0-9]*){0,2}$/),
    currencies: list(isCurrency, 1), limits: list(isSum, 0), codes: list(isCode, 1),
    country: like(/^[A-Z]{2}$/), ids: list(like(/^[A-Z0-9]{5,34}$/), 1, 8),
    rate: (value) => like(/^(0|[1-9][0-9]{0,8})(\.[0-9]{0,9}[1-9])?$/)(value) && +value > 0,
    reason: like(/^(returned|misbooked)$/), moves: list(isMove, 1, 8),
    replacement: (value) => isObject(value) && REPLACING.includes(value.kind) && !("v" in value) && !("on" in value) && hasForm(value),
  };
  const LINE = "campaign@camp account@acct money:sum booked:day line:hash explains?:";
  /** Public fields by kind: `name@prefix` is a ref, `name:type` one of the types, `?` may be absent. */
  const KINDS = {
    "log.opened": "ref@log origin:origin coalition@org format:one rules:one keys:keys zone:zone",
    sealed: "ref@seal day:day root:hash",
    "personal.erased": "ref@erase count:count",
    "campaign.opened": "ref@camp coalition@org goal:sum currencies:currencies fee_limits:limits text:hash",
    "fund.opened": "ref@fund campaign@camp purposes:codes aim:sum text:hash",
    "account.announced": "ref@acct campaign@camp section@sect country:country currency:currency ids:ids text:hash",
    "account.closed": "ref@close campaign@camp account@acct",
    "account.stated": "ref@stmt campaign@camp account@acct day:day closing:money waiting_in:waiting " +
      "waiting_out:waiting statement:hash",
    "rate.used": "ref@rate base:currency quote:currency rate:rate day:day source:code",
    "gift.received": `ref@gift ${LINE} fund@fund donor:hash`,
    "gift.reversed": `ref@rev ${LINE} gift@gift fund@fund reason:reason`,
    "fund.brought_in": `ref@before ${LINE} fund@fund`,
    "interest.received": `ref@int ${LINE} fund@fund`,
    "fee.charged": `ref@fee ${LINE} fund@fund`,
    "credit.unexplained": `ref@open ${LINE}`,
    "debit.unexplained": `ref@open ${LINE}`,
    "transfer.sent": `ref@xfer ${LINE} target@acct`,
    "transfer.arrived": `ref@arr ${LINE} transfer@xfer fund?@fund`,
    "correction.made": "ref@corr campaign@camp corrects: inverse:moves replacement:replacement",
  };
  for (const kind of Object.keys(KINDS)) {
    KINDS[kind] = KINDS[kind].split(" ").map((spec) => {
      const [, name, absent, mark, type] = /^(\w+)(\??)([@:])(\w*)$/.exec(spec);
      return { name, optional: absent !== "", holds: mark === "@" ? (value) => isRef(value, type) : TYPES[type] };
    });
  }
  const fieldsOf = (kind) => (typeof kind === "string" && Object.prototype.hasOwnProperty.call(KINDS, kind) ? KINDS[kind] : null);

  function hasForm(record) {
    let known = Object.keys(record).filter((name) => name === "v" || name === "kind" || name === "on").length;
    for (const { name, optional, holds } of fieldsOf(record.kind)) {
      if (!(name in record) && optional) continue;
      if (!(name in record) || !holds(record[name])) return false;
      known++;
    }
    return known === Object.keys(record).length;
  }

  function decode(entry) {
    need(entry.length <= 65535, "form", "longer than 65,535 bytes");
    const record = parseCanonical(entry);
    need(isObject(record) && record.v === 1 && fieldsOf(record.kind), "form", "unknown kind or version");
    need(isDay(record.on) && hasForm(record), "form", "field missing, unknown or malformed");
    return record;
  }

  const commitment = (purpose, salt, record) =>
    hex(sha256(join(utf8(`ouna.commit.v1\n${purpose}\n`), fromHex(salt), utf8(canonical(record)))));

  function fits(record, { purpose, salt, record: opened }) {
    if (!like(/^[a-z][a-z0-9_.-]{0,63}$/)(purpose) || !TYPES.hash(salt)) return false;
    for (const place of [record, record.replacement]) {
      if (place && fieldsOf(place.kind).some((field) => field.name === purpose))
        return TYPES.hash(place[purpose]) && place[purpose] === commitment(purpose, salt, opened);
    }
    return false;
  }

  // The rules of the book, and its replay

  const TALLIES = ["received", "brought_in", "reversed", "interest", "exchanged", "moved", "spent", "fees", "reserved"];
  const FUND_LINES = {
    "fund.brought_in": [1, "brought_in", false], "interest.received": [1, "interest", true], "fee.charged": [-1, "fees", true],
  };
  const UNEXPLAINED = { "credit.unexplained": [1, "unexplained_in"], "debit.unexplained": [-1, "unexplained_out"] };
  const month = (account, booked) => `${account}:fees:${booked.slice(0, 7)}`;
  const move = (side, of, currency, minor) => ({ side, of, currency, minor });
  const undo = (moves) => moves.map((m) => ({ ...m, minor: -m.minor }));
  const key = (of, currency) => `${of} ${currency}`;

  /** The book as if some effects had happened: a correction undoes before it books anew. */
  const overlay = (facts, moves, puts) => ({
    state: (ref) => puts[ref] || facts.state(ref),
    balance: (of, currency) =>
      moves.reduce((sum, m) => (m.of === of && m.currency === currency ? sum + m.minor : sum), facts.balance(of, currency)),
  });

  function ask(facts, ref, is, step = "form") {
    const state = facts.state(ref);
    need(state && state.is === is, step, `not a known ${is}: ${ref}`);
    return state;
  }

  /** The bank's calendar may be one day ahead. */
  const hasCome = (day, on) => dayNumber(day) - dayNumber(on) <= 1;

  function checkLine(facts, r, sign) {
    const account = ask(facts, r.account, "account");
    need(account.campaign === r.campaign, "form");
    need(account.currency === r.money.currency, "balance");
    need(!account.closed || r.booked <= account.closed, "form");
    need(hasCome(r.booked, r.on), "form");
    if (!r.explains) return;
    const line = ask(facts, r.explains, "unexplained", "balance");
    need(line.account === r.account && line.booked === r.booked && line.currency === r.money.currency && line.sign === sign,
      "balance");
    need(r.money.minor <= line.left, "balance");
  }

  function lineMove(r, sign) {
    const { currency, minor } = r.money;
    if (!r.explains) return move("account", r.account, currency, sign * minor);
    return move("fund", `${r.campaign}:unexplained_${sign > 0 ? "in" : "out"}`, currency, -sign * minor);
  }

  function linePuts(facts, r) {
    if (!r.explains) return {};
    const line = facts.state(r.explains);
    return { [r.explains]: { ...line, left: line.left - r.money.minor } };
  }

  function checkFund(facts, fund, campaign, free) {
    const state = ask(facts, fund, "fund");
    need(state.campaign === campaign, "purpose");
    need(!free || state.free, "purpose");
  }

  function checkFee(facts, r, minor) {
    const limit = ask(facts, r.campaign, "campaign").limits[r.money.currency] || 0;
    need(facts.balance(month(r.account, r.booked), r.money.currency) + minor <= limit,
      "payment");
  }

  const used = (r, more = {}) => ({ moves: [], puts: { [r.ref]: { is: "used" } }, ...more });

  const RULES = {
    "log.opened"(r, facts) {
      need(!facts.state("log"), "form");
      need(r.keys.every((k) => k.startsWith(`${r.origin}+`)), "form");
      return used(r, { puts: { log: { is: "log", record: r }, [r.ref]: { is: "used" } } });
    },
    sealed(r, facts) {
      const last = facts.state("log:sealed");
      need(!last || last.day < r.day, "form");
      need(r.day <= r.on, "form");
      return used(r, { puts: { "log:sealed": { is: "seal", day: r.day }, [r.ref]: { is: "used" } } });
    },
    "personal.erased": (r) => used(r),
    "campaign.opened"(r, facts) {
      need(ask(facts, "log", "log").record.coalition === r.coalition, "form");
      const limits = Object.fromEntries(r.fee_limits.map((limit) => [limit.currency, limit.minor]));
      need(Object.keys(limits).length === r.fee_limits.length &&
        [...Object.keys(limits), r.goal.currency].every((code) => r.currencies.includes(code)),
        "form");
      return used(r, { puts: { [r.ref]: { is: "campaign", currencies: r.currencies, limits } } });
    },
    "fund.opened"(r, facts) {
      const campaign = ask(facts, r.campaign, "campaign");
      need(campaign.currencies.includes(r.aim.currency), "form");
      const free = r.purposes.includes("free");
      need(!free || r.purposes.length === 1, "purpose");
      return used(r, { puts: { [r.ref]: { is: "fund", campaign: r.campaign, free } } });
    },
    "account.announced"(r, facts) {
      const campaign = ask(facts, r.campaign, "campaign");
      need(campaign.currencies.includes(r.currency), "form");
      const taken = r.ids.some((id) => (facts.state(`id:${id}`) || {}).taken);
      need(!taken, "form");
      const puts = { [r.ref]: { is: "account", campaign: r.campaign, currency: r.currency, ids: r.ids, closed: "" } };
      r.ids.forEach((id) => (puts[`id:${id}`] = { is: "id", taken: true }));
      return used(r, { puts });
    },
    "account.closed"(r, facts) {
      const account = ask(facts, r.account, "account");
      need(account.campaign === r.campaign && !account.closed, "form");
      const puts = { [r.account]: { ...account, closed: r.on }, [r.ref]: { is: "used" } };
      account.ids.forEach((id) => (puts[`id:${id}`] = { is: "id", taken: false }));
      return used(r, { puts });
    },
    "account.stated"(r, facts) {
      const account = ask(facts, r.account, "account");
      need(account.campaign === r.campaign && account.currency === r.closing.currency,
        "form");
      need(hasCome(r.day, r.on), "form");
      const booked = facts.balance(r.account, account.currency, r.day);
      need(r.closing.minor === booked + r.waiting_in - r.waiting_out,
        "balance");
      return used(r);
    },
    "rate.used"(r) {
      need(r.base !== r.quote && r.day <= r.on, "form");
      return used(r);
    },
    "gift.received"(r, facts) {
      checkLine(facts, r, 1);
      checkFund(facts, r.fund, r.campaign);
      const { currency, minor } = r.money;
      const { campaign, account, fund, booked } = r;
      return {
        moves: [lineMove(r, 1), move("fund", fund, currency, minor), move("tally", `${fund}:received`, currency, minor)],
        puts: { [r.ref]: { is: "gift", campaign, account, fund, currency, left: minor, booked }, ...linePuts(facts, r) },
      };
    },
    "gift.reversed"(r, facts) {
      checkLine(facts, r, -1);
      const gift = ask(facts, r.gift, "gift", "reversal");
      const { currency, minor } = r.money;
      need(gift.campaign === r.campaign && gift.account === r.account && gift.fund === r.fund,
        "reversal");
      need(gift.currency === currency && minor <= gift.left, "reversal");
      const moves = [move("fund", r.fund, currency, -minor), move("tally", `${r.fund}:reversed`, currency, minor)];
      const puts = { [r.gift]: { ...gift, left: gift.left - minor } };
      if (r.reason === "returned") {
        const booked = { is: "booked", moves: [] };
        return { moves: [lineMove(r, -1), ...moves], puts: { ...puts, [r.ref]: booked, ...linePuts(facts, r) } };
      }
      need(!r.explains && r.booked === gift.booked, "reversal");
      need(facts.balance(r.fund, currency) >= minor, "purpose");
      const { campaign, account, booked } = r;
      return {
        moves: [...moves, move("fund", `${campaign}:unexplained_in`, currency, minor)],
        puts: { ...puts, [r.ref]: { is: "unexplained", campaign, account, currency, sign: 1, left: minor, booked } },
      };
    },
    "transfer.sent"(r, facts) {
      checkLine(facts, r, -1);
      const target = ask(facts, r.target, "account");
      need(target.campaign === r.campaign && r.target !== r.account,
        "form");
      const { currency, minor } = r.money;
      const moves = [lineMove(r, -1), move("account", `${r.campaign}:transit`, currency, minor)];
      const { campaign, booked, explains = "" } = r;
      const sent = { is: "transfer", campaign, target: r.target, currency, minor, booked, explains, moves };
      return { moves, puts: { [r.ref]: sent, ...linePuts(facts, r) } };
    },
    "transfer.arrived"(r, facts) {
      checkLine(facts, r, 1);
      const sent = ask(facts, r.transfer, "transfer");
      const { currency, minor } = r.money;
      need(sent.campaign === r.campaign && sent.target === r.account, "form");
      need(!sent.arrived && !sent.corrected, "balance");
      const same = sent.currency === currency && sent.minor === minor;
      need(same === !r.fund, "balance");
      const moves = [lineMove(r, 1), move("account", `${r.campaign}:transit`, sent.currency, -sent.minor)];
      const loss = sent.minor - minor;
      if (r.fund) checkFund(facts, r.fund, r.campaign, sent.currency === currency);
      if (r.fund && sent.currency !== currency) {
        need(facts.balance(r.fund, sent.currency) >= sent.minor, "purpose");
        for (const [side, of] of [["fund", r.fund], ["tally", `${r.fund}:exchanged`]])
          moves.push(move(side, of, sent.currency, -sent.minor), move(side, of, currency, minor));
      } else if (r.fund) {
        need(loss >= 0, "balance");
        checkFee(facts, r, loss);
        moves.push(move("fund", r.fund, currency, -loss), move("tally", `${r.fund}:fees`, currency, loss),
          move("tally", month(r.account, r.booked), currency, loss));
      }
      return { moves, puts: { [r.transfer]: { ...sent, arrived: true }, [r.ref]: { is: "used" }, ...linePuts(facts, r) } };
    },
    "correction.made"(r, facts) {
      const old = facts.state(r.corrects);
      const open = old && old.moves && old.moves.length && !old.arrived && !old.corrected;
      need(open, "balance");
      const undone = undo(old.moves);
      const spelled = (moves) => moves.map((m) => canonical([m.of, m.currency, m.minor])).sort().join();
      need(spelled(r.inverse) === spelled(undone), "balance");
      const fresh = { ...r.replacement, on: r.on };
      need(fresh.campaign === r.campaign && fresh.booked === old.booked && (fresh.explains || "") === old.explains,
        "balance");
      need(!facts.state(fresh.ref) && fresh.ref !== r.ref, "form");
      const reopened = {};
      if (old.explains) {
        const line = ask(facts, old.explains, "unexplained");
        reopened[old.explains] = { ...line, left: line.left + Math.abs(old.moves[0].minor) };
      }
      const { moves, puts } = RULES[fresh.kind](fresh, overlay(facts, undone, reopened), true);
      need(canonical(moves[0]) === canonical(old.moves[0]), "balance");
      checkFunds(facts, [...undone, ...moves]);
      return {
        moves: [...undone, ...moves],
        puts: { [r.corrects]: { ...old, corrected: true }, ...puts, [r.ref]: { is: "used" } },
        day: fresh.booked,
      };
    },
  };
  for (const kind of Object.keys(FUND_LINES)) {
    const [sign, tally, free] = FUND_LINES[kind];
    RULES[kind] = (r, facts) => {
      checkLine(facts, r, sign);
      checkFund(facts, r.fund, r.campaign, free);
      const { currency, minor } = r.money;
      const moves = [lineMove(r, sign), move("fund", r.fund, currency, sign * minor),
        move("tally", `${r.fund}:${tally}`, currency, minor)];
      if (kind === "fee.charged") {
        checkFee(facts, r, minor);
        moves.push(move("tally", month(r.account, r.booked), currency, minor));
      }
      const booked = { is: "booked", booked: r.booked, moves, explains: r.explains || "" };
      return { moves, puts: { [r.ref]: booked, ...linePuts(facts, r) } };
    };
  }
  for (const kind of Object.keys(UNEXPLAINED)) {
    const [sign, pot] = UNEXPLAINED[kind];
    RULES[kind] = (r, facts, inCorrection = false) => {
      // Only in a correction may an open line stand for another: the explanation was wrong.
      need(!r.explains || inCorrection, "form");
      checkLine(facts, r, sign);
      const { currency, minor } = r.money;
      const { campaign, account, booked } = r;
      return {
        moves: [lineMove(r, sign), move("fund", `${campaign}:${pot}`, currency, sign * minor)],
        puts: { [r.ref]: { is: "unexplained", campaign, account, currency, sign, left: minor, booked } },
      };
    };
  }

  function checkFunds(facts, moves) {
    const net = new Map();
    for (const m of moves) {
      if (m.side !== "fund" || m.of.includes(":")) continue;
      const sum = net.get(key(m.of, m.currency)) || { ...m, minor: 0 };
      net.set(key(m.of, m.currency), { ...sum, minor: sum.minor + m.minor });
    }
    for (const { of, currency, minor } of net.values()) {
      if (minor >= 0) continue;
      need(ask(facts, of, "fund").free, "purpose");
      need(facts.balance(of, currency) + minor >= 0, "purpose");
    }
  }

  class Book {
    constructor() {
      this.size = 0;
      this.last = "";
      this.states = new Map();
      this.balances = new Map();
      this.byDay = new Map();
      this.open = new Map(); // ref of an unexplained line or a transfer on its way → its page
      this.texts = new Map();
      this.kinds = {};
      this.findings = [];
    }

    state(ref) {
      return this.states.get(ref);
    }

    balance(of, currency, upto) {
      let sum = this.balances.get(key(of, currency)) || 0;
      if (upto) for (const [day, minor] of this.byDay.get(key(of, currency)) || []) if (day > upto) sum -= minor;
      return sum;
    }

    feed(entry) {
      const page = this.size++;
      try {
        const record = decode(entry);
        this.take(record, this.admit(record), page);
        return record;
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        this.find(refused.code, `${this.kind}: ${refused.message}`, page);
        return null;
      }
    }

    find(step, what, page) {
      if (this.findings.length < 1000) this.findings.push({ step, what, page });
    }

    admit(record) {
      need(this.last || record.kind === "log.opened", "form", "page 0 is not the opening");
      need(record.on >= this.last, "form", "days go back");
      need(!this.states.has(record.ref), "form", "ref used twice");
      const effects = RULES[record.kind](record, this);
      const sides = {};
      for (const { side, currency, minor } of effects.moves)
        if (side !== "tally") sides[currency] = (sides[currency] || 0) + (side === "account" ? minor : -minor);
      need(Object.values(sides).every((sum) => sum === 0), "balance", "account side and fund side differ");
      return effects;
    }

    take(record, { moves, puts, day = record.booked }, page) {
      for (const { side, of, currency, minor } of moves) {
        const at = key(of, currency);
        this.balances.set(at, (this.balances.get(at) || 0) + minor);
        if (side !== "account" || of.includes(":")) continue;
        if (!this.byDay.has(at)) this.byDay.set(at, new Map());
        const sums = this.byDay.get(at);
        sums.set(day, (sums.get(day) || 0) + minor);
      }
      for (const ref of Object.keys(puts)) {
        const state = puts[ref];
        this.states.set(ref, state);
        if (state.is === "unexplained" ? state.left > 0 : state.is === "transfer" && !state.arrived && !state.corrected) {
          if (!this.open.has(ref)) this.open.set(ref, page);
        } else this.open.delete(ref);
      }
      this.last = record.on;
      this.kinds[record.kind] = (this.kinds[record.kind] || 0) + 1;
      if (record.text && !this.texts.has(record.text)) this.texts.set(record.text, page);
    }

    close() {
      for (const [ref, page] of this.open) {
        const state = this.state(ref);
        if (state.is === "unexplained") this.find("balance", "a bank line is unexplained", page);
        else if (dayNumber(this.last) - dayNumber(state.booked) > 10)
          this.find("balance", "in transit for more than 10 days", page);
      }
      for (const minor of this.balances.values())
        if (!Number.isSafeInteger(minor)) return this.find("balance", "beyond 2^53 - 1");
    }

    totals() {
      const accounts = [];
      const funds = [];
      const currencies = new Map(); // fund → its currencies
      for (const at of this.balances.keys()) {
        const [of, currency] = at.split(" ");
        const [fund, tally] = of.split(":");
        if (tally && !TALLIES.includes(tally)) continue;
        if (!currencies.has(fund)) currencies.set(fund, new Set());
        currencies.get(fund).add(currency);
      }
      for (const [ref, state] of this.states) {
        if (state.is === "account")
          accounts.push({ account: ref, currency: state.currency, balance: this.balance(ref, state.currency) });
        if (state.is !== "fund") continue;
        for (const currency of [...(currencies.get(ref) || [])].sort()) {
          const row = { campaign: state.campaign, fund: ref, currency, balance: this.balance(ref, currency) };
          TALLIES.forEach((name) => (row[name] = this.balance(`${ref}:${name}`, currency)));
          funds.push(row);
        }
      }
      accounts.sort((a, b) => (a.account < b.account ? -1 : 1));
      const order = (row) => key(row.fund, row.currency);
      funds.sort((a, b) => (order(a) < order(b) ? -1 : 1));
      return { accounts, funds };
    }
  }

  // The published folder (C2SP tlog-tiles)

  const WIDTH = 256;
  const LONGEST = { tile: WIDTH * 32, entries: WIDTH * 65537, note: 1e6, totals: 64e6, text: 4e6 };
  /** Pages searched for a reversal without asking first: some 10,000, a few megabytes. */
  const SEARCHED_AT_ONCE = 40 * WIDTH;

  function tilePath(level, index, width) {
    let place = String(index % 1000).padStart(3, "0");
    for (let rest = Math.floor(index / 1000); rest; rest = Math.floor(rest / 1000))
      place = `x${String(rest % 1000).padStart(3, "0")}/${place}`;
    return `tile/${level}/${place}${width < WIDTH ? `.p/${width}` : ""}`;
  }
  const widthOf = (size, index) => Math.min(WIDTH, size - index * WIDTH);

  function entriesOf(bundle, width) {
    const entries = [];
    let at = 0;
    for (let place = 0; place < width; place++) {
      const start = at + 2;
      need(start <= bundle.length, "log", "bundle ends too early");
      at = start + bundle[at] * 256 + bundle[at + 1];
      need(at <= bundle.length, "log", "bundle ends too early");
      entries.push(bundle.subarray(start, at));
    }
    need(at === bundle.length, "log", "bundle too long");
    return entries;
  }

  /** Hashes of complete subtrees, from tiles; what is made of them is checked against a root. */
  function nodesOf(read, size) {
    const tiles = new Map();
    return async (level, index) => {
      const [tileLevel, height] = [Math.floor(level / 8), level % 8];
      const first = index * 2 ** height;
      const tile = Math.floor(first / WIDTH);
      const width = widthOf(Math.floor(size / WIDTH ** tileLevel), tile);
      const path = tilePath(tileLevel, tile, width);
      if (!tiles.has(path)) tiles.set(path, read(path, LONGEST.tile));
      const hashes = await tiles.get(path);
      need(hashes.length === width * 32, "log", `wrong length: ${path}`);
      const node = new Frontier();
      for (let at = first % WIDTH, end = at + 2 ** height; at < end; at++) node.push(0, hashes.subarray(at * 32, at * 32 + 32));
      return node.root();
    };
  }

  async function consistencyProof(old, size, node) {
    if (old === size) return [];
    const edges = [];
    let edge = null;
    for (let level = 0; 2 ** level <= size; level++) {
      edges.push(edge);
      const complete = Math.floor(size / 2 ** level);
      if (complete % 2 === 0) continue;
      const last = await node(level, complete - 1);
      edge = edge ? nodeHash(last, edge) : last;
    }
    let [level, index] = lowestEdge(old);
    const hashes = index ? [await node(level, index)] : [];
    for (; 2 ** level <= size; level++, index = Math.floor(index / 2)) {
      const sibling = index % 2 ? index - 1 : index + 1;
      const complete = Math.floor(size / 2 ** level);
      if (sibling < complete) hashes.push(await node(level, sibling));
      else if (sibling === complete && edges[level]) hashes.push(edges[level]);
    }
    return hashes;
  }

  const breathe = () => new Promise((go) => setTimeout(go));

  /** Read the pages from file `first` on and grow `frontier`; `marks` are older states it must pass through. */
  async function walk({ read, size, first = 0, frontier = new Frontier(), marks = [], feed, progress, differs }) {
    const files = Math.ceil(size / WIDTH);
    const ahead = new Map();
    const ask = (index) => {
      if (index >= files) return;
      const width = widthOf(size, index);
      const wanted = [read(tilePath("entries", index, width), LONGEST.entries)];
      if (differs) wanted.push(read(tilePath(0, index, width), LONGEST.tile));
      const both = Promise.all(wanted);
      both.catch(() => {});
      ahead.set(index, both);
    };
    for (let index = first; index < first + 4; index++) ask(index);
    const roots = [];
    let rested = Date.now();
    const compare = (mark, tree) => equal(tree.root(), mark.root) || mark.refuse();
    marks.filter((mark) => mark.size === frontier.size).forEach((mark) => compare(mark, frontier));
    for (let index = first; index < files; index++) {
      const [bundle, tile] = await ahead.get(index);
      ahead.delete(index);
      ask(index + 4);
      const width = widthOf(size, index);
      const entries = entriesOf(bundle, width);
      const leaves = entries.map(leafHash);
      if (differs && !equal(tile, join(...leaves))) differs(tilePath(0, index, width));
      const start = index * WIDTH;
      for (const mark of marks.filter((m) => m.size > start && m.size <= start + width)) {
        const probe = new Frontier();
        frontier.parts.forEach((part) => probe.push(...part));
        leaves.slice(0, mark.size - start).forEach((leaf) => probe.push(0, leaf));
        compare(mark, probe);
      }
      const inner = new Frontier();
      leaves.forEach((leaf) => inner.push(0, leaf));
      inner.parts.forEach((part) => frontier.push(...part));
      if (width === WIDTH) roots.push(inner.root());
      entries.forEach((entry, place) => feed(entry, start + place));
      progress(start + width, size);
      if (Date.now() - rested > 40) {
        await breathe();
        rested = Date.now();
      }
    }
    for (let level = 1, hashes = roots; differs && hashes.length; level++) {
      const above = [];
      for (let at = 0; at < hashes.length; at += WIDTH) {
        const part = hashes.slice(at, at + WIDTH);
        const path = tilePath(level, at / WIDTH, part.length);
        if (!equal(await read(path, LONGEST.tile), join(...part))) differs(path);
        const node = new Frontier();
        part.forEach((hash) => node.push(0, hash));
        if (part.length === WIDTH) above.push(node.root());
      }
      hashes = above;
    }
    return frontier;
  }

  /** The newest checkpoint with the files that the next one takes away. */
  async function openHead(read, keys, extra = []) {
    for (let tries = 1; ; tries++) {
      const kept = new Map();
      const head = await openCheckpoint(await read("checkpoint", LONGEST.note), keys);
      const paths = [];
      for (let level = 0, count = head.size; count; level++, count = Math.floor(count / WIDTH)) {
        const [index, width] = [Math.floor(count / WIDTH), count % WIDTH];
        if (width) paths.push(tilePath(level, index, width));
        if (width && !level) paths.push(tilePath("entries", index, width));
      }
      const load = async (path) => kept.set(path, await read(path, path === "totals.json" ? LONGEST.totals : LONGEST.entries));
      const missing = (problem) => {
        if (problem.code !== "missing") throw problem;
        return true;
      };
      const gone = await Promise.all([...paths, ...extra].map(load)).then(() => false, missing);
      // A site that grows while we read gives newer totals: begin again. What stays so is found later.
      if (tries > 3 || !(gone || isNewer(kept.get("totals.json"), head.size)))
        return { head, read: async (path, limit) => kept.get(path) || read(path, limit) };
      await breathe();
    }
  }

  function isNewer(totals, size) {
    try {
      return JSON.parse(text(totals)).size > size;
    } catch {
      return false;
    }
  }


  /** Check a whole book. `read(path, limit)` gives bytes or refuses with "missing"; `older` are notes kept. */
  async function checkBook({ read, keys, older = [], progress = () => {} }) {
    const book = new Book();
    const report = { findings: [], size: 0, absent: 0, kinds: book.kinds };
    const find = (step, what, page) => report.findings.push({ step, what, page });
    try {
      const opened = await openHead(read, keys, ["totals.json"]);
      const { head } = opened;
      Object.assign(report, { head, size: head.size, origin: head.origin, root: hex(head.root) });
      const marks = await olderMarks(older, head, keys, find);
      const differs = (path) => find("log", `does not fit the pages: ${path}`);
      const feed = (entry) => book.feed(entry);
      const tree = await walk({ read: opened.read, size: head.size, marks, feed, progress, differs });
      if (!equal(tree.root(), head.root)) find("log", "pages lead to another root");
      book.close();
      report.findings.push(...book.findings);
      await checkKeys(book, head, keys, opened.read, find);
      await checkTotals(book, head, opened.read, find);
      report.absent = await checkTexts(book, opened.read, find);
      report.totals = book.totals();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      report.findings.push(...book.findings.filter((found) => !report.findings.includes(found)));
      find(refused.code === "form" ? "form" : "log", refused.message);
    }
    return report;
  }

  async function olderMarks(older, head, keys, find) {
    const marks = [];
    for (const note of older) {
      try {
        const kept = await openCheckpoint(note, keys);
        need(kept.origin === head.origin, "log", "another record");
        need(kept.size <= head.size, "log", `record has shrunk from ${kept.size} pages to ${head.size}`);
        const what = `the first ${kept.size} pages are not those of the older checkpoint`;
        marks.push({ ...kept, refuse: () => find("log", what) });
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        find("log", `older checkpoint: ${refused.message}`);
      }
    }
    return marks;
  }

  async function checkKeys(book, head, keys, read, find) {
    const log = book.state("log");
    if (!log) return find("form", "no opening");
    const { origin, keys: named } = log.record;
    if (origin !== head.origin) find("log", "page 0 names another origin", 0);
    if (!keys.some((k) => named.includes(k.vkey))) find("log", "page 0 does not name the trusted key", 0);
    const file = await read("log.vkey", 8192);
    if (text(file) !== named.map((k) => `${k}\n`).join("")) find("log", "log.vkey is not what page 0 names", 0);
  }

  async function checkTotals(book, head, read, find) {
    const file = text(await read("totals.json", LONGEST.totals));
    if (file === canonical({ size: head.size, root: hex(head.root), ...book.totals() })) return;
    find("totals", "totals.json is not the sums of the pages");
  }

  async function checkTexts(book, read, find) {
    let absent = 0;
    for (const [hash, page] of book.texts) {
      try {
        const file = parseCanonical(await read(`texts/${hash}.json`, LONGEST.text));
        need(hasKeys(file, "salt,text") && TYPES.hash(file.salt), "form", "malformed text file");
        need(commitment("text", file.salt, file.text) === hash, "form", "not the recorded text");
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        if (refused.code === "missing") absent++;
        else find("form", refused.message, page);
      }
    }
    return absent;
  }


  async function checkReceipt(bytes, keys) {
    const proof = parseProof(bytes);
    let extra = null;
    try {
      extra = parseCanonical(proof.extra);
    } catch (refused) {
      throw new Refused("no_proof", refused.message);
    }
    const entry = hasKeys(extra, "entry,openings") && typeof extra.entry === "string" ? fromBase64(extra.entry) : null;
    need(entry && Array.isArray(extra.openings), "no_proof", "no page inside");
    const head = await openCheckpoint(proof.checkpoint, keys);
    checkInclusion(leafHash(entry), proof.index, head.size, proof.hashes, head.root);
    const record = decode(entry);
    const purposes = new Set(extra.openings.map((opening) => opening && opening.purpose));
    const all = extra.openings.every((opening) => hasKeys(opening, "purpose,record,salt") && fits(record, opening));
    need(all && purposes.size === extra.openings.length, "opening", "opening does not fit");
    return { record, entry, index: proof.index, head, openings: extra.openings };
  }

  /** Refused unless the record of today continues that of the proof file. */
  async function checkToday(receipt, read, keys) {
    const today = await openHead(read, keys);
    need(today.head.origin === receipt.head.origin, "changed", "another record");
    need(today.head.size >= receipt.head.size, "changed", "record has shrunk");
    const proof = await consistencyProof(receipt.head.size, today.head.size, nodesOf(today.read, today.head.size));
    checkConsistency(receipt.head.size, receipt.head.root, today.head.size, today.head.root, proof);
    return today;
  }

  /** What happened to the page since, by reading all later pages; they must lead to the signed root. */
  async function searchSince(receipt, today, progress = () => {}) {
    const { head, read } = today;
    const first = Math.floor(receipt.index / WIDTH);
    const frontier = new Frontier();
    const node = nodesOf(read, head.size);
    const begin = first * WIDTH;
    for (let level = begin.toString(2).length - 1; level >= 8; level--)
      if (Math.floor(begin / 2 ** level) % 2) frontier.push(level, await node(level, Math.floor(begin / 2 ** level) - 1));
    const found = { taken: 0, page: null, corrected: null };
    const { ref } = receipt.record;
    const feed = (entry, page) => {
      if (page <= receipt.index || !(text(entry) || "").includes(ref)) return;
      const record = decode(entry);
      if (record.kind === "gift.reversed" && record.gift === ref) {
        found.taken += record.money.minor;
        found.page = page;
      } else if (record.kind === "correction.made" && record.corrects === ref) found.corrected = page;
    };
    const refuse = () => need(false, "changed", "pages differ from the proof's");
    const marks = [{ size: receipt.head.size, root: receipt.head.root, refuse }];
    const tree = await walk({ read, size: head.size, first, frontier, marks, feed, progress });
    need(equal(tree.root(), head.root), "changed", "pages lead to another root");
    return found;
  }

  const api = {
    Refused, sha256, sha512, ed25519, signed, hex, fromHex, fromBase64, parseKey, parseCanonical, canonical, decode,
    leafHash, nodeHash, checkInclusion, checkConsistency, consistencyProof, Frontier, openCheckpoint, parseProof,
    checkReceipt, checkToday, searchSince, checkBook, Book, tilePath,
  };
  if (typeof module === "object" && module.exports) module.exports = api;
  if (typeof document === "undefined") return;

  // The pages

  const block = document.getElementById("verify-data");
  if (!block) return;
  const data = JSON.parse(block.textContent); // words, names, keys, addresses: see the tag `verify_data`
  const SVG = "http://www.w3.org/2000/svg";

  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const name of Object.keys(attributes)) made.setAttribute(name, attributes[name]);
    made.append(...children.filter((child) => child !== null));
    return made;
  }
  const isolated = (value) => (value instanceof Node ? value : el("bdi", {}, String(value)));
  const code = (value) => el("bdi", { class: "code", dir: "ltr" }, value);

  /** A sentence of the page's language with values in its {places}, each kept from turning the text around. */
  function say(name, values = {}) {
    const parts = (data.words[name] || name).split(/\{(\w+)\}/);
    const said = document.createDocumentFragment();
    parts.forEach((part, at) => said.append(at % 2 ? isolated(values[part]) : part));
    return said;
  }

  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, data.grouping);
  const number = (n) => isolated(grouped(String(n)));
  const fours = (digest) => code((digest.match(/.{1,4}/g) || []).join(" "));
  function money({ minor, currency }) {
    const places = DECIMALS[currency];
    const digits = String(Math.abs(minor)).padStart(places + 1, "0");
    const units = digits.slice(0, digits.length - places);
    const rest = places ? data.mark + digits.slice(-places) : "";
    return el("bdi", { class: "num" }, `${minor < 0 ? "\u2212" : ""}${grouped(units)}${rest}\u00a0${currency}`);
  }
  function day(text) {
    const [year, month, date] = text.split("-");
    const shown = data.months[month - 1].replace("{d}", Number(date)).replace("{y}", year);
    return el("time", { datetime: text }, isolated(shown));
  }
  const named = (ref) => (data.names[ref] ? isolated(data.names[ref]) : code(ref));
  const note = (kind, title, ...rest) => el("div", { class: `note ${kind}` }, el("strong", {}, title), ...rest);
  const p = (...children) => el("p", {}, ...children);
  const more = (title, ...children) => el("details", { class: "more" }, el("summary", {}, title), el("div", { class: "stack" }, ...children));
  const pairs = (rows) => el("dl", { class: "pairs wide" }, ...rows.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))));
  const bullets = (items) => el("ul", { class: "links-down stack" }, ...items.map((item) => el("li", {}, item)));
  function tick(holds) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", holds ? "tick" : "tick cross");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", holds ? "M4 13l5.5 5.5L20 7" : "M6 6l12 12M18 6L6 18");
    svg.append(path);
    return svg;
  }
  const link = (page) => (data.entry && location.protocol !== "file:" ? el("a", { href: data.entry.replace("0", page) }, number(page)) : number(page));
  const area = (name, label, rows) => {
    const input = el("textarea", { class: "input code", rows, dir: "ltr", spellcheck: "false", autocomplete: "off" });
    return [input, el("label", { class: "field" }, el("span", { class: "strong" }, say(label)), input)];
  };
  const button = (label, kind = "plain") => el("button", { class: `btn ${kind}`, type: "button" }, say(label));
  function meter(label) {
    const bar = el("progress", { max: 1, value: 0, "aria-label": data.words[label] });
    const line = el("span", {}, "");
    const box = el("div", { class: "stack" }, el("p", { class: "ends small" }, el("span", {}, say(label)), line), bar);
    const show = (done, all) => {
      bar.max = all || 1;
      bar.value = done;
      line.replaceChildren(say("pages_of", { done: number(done), all: number(all) }));
    };
    return [box, show];
  }

  async function fetched(path, limit) {
    let answer;
    try {
      answer = await fetch(data.log + path, { credentials: "omit", cache: /^tile/.test(path) ? "default" : "no-cache" });
    } catch {
      throw new Refused("network", "not reached");
    }
    need(answer.status !== 404, "missing", `missing: ${path}`);
    need(answer.ok, "network", `status ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    need(bytes.length <= limit, "log", `too large: ${path}`);
    return bytes;
  }

  function keysNow(typed) {
    const keys = (typed || "").trim() ? [typed.trim()] : data.keys;
    need(keys.length, "key", "no key");
    return keys.map(parseKey);
  }

  const refusal = (problem) => {
    const known = problem instanceof Refused;
    const why = known && data.words[`no_${problem.code}`] ? `no_${problem.code}` : "no_damaged";
    return [p(say(why)), el("p", { class: "small" }, el("bdi", { lang: "en", dir: "ltr" }, known ? problem.message : "unexpected content"))];
  };


  function receiptPage(root) {
    const input = root.querySelector("input[type=file]");
    const result = root.querySelector("[data-verify-result]");
    const [typed, field] = area("key", "key_label", 2);
    const settings = more(say("key_title"), p(say("key_text")), field);
    root.querySelectorAll("[data-verify-made]").forEach((old) => old.remove()); // a page saved after a check
    settings.setAttribute("data-verify-made", "");
    result.replaceChildren();
    result.after(settings);
    let turn = 0;

    const run = async () => {
      const mine = ++turn;
      const file = input.files[0];
      if (!file) return;
      result.replaceChildren(p(say("checking")));
      let shown;
      let receipt = null;
      try {
        need(file.size <= 3e6, "no_proof", "file too long");
        receipt = await checkReceipt(new Uint8Array(await file.arrayBuffer()), keysNow(typed.value));
        shown = holding(receipt, typed.value.trim() !== "");
      } catch (problem) {
        shown = [note("wrong", say("proves_nothing"), ...refusal(problem))];
      }
      if (mine !== turn) return;
      result.replaceChildren(...shown);
      const today = result.querySelector("[data-since]");
      if (today) since(receipt, today, typed.value, () => mine === turn);
    };
    input.addEventListener("change", run);
    typed.addEventListener("change", run);
    // Without the site's own script (in the file kept for later) dropping is ours to serve.
    for (const type of ["dragover", "drop"]) addEventListener(type, (event) => {
      if (event.defaultPrevented || !(event.target instanceof Element) || !event.target.closest("[data-drop]")) return;
      event.preventDefault();
      if (type !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      run();
    });
  }

  function holding(receipt, ownKey) {
    const { record, index, head, openings } = receipt;
    const r = record.kind === "correction.made" ? record.replacement : record;
    const names = openings.filter((opening) => opening.purpose === "donor");
    const rows = [[say("what"), isolated(data.kinds[record.kind] || record.kind)]];
    const row = (label, value, show) => value !== undefined && rows.push([say(label), show(value)]);
    row("amount", r.money || r.closing, money);
    row("purpose", r.fund, named);
    row("account", r.account, named);
    row("booked", r.booked, day);
    row("recorded", record.on, day);
    rows.push([say("page"), say("page_of", { page: link(index), all: number(head.size) })]);
    rows.push([say("signed_by"), say("signed_with", { origin: code(head.origin), key: code(head.signer.id) })]);
    const shown = [note("good", say("holds"), p(say("holds_text", { page: number(index), all: number(head.size) })))];
    if (names.length) {
      const opened = names.map(({ record: giver }) => (isObject(giver) ? giver.name : giver)).filter((name) => typeof name === "string" && name);
      shown.push(note("look", say("names_giver"), opened.length ? p(say("giver", { name: opened.join(", ") })) : null, p(say("names_text"))));
    } else if (openings.length) shown.push(note("look", say("opens"), p(say("opens_text"))));
    shown.push(el("h2", {}, say("proves")), pairs(rows), el("div", { "data-since": "", "aria-live": "polite" }));
    const not = [say(ownKey ? "not_key_own" : "not_key", { key: code(head.signer.vkey) })];
    not.push(say("not_since", { all: number(head.size) }), say("not_use"));
    if (!names.length && record.kind === "gift.received") not.push(say("not_giver"));
    shown.push(el("h2", {}, say("proves_not")), bullets(not));
    const entry = el("pre", { class: "code", dir: "ltr" }, JSON.stringify(record, null, 1));
    const scroll = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": data.words.page }, entry);
    shown.push(more(say("experts"), pairs([[say("page_print"), fours(hex(leafHash(receipt.entry)))], [say("root"), fours(hex(head.root))]]), scroll));
    return shown;
  }

  async function since(receipt, place, typed, current) {
    const put = (...nodes) => current() && place.replaceChildren(...nodes);
    const fail = (problem) => {
      const reached = problem.code !== "network" && problem.code !== "missing";
      put(reached ? note("wrong", say("changed"), ...refusal(problem)) : note("look", say("not_asked"), p(say("not_asked_text", { all: number(receipt.head.size) }))));
    };
    const offer = (label, act) => {
      const asked = button(label);
      asked.addEventListener("click", () => act().catch(fail));
      return asked;
    };
    const search = async (today) => {
      const [box, show] = meter("searching");
      put(box);
      const found = await searchSince(receipt, today, show);
      const all = number(today.head.size);
      if (found.taken) put(note("wrong", say("taken"), p(say("taken_text", { sum: money({ ...receipt.record.money, minor: found.taken }), page: link(found.page) }))));
      else if (found.corrected !== null) put(note("look", say("corrected"), p(say("corrected_text", { page: link(found.corrected) }))));
      else put(note("good", say("still"), p(say("still_text", { all }))));
    };
    const ask = async () => {
      put(p(say("asking")));
      const today = await checkToday(receipt, fetched, keysNow(typed));
      const later = today.head.size - receipt.index;
      if (later <= SEARCHED_AT_ONCE) return search(today);
      const found = note("good", say("contained"), p(say("contained_text", { all: number(today.head.size), later: number(later) })));
      put(el("div", { class: "stack" }, found, offer("search", () => search(today))));
    };
    const away = location.protocol === "file:";
    if (away && !data.log) return;
    if (away) put(note("look", say("not_asked"), p(say("not_asked_text", { all: number(receipt.head.size) })), offer("ask", ask)));
    else await ask().catch(fail);
  }


  const STEPS = ["log", "form", "balance", "purpose", "payment", "reversal", "totals"];

  const memory = (origin, note) => {
    try {
      if (note) localStorage.setItem(`ouna ${origin}`, note);
      return localStorage.getItem(`ouna ${origin}`);
    } catch {
      return null;
    }
  };

  function booksPage(root) {
    const start = root.querySelector("[data-verify-start]");
    const result = root.querySelector("[data-verify-result]");
    root.querySelectorAll("[data-verify-made]").forEach((old) => old.remove());
    const [typed, keyField] = area("key", "key_label", 2);
    const [pasted, olderField] = area("older", "older_label", 4);
    const settings = more(say("books_more"), p(say("key_text")), keyField, p(say("older_text")), olderField);
    settings.setAttribute("data-verify-made", "");
    result.after(settings);
    start.hidden = false;
    start.addEventListener("click", async () => {
      start.disabled = true;
      const [box, show] = meter("reading");
      box.setAttribute("data-verify-made", "");
      result.before(box);
      result.replaceChildren();
      try {
        const keys = keysNow(typed.value);
        const kept = memory(keys[0].name);
        const own = pasted.value.trim() ? `${pasted.value.replace(/\r/g, "").replace(/\n*$/, "")}\n` : null;
        const older = [kept, own].filter(Boolean).map(utf8);
        const begun = Date.now();
        const report = await checkBook({ read: fetched, keys, older, progress: show });
        if (!report.findings.length) memory(report.origin, report.head.note);
        result.replaceChildren(...told(report, older.length > 0, Math.ceil((Date.now() - begun) / 1000), keys));
      } catch (problem) {
        result.replaceChildren(note("look", say("not_checked"), ...refusal(problem)));
      }
      box.remove();
      start.disabled = false;
    });
  }

  function told(report, compared, seconds, keys) {
    const { findings } = report;
    if (!report.head) return [note("wrong", say("books_wrong"), ...findings.map((found) => el("p", { class: "small", lang: "en", dir: "ltr" }, found.what)))];
    const all = number(report.size);
    const good = note("good", say("books_hold"), p(say("books_hold_text", { all, seconds: number(seconds) })));
    const wrong = note("wrong", say("books_wrong"), p(say("books_wrong_text", { count: number(findings.length), all })));
    const steps = STEPS.map((step) => {
      const holds = !findings.some((found) => found.step === step);
      return el("li", {}, el("span", {}, say(`step_${step}`), el("span", { class: "vh" }, ": ", say(holds ? "yes" : "no"))), tick(holds));
    });
    const shown = [findings.length ? wrong : good, el("ol", { class: "checks" }, ...steps)];
    if (findings.length) {
      const line = ({ step, what, page }) => el("span", {}, page === undefined ? say(`step_${step}`) : say("finding", { page: link(page), step: data.words[`step_${step}`] }),
        el("br", {}), el("small", { lang: "en", dir: "ltr" }, what));
      shown.push(bullets(findings.slice(0, 50).map(line)));
    }
    shown.push(el("p", { class: "small" }, say(compared ? "compared" : "remembered")));
    if (report.absent) shown.push(el("p", { class: "small" }, say("absent", { count: number(report.absent) })));
    shown.push(more(say("experts"), pairs([[say("root"), fours(report.root)], [say("signed_by"), code(keys[0].vkey)]])));
    return shown;
  }

  for (const root of document.querySelectorAll("[data-verify-receipt]")) receiptPage(root);
  for (const root of document.querySelectorAll("[data-verify-books]")) booksPage(root);
})();
