// The second verifier: checks proof files and whole published books in the browser, or in Node.
//
// It shares no code with the program `ouna verify`; both follow docs/book-format.md. Formats: RFC 9162 (tree),
// C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-proof; RFC 8032 (Ed25519), FIPS 180-4 (SHA-2), RFC 8785.
// It brings its own SHA-2 and Ed25519, because browsers offer theirs neither to saved pages nor over plain HTTP.
"use strict";
(() => {
  // --- Refusing -------------------------------------------------------------------------------------------

  /** Something does not hold. `code` says what in one word, for the page's texts; the message is for experts. */
  class Refused extends Error {
    constructor(code, message) {
      super(message || code);
      this.code = code;
    }
  }
  const need = (holds, code, message) => {
    if (!holds) throw new Refused(code, message);
  };

  // --- Bytes and their strict spellings: one text for one value --------------------------------------------

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

  /** The bytes of standard base64 with padding, null for any other spelling (unused bits must be zero). */
  function fromBase64(code) {
    if (code.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(code)) return null;
    try {
      const raw = atob(code);
      return btoa(raw) === code ? Uint8Array.from(raw, (c) => c.charCodeAt(0)) : null;
    } catch {
      return null;
    }
  }

  /** A size or index in digits without leading zeros, null for any other spelling or beyond 2^53 - 1. */
  const fromDecimal = (digits) =>
    /^(0|[1-9][0-9]{0,15})$/.test(digits) && Number.isSafeInteger(+digits) ? +digits : null;

  // --- SHA-256 and SHA-512 (FIPS 180-4) --------------------------------------------------------------------

  const PRIMES = [];
  for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

  /** The first 64 bits of the fractional part of a prime's square or cube root: what the standard's tables hold. */
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

  /** The message with its padding; `prefix` is a byte before it (RFC 9162 tells leaves from nodes by it). */
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

  /** SHA-256 in 32-bit arithmetic: it hashes every page of the record, so it must be quick. */
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
      let [a, b, c, d, e, f, g, h] = state;
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
      [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => digest.setInt32(4 * i, word));
    return new Uint8Array(digest.buffer);
  }

  /** SHA-512 in BigInt: it only serves signatures. */
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

  // --- Ed25519 (RFC 8032), checking only -------------------------------------------------------------------

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

  /** Sum of two points in extended coordinates (X, Y, Z, T); the formula is complete, so it doubles, too. */
  function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * D * t1 * t2);
    const d = mod(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  /** The point of 32 bytes, null if they are not the one spelling of a point on the curve. */
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

  // --- Tree (RFC 9162) -------------------------------------------------------------------------------------

  const EMPTY_ROOT = sha256(new Uint8Array());
  const leafHash = (entry) => sha256(entry, 0);
  const nodeHash = (left, right) => sha256(join(left, right), 1);
  const bits = (n) => (n ? n.toString(2).length : 0);
  const ones = (n) => n.toString(2).replace(/0/g, "").length;

  /** Follow a path of siblings from node `index`; `each(hash, isLeft)`. Refuses a path of another length. */
  function climb(index, last, hashes, each) {
    const inner = bits(BigInt(index) ^ BigInt(last));
    const border = ones(BigInt(index) >> BigInt(inner));
    need(hashes.length === inner + border, "not_included", "The proof has another number of hashes.");
    hashes.forEach((hash, height) => each(hash, height >= inner || Boolean((BigInt(index) >> BigInt(height)) & 1n)));
  }

  function checkInclusion(leaf, index, size, proof, root) {
    need(index >= 0 && index < size, "not_included", "The page lies beyond the sealed summary.");
    let found = leaf;
    climb(index, size - 1, proof, (hash, isLeft) => {
      found = isLeft ? nodeHash(hash, found) : nodeHash(found, hash);
    });
    need(equal(found, root), "not_included", "The proof leads to another root.");
  }

  function checkConsistency(oldSize, oldRoot, newSize, newRoot, proof) {
    const refuse = (holds) => need(holds, "changed", "The older tree is not the beginning of the newer one.");
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
    const last = Number(BigInt(newSize - 1) >> BigInt(level));
    const inner = bits(BigInt(index) ^ BigInt(last));
    climb(index, last, hashes, (hash, isLeft) => {
      if (isLeft) older = nodeHash(hash, older);
      newer = isLeft ? nodeHash(hash, newer) : nodeHash(newer, hash);
    });
    void inner;
    return refuse(equal(older, oldRoot) && equal(newer, newRoot));
  }

  /** The lowest complete node on the right edge of a tree, where a consistency proof begins: [level, index]. */
  function lowestEdge(size) {
    let [level, rest] = [0, size];
    while (rest % 2 === 0) [level, rest] = [level + 1, rest / 2];
    return [level, rest - 1];
  }

  /** The complete subtrees that make up a growing tree, largest first: enough to know its root. */
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

  // --- Canonical JSON (RFC 8785, the values the book allows) -----------------------------------------------

  const ASCII = /^[\0-\x7f]*$/;
  const HALF_PAIR = /\p{Surrogate}/u;

  function canonical(value, depth = 0) {
    need(depth < 200, "form", "The JSON is nested too deeply.");
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "number") {
      need(Number.isSafeInteger(value), "form", "A number is not a whole one within 2^53 - 1.");
      return String(value);
    }
    if (typeof value === "string") {
      need(!HALF_PAIR.test(value), "form", "A text holds half a surrogate pair.");
      return JSON.stringify(value);
    }
    if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
    const keys = Object.keys(value).sort();
    need(keys.every((key) => ASCII.test(key)), "form", "A key is not ASCII text.");
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`).join(",")}}`;
  }

  /** The value, if the bytes are exactly its canonical form; a repeated key cannot survive the comparison. */
  function parseCanonical(bytes) {
    const read = text(bytes);
    let value;
    try {
      value = JSON.parse(read);
    } catch {
      throw new Refused("form", "The bytes are not JSON in UTF-8.");
    }
    need(read !== null && canonical(value) === read, "form", "The JSON is not in its one canonical form.");
    return value;
  }
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const hasKeys = (value, keys) => isObject(value) && Object.keys(value).sort().join() === keys;

  // --- Signed notes, checkpoints, keys, proof files (C2SP) -------------------------------------------------

  const CONTROL = /[\0-\x09\x0b-\x1f]/;
  const NOT_IN_NAME = /[+\0-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\p{Surrogate}]/u;
  const isKeyName = (name) => name !== "" && [...name].length <= 255 && !NOT_IN_NAME.test(name);

  /** A verifier key `name+hex id+base64(type || key)`; only Ed25519 (type 1) signs a log. */
  function parseKey(vkey) {
    const [, name, id, code] = /^([^+]*)\+([^+]*)\+([^]*)$/.exec(vkey.trim()) || need(false, "key", "Not a key.");
    const data = fromBase64(code);
    need(data && data.length === 33 && data[0] === 1 && isKeyName(name), "key", "Not an Ed25519 log key.");
    const found = hex(sha256(join(utf8(`${name}\n`), data)).subarray(0, 4));
    need(found === id, "key", "The key id does not fit name and key.");
    return { name, id, key: data.subarray(1), vkey: vkey.trim() };
  }

  /** Text and signature lines of a note: the last empty line parts them. No signature is checked here. */
  function parseNote(bytes) {
    const refuse = (holds, why) => need(holds, "note", why);
    refuse(bytes.length <= 1e6, "The note is too long.");
    const note = text(bytes);
    refuse(note !== null && !CONTROL.test(note), "The note is not plain text in UTF-8.");
    const border = note.lastIndexOf("\n\n");
    refuse(border >= 0 && note.length > border + 2 && note.endsWith("\n"), "The note has no signatures.");
    const lines = note.slice(border + 2, -1).split("\n");
    refuse(lines.length <= 100, "The note has too many signatures.");
    const signatures = lines.map((line) => {
      const [, name, code] = /^— ([^ ]*) ([^]*)$/.exec(line) || refuse(false, "A signature line is malformed.");
      const blob = fromBase64(code);
      refuse(isKeyName(name) && blob && blob.length > 4, "A signature line is malformed.");
      return { name, id: hex(blob.subarray(0, 4)), signature: blob.subarray(4) };
    });
    return [note.slice(0, border + 1), signatures];
  }

  /** A checkpoint signed by one of `keys` under its own origin. Unknown keys are ignored, a known one must fit. */
  async function openCheckpoint(bytes, keys) {
    const [body, signatures] = parseNote(bytes);
    const signers = [];
    for (const { name, id, signature } of signatures) {
      const known = keys.find((key) => key.name === name && key.id === id);
      if (!known) continue;
      need(await signed(known.key, utf8(body), signature), "signature", "A signature by a known key does not fit.");
      signers.push(known);
    }
    const lines = body.split("\n");
    need(lines.length >= 4 && lines.every((line, at) => (line === "") === (at === lines.length - 1)),
      "note", "The sealed summary has not its three lines.");
    const [origin, digits, code] = lines;
    const size = fromDecimal(digits);
    const root = fromBase64(code);
    need(size !== null && root && root.length === 32, "note", "Size or root of the sealed summary is malformed.");
    need(size || equal(root, EMPTY_ROOT), "note", "The root of an empty record is always the same.");
    const signer = signers.find((key) => key.name === origin);
    need(signer, "unknown_key", "No key that is trusted here has signed the sealed summary.");
    return { origin, size, root, signer, note: text(bytes) };
  }

  function parseProof(bytes) {
    const refuse = (holds, why) => need(holds, "no_proof", why);
    refuse(bytes.length <= 3e6, "The file is too long.");
    let border = 0;
    while (border < bytes.length && !(bytes[border] === 10 && bytes[border + 1] === 10)) border++;
    const checkpoint = bytes.subarray(border + 2);
    refuse(checkpoint.length > 0 && checkpoint.length <= 1e6, "The file has no sealed summary.");
    const head = text(bytes.subarray(0, border));
    refuse(head !== null && ASCII.test(head), "The proof is not plain text.");
    const [header, ...lines] = head.split("\n");
    refuse(header === "c2sp.org/tlog-proof@v1", "The first line is not that of a proof file.");
    const extra = lines.length && lines[0].startsWith("extra ") ? fromBase64(lines.shift().slice(6)) : null;
    refuse(extra && extra.length > 0 && extra.length <= 1e6, "The file does not hold its page.");
    const [word, number, ...more] = (lines.shift() || "").split(" ");
    const index = fromDecimal(number || "");
    refuse(word === "index" && index !== null && !more.length, "The file does not say which page it proves.");
    refuse(lines.length <= 63, "The proof has too many hashes.");
    const hashes = lines.map(fromBase64);
    refuse(hashes.every((hash) => hash && hash.length === 32), "A hash of the proof is malformed.");
    return { extra, index, hashes, checkpoint };
  }
