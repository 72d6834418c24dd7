// The second verifier: checks proof files and published books. It runs on the site's pages; on anybody's page, as
// a script element with `src` https://…/log/verify.js and `data-log` https://…/log/; and in Node:
// node verify.js FOLDER_OR_ADDRESS [--key KEY] [--partner DIGITS] [--since FILE]
// It shares no code with `ouna verify`; both follow docs/book-format.md. It brings its own SHA-2, Ed25519 and RSA:
// WebCrypto is not offered over plain HTTP, and hashes too slowly one small piece at a time.
"use strict";


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
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (bytes) => {
  let code = "";
  for (let at = 0; at < bytes.length; at++) code += HEX[bytes[at]];
  return code;
};
const fromHex = (code) => Uint8Array.from(code.match(/../g) || [], (pair) => parseInt(pair, 16));

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGITS = new Int8Array(128).fill(-1);
[...BASE64].forEach((digit, value) => (DIGITS[digit.charCodeAt(0)] = value));

/** Standard base64 in its one spelling: padded, and the unused bits zero; else null. */
function fromBase64(code) {
  if (code.length % 4) return null;
  const end = code.length - (code.endsWith("==") ? 2 : code.endsWith("=") ? 1 : 0);
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let [bits, count, at] = [0, 0, 0];
  for (let i = 0; i < end; i++) {
    const digit = DIGITS[code.charCodeAt(i)];
    if (!(digit >= 0)) return null;
    bits = (bits << 6) | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = bits >> count;
    bits &= (1 << count) - 1;
  }
  return bits ? null : bytes;
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

let scratch = new Uint8Array(4096);
/** The message, after one byte if `prefix` is given, filled up to whole blocks; valid until the next call. */
function padded(data, prefix, block) {
  const lead = prefix < 0 ? 0 : 1;
  const length = data.length + lead;
  const size = Math.ceil((length + 1 + block / 8) / block) * block;
  if (size > scratch.length) scratch = new Uint8Array(2 * size);
  if (lead) scratch[0] = prefix;
  scratch.set(data, lead);
  scratch.fill(0, length, size);
  scratch[length] = 0x80;
  for (let i = 1, bits = length * 8; bits; i++, bits = Math.floor(bits / 256)) scratch[size - i] = bits % 256;
  return size;
}

function sha256(data, prefix = -1) {
  const size = padded(data, prefix, 64);
  const [bytes, w, k] = [scratch, words, K256];
  let [h0, h1, h2, h3] = [H256[0], H256[1], H256[2], H256[3]];
  let [h4, h5, h6, h7] = [H256[4], H256[5], H256[6], H256[7]];
  for (let at = 0; at < size; ) {
    for (let i = 0; i < 16; i++, at += 4)
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
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
    h0 = (h0 + a) | 0;
    h1 = (h1 + b) | 0;
    h2 = (h2 + c) | 0;
    h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0;
    h5 = (h5 + f) | 0;
    h6 = (h6 + g) | 0;
    h7 = (h7 + h) | 0;
  }
  const digest = new Uint8Array(32);
  [h0, h1, h2, h3, h4, h5, h6, h7].forEach((word, i) => {
    digest[4 * i] = word >>> 24;
    digest[4 * i + 1] = word >>> 16;
    digest[4 * i + 2] = word >>> 8;
    digest[4 * i + 3] = word;
  });
  return digest;
}

function sha512(data) {
  const size = padded(data, -1, 128);
  const view = new DataView(scratch.buffer, 0, size);
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
const power = (base, exponent, m = P) => {
  let result = 1n;
  for (let b = mod(base, m), e = exponent; e; e >>= 1n, b = (b * b) % m) if (e & 1n) result = (result * b) % m;
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

// Keys of trustees and officers: passkeys (ES256, EdDSA, RS256) and Ed25519 kept in a file

const ED_HEAD = fromHex("302a300506032b6570032100");
const EC_HEAD = fromHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
const RSA_ALGORITHM = fromHex("300d06092a864886f70d0101010500");
const SHA256_INFO = fromHex("3031300d060960864801650304020105000420");
const P256 = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B256 = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
/** y of the points of small order, which anybody's signature fits: 0, 1, -1 and those of order 8. */
const Y8 = little(fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
const WEAK = [0n, 1n, P - 1n, Y8, P - Y8];

const big = (bytes) => BigInt(`0x0${hex(bytes)}`);
const startsWith = (bytes, head) => equal(bytes.subarray(0, head.length), head);
const bytesOf = (n) => {
  const digits = n.toString(16);
  return fromHex(digits.length % 2 ? `0${digits}` : digits);
};
const tlv = (tag, ...parts) => {
  const body = join(...parts);
  const n = body.length;
  return join(Uint8Array.from(n < 128 ? [tag, n] : n < 256 ? [tag, 0x81, n] : [tag, 0x82, n >> 8, n & 255]), body);
};
const derInteger = (n) => {
  const bytes = bytesOf(n);
  return bytes[0] > 127 ? tlv(2, Uint8Array.of(0), bytes) : tlv(2, bytes);
};

/** The bodies of the values in DER, read without care: whoever asks encodes them again and compares. */
function derBodies(bytes) {
  const bodies = [];
  for (let at = 0; at < bytes.length; ) {
    const long = bytes[at + 1] > 127 ? bytes[at + 1] & 3 : 0;
    const start = at + 2 + long;
    at = start + (long ? Number(big(bytes.subarray(at + 2, start))) : bytes[at + 1]);
    bodies.push(bytes.subarray(start, at));
  }
  return bodies;
}

function rsaKey(der) {
  const [outer = der] = derBodies(der);
  const [, bits = outer] = derBodies(outer);
  const [pair = bits] = derBodies(bits.subarray(1));
  const [n, e] = derBodies(pair).map(big);
  if (!n || !e) return null;
  const spelled = tlv(0x30, RSA_ALGORITHM, tlv(3, Uint8Array.of(0), tlv(0x30, derInteger(n), derInteger(e))));
  const size = n.toString(2).length;
  const right = equal(spelled, der) && size >= 2048 && size <= 4096 && n & 1n && e === 65537n;
  return right ? { alg: "RS256", n, e, size } : null;
}

function readKey(alg, der) {
  if (!der || !ALGORITHMS.includes(alg)) return null;
  if (alg === "RS256") return rsaKey(der);
  if (alg === "ES256") {
    const [x, y] = [27, 59].map((at) => big(der.subarray(at, at + 32)));
    const onCurve = x < P256 && y < P256 && mod(y * y - x * (x * x - 3n) - B256, P256) === 0n;
    return der.length === 91 && startsWith(der, EC_HEAD) && onCurve ? { alg, raw: der.subarray(26) } : null;
  }
  const raw = der.subarray(12);
  const weak = WEAK.includes((little(raw) & (2n ** 255n - 1n)) % P);
  return der.length === 44 && startsWith(der, ED_HEAD) && !weak ? { alg, raw } : null;
}

const readKeys = new Map();
/** The key, null if it is none of its algorithm in its only spelling. */
function publicKey(alg, spki) {
  const name = `${alg} ${spki}`;
  if (!readKeys.has(name)) readKeys.set(name, readKey(alg, spki.length <= 1200 ? fromBase64(spki) : null));
  return readKeys.get(name);
}

/** r and s side by side, as WebCrypto wants them, from their one spelling in DER; else null. */
function rawSignature(der) {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const start = at + 2;
    const size = der[at + 1];
    const zero = der[start] === 0 ? 1 : 0;
    const minimal = !zero || size === 1 || der[start + 1] > 127;
    if (der[at] !== 2 || !size || start + size > der.length || der[start] > 127 || !minimal || size - zero > 32) return null;
    raw.set(der.subarray(start + zero, start + size), end - size + zero);
    at = start + size;
  }
  return at === der.length ? raw : null;
}

/** RFC 8017, 8.2.2: what the signature opens to is compared as a whole. */
function rsaFits({ n, e, size }, signature, message) {
  const s = big(signature);
  const length = Math.ceil(size / 8);
  if (signature.length !== length || s >= n) return false;
  const tail = join(Uint8Array.of(0), SHA256_INFO, sha256(message));
  const block = join(Uint8Array.of(0, 1), new Uint8Array(length - 2 - tail.length).fill(255), tail);
  return power(s, e, n) === big(block);
}

const subtle = () => (typeof crypto === "object" && crypto.subtle) || null;

/** Whether the signature fits; null where this browser cannot say: never taken for a yes. */
async function keyFits(key, signature, message) {
  if (key.alg === "RS256") return rsaFits(key, signature, message);
  const isEc = key.alg === "ES256";
  const [name, raw] = isEc ? [{ name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }, rawSignature(signature)] : ["Ed25519", signature];
  if (!raw) return false;
  try {
    key.imported = key.imported || subtle().importKey("raw", key.raw, name, false, ["verify"]);
    return await subtle().verify(name, await key.imported, raw, message);
  } catch {
    key.imported = null;
    return isEc ? null : ed25519(key.raw, message, signature);
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
/** Currencies of ISO 4217 with so many decimals: a first letter, then what may follow it. */
const decimals = (codes, digits) =>
  codes.split(" ").forEach(([first, ...rest]) =>
    rest.join("").match(/../g).forEach((two) => (DECIMALS[first + two] = digits)));
decimals("AEDFNLLMDNGOARSUDWGZN BAMBDDTGNMDNDOBOVRLSDTNWPYNZD CADDFHEHFHWNYOPOURCUCUPVEZK DKKOPZD EGPRNTBUR FJDKP " +
  "GBPELHSIPMDTQYD HKDNLRKTGUF IDRLSNRRR JMD KESGSHRPWYDZT LAKBPKRRDSLTLVL MADDLGAKDMKNTOPRUURVRWKXNXVYRZN " +
  "NADGNIOOKPRZD PABENGKHPKRLN QAR RONSDUB SARBDCRDGEKGDHPLELLOSRDSPTNVCYPZL THBJSMTOPRYTDWDZS UAHSDSNYUZS " +
  "VEDES WST XCDCG YER ZARMWWGWL", 2);
decimals("BIF CLP DJF GNF ISK JPY KMFRW PYG RWF UGXYI VNDUV XAFOFPF", 0);
decimals("BHD IQD JOD KWD LYD OMR TND", 3);
decimals("CLF UYW", 4);

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
const isSecond = (value) =>
  typeof value === "string" && /^.{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/.test(value) && isDay(value.slice(0, 10));
const isCode = like(/^[a-z0-9][a-z0-9._-]{0,39}$/);
const isKeyForm = like(/^[!-*,-~]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
const isMove = (value) =>
  hasKeys(value, "currency,minor,of") && typeof value.of === "string" && typeof value.currency === "string" &&
  Number.isSafeInteger(value.minor);
const isBase64 = (most) => (value) => {
  const bytes = typeof value === "string" ? fromBase64(value) : null;
  return bytes !== null && bytes.length > 0 && bytes.length <= most;
};
const object = (spec) => (value) => isObject(value) && Object.keys(value).length === matching(value, fieldsOfSpec(spec));
const ALGORITHMS = ["ES256", "EdDSA", "RS256", "Ed25519"];
const ACTS = ["approve", "refuse", "open_gate", "close_gate", "pause", "resume", "set_trustees", "move_fund",
  "announce_replacement", "stop_replacement", "announce_succession", "stop_succession", "revoke_key", "sign_pact", "announce_account", "close_account",
  "close_campaign", "test"];
const among = (names) => (value) => names.includes(value);
const isKeyRef = (value) => isRef(value, "key") || isRef(value, "reco");
const isProof = (value) =>
  isObject(value) && PROOFS[value.alg === "Ed25519" ? 0 : 1](value) && ALGORITHMS.includes(value.alg);
const isListed = (value) => LISTED(value) && publicKey(value.alg, value.spki) !== null;
const isPaper = (value) => PAPER(value) && publicKey("Ed25519", value.spki) !== null;
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
  yesno: (value) => typeof value === "boolean", number: whole(0, Number.MAX_SAFE_INTEGER),
  positive: whole(1, Number.MAX_SAFE_INTEGER), m: whole(1, 40), wait: whole(1, 8784), few: whole(1, 9), days: whole(1, 366),
  week: whole(7, 366), missing: list((value) => isRef(value, "trst"), 1, 40), succession: object("members:members m:m days:week"),
  act: among(ACTS), alg: among(ALGORITHMS), side: among(["partner", "coalition"]), month: among(["month"]),
  lang: like(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/), nonce: like(/^[0-9a-f]{32}$/),
  shown_by: among(["domain", "voucher", "document", "paper"]),
  signer: (value) => isRef(value, "trst") || isRef(value, "org") || isRef(value, "reco"),
  key: isKeyRef, spki: like(/^[A-Za-z0-9+/]{40,1600}={0,2}$/),
  signature_bytes: isBase64(512), authenticator: isBase64(1024), client: isBase64(2048),
  seen: object("size:positive root:hash"),
  statement: object("act:act log@log campaign@camp subject: sha256:hash trustees:hash trustee:signer lang:lang " +
    "shown:hash seen:seen until:day nonce:nonce"),
  proof: isProof, signature: object("statement:statement proof:proof"),
  listed: isListed, listed_keys: list(isListed, 1, 4), members: list(object("trustee@trst function:code keys:listed_keys"), 1, 40),
  officers: list(object("org@org side:side keys:listed_keys"), 2, 20),
  bands: list(object("currency:currency upto?:positive m:m"), 1, 60),
  papers: list(isPaper, 1, 9), recovery: object("keys:papers m:few days:days"),
  origins: list(like(/^(https:\/\/[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|http:\/\/([a-z0-9-]{1,63}\.)?localhost)(:[1-9][0-9]{0,4})?$/), 1, 4),
  domain: like(/^[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/),
  payees: list(object("payee:hash bank:hash"), 1, 100),
  standing: object("per:month each:positive total:positive until:day payees:payees"),
  files: list(like(/^[0-9a-f]{64}$/), 0, 40), evidence: list(like(/^[0-9a-f]{64}$/), 1, 40),
  replacement: (value) => isObject(value) && REPLACING.includes(value.kind) && !("v" in value) && !("on" in value) && hasForm(value),
};
TYPES.signatures = list(TYPES.signature, 1, 40);
const LISTED = object("key@key alg:alg spki:spki");
const PAPER = object("key@reco spki:spki");
const PROOFS = ["", " authenticator_data:authenticator client_data_json:client"].map(
  (more) => object(`key:key alg:alg signature:signature_bytes${more}`));

const LINE = "campaign@camp account@acct money:sum booked:day line:hash explains?:";
const SIGNED = "campaign@camp signatures:signatures";
/** Public fields by kind: `name@prefix` is a ref, `name:type` one of the types, `?` may be absent. */
const KINDS = {
  "log.opened": "ref@log origin:origin coalition@org format:one rules:one keys:keys zone:zone",
  sealed: "ref@seal day:day root:hash",
  "personal.erased": "ref@erase count:count",
  "campaign.opened": "ref@camp coalition@org goal:sum currencies:currencies fee_limits:limits text:hash",
  "fund.opened": "ref@fund campaign@camp purposes:codes aim:sum text:hash",
  "account.announced": "ref@acct campaign@camp section@sect country:country currency:currency ids:ids text:hash " +
    "signatures?:signatures",
  "account.closed": "ref@close campaign@camp account@acct signatures?:signatures",
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
  "payment.sent": `ref@pay ${LINE} order@ord request@req fund@fund`,
  "payment.returned": `ref@back ${LINE} payment@pay request@req fund@fund`,
  "evidence.added": "ref@evid campaign@camp payment@pay files:evidence",
  "appeal.published": "ref@appl campaign@camp version:positive source:hash text:hash until?:day",
  "signature.published": "ref@sgnt campaign@camp appeal@appl text:hash country?:country proof:shown_by voucher?@sgnt confirms?@sgnt",
  "signature.withdrawn": "ref@wdrw campaign@camp signature@sgnt",
};
/** Acts of government: stamped with the second, under `at`. */
const ACTED = {
  "trustees.set": `ref@set ${SIGNED} text:hash trustees:members bands:bands change:m origins:origins rp_id:domain ` +
    "recovery:recovery wait:wait succession?:succession",
  "key.replacement_announced": `ref@repl ${SIGNED} trustee@trst old@key new:listed`,
  "key.replacement_stopped": `ref@stop ${SIGNED} replacement@repl`,
  "key.replaced": "ref@done campaign@camp replacement@repl",
  "succession.announced": `ref@succ ${SIGNED} missing:missing`,
  "succession.stopped": `ref@stop ${SIGNED} succession@succ`,
  "succession.completed": "ref@done campaign@camp succession@succ",
  "key.revoked": `ref@revo ${SIGNED} key@key compromised_since?:number`,
  "pact.signed": `ref@pact ${SIGNED} text:hash bears@fund officers:officers origins:origins rp_id:domain`,
  "gate.opened": `ref@gate ${SIGNED} text:hash`,
  "gate.closed": `ref@gate ${SIGNED} text:hash`,
  "payments.paused": `ref@pause ${SIGNED}`,
  "payments.resumed": `ref@resume ${SIGNED}`,
  "fund.moved": `ref@move ${SIGNED} source@fund target@fund money:sum text:hash`,
  "campaign.closed": `ref@end ${SIGNED} text:hash`,
  "request.made": "ref@req campaign@camp org@org fund@fund purpose:code line?:code limit:sum money:sum margin:number " +
    "gated:yesno until:day payee:hash bank:hash place?:hash files:files text:hash replaces?@req standing?:standing",
  "request.approved": "ref@appr campaign@camp request@req signature:signature",
  "request.refused": "ref@refu campaign@camp request@req text:hash signature:signature",
  "request.withdrawn": "ref@with campaign@camp request@req",
  "payment.ordered": "ref@ord campaign@camp request@req fund@fund line?:code account@acct money:sum margin:number " +
    "bears?@fund payee:hash bank:hash screening:hash file?:hash",
  "payment.failed": "ref@fail campaign@camp order@ord request@req",
};
Object.assign(KINDS, ACTED);
const specs = new Map();
function fieldsOfSpec(spec) {
  if (!specs.has(spec))
    specs.set(spec, spec.split(" ").map((field) => {
      const [, name, absent, mark, type] = /^(\w+)(\??)([@:])(\w*)$/.exec(field);
      return { name, optional: absent !== "", holds: mark === "@" ? (value) => isRef(value, type) : TYPES[type] };
    }));
  return specs.get(spec);
}
for (const kind of Object.keys(KINDS)) KINDS[kind] = fieldsOfSpec(KINDS[kind]);
const fieldsOf = (kind) => (typeof kind === "string" && Object.prototype.hasOwnProperty.call(KINDS, kind) ? KINDS[kind] : null);

/** How many of the fields an object has, each in its form; -9 if one is missing or malformed. */
function matching(value, fields) {
  let known = 0;
  for (const { name, optional, holds } of fields) {
    if (!(name in value) && optional) continue;
    if (!(name in value) || !holds(value[name])) return -9;
    known++;
  }
  return known;
}

const stampOf = (kind) => (kind in ACTED ? "at" : "on");

function hasForm(record) {
  const own = ["v", "kind", stampOf(record.kind)].filter((name) => name in record).length;
  return own + matching(record, fieldsOf(record.kind)) === Object.keys(record).length;
}

function decode(entry) {
  need(entry.length <= 65535, "form", "longer than 65,535 bytes");
  const record = parseCanonical(entry);
  need(isObject(record) && record.v === 1 && fieldsOf(record.kind), "form", "unknown kind or version");
  const stamp = record[stampOf(record.kind)];
  need((stampOf(record.kind) === "at" ? isSecond : isDay)(stamp) && hasForm(record), "form", "field missing, unknown or malformed");
  record.on = stamp; // one name for rules
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
const move = (side, of, { currency, minor }, times = 1) => ({ side, of, currency, minor: times * minor });
const undo = (moves) => moves.map((m) => move(m.side, m.of, m, -1));
const key = (of, currency) => `${of} ${currency}`;
const put = (r, is, more) => ({ [r.ref]: { ...r, is, ...more } });
const used = (r, puts) => ({ moves: [], puts: { [r.ref]: { is: "used" }, ...puts } });

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
  const same = line.account === r.account && line.booked === r.booked && line.money.currency === r.money.currency;
  need(same && line.sign === sign && r.money.minor <= line.left, "balance");
  // Money given for a purpose: a gift to it again; or, if noticed soon, another gift or a transfer.
  const { bound } = line;
  const soon = dayNumber(r.on) - dayNumber(r.booked) <= 92;
  need(!bound || (r.kind === "gift.received" && (r.fund === bound || soon)) || (r.kind === "transfer.arrived" && soon),
    "purpose");
}

const lineMove = (r, sign) =>
  r.explains ? move("fund", `${r.campaign}:unexplained_${sign > 0 ? "in" : "out"}`, r.money, -sign)
    : move("account", r.account, r.money, sign);

function linePuts(facts, r) {
  const line = r.explains && facts.state(r.explains);
  return line ? { [r.explains]: { ...line, left: line.left - r.money.minor } } : {};
}

function checkFund(facts, r, mustBeFree, ref = r.fund) {
  const fund = ask(facts, ref, "fund");
  need(fund.campaign === r.campaign && (!mustBeFree || fund.free), "purpose");
}

/** What a fund holds beyond what is reserved for ordered payments. */
const free = (facts, fund, currency) => facts.balance(fund, currency) - facts.balance(`${fund}:reserved`, currency);
const checkFree = (facts, fund, currency, minor) =>
  need(free(facts, fund, currency) >= minor, "purpose", "the fund does not hold as much that is free");

/** Where a charge counts: with the account that first had this number, not before its first announcement. */
function month(facts, { account, booked }) {
  const { tally, since } = ask(facts, account, "account");
  const own = booked.slice(0, 7);
  return `${tally}:fees:${own < since ? since : own}`;
}

function checkFee(facts, r, minor) {
  const limit = ask(facts, r.campaign, "campaign").limits[r.money.currency] || 0;
  need(facts.balance(month(facts, r), r.money.currency) + minor <= limit, "payment");
}

/** Units of the other currency for one euro, as [over, under]; null if the euro is not among the two. */
function perEuro({ base, quote, rate }) {
  const [units, part = ""] = rate.split(".");
  const [over, under] = [BigInt(units + part), 10n ** BigInt(part.length)];
  if (base === "EUR") return [quote, [over, under]];
  return quote === "EUR" ? [base, [under, over]] : null;
}

/** Exchanges are measured with a rate only if it is younger than the last such, and near it or long after it. */
function follows(last, { day, value: [over, under] }) {
  const days = dayNumber(day) - dayNumber(last.day);
  if (days < 1 || days > 31) return days > 0;
  const [a, b] = [last.value[0] * under, over * last.value[1]];
  return (a < b ? a : b) * 100n >= (a < b ? b : a) * BigInt(100 - Math.min(10 * days, 50));
}

/** The last rate of the day or before, else the first after it, of three months. */
function rateNear(facts, code, day) {
  if (code === "EUR") return [1n, 1n];
  const count = day.slice(0, 4) * 12 + Number(day.slice(5, 7)) - 1;
  const near = [count - 1, count, count + 1].flatMap((n) => {
    const spelled = `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;
    return (facts.state(`rate:${code}:${spelled}`) || { taken: [] }).taken;
  });
  need(near.length, "balance", "no rate near the exchange");
  const earlier = near.filter((rate) => rate.day <= day);
  return (earlier.length ? earlier[earlier.length - 1] : near[0]).value;
}

/** A tenth, or one minor unit, is what an exchange may lie from the rates. */
function checkExchange(facts, sent, r) {
  const [[sentOver, sentUnder], [over, under]] = [sent, r.money].map((sum) => rateNear(facts, sum.currency, r.booked));
  const scale = (sum) => 10n ** BigInt(DECIMALS[sum.currency]);
  const expected = BigInt(sent.minor) * sentUnder * over * scale(r.money);
  const divisor = sentOver * under * scale(sent);
  const off = BigInt(r.money.minor) * divisor - expected;
  const apart = off < 0n ? -off : off;
  need(apart <= divisor || apart * 10n <= expected, "balance", "an exchange far from the rates");
}

/** A signature of this campaign that is neither withdrawn nor replaced, from now on ended. */
function ended(facts, r, ref) {
  const found = ask(facts, ref, "signature");
  need(found.campaign === r.campaign && !found.over, "form", "no live signature");
  return { [ref]: { ...found, over: true } };
}

const RULES = {
  "log.opened"(r, facts) {
    need(!facts.state("log") && r.keys.every((k) => k.startsWith(`${r.origin}+`)), "form");
    return used(r, { log: { ...r, is: "log" } });
  },
  sealed(r, facts) {
    const last = facts.state("log:sealed");
    need((!last || last.day < r.day) && r.day <= r.on, "form");
    return used(r, { "log:sealed": { day: r.day } });
  },
  "personal.erased": (r) => used(r),
  "appeal.published"(r, facts) {
    ask(facts, r.campaign, "campaign");
    const { version, source } = facts.state(`${r.campaign}:appeal`) || { version: 0 };
    need(r.version === version + 1 || (r.version === version && r.source === source), "form", "not the next version");
    need(!r.until || r.until >= r.on, "form", "until a day that has passed");
    return used(r, { ...put(r, "appeal"), [`${r.campaign}:appeal`]: r });
  },
  "signature.published"(r, facts) {
    const { campaign, version } = ask(facts, r.appeal, "appeal");
    need(campaign === r.campaign, "form", "an appeal of another campaign");
    need(version === facts.state(`${campaign}:appeal`).version, "form", "an older version");
    need("voucher" in r === (r.proof === "voucher"), "form", "a voucher, or none");
    if (r.voucher) ended(facts, r, r.voucher);
    need(!r.voucher || r.voucher !== r.confirms, "form", "vouches for itself");
    return used(r, { ...put(r, "signature"), ...(r.confirms && ended(facts, r, r.confirms)) });
  },
  "signature.withdrawn": (r, facts) => used(r, ended(facts, r, r.signature)),
  "campaign.opened"(r, facts) {
    need(ask(facts, "log", "log").coalition === r.coalition, "form");
    const limits = Object.fromEntries(r.fee_limits.map((limit) => [limit.currency, limit.minor]));
    const named = Object.keys(limits);
    need(named.length === r.fee_limits.length && [...named, r.goal.currency].every((code) => r.currencies.includes(code)),
      "form");
    return used(r, put(r, "campaign", { limits }));
  },
  "fund.opened"(r, facts) {
    need(ask(facts, r.campaign, "campaign").currencies.includes(r.aim.currency), "form");
    const isFree = r.purposes.includes("free");
    need(!isFree || r.purposes.length === 1, "purpose");
    return used(r, put(r, "fund", { free: isFree }));
  },
  "account.announced"(r, facts) {
    need(ask(facts, r.campaign, "campaign").currencies.includes(r.currency), "form");
    need(!r.ids.some((id) => (facts.state(`id:${id}`) || {}).taken), "form");
    const [earlier, ...more] = new Set(r.ids.map((id) => facts.state(`fees:${id}`)).filter(Boolean));
    need(!more.length, "payment", "numbers of different accounts");
    checkConsent(facts, r, "announce_account");
    const tally = earlier || { tally: r.ref, since: r.on.slice(0, 7) };
    const tallies = Object.fromEntries(r.ids.map((id) => [`fees:${id}`, tally]));
    return used(r, { ...put(r, "account", tally), ...numbers(r.ids, true), ...tallies });
  },
  "account.closed"(r, facts) {
    const account = ask(facts, r.account, "account");
    need(account.campaign === r.campaign && !account.closed, "form");
    checkConsent(facts, r, "close_account");
    return used(r, { ...put(account, "account", { closed: r.on }), ...numbers(account.ids, false) });
  },
  "account.stated"(r, facts) {
    const { campaign, currency } = ask(facts, r.account, "account");
    need(campaign === r.campaign && currency === r.closing.currency && hasCome(r.day, r.on), "form");
    const booked = facts.balance(r.account, currency, r.day);
    need(r.closing.minor === booked + r.waiting_in - r.waiting_out, "balance");
    return used(r);
  },
  "rate.used"(r, facts) {
    need(r.base !== r.quote && r.day <= r.on, "form");
    const [code, value] = perEuro(r) || [];
    const last = facts.state(`rate:${code}`);
    const fresh = { day: r.day, value };
    if (!code || (last && !follows(last, fresh))) return used(r);
    const at = `rate:${code}:${r.day.slice(0, 7)}`;
    return used(r, { [`rate:${code}`]: fresh, [at]: { taken: [...(facts.state(at) || { taken: [] }).taken, fresh] } });
  },
  "gift.received"(r, facts) {
    checkLine(facts, r, 1);
    checkFund(facts, r);
    const { campaign, account, fund, booked, money } = r;
    const gift = { is: "gift", campaign, account, fund, booked, currency: money.currency, left: money.minor };
    return {
      moves: [lineMove(r, 1), move("fund", fund, money), move("tally", `${fund}:received`, money)],
      puts: { [r.ref]: gift, ...linePuts(facts, r) },
    };
  },
  "gift.reversed"(r, facts) {
    checkLine(facts, r, -1);
    const { minor, currency } = r.money;
    const gift = ask(facts, r.gift, "gift", "reversal");
    const same = gift.campaign === r.campaign && gift.account === r.account && gift.fund === r.fund;
    need(same && gift.currency === currency && minor <= gift.left, "reversal");
    const moves = [move("fund", r.fund, r.money, -1), move("tally", `${r.fund}:reversed`, r.money)];
    const puts = { [r.gift]: { ...gift, left: gift.left - minor } };
    if (r.reason === "returned") {
      need(dayNumber(r.booked) - dayNumber(gift.booked) <= 396, "reversal", "too late for the bank to take a gift back");
      return { moves: [lineMove(r, -1), ...moves], puts: { ...puts, [r.ref]: { is: "used" }, ...linePuts(facts, r) } };
    }
    need(!r.explains && r.booked === gift.booked, "reversal");
    checkFree(facts, r.fund, currency, minor);
    moves.push(move("fund", `${r.campaign}:unexplained_in`, r.money));
    const bound = ask(facts, r.fund, "fund").free ? "" : r.fund;
    return { moves, puts: { ...puts, ...put(r, "unexplained", { sign: 1, left: minor, bound }) } };
  },
  "transfer.sent"(r, facts) {
    checkLine(facts, r, -1);
    const target = ask(facts, r.target, "account");
    need(target.campaign === r.campaign && r.target !== r.account, "form");
    const moves = [lineMove(r, -1), move("account", `${r.campaign}:transit`, r.money)];
    return { moves, puts: { ...put(r, "transfer", { moves }), ...linePuts(facts, r) } };
  },
  "transfer.arrived"(r, facts) {
    checkLine(facts, r, 1);
    const sent = ask(facts, r.transfer, "transfer");
    const { minor, currency } = r.money;
    need(sent.campaign === r.campaign && sent.target === r.account, "form");
    need(!sent.arrived && !sent.corrected, "balance");
    const exchange = sent.money.currency !== currency;
    const loss = { currency, minor: sent.money.minor - minor };
    need(!r.fund === (!exchange && !loss.minor), "balance");
    const moves = [lineMove(r, 1), move("account", `${r.campaign}:transit`, sent.money, -1)];
    if (r.fund) checkFund(facts, r, !exchange);
    if (exchange) {
      checkFree(facts, r.fund, sent.money.currency, sent.money.minor);
      checkExchange(facts, sent.money, r);
      for (const [side, of] of [["fund", r.fund], ["tally", `${r.fund}:exchanged`]])
        moves.push(move(side, of, sent.money, -1), move(side, of, r.money));
    } else if (r.fund) {
      need(loss.minor > 0, "balance");
      checkFee(facts, r, loss.minor);
      moves.push(move("fund", r.fund, loss, -1), move("tally", `${r.fund}:fees`, loss), move("tally", month(facts, r), loss));
    }
    return { moves, puts: { [r.transfer]: { ...sent, arrived: true }, [r.ref]: { is: "used" }, ...linePuts(facts, r) } };
  },
  "correction.made"(r, facts) {
    const old = facts.state(r.corrects);
    need(old && old.moves && !old.arrived && !old.corrected, "balance");
    const undone = undo(old.moves);
    const spelled = (moves) => moves.map((m) => canonical([m.of, m.currency, m.minor])).sort().join();
    need(spelled(r.inverse) === spelled(undone), "balance");
    const fresh = { ...r.replacement, on: r.on };
    need(fresh.campaign === r.campaign && fresh.booked === old.booked && fresh.explains === old.explains,
      "balance");
    need(!facts.state(fresh.ref) && fresh.ref !== r.ref, "form");
    const line = old.explains && ask(facts, old.explains, "unexplained");
    // The book as if the old line had not been booked: what it explained is open again.
    const before = {
      state: (ref) => (line && ref === old.explains ? { ...line, left: line.left + old.money.minor } : facts.state(ref)),
      balance: (of, currency) =>
        undone.reduce((sum, m) => (m.of === of && m.currency === currency ? sum + m.minor : sum), facts.balance(of, currency)),
    };
    const { moves, puts } = RULES[fresh.kind](fresh, before, true);
    need(canonical(moves[0]) === canonical(old.moves[0]), "balance");
    checkFunds(facts, [...undone, ...moves]);
    const corrected = { [r.corrects]: { ...old, corrected: true } };
    return { moves: [...undone, ...moves], puts: { ...corrected, ...puts, [r.ref]: { is: "used" } }, day: fresh.booked };
  },
};
const numbers = (ids, taken) => Object.fromEntries(ids.map((id) => [`id:${id}`, { taken }]));

const fundLine = (kind, sign, tally, mustBeFree) => {
  RULES[kind] = (r, facts) => {
    checkLine(facts, r, sign);
    checkFund(facts, r, mustBeFree);
    const moves = [lineMove(r, sign), move("fund", r.fund, r.money, sign), move("tally", `${r.fund}:${tally}`, r.money)];
    if (sign < 0) {
      checkFee(facts, r, r.money.minor);
      moves.push(move("tally", month(facts, r), r.money));
    }
    return { moves, puts: { ...put(r, "booked", { moves }), ...linePuts(facts, r) } };
  };
};
fundLine("fund.brought_in", 1, "brought_in", false);
fundLine("interest.received", 1, "interest", true);
fundLine("fee.charged", -1, "fees", true);

const openLine = (kind, sign, pot) => {
  RULES[kind] = (r, facts, inCorrection) => {
    // Only in a correction may an open line stand for another: the explanation was wrong.
    need(!r.explains || inCorrection, "form");
    checkLine(facts, r, sign);
    const moves = [lineMove(r, sign), move("fund", `${r.campaign}:${pot}`, r.money, sign)];
    return { moves, puts: put(r, "unexplained", { sign, left: r.money.minor }) };
  };
};
openLine("credit.unexplained", 1, "unexplained_in");
openLine("debit.unexplained", -1, "unexplained_out");

/** A correction takes no money out of a restricted fund, nor a free one below zero. */
function checkFunds(facts, moves) {
  for (const { side, of, currency } of moves) {
    if (side !== "fund" || of.includes(":")) continue;
    const net = moves.reduce((sum, m) => (m.side === side && m.of === of && m.currency === currency ? sum + m.minor : sum), 0);
    if (net < 0) need(ask(facts, of, "fund").free && free(facts, of, currency) + net >= 0, "purpose");
  }
}

// Government: trustees and their keys, pact, gate, pause. A signature is judged at its own entry; later rules count it

const NO_TRUSTEES = "0".repeat(64);
const FILE_KEY = "Ed25519";
const day = (r) => r.on.slice(0, 10);
const signaturesOf = (r) => r.signatures || (isObject(r.signature) ? [r.signature] : []);
const trusteesOf = (facts, campaign) => facts.state(`${campaign}:trustees`);
const pactOf = (facts, campaign) => facts.state(`${campaign}:pact`);
const isOpen = (facts, campaign) => (facts.state(`${campaign}:gate`) || {}).open === true;
const isPaused = (facts, campaign) => (facts.state(`${campaign}:pause`) || {}).paused === true;
const distinct = (list) => new Set(list).size === list.length;

function ruling(facts, campaign) {
  const trustees = trusteesOf(facts, campaign);
  need(trustees, "trustees", "the campaign has no trustees yet");
  return trustees;
}

function checkRunning(facts, campaign) {
  ask(facts, campaign, "campaign");
  need(!facts.state(`${campaign}:closed`), "form", "the campaign is closed");
}

const highest = (bands, currency) => {
  const own = bands.filter((band) => band.currency === currency);
  return Math.max(...(own.length ? own : bands).map((band) => band.m));
};
const upto = (band) => ("upto" in band ? band.upto : Infinity);
/** The least m that may spend these sums, by currency: each as a part of the largest band that needs no more than m, and
 * all parts together one or less; else the highest m. */
function manyFor(bands, sums) {
  const enough = (m) => {
    let [over, under] = [0n, 1n];
    for (const [currency, minor] of sums) {
      const limit = Math.max(0, ...bands.filter((band) => band.currency === currency && band.m <= m).map(upto));
      if (!limit) return false;
      if (limit < Infinity) [over, under] = [over * BigInt(limit) + BigInt(minor) * under, under * BigInt(limit)];
    }
    return over <= under;
  };
  return Math.min(highest(bands), ...bands.map((band) => band.m).filter(enough));
}

/** The document that signatures name: the record without its stamp and without them. */
function documentHash(r) {
  const { on, at, signatures, ...document } = r;
  return hex(sha256(utf8(canonical(document))));
}

/** What the signatures of a record must be about, at its place in the book. */
const about = (facts, r, act, subject = r.ref, sha = documentHash(r)) => ({
  act, log: facts.state("log").ref, campaign: r.campaign, subject, sha256: sha,
  trustees: (trusteesOf(facts, r.campaign) || { digest: NO_TRUSTEES }).digest, day: day(r), size: facts.page,
});
const STATED = ["act", "log", "campaign", "subject", "sha256", "trustees"];

function checkStatement(statement, to, holder) {
  STATED.forEach((name) => need(statement[name] === to[name], "trustees", `signed for another ${name}`));
  need(statement.until >= to.day, "trustees", "the signature has expired");
  need(statement.seen.size <= to.size, "trustees", "seen more than there was");
  need(statement.trustee === holder, "trustees", "the key of somebody else");
}

/** What the browser says about where and what was signed; members beyond these are left alone. */
function checkClient(said, challenge, origins) {
  let client = null;
  const opened = said.filter((byte) => byte === 0x7b || byte === 0x5b).length; // objects and lists
  try {
    client = opened <= 64 && JSON.parse(text(said));
  } catch {
    // told below
  }
  need(isObject(client), "trustees", "the browser's words cannot be read");
  need(client.type === "webauthn.get", "trustees", "not made for signing");
  need(client.challenge === challenge, "trustees", "signed over another statement");
  // Exactly, never by suffix: evil.sign.example is not sign.example.
  need(origins.includes(client.origin), "trustees", "signed on another page");
  need(!("crossOrigin" in client) || client.crossOrigin === false, "trustees", "signed inside another page");
  need(!("topOrigin" in client), "trustees", "signed inside another page");
}

function checkAuthenticator(data, domain) {
  need(data.length >= 37, "trustees", "the key's words cannot be read");
  need(equal(data.subarray(0, 32), sha256(utf8(domain))), "trustees", "signed for another site");
  need(data[32] & 1, "trustees", "nobody was present");
  need(data[32] & 4, "trustees", "the key's owner was not verified");
}

const prepared = new WeakMap();
/** The bytes that a signature is over, its challenge, what browser and key said; kept with the signature. */
function prepare(signature) {
  if (!prepared.has(signature)) {
    const { statement, proof } = signature;
    const preimage = utf8(`ouna.sign.v1\n${canonical(statement)}`);
    const all = { bytes: fromBase64(proof.signature), message: preimage };
    if (proof.alg !== FILE_KEY) {
      all.client = fromBase64(proof.client_data_json);
      all.authenticator = fromBase64(proof.authenticator_data);
      all.message = join(all.authenticator, sha256(all.client));
      const challenge = btoa(String.fromCharCode(...sha256(preimage)));
      all.challenge = challenge.replace(/\+/g, "-").replace(/\//g, "_").replace("=", "");
    }
    prepared.set(signature, all);
  }
  return prepared.get(signature);
}

function checkSignature(facts, signature, signer) {
  need(signature.proof.alg === signer.alg, "trustees", "of another kind than its key");
  if (signer.alg !== FILE_KEY) {
    const { client, challenge, authenticator } = prepare(signature);
    checkClient(client, challenge, signer.place.origins);
    checkAuthenticator(authenticator, signer.place.rp_id);
  }
  need(facts.fits(signature, signer) !== false, "trustees", "the signature does not fit");
}

const listedKeys = (members) => members.flatMap(({ trustee, keys }) => keys.map((k) => ({ ...k, trustee })));
/** The keys of the successors that a set names. */
const heirKeys = (set) => (set && set.succession ? listedKeys(set.succession.members) : []);
const listedOfficers = (r) => r.officers.flatMap(({ org, side, keys }) => keys.map((k) => ({ ...k, org, side })));
const byKeys = (keys, place) => (name) => {
  const found = keys.find((k) => k.key === name);
  return found ? { ...found, holder: found.trustee || found.org || found.key, place } : null;
};
const trusteeKey = (trustees) => (name) => {
  const found = trustees && byKeys(trustees.keys, trustees)(name);
  need(!found || (found.until < 0 && trustees.members.includes(found.trustee)), "trustees", "the key is not in force");
  return found || null;
};
const officerKey = (pact, side) => byKeys(pact ? pact.officers.filter((officer) => officer.side === side) : [], pact);

/** Check every signature; who signed, one set for each of the finders. The first finder that knows a key counts. */
function signedBy(facts, signatures, to, ...finders) {
  const signed = finders.map(() => new Set());
  need(distinct(signatures.map(({ proof }) => proof.key)), "trustees", "a key signs twice");
  for (const signature of signatures) {
    let signer = null;
    const at = finders.findIndex((find) => (signer = find(signature.proof.key)));
    need(signer, "trustees", "a key that may not sign here");
    checkStatement(signature.statement, to, signer.holder);
    checkSignature(facts, signature, signer);
    signed[at].add(signer.holder);
  }
  return signed;
}
const checkEnough = (signed, m) => need(signed.size >= m, "trustees", "fewer trustees have signed than must");
const byTrustees = (facts, r, act) =>
  signedBy(facts, r.signatures, about(facts, r, act), trusteeKey(ruling(facts, r.campaign)))[0];

/** Accounts are announced and closed with the trustees and an organisation of the coalition, once there are any. */
function checkConsent(facts, r, act) {
  const [trustees, pact] = [trusteesOf(facts, r.campaign), pactOf(facts, r.campaign)];
  if (!trustees && !pact && !r.signatures) return;
  const [signed, organisations] = signedBy(facts, r.signatures || [], about(facts, r, act),
    trusteeKey(trustees), officerKey(pact, "coalition"));
  checkEnough(signed, trustees ? highest(trustees.bands) : 0);
  need(!pact || organisations.size, "trustees", "no organisation of the coalition has signed");
}

const spkisOf = (keys) => keys.map((k) => k.spki);
/** All public keys that are, or were, those of the coalition's officers. */
const coalitionKeys = (facts, campaign) => {
  const { officers, former } = pactOf(facts, campaign) || { officers: [], former: [] };
  return [...former, ...spkisOf(officers.filter((officer) => officer.side === "coalition"))];
};
/** All public keys that are, or were, a trustee's, those of successors, and those on paper. */
const partnerKeys = (trustees) =>
  (trustees ? spkisOf([...trustees.keys, ...heirKeys(trustees), ...trustees.recovery.keys]) : []);
const checkUnused = (spki, used_) => need(!used_.includes(spki), "trustees", "a public key of somebody else");

function checkSet(r) {
  const heirs = r.succession ? r.succession.members : [];
  need(distinct([...r.trustees, ...heirs].map((member) => member.trustee)), "trustees", "a trustee is listed twice");
  const keys = listedKeys([...r.trustees, ...heirs]);
  need(distinct(keys.map((k) => k.key)) && distinct(spkisOf([...keys, ...r.recovery.keys])), "trustees", "a key is listed twice");
  for (const one of r.bands)
    for (const other of r.bands)
      if (one !== other && one.currency === other.currency)
        need(upto(one) !== upto(other) && (upto(one) < upto(other) ? one.m <= other.m : one.m >= other.m), "trustees", "bands");
  need(r.change >= highest(r.bands) && r.change <= r.trustees.length, "trustees", "too few or too many must change the set");
  need(r.recovery.m <= r.recovery.keys.length, "trustees", "more recovery keys than there are");
  if (!heirs.length) return;
  need(r.succession.m <= heirs.length, "trustees", "more successors than there are");
  need(heirs.length + highest(r.bands) > r.change, "trustees", "too few successors ever to take over");
}

/** The keys of trustees and those of successors that must sign the set, since they are new in it. */
function freshKeys(facts, r, before) {
  const [trustees, heirs] = [listedKeys(r.trustees), heirKeys(r)];
  const known = new Map((before ? before.keys : []).map((k) => [k.key, k]));
  const named = new Map(heirKeys(before).map((k) => [k.key, k]));
  const foreign = coalitionKeys(facts, r.campaign);
  const used_ = [...spkisOf([...known.values(), ...named.values()]), ...foreign];
  for (const k of [...trustees, ...heirs]) {
    const old = known.get(k.key) || named.get(k.key);
    if (old) {
      const same = old.trustee === k.trustee && old.alg === k.alg && old.spki === k.spki;
      need(same && !(old.until >= 0), "trustees", "a key comes back, or is changed");
    } else {
      need(!facts.state(k.key), "form", "ref used twice");
      checkUnused(k.spki, used_);
    }
  }
  need(!heirs.some((k) => known.has(k.key)), "trustees", "a successor has a trustee's key");
  for (const { spki } of r.recovery.keys) checkUnused(spki, foreign);
  return [trustees.filter((k) => !known.has(k.key)), heirs.filter((k) => !named.has(k.key))];
}

/** Keys after a change of the set: what is not listed is out of force; what a trustee who leaves has approved stays void,
 * even if that person comes back. */
const afterChange = (keys, listed, members, page) => keys.map((k) => ({
  ...k,
  until: k.until < 0 && !listed.includes(k.key) ? page : k.until,
  lost: members.includes(k.trustee) ? k.lost : 0,
}));
const inForce = (keys, page) => keys.map((k) => ({ ...k, since: page, until: -1, lost: Infinity }));
const withKey = (trustees) => new Set(trustees.keys.filter((k) => k.until < 0).map((k) => k.trustee));

/** Without the missing there are too few, with the successors enough. */
function checkMissing(trustees, missing) {
  need(missing.every((one) => trustees.members.includes(one)), "trustees", "no trustee");
  const left = [...withKey(trustees)].filter((one) => !missing.includes(one)).length;
  need(left < highest(trustees.bands), "trustees", "enough trustees are left");
  need(left + trustees.succession.members.length >= trustees.change, "trustees", "too few to change the set");
}

const usedKeys = (keys) => Object.fromEntries(keys.map((k) => [k.key, { is: "used" }]));
const HOUR = 36e5;

/** A replacement or a succession that is neither stopped nor completed. */
function waiting(facts, r, is) {
  const found = ask(facts, r[is], is, "trustees");
  need(found.campaign === r.campaign, "trustees", `a ${is} of another campaign`);
  need(!found.over, "trustees", `the ${is} was stopped, or is completed`);
  return found;
}

/** What waited, and the trustees, once its time is over and they are still those who announced it. */
function ripe(facts, r, is) {
  const found = waiting(facts, r, is);
  const trustees = ruling(facts, r.campaign);
  need(Date.parse(r.on) >= found.due, "trustees", "the waiting time is not over");
  need(found.under === trustees.digest, "trustees", "announced under an older set of trustees");
  return [found, trustees];
}

Object.assign(RULES, {
  "trustees.set"(r, facts) {
    checkRunning(facts, r.campaign);
    checkSet(r);
    const before = trusteesOf(facts, r.campaign);
    const [trustees, heirs] = freshKeys(facts, r, before);
    const fresh = [...trustees, ...heirs];
    const finders = [byKeys(fresh, r), ...(before ? [trusteeKey(before)] : [])];
    const [, signed] = signedBy(facts, r.signatures, about(facts, r, "set_trustees"), ...finders);
    if (before) checkEnough(signed, before.change);
    const names = r.signatures.map(({ proof }) => proof.key);
    need(fresh.every((k) => names.includes(k.key)), "trustees", "a new key has not signed the set that lists it");
    const listed = listedKeys(r.trustees).map((k) => k.key);
    const members = r.trustees.map((member) => member.trustee);
    const digest = facts.digest();
    const { bands, change, origins, rp_id, recovery, wait, succession } = r;
    const keys = [...afterChange(before ? before.keys : [], listed, members, facts.page), ...inForce(trustees, facts.page)];
    const first = before ? before.first : digest;
    const set = { is: "trustees", digest, first, members, keys, bands, change, origins, rp_id, recovery, wait, succession };
    return used(r, { [`${r.campaign}:trustees`]: set, ...usedKeys(fresh) });
  },
  "key.replacement_announced"(r, facts) {
    const trustees = ruling(facts, r.campaign);
    const old = trustees.keys.find((k) => k.key === r.old);
    need(trustees.members.includes(r.trustee) && old && old.trustee === r.trustee, "trustees", "the old key is none of this trustee");
    need(!facts.state(r.new.key), "form", "ref used twice");
    checkUnused(r.new.spki, [...partnerKeys(trustees), ...coalitionKeys(facts, r.campaign)]);
    const most = highest(trustees.bands);
    const fewLeft = withKey(trustees).size < most;
    const paper = trustees.recovery.keys.map((k) => ({ ...k, alg: FILE_KEY }));
    const [fresh, recovered, signed] = signedBy(facts, r.signatures, about(facts, r, "announce_replacement"),
      byKeys([{ ...r.new, trustee: r.trustee }], trustees), byKeys(fewLeft ? paper : [], trustees), trusteeKey(trustees));
    need(fresh.size, "trustees", "the new key has not signed");
    signed.delete(r.trustee);
    if (recovered.size) need(recovered.size >= trustees.recovery.m, "trustees", "too few recovery keys have signed");
    else checkEnough(signed, most);
    const wait = recovered.size ? trustees.recovery.days * 24 : trustees.wait;
    const { campaign, trustee, old: from, new: to } = r;
    const due = Date.parse(r.on) + wait * HOUR;
    return { moves: [], puts: { ...usedKeys([to]), [r.ref]: { is: "replacement", campaign, trustee, from, to, due, under: trustees.digest } } };
  },
  "key.replacement_stopped"(r, facts) {
    const found = waiting(facts, r, "replacement");
    checkEnough(byTrustees(facts, r, "stop_replacement"), 1);
    return used(r, { [r.replacement]: { ...found, over: true } });
  },
  "key.replaced"(r, facts) {
    const [found, trustees] = ripe(facts, r, "replacement");
    checkUnused(found.to.spki, [...partnerKeys(trustees), ...coalitionKeys(facts, r.campaign)]);
    const keys = trustees.keys.map((k) => (k.key === found.from && k.until < 0 ? { ...k, until: facts.page } : k));
    keys.push(...inForce([{ ...found.to, trustee: found.trustee }], facts.page));
    return used(r, { [`${r.campaign}:trustees`]: { ...trustees, keys }, [r.replacement]: { ...found, over: true } });
  },
  "succession.announced"(r, facts) {
    const trustees = ruling(facts, r.campaign);
    const { succession, digest: under } = trustees;
    need(succession, "trustees", "no successors are named");
    // One at a time: else whoever can be reached would have to stop any number of them.
    need(!trustees.announced, "trustees", "a succession is announced already");
    checkMissing(trustees, r.missing);
    const [signed] = signedBy(facts, r.signatures, about(facts, r, "announce_succession"),
      byKeys(heirKeys(trustees), trustees), trusteeKey(trustees));
    need(signed.size >= succession.m, "trustees", "fewer successors have signed than must");
    const due = Date.parse(r.on) + succession.days * 24 * HOUR;
    return used(r, { [`${r.campaign}:trustees`]: { ...trustees, announced: r.ref }, ...put(r, "succession", { due, under }) });
  },
  "succession.stopped"(r, facts) {
    const found = waiting(facts, r, "succession");
    checkEnough(byTrustees(facts, r, "stop_succession"), 1);
    const trustees = ruling(facts, r.campaign);
    const announced = trustees.announced === r.succession ? "" : trustees.announced;
    return used(r, { [`${r.campaign}:trustees`]: { ...trustees, announced }, [r.succession]: { ...found, over: true } });
  },
  "succession.completed"(r, facts) {
    const [found, trustees] = ripe(facts, r, "succession");
    checkMissing(trustees, found.missing); // keys may have been replaced, or revoked, while it waited
    const left = trustees.members.filter((one) => !found.missing.includes(one));
    const listed = trustees.keys.filter((k) => left.includes(k.trustee)).map((k) => k.key);
    const keys = [...afterChange(trustees.keys, listed, left, facts.page), ...inForce(heirKeys(trustees), facts.page)];
    const members = [...left, ...trustees.succession.members.map((member) => member.trustee)];
    const set = { ...trustees, digest: facts.digest(), members, keys, succession: null, announced: "" };
    return used(r, { [`${r.campaign}:trustees`]: set, [r.succession]: { ...found, over: true } });
  },
  "key.revoked"(r, facts) {
    const trustees = ruling(facts, r.campaign);
    const found = trustees.keys.find((k) => k.key === r.key);
    need(found, "trustees", "the key is none of a trustee");
    const since = "compromised_since" in r ? r.compromised_since : Infinity;
    need(since === Infinity || since <= facts.page, "trustees", "stolen at an entry to come");
    need(found.until < 0 || since < found.lost, "trustees", "the key is revoked already");
    const signed = byTrustees(facts, r, "revoke_key");
    if (!signed.has(found.trustee)) checkEnough(signed, highest(trustees.bands));
    const revoked = { ...found, until: found.until < 0 ? facts.page : found.until, lost: Math.min(found.lost, since) };
    const keys = trustees.keys.map((k) => (k === found ? revoked : k));
    return used(r, { [`${r.campaign}:trustees`]: { ...trustees, keys } });
  },
  "pact.signed"(r, facts) {
    checkRunning(facts, r.campaign);
    checkFund(facts, r, false, r.bears);
    const before = pactOf(facts, r.campaign);
    const listed = listedOfficers(r);
    const [partner, coalition] = ["partner", "coalition"].map((side) => listed.filter((o) => o.side === side).map((o) => o.org));
    need(partner.length && coalition.length && !partner.some((org) => coalition.includes(org)), "trustees", "not two sides");
    need(distinct(listed.map((o) => o.key)) && distinct(spkisOf(listed)), "trustees", "a key is listed twice");
    const theirs = partnerKeys(trusteesOf(facts, r.campaign));
    const fresh = listed.filter((o) => {
      const old = before && before.officers.find((known) => known.key === o.key);
      need(!old || canonical(old) === canonical(o), "trustees", "a key of the pact before is listed otherwise");
      need(old || !facts.state(o.key), "form", "ref used twice");
      if (o.side === "coalition") checkUnused(o.spki, theirs);
      return !old;
    });
    const trustees = before ? null : trusteesOf(facts, r.campaign);
    const [, , , appointed] = signedBy(facts, r.signatures, about(facts, r, "sign_pact"), byKeys(listed, r),
      officerKey(before, "partner"), officerKey(before, "coalition"), trusteeKey(trustees));
    const names = r.signatures.map(({ proof }) => proof.key);
    need(listed.every((o) => names.includes(o.key)), "trustees", "an officer has not signed with every key");
    for (const side of before ? ["partner", "coalition"] : [])
      need(before.officers.some((o) => o.side === side && names.includes(o.key)), "trustees", "a side of the pact before");
    need(!trustees || appointed.size >= trustees.change, "trustees", "too few trustees have signed the first pact");
    const { bears, origins, rp_id } = r;
    const former = [...new Set(coalitionKeys(facts, r.campaign))];
    return used(r, { [`${r.campaign}:pact`]: { bears, officers: listed, origins, rp_id, former }, ...usedKeys(fresh) });
  },
  "gate.opened"(r, facts) {
    need(!isOpen(facts, r.campaign), "trustees", "the gate is open already");
    checkEnough(byTrustees(facts, r, "open_gate"), highest(ruling(facts, r.campaign).bands));
    return used(r, { [`${r.campaign}:gate`]: { open: true } });
  },
  "gate.closed"(r, facts) {
    need(isOpen(facts, r.campaign), "trustees", "the gate is closed already");
    checkEnough(byTrustees(facts, r, "close_gate"), 1);
    return used(r, { [`${r.campaign}:gate`]: { open: false } });
  },
  "payments.paused"(r, facts) {
    need(!isPaused(facts, r.campaign), "trustees", "payments are paused already");
    const [signed, organisations] = signedBy(facts, r.signatures, about(facts, r, "pause"),
      trusteeKey(trusteesOf(facts, r.campaign)), officerKey(pactOf(facts, r.campaign), "coalition"));
    need(signed.size || organisations.size >= 2, "trustees", "one trustee or two organisations pause");
    return used(r, { [`${r.campaign}:pause`]: { paused: true } });
  },
  "payments.resumed"(r, facts) {
    need(isPaused(facts, r.campaign), "trustees", "payments are not paused");
    checkEnough(byTrustees(facts, r, "resume"), highest(ruling(facts, r.campaign).bands));
    return used(r, { [`${r.campaign}:pause`]: { paused: false } });
  },
  "fund.moved"(r, facts) {
    const { currency, minor } = r.money;
    need(r.source !== r.target, "purpose", "from one fund to another");
    for (const fund of [r.source, r.target]) checkFund(facts, r, false, fund);
    checkFree(facts, r.source, currency, minor);
    checkEnough(byTrustees(facts, r, "move_fund"), highest(ruling(facts, r.campaign).bands));
    const moves = [[r.source, -1], [r.target, 1]].flatMap(([fund, sign]) =>
      [move("fund", fund, r.money, sign), move("tally", `${fund}:moved`, r.money, sign)]);
    return { ...used(r), moves };
  },
  "campaign.closed"(r, facts) {
    checkRunning(facts, r.campaign);
    checkEnough(byTrustees(facts, r, "close_campaign"), ruling(facts, r.campaign).change);
    return used(r, { [`${r.campaign}:closed`]: { is: "closed" } });
  },
});

// Requests, orders, payments

function openRequest(facts, ref, campaign) {
  const request = ask(facts, ref, "request", "payment");
  need(request.campaign === campaign, "payment", "a request of another campaign");
  need(!request.over, "payment", `the request is ${request.over}`);
  return request;
}
const notExpired = (request, r) => need(day(r) <= request.until, "payment", "the request has expired");

/** Whether an approval still counts: its trustee is one, and its key was not in foreign hands then. */
function counts(facts, campaign, { trustee, name, page }) {
  const { members, keys } = ruling(facts, campaign);
  const found = keys.find((k) => k.key === name);
  return members.includes(trustee) && found !== undefined && page < found.lost;
}

function answered(facts, r, act) {
  const request = openRequest(facts, r.request, r.campaign);
  notExpired(request, r);
  const to = about(facts, r, act, r.request, request.digest);
  const [[trustee]] = signedBy(facts, [r.signature], to, trusteeKey(ruling(facts, r.campaign))).map((who) => [...who]);
  need(!request.refusals.includes(trustee), "payment", "the trustee has refused already");
  return [request, trustee];
}

const windowOf = (r) => `${r.fund}:window`;
const inWindow = (first, on) => dayNumber(on) - dayNumber(first) <= 30;

/** By what this request may cost, with all others of its fund, whatever line and currency, first ordered in the last 30 days. */
function needed(facts, request, on, trustees) {
  const { currency, first, whole: minor } = request;
  const { days } = facts.state(windowOf(request)) || { days: [] };
  const sums = new Map();
  for (const one of [...days, ...(first && inWindow(first, on) ? [] : [{ day: on, currency, minor }])])
    if (inWindow(one.day, on)) sums.set(one.currency, (sums.get(one.currency) || 0) + one.minor);
  return manyFor(trustees.bands, sums);
}

/** In this order; the first that is broken is told. */
const ORDER_RULES = {
  request(r, request, facts) {
    openRequest(facts, r.request, r.campaign);
    need(request.fund === r.fund && request.line === (r.line || ""), "payment", "another fund or line than its request");
  },
  expiry: (r, request) => notExpired(request, r),
  pause: (r, request, facts) => need(!isPaused(facts, r.campaign), "payment", "payments are paused"),
  gate: (r, request, facts) => need(!request.gated || isOpen(facts, r.campaign), "payment", "the gate is closed"),
  account(r, request, facts) {
    const account = ask(facts, r.account, "account", "payment");
    need(account.campaign === r.campaign && !account.closed, "payment", "an account of another campaign, or closed");
    need(account.currency === r.money.currency && r.money.currency === request.currency, "payment", "another currency");
  },
  payee(r, request) {
    const listed = request.standing ? request.standing.payees : [request];
    need(listed.some((one) => one.payee === r.payee && one.bank === r.bank), "payment", "another payee");
  },
  limit(r, request) {
    need(request.ordered + r.money.minor <= request.limit, "payment", "more than the limit");
    need(request.margins + r.margin <= request.margin, "payment", "more than the margin");
  },
  budget(r, { standing, month: latest, inMonth, ordered }) {
    if (!standing) return;
    need(day(r) <= standing.until, "payment", "the standing budget has ended");
    const before = latest === r.on.slice(0, 7) ? inMonth : 0;
    need(before + r.money.minor <= standing.each, "payment", "more than the budget of a month");
    need(ordered + r.money.minor <= standing.total, "payment", "more than the budget's total");
  },
  bears(r, request, facts) {
    need(r.margin > 0 === "bears" in r, "payment", "a fund bears the margin exactly when there is one");
    const pact = pactOf(facts, r.campaign);
    need(!r.bears || r.bears === (pact ? pact.bears : r.fund), "payment", "another fund bears the margin than agreed");
  },
  funds(r, request, facts) {
    const { currency, minor } = r.money;
    const same = r.bears === r.fund;
    checkFund(facts, r);
    checkFree(facts, r.fund, currency, same ? minor + r.margin : minor);
    if (!r.bears || same) return;
    checkFund(facts, r, false, r.bears);
    checkFree(facts, r.bears, currency, r.margin);
  },
  approvals(r, request, facts) {
    const trustees = ruling(facts, r.campaign);
    const approved = new Set(request.approvals.filter((one) => counts(facts, r.campaign, one)).map((one) => one.trustee));
    need(approved.size >= needed(facts, request, day(r), trustees), "payment", "fewer trustees have approved than must");
  },
};

function openOrder(facts, r) {
  const order = ask(facts, r.order, "order", "payment");
  need(order.campaign === r.campaign && order.request === r.request, "payment", "an order of another campaign or request");
  need(!order.over, "payment", `the order has ${order.over} already`);
  return order;
}
const reserve = ({ fund, bears, money, margin }, sign) => [
  move("tally", `${fund}:reserved`, money, sign),
  ...(bears ? [move("tally", `${bears}:reserved`, { ...money, minor: margin }, sign)] : []),
];
/** A request to which the sum of an order, or part of it, comes back. */
const givenBack = (request, minor, margin, orderedOn) => ({
  ...request, ordered: request.ordered - minor, margins: request.margins - margin,
  inMonth: request.month === orderedOn.slice(0, 7) ? request.inMonth - minor : request.inMonth,
});

Object.assign(RULES, {
  "request.made"(r, facts) {
    checkRunning(facts, r.campaign);
    checkFund(facts, r);
    const fund = facts.state(r.fund);
    need(fund.free || fund.purposes.includes(r.purpose), "purpose", "the fund was not given for this");
    need(facts.state(r.campaign).currencies.includes(r.limit.currency), "payment", "a currency the campaign does not have");
    const cost = r.limit.minor + r.margin;
    need(Number.isSafeInteger(cost), "payment", "limit and margin too large");
    need(r.money.currency !== r.limit.currency || r.money.minor <= r.limit.minor, "payment", "the payee gets more than the limit");
    need(r.until >= day(r), "payment", "expired before it is made");
    const { standing } = r;
    need(!standing || (standing.each <= standing.total && standing.total <= r.limit.minor), "payment", "the standing budget");
    const replaced = r.replaces && { ...openRequest(facts, r.replaces, r.campaign), over: "replaced" };
    const { campaign, fund: of, line = "", margin, gated, until, payee, bank } = r;
    const request = {
      is: "request", digest: facts.digest(), campaign, fund: of, line, currency: r.limit.currency, limit: r.limit.minor, margin,
      whole: cost, gated, until, payee, bank, standing, approvals: [], refusals: [], over: "", ordered: 0, margins: 0, first: "",
      month: "", inMonth: 0,
    };
    return { moves: [], puts: { [r.ref]: request, ...(replaced && { [r.replaces]: replaced }) } };
  },
  "request.approved"(r, facts) {
    const [request, trustee] = answered(facts, r, "approve");
    const again = request.approvals.some((one) => one.trustee === trustee && counts(facts, r.campaign, one));
    need(!again, "payment", "the trustee has approved already");
    const others = request.approvals.filter((one) => one.trustee !== trustee);
    const approvals = [...others, { trustee, name: r.signature.proof.key, page: facts.page }];
    return used(r, { [r.request]: { ...request, approvals } });
  },
  "request.refused"(r, facts) {
    const [request, trustee] = answered(facts, r, "refuse");
    const { members, bands } = ruling(facts, r.campaign);
    const refusals = [...request.refusals, trustee];
    const left = members.filter((member) => !refusals.includes(member)).length;
    const approvals = request.approvals.filter((one) => one.trustee !== trustee);
    const over = left < highest(bands, request.currency) ? "refused" : "";
    return used(r, { [r.request]: { ...request, approvals, refusals, over } });
  },
  "request.withdrawn"(r, facts) {
    return used(r, { [r.request]: { ...openRequest(facts, r.request, r.campaign), over: "withdrawn" } });
  },
  "payment.ordered"(r, facts) {
    checkRunning(facts, r.campaign);
    const request = ask(facts, r.request, "request", "payment");
    Object.values(ORDER_RULES).forEach((rule) => rule(r, request, facts));
    const { campaign, request: of, fund, bears, account, money, margin } = r;
    const { currency, minor } = money;
    const month = r.on.slice(0, 7);
    const state = {
      ...request, ordered: request.ordered + minor, margins: request.margins + margin, first: request.first || day(r), month,
      inMonth: minor + (request.month === month ? request.inMonth : 0),
    };
    const order = { is: "order", campaign, request: of, fund, bears, account, money, margin, day: day(r), over: "" };
    const puts = { [r.ref]: order, [of]: state };
    if (!request.first) {
      const days = (facts.state(windowOf(r)) || { days: [] }).days.filter((one) => inWindow(one.day, day(r)));
      puts[windowOf(r)] = { days: [...days, { day: day(r), currency, minor: request.whole }] };
    }
    return { moves: reserve(r, 1), puts };
  },
  "payment.failed"(r, facts) {
    const order = openOrder(facts, r);
    const request = givenBack(facts.state(r.request), order.money.minor, order.margin, order.day);
    return { moves: reserve(order, -1), puts: { ...used(r).puts, [r.order]: { ...order, over: "failed" }, [r.request]: request } };
  },
  "payment.sent"(r, facts) {
    checkLine(facts, r, -1);
    const order = openOrder(facts, r);
    need(order.account === r.account && order.fund === r.fund, "payment", "another account or fund than ordered");
    need(r.money.minor <= order.money.minor + order.margin, "payment", "more left than was ordered");
    need(dayNumber(order.day) - dayNumber(r.booked) <= 1, "payment", "the money left before it was ordered");
    const { currency } = r.money;
    const paid = { currency, minor: Math.min(r.money.minor, order.money.minor) };
    const extra = { currency, minor: r.money.minor - paid.minor };
    const moves = [lineMove(r, -1), ...reserve(order, -1), move("fund", r.fund, paid, -1), move("tally", `${r.fund}:spent`, paid)];
    if (extra.minor) moves.push(move("fund", order.bears, extra, -1), move("tally", `${order.bears}:fees`, extra));
    const { campaign, account, request, fund, booked } = r;
    const payment = {
      is: "payment", campaign, account, request, fund, bears: order.bears, currency, left: paid.minor, extra: extra.minor, booked,
      orderedOn: order.day, proven: false,
    };
    return { moves, puts: { [r.ref]: payment, [r.order]: { ...order, over: "sent" }, ...linePuts(facts, r) } };
  },
  "payment.returned"(r, facts) {
    checkLine(facts, r, 1);
    const payment = ask(facts, r.payment, "payment", "payment");
    const same = ["campaign", "account", "request", "fund"].every((name) => payment[name] === r[name]);
    need(same, "payment", "another account, request or fund than its payment");
    need(r.money.minor <= payment.left + payment.extra, "payment", "more came back than was sent");
    need(r.booked >= payment.booked, "payment", "came back before it was sent");
    const { currency } = r.money;
    const back = { currency, minor: Math.min(r.money.minor, payment.left) };
    const extra = { currency, minor: r.money.minor - back.minor };
    const moves = [lineMove(r, 1), move("fund", r.fund, back), move("tally", `${r.fund}:spent`, back, -1)];
    if (payment.proven) moves.push(move("tally", `${r.fund}:proven`, back, -1));
    if (extra.minor) moves.push(move("fund", payment.bears, extra), move("tally", `${payment.bears}:fees`, extra, -1));
    const state = { ...payment, left: payment.left - back.minor, extra: payment.extra - extra.minor };
    const request = givenBack(facts.state(r.request), back.minor, extra.minor, payment.orderedOn);
    return { moves, puts: { ...used(r).puts, [r.payment]: state, [r.request]: request, ...linePuts(facts, r) } };
  },
  "evidence.added"(r, facts) {
    const payment = ask(facts, r.payment, "payment", "payment");
    need(payment.campaign === r.campaign, "payment", "a payment of another campaign");
    const { currency, left: minor } = payment;
    const moves = payment.proven ? [] : [move("tally", `${payment.fund}:proven`, { currency, minor })];
    return { moves, puts: { ...used(r).puts, [r.payment]: { ...payment, proven: true } } };
  },
});

/** PBKDF2-HMAC-SHA256 (RFC 8018), one block. */
function pbkdf2(key, salt, rounds) {
  const [inner, outer] = [0x36, 0x5c].map((mask) => Uint8Array.from({ length: 64 }, (_, at) => key[at] ^ mask));
  const hmac = (data) => sha256(join(outer, sha256(join(inner, data))));
  let block = hmac(join(salt, Uint8Array.of(0, 0, 0, 1)));
  const sum = block.slice();
  for (let n = 1; n < rounds; n++) {
    block = hmac(block);
    for (let at = 0; at < 32; at++) sum[at] ^= block[at];
  }
  return sum;
}

/** The partner's fingerprint of a campaign: 20 digits of the hash of its first set of trustees, stretched. */
async function fingerprint(digest) {
  const [key, salt, iterations] = [fromHex(digest), utf8("ouna.partner.v1"), 200000];
  let bytes;
  try {
    const imported = await subtle().importKey("raw", key, "PBKDF2", false, ["deriveBits"]);
    bytes = await subtle().deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, imported, 128);
  } catch {
    bytes = pbkdf2(key, salt, iterations); // no WebCrypto here: a second or more
  }
  return String(big(new Uint8Array(bytes).subarray(0, 16)) % 10n ** 20n).padStart(20, "0");
}

/** The 20 digits as people type them, in groups, with Arabic digits too. */
function digitsOf(typed) {
  const digits = typed.replace(/[\s.,:-]/g, "").replace(/[\u0660-\u0669]/g, (d) => d.charCodeAt(0) - 0x660);
  need(/^[0-9]{20}$/.test(digits), "partner", "not five groups of four digits");
  return digits;
}

/** Thrown by a rule that needs to know whether a signature fits; `work` ends when that is known. */
class Unproven {
  constructor(work) {
    this.work = work;
  }
}

class Book {
  constructor() {
    this.size = 0;
    this.page = 0;
    this.entry = null;
    this.last = "";
    this.listed = new Map(); // ref of a key → the key as it was listed last
    this.answers = new WeakMap(); // signature → [key, whether it fits]
    this.unchecked = 0;
    this.unsigned = 0;
    this.seen = new Map(); // "size root" → the page that names it first
    this.states = new Map();
    this.balances = new Map();
    this.byDay = new Map();
    this.said = [];
    this.first = new Map(); // account → day and page of its first entry
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

  /** The hash of the entry at hand. */
  digest() {
    return hex(sha256(this.entry));
  }

  /** Take in the entries of a file. Their signatures are checked side by side before the rules ask for them. */
  async feedAll(entries) {
    const records = entries.map((entry) => {
      try {
        return decode(entry);
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        return refused;
      }
    });
    const works = records.flatMap((record) => (record instanceof Refused ? [] : this.prove(record)));
    if (works.length) await Promise.all(works);
    for (let at = 0; at < entries.length; at++)
      for (let work; (work = this.feed(entries[at], records[at])); ) await work;
  }

  /** Begin to check the signatures of a record with the keys as they were listed last. */
  prove(record) {
    if (record.kind === "trustees.set")
      for (const k of [...listedKeys(record.trustees), ...heirKeys(record), ...record.recovery.keys]) this.listed.set(k.key, { alg: FILE_KEY, ...k });
    if (record.kind === "pact.signed") for (const k of listedOfficers(record)) this.listed.set(k.key, k);
    if (record.kind === "key.replacement_announced") this.listed.set(record.new.key, record.new);
    return signaturesOf(record).flatMap((signature) => {
      const listed = this.listed.get(signature.proof.key);
      return listed && listed.alg === signature.proof.alg ? [this.ask(signature, listed)] : [];
    });
  }

  async ask(signature, { alg, spki }) {
    const key = publicKey(alg, spki);
    const { bytes, message } = prepare(signature);
    this.answers.set(signature, [key, await keyFits(key, bytes, message)]);
  }

  /** Whether a signature fits; null where that cannot be checked here. The rule is begun again once it is known. */
  fits(signature, signer) {
    const [key, fits] = this.answers.get(signature) || [];
    if (key !== publicKey(signer.alg, signer.spki)) throw new Unproven(this.ask(signature, signer));
    return fits;
  }

  /** Take in the next entry, decoded; the work to wait for before it is tried again, if there is any. */
  feed(entry, record) {
    [this.page, this.entry] = [this.size, entry];
    try {
      if (record instanceof Refused) throw record;
      this.take(record, this.admit(record), this.page);
    } catch (refused) {
      if (refused instanceof Unproven) return refused.work;
      if (!(refused instanceof Refused)) throw refused;
      this.find(refused.code, refused.message, this.page);
    }
    this.size++;
    return null;
  }

  find(step, what, page) {
    if (this.findings.length < 1000) this.findings.push({ step, what, page });
  }

  admit(record) {
    need(this.last || record.kind === "log.opened", "form", "page 0 is not the opening");
    const length = Math.min(record.on.length, this.last.length); // a day and a second are compared as days
    need(record.on.slice(0, length) >= this.last.slice(0, length), "form", "times go back");
    need(!this.states.has(record.ref), "form", "ref used twice");
    const effects = RULES[record.kind](record, this);
    const sides = {};
    for (const { side, currency, minor } of effects.moves)
      if (side !== "tally") sides[currency] = (sides[currency] || 0) + (side === "account" ? minor : -minor);
    need(Object.values(sides).every((sum) => sum === 0), "balance", "sides differ");
    return effects;
  }

  take(record, { moves, puts, day = record.booked }, page) {
    for (const { side, of, currency, minor } of moves) {
      const at = key(of, currency);
      this.balances.set(at, (this.balances.get(at) || 0) + minor);
      if (side !== "account" || of.includes(":")) continue;
      if (!this.byDay.has(at)) {
        this.byDay.set(at, new Map());
        this.first.set(of, [record.on.slice(0, 10), page]);
      }
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
    if (record.on > this.last) this.last = record.on;
    for (const signature of signaturesOf(record)) {
      const { size, root } = signature.statement.seen;
      if (!this.seen.has(`${size} ${root}`)) this.seen.set(`${size} ${root}`, page);
      if ((this.answers.get(signature) || [])[1] === null) this.unchecked++;
    }
    if (record.kind === "account.announced" && !record.signatures) this.unsigned++;
    if (record.kind === "account.stated") this.said.push({ ...record, page, before: this.before(record) });
    this.kinds[record.kind] = (this.kinds[record.kind] || 0) + 1;
    if (record.text && !this.texts.has(record.text)) this.texts.set(record.text, page);
  }

  before({ account, closing: { currency }, day }) {
    const sums = this.byDay.get(key(account, currency));
    return this.balance(account, currency, day) - ((sums && sums.get(day)) || 0);
  }

  /** Days the bank has stated stay as they were; nothing waits for ever; a closed account is empty, one in use is stated. */
  closeStated() {
    const isOld = (day, limit = 31) => dayNumber(this.last.slice(0, 10)) - dayNumber(day) > limit;
    const found = new Map();
    for (const s of this.said.sort((a, b) => (a.day < b.day ? 1 : -1))) {
      const late = this.before(s) - s.before;
      if (late < -s.waiting_out || late > s.waiting_in) this.find("balance", "late entries", s.page);
      const sign = Math.sign(s.closing.minor - this.balance(s.account, s.closing.currency, s.day));
      const all = found.get(s.account) || { sign, page: s.page, old: "" };
      found.set(s.account, all);
      if (s.day < all.old) continue;
      if (sign !== all.sign) all.sign = 0;
      all.page = Math.min(all.page, s.page);
      if (isOld(s.day)) all.old = s.day;
    }
    for (const { sign, page, old } of found.values())
      if (old && sign) this.find("balance", "waits too long", page);
    for (const [ref, { is, closed, currency }] of this.states)
      if (is === "account" && closed && isOld(closed) && this.balance(ref, currency))
        this.find("balance", "closed, not empty");
    for (const { account, day, page } of this.said) {
      const [latest, at] = this.first.get(account) || ["~"];
      if (day > latest || (day === latest && page > at)) this.first.set(account, [day, page]);
    }
    for (const [ref, [day, page]] of this.first)
      if (!this.state(ref).closed && isOld(day, 45)) this.find("balance", `no statement of an account since ${day}`, page);
  }

  close() {
    this.closeStated();
    for (const [ref, page] of this.open) {
      const state = this.state(ref);
      if (state.is === "unexplained") this.find("balance", "a bank line is unexplained", page);
      else if (dayNumber(this.last.slice(0, 10)) - dayNumber(state.booked) > 10)
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
const PROGRAM = "verify.js";
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

/** Read the pages from file `first` on, four files ahead, and grow `tree`, which must pass through the `marks`.
 * `take` is given the entries of each file, the number of the first one and, packed, their leaf hashes. */
async function walk({ read, size, first = 0, tree = new Frontier(), marks = [], take, progress }) {
  const files = Math.ceil(size / WIDTH);
  const ahead = [];
  const ask = (index) => {
    if (index >= files) return;
    ahead.push(read(tilePath("entries", index, widthOf(size, index)), LONGEST.entries));
    ahead[ahead.length - 1].catch(() => {}); // told when its turn comes
  };
  for (let index = first; index < first + 4; index++) ask(index);
  let rested = Date.now();
  for (let index = first; index < files; index++) {
    const bundle = await ahead.shift();
    ask(index + 4);
    const entries = entriesOf(bundle, widthOf(size, index));
    const leaves = new Uint8Array(32 * entries.length);
    await take(entries, tree.size, leaves);
    entries.forEach((entry, at) => {
      const leaf = leafHash(entry);
      leaves.set(leaf, 32 * at);
      tree.push(0, leaf);
      marks.forEach((mark) => mark.size === tree.size && (equal(tree.root(), mark.root) || mark.refuse()));
    });
    progress(tree.size, size);
    if (Date.now() - rested > 40) {
      await breathe();
      rested = Date.now();
    }
  }
  return tree.root();
}

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
    const totals = kept.get("totals.json");
    // A site that grows while we read gives newer totals: begin again. What stays so is found later.
    if (tries > 3 || !(gone || (totals && !(text(totals) || "").endsWith(`"size":${head.size}}`))))
      return { head, read: async (path, limit) => kept.get(path) || read(path, limit) };
    await breathe();
  }
}

/** Check a whole book. `read(path, limit)` gives bytes or refuses with "missing"; `older` are notes kept, `partner`
 * the 20 digits that each campaign's first trustees must have. What `unchecked` counts is no finding, and no yes. */
async function checkBook({ read, keys, older = [], partner = "", progress = () => {} }) {
  const book = new Book();
  const report = { findings: [], size: 0, absent: 0, kinds: book.kinds, partners: [], unchecked: 0, unsigned: 0, program: "" };
  const find = (step, what, page) => report.findings.push({ step, what, page });
  try {
    const opened = await openHead(read, keys, ["totals.json"]);
    const { head } = opened;
    Object.assign(report, { head, size: head.size, origin: head.origin, root: hex(head.root) });
    const marks = await olderMarks(older, head, keys, find);
    const leaves = []; // of each file
    const take = (entries, first, packed) => {
      leaves.push(packed);
      return book.feedAll(entries);
    };
    const root = await walk({ read: opened.read, size: head.size, marks, take, progress });
    if (!equal(root, head.root)) find("log", "pages lead to another root");
    book.close();
    report.findings.push(...book.findings);
    Object.assign(report, { unchecked: book.unchecked, unsigned: book.unsigned });
    checkSeen(book.seen, leaves, find);
    report.partners = await checkPartner(book, partner, find);
    report.program = await programOf(opened.read);
    await checkKeys(book, head, keys, opened.read, find);
    await checkTotals(book, head, opened.read, find);
    report.absent = await checkTexts(book, opened.read, find);
    report.totals = book.totals();
  } catch (refused) {
    if (!(refused instanceof Refused) || refused.code === "network") throw refused;
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
      need(kept.size <= head.size, "log", "record has shrunk");
      const what = `the first ${kept.size} pages differ`;
      marks.push({ ...kept, refuse: () => find("log", what) });
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      find("log", `older checkpoint: ${refused.message}`);
    }
  }
  return marks;
}

/** Each state of the record that a signer saw is one that the tree has passed through. */
function checkSeen(seen, leaves, find) {
  const named = [...seen].map(([name, page]) => [...name.split(" "), page]).sort((a, b) => a[0] - b[0]);
  const tree = new Frontier();
  for (const [size, root, page] of named) {
    while (tree.size < size) {
      const at = (tree.size % WIDTH) * 32;
      tree.push(0, leaves[Math.floor(tree.size / WIDTH)].subarray(at, at + 32));
    }
    if (hex(tree.root()) !== root) find("trustees", "what the signer saw is no earlier state of this record", page);
  }
}

/** Name the partner of each campaign; each must have the fingerprint asked for. */
async function checkPartner(book, asked, find) {
  const partners = [];
  for (const [ref, state] of book.states)
    if (state.is === "trustees") partners.push({ campaign: ref.split(":")[0], fingerprint: await fingerprint(state.first) });
  for (const { campaign, fingerprint: digits } of partners)
    if (asked && digits !== asked) find("trustees", `other trustees than those of the partner: ${campaign}`);
  if (asked && !partners.length) find("trustees", "no trustees of the partner");
  return partners;
}

/** The fingerprint of the copy of this program in the folder, empty if there is none. */
async function programOf(read) {
  try {
    return hex(sha256(await read(PROGRAM, LONGEST.note)));
  } catch (refused) {
    if (!(refused instanceof Refused) || refused.code !== "missing") throw refused;
    return "";
  }
}

async function checkKeys(book, head, keys, read, find) {
  const log = book.state("log");
  if (!log) return find("form", "no opening");
  const { origin, keys: named } = log;
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
  const check = async ([hash, page]) => {
    try {
      const file = parseCanonical(await read(`texts/${hash}.json`, LONGEST.text));
      need(hasKeys(file, "salt,text") && TYPES.hash(file.salt), "form", "malformed text file");
      need(commitment("text", file.salt, file.text) === hash, "form", "not the recorded text");
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      if (refused.code === "missing") absent++;
      else find("form", refused.message, page);
    }
  };
  const named = [...book.texts];
  while (named.length) await Promise.all(named.splice(0, 6).map(check)); // as many as a browser asks at once
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

/** The names under which an organisation signed the appeal, if a proof file opens the text of its signature. */
function namesOf(record, openings) {
  const { record: said } = (record.appeal && openings.find((opening) => opening.purpose === "text")) || {};
  const names = isObject(said) && isObject(said.names) ? Object.values(said.names) : [];
  return [...new Set(names.map((name) => name && name.text).filter((name) => typeof name === "string"))];
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
  const tree = new Frontier();
  const node = nodesOf(read, head.size);
  const begin = first * WIDTH;
  for (let level = begin.toString(2).length - 1; level >= 8; level--)
    if (Math.floor(begin / 2 ** level) % 2) tree.push(level, await node(level, Math.floor(begin / 2 ** level) - 1));
  const found = { taken: 0, page: null, corrected: null, withdrawn: null, confirmed: null };
  const { ref } = receipt.record;
  const take = (entries, start) => entries.forEach((entry, at) => {
    const page = start + at;
    if (page <= receipt.index || !(text(entry) || "").includes(ref)) return;
    const record = decode(entry);
    if (record.kind === "gift.reversed" && record.gift === ref) {
      found.taken += record.money.minor;
      found.page = page;
    } else if (record.kind === "correction.made" && record.corrects === ref) found.corrected = page;
    else if (record.signature === ref) found.withdrawn = page;
    else if (record.confirms === ref) found.confirmed = page;
  });
  const refuse = () => need(false, "changed", "pages differ from the proof's");
  const marks = [{ size: receipt.head.size, root: receipt.head.root, refuse }];
  need(equal(await walk({ read, size: head.size, first, tree, marks, take, progress }), head.root), "changed", "pages lead to another root");
  return found;
}

const api = {
  Refused, sha256, sha512, ed25519, signed, hex, parseKey, parseCanonical, canonical, decode, leafHash, checkInclusion,
  checkConsistency, Frontier, checkReceipt, namesOf, checkToday, searchSince, checkBook, tilePath, publicKey, keyFits, digitsOf, fingerprint,
};

// Where it runs: a page, a worker of that page, anybody's page, Node

const SCRIPT = typeof document === "object" ? document.currentScript : null;

/** Reads the files of a published folder, wherever it is served. */
const folderAt = (base) => async (path, limit) => {
  const asked = fetch(base + path, { credentials: "omit", cache: path.startsWith("tile/") ? "default" : "no-cache" });
  const answer = await asked.catch(() => need(false, "network", "not reached"));
  need(answer.status !== 404, "missing", `missing: ${path}`);
  need(answer.ok, "network", `status ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer().catch(() => need(false, "network", "cut off")));
  need(bytes.length <= limit, "log", `too large: ${path}`);
  return bytes;
};

/** A check as plain values, so that it can be handed to a worker. */
const checkAt = ({ base, ...job }, progress) => checkBook({ ...job, read: folderAt(base), progress });

function workerMain() {
  self.onmessage = async ({ data }) => {
    let told = 0;
    const progress = (done, all) => {
      if (done < all && Date.now() - told < 100) return;
      told = Date.now();
      postMessage({ progress: [done, all] });
    };
    try {
      postMessage({ report: await checkAt(data, progress) });
    } catch ({ code, message }) {
      postMessage({ refused: [code || "damaged", message] });
    }
  };
}

/** The check in a worker, so that the page stays at hand; in the page where there can be none, as in a saved one. */
function checkBeside(job, progress) {
  return new Promise((done, fail) => {
    const here = () => checkAt(job, progress).then(done, fail);
    let worker = null;
    try {
      worker = new Worker(SCRIPT.src);
    } catch {
      return here();
    }
    let begun = false;
    worker.onmessage = ({ data }) => {
      begun = true;
      if (data.progress) return progress(...data.progress);
      worker.terminate();
      return data.report ? done(data.report) : fail(new Refused(...data.refused));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      return begun ? fail(new Refused("damaged", event.message)) : here();
    };
    return worker.postMessage(job);
  });
}

/** The answer in plain English lines, where there is no page with words of its own. */
function plainly({ findings, size, root, unchecked, partners, absent, program }) {
  const lines = findings.map(({ step, what, page }) => `${step}${page === undefined ? "" : `, page ${page}`}: ${what}`);
  if (unchecked) lines.push(`Signatures that cannot be checked here: ${unchecked}. No answer about the trustees.`);
  for (const { campaign, fingerprint: digits } of partners) lines.push(`Partner of ${campaign}: ${digits.match(/.{4}/g).join(" ")}`);
  if (absent) lines.push(`Public texts that are not published: ${absent}`);
  if (program) lines.push(`Copy of this check in the folder: SHA-256 ${program}`);
  const answer = findings.length ? "Something does not hold." : unchecked ? "Not all could be checked." : "The books hold.";
  return [...lines, `${size} pages, root ${root || "unknown"}`, answer];
}

/** The keys given, else those of the folder, which prove only that the folder fits together. */
const keysIn = async (read, given) =>
  (given ? [given] : (text(await read("log.vkey", 8192)) || "").trim().split("\n")).map(parseKey);

async function nodeMain([place = "", ...options]) {
  const fs = require("fs");
  const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] || "" : "");
  const inFolder = async (path, limit) => {
    const name = `${place}/${path}`;
    need(fs.existsSync(name), "missing", `missing: ${path}`);
    need(fs.statSync(name).size <= limit, "log", `too large: ${path}`);
    return new Uint8Array(fs.readFileSync(name));
  };
  try {
    const read = /^https?:/.test(place) ? folderAt(place.replace(/\/*$/, "/")) : inFolder;
    const older = option("--since") ? [new Uint8Array(fs.readFileSync(option("--since")))] : [];
    const partner = options.includes("--partner") ? digitsOf(option("--partner")) : "";
    const report = await checkBook({ read, keys: await keysIn(read, option("--key")), older, partner });
    console.log(plainly(report).join("\n"));
    process.exitCode = report.findings.length ? 1 : report.unchecked ? 2 : 0;
  } catch (problem) {
    console.error(`Could not be read: ${problem.message}`);
    process.exitCode = 2;
  }
}

async function guestMain({ log, key, partner = "" }) {
  const place = document.createElement("pre");
  SCRIPT.after(place);
  const progress = (done, all) => (place.textContent = `${done} of ${all} pages`);
  try {
    const base = new URL(log, location.href).href;
    const job = { base, keys: await keysIn(folderAt(base), key), partner: partner && digitsOf(partner) };
    place.textContent = plainly(await checkBeside(job, progress)).join("\n");
  } catch (problem) {
    place.textContent = `Not checked: ${problem.message}`;
  }
}

// The pages

function pages(block) {
  const data = JSON.parse(block.textContent); // words, names, keys and addresses, from the tag `verify_data`

  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const name of Object.keys(attributes)) made.setAttribute(name, attributes[name]);
    made.append(...children);
    return made;
  }
  const isolated = (value) => (value instanceof Node ? value : el("bdi", {}, String(value)));
  const code = (value) => el("bdi", { class: "code", dir: "ltr" }, value);

  /** A sentence in the page's language; values in its {places} are kept from turning the text around. */
  function say(name, values = {}) {
    const said = document.createDocumentFragment();
    data.words[name].split(/\{(\w+)\}/).forEach((part, at) => said.append(at % 2 ? isolated(values[part]) : part));
    return said;
  }

  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, data.grouping);
  const number = (n) => isolated(grouped(String(n)));
  const fours = (digest) => code(digest.match(/.{4}/g).join(" "));
  function money({ minor, currency }) {
    const places = DECIMALS[currency];
    const digits = String(Math.abs(minor)).padStart(places + 1, "0");
    const units = grouped(digits.slice(0, digits.length - places));
    const rest = places ? data.mark + digits.slice(-places) : "";
    return el("bdi", { class: "num" }, `${minor < 0 ? "\u2212" : ""}${units}${rest}\u00a0${currency}`);
  }
  function day(on) {
    const [year, month, date] = on.split("-");
    return el("time", { datetime: on }, data.months[month - 1].replace("{d}", Number(date)).replace("{y}", year));
  }
  const named = (ref) => (data.names[ref] ? isolated(data.names[ref]) : code(ref));
  const p = (...children) => el("p", {}, ...children);
  const small = (...children) => el("p", { class: "small" }, ...children);
  const note = (kind, title, ...rest) => el("div", { class: `note ${kind}` }, el("strong", {}, say(title)), ...rest);
  const tell = (kind, name, values) => note(kind, name, p(say(`${name}_text`, values)));
  const pairs = (rows) => el("dl", { class: "pairs wide" },
    ...rows.map(([label, value]) => el("div", {}, el("dt", {}, say(label)), el("dd", {}, value))));
  const experts = (rows) => el("details", { class: "more" }, el("summary", {}, say("experts")), pairs(rows));
  const bullets = (items) => el("ul", { class: "stack" }, ...items.map((item) => el("li", {}, item)));
  const away = location.protocol === "file:";
  const link = (page) => (away ? number(page) : el("a", { href: data.entry.replace("{n}", page) }, number(page)));
  const field = (root, name) => root.querySelector(`[data-verify-${name}]`);
  function meter(label) {
    const bar = el("progress", { value: 0, "aria-label": data.words[label] });
    const line = el("span", {});
    const show = (done, all) => {
      bar.max = all;
      bar.value = done;
      line.replaceChildren(say("pages_of", { done: number(done), all: number(all) }));
    };
    return [el("div", { class: "stack" }, el("p", { class: "ends small" }, say(label), line), bar), show];
  }

  const base = (away ? data.site : "") + data.log;
  const fetched = folderAt(base);

  const keysOf = (typed) => (typed.trim() ? [typed] : data.keys).map(parseKey);
  const detail = (message) => small(el("bdi", { lang: "en", dir: "ltr" }, message));
  const refusal = (title, kind, { code: why, message }) =>
    note(kind, title, p(say(data.words[`no_${why}`] ? `no_${why}` : "no_damaged")), detail(message));

  function receiptPage(root) {
    const [input, result, typed] = [root.querySelector("input[type=file]"), field(root, "result"), field(root, "key")];
    let turn = 0;
    const run = async () => {
      const mine = ++turn;
      const [file] = input.files;
      if (!file) return;
      const place = el("div", { class: "stack", "data-verify-today": "" });
      const put = (...nodes) => mine === turn && place.replaceChildren(...nodes);
      result.replaceChildren(p(say("checking")));
      let shown;
      let receipt;
      try {
        need(file.size <= 3e6, "no_proof", "file too long");
        receipt = await checkReceipt(new Uint8Array(await file.arrayBuffer()), keysOf(typed.value));
        shown = [...holding(receipt, place, typed.value.trim() !== "")];
      } catch (problem) {
        shown = [refusal("proves_nothing", "wrong", problem)];
      }
      if (mine !== turn) return;
      result.replaceChildren(...shown);
      if (receipt) await since(receipt, put, keysOf(typed.value));
    };
    result.replaceChildren(); // a page saved after a check
    if (input.files.length) run(); // chosen while this file was on its way
    input.addEventListener("change", run);
    typed.addEventListener("change", run);
    // Without the site's own script (in the file kept for later) dropping is ours to serve.
    for (const type of ["dragover", "drop"]) addEventListener(type, (event) => {
      if (event.defaultPrevented || !event.target.closest || !event.target.closest("[data-drop]")) return;
      event.preventDefault();
      if (type === "dragover" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      run();
    });
  }

  function holding({ record, entry, index, head, openings }, place, ownKey) {
    const r = record.replacement || record;
    const all = number(head.size);
    const rows = [["what", isolated(data.kinds[record.kind])]];
    const row = (label, value, show) => value && rows.push([label, show(value)]);
    row("amount", r.money || r.closing, money);
    row("purpose", r.fund, named);
    row("account", r.account, named);
    row("booked", r.booked, day);
    row("recorded", record.on.slice(0, 10), day);
    row("page", { page: link(index), all }, (values) => say("page_of", values));
    row("signed_by", { origin: code(head.origin), key: code(head.signer.id) }, (values) => say("signed_with", values));
    const shown = [tell("good", "holds", { page: number(index), all: all.cloneNode(true) })];
    const donor = openings.find((opening) => opening.purpose === "donor");
    if (donor) {
      shown.push(tell("look", "names_giver"));
      if (donor.record && donor.record.name) rows.push(["giver", isolated(donor.record.name)]);
    } else if (openings.some((opening) => opening.purpose !== "text")) shown.push(tell("look", "opens"));
    const names = namesOf(record, openings);
    if (names.length) rows.splice(1, 0, ["signatory", bullets(names.map(isolated))]);
    const not = [say(ownKey ? "not_key_own" : "not_key", { key: code(head.signer.vkey) })];
    not.push(say("not_since", { all: all.cloneNode(true) }), say(record.appeal ? "not_officer" : "not_use"));
    if (record.donor && !donor) not.push(say("not_giver"));
    const part = (title, content) => el("section", { class: "stack" }, el("h2", {}, say(title)), content);
    shown.push(place, part("proves", pairs(rows)), part("proves_not", bullets(not)));
    return [...shown, experts([["ref", code(record.ref)], ["page_print", fours(hex(leafHash(entry)))], ["root", fours(hex(head.root))]])];
  }

  /** Ask the record of today, where there is a network; a saved page asks only when told to. */
  async function since(receipt, put, keys) {
    const unasked = () => tell("", "not_asked", { all: number(receipt.head.size) });
    const fail = (problem) => put(problem.code === "network" ? unasked() : refusal("changed", "wrong", problem));
    const offer = (label, act) => {
      const button = el("button", { class: "btn plain", type: "button" }, say(label));
      button.addEventListener("click", () => act().catch(fail));
      return button;
    };
    const search = async (today) => {
      const [box, show] = meter("searching");
      put(box);
      const { taken, page, corrected, withdrawn, confirmed } = await searchSince(receipt, today, show);
      const sum = { ...receipt.record.money, minor: taken };
      if (taken) put(tell("wrong", "taken", { sum: money(sum), page: link(page) }));
      else if (corrected !== null) put(tell("look", "corrected", { page: link(corrected) }));
      else if (withdrawn !== null) put(tell("wrong", "withdrawn", { page: link(withdrawn) }));
      else if (confirmed !== null) put(tell("good", "confirmed", { page: link(confirmed) }));
      else put(tell("good", "still", { all: number(today.head.size) }));
    };
    const ask = async () => {
      put(p(say("asking")));
      const today = await checkToday(receipt, fetched, keys);
      const later = today.head.size - receipt.index;
      if (later <= SEARCHED_AT_ONCE) return search(today);
      const values = { all: number(today.head.size), later: number(later) };
      return put(tell("good", "contained", values), offer("search", () => search(today)));
    };
    if (away) put(unasked(), offer("ask", ask));
    else await ask().catch(fail);
  }

  const memory = (origin, newest) => {
    try {
      if (newest) localStorage.setItem(`ouna ${origin}`, newest);
      return localStorage.getItem(`ouna ${origin}`);
    } catch {
      return null;
    }
  };

  function booksPage(root) {
    const [start, result] = [field(root, "start"), field(root, "result")];
    const run = async () => {
      const [box, show] = meter("reading");
      start.disabled = true;
      result.replaceChildren();
      result.before(box);
      try {
        const keys = keysOf(field(root, "key").value);
        const typed = field(root, "partner").value.trim();
        const partner = typed && digitsOf(typed);
        const pasted = field(root, "older").value.replace(/\r/g, "").replace(/\n*$/, "\n");
        const older = [memory(keys[0].name), pasted.trim() && pasted].filter(Boolean).map(utf8);
        const report = await checkBeside({ base: new URL(base, location.href).href, keys, older, partner }, show);
        if (!report.findings.length && !report.unchecked) memory(report.origin, report.head.note);
        result.replaceChildren(...told(report, older.length, partner));
      } catch (problem) {
        result.replaceChildren(refusal("not_checked", "look", problem));
      }
      box.remove();
      start.disabled = false;
    };
    result.replaceChildren();
    start.hidden = start.disabled = false;
    start.addEventListener("click", run);
    if (start.dataset.asked) run(); // asked for while this file was on its way
    delete start.dataset.asked;
  }

  function told(report, compared, partner) {
    const { findings, size, root, absent, head, unchecked, unsigned, partners, program } = report;
    const all = number(size);
    const wrong = new Set(findings.map((found) => found.step));
    const shown = [];
    if (findings.length) shown.push(tell("wrong", "books_wrong", { count: number(findings.length) }));
    else if (unchecked) shown.push(tell("look", "books_unsure", { count: number(unchecked) }));
    else shown.push(tell("good", "books_hold", { all }));
    const mark = (answer) => document.getElementById(`tick-${answer}`).content.cloneNode(true);
    const steps = ["log", "form", "balance", "purpose", "payment", "reversal", "trustees", "totals"].map((step) => {
      const answer = wrong.has(step) ? "no" : step === "trustees" && unchecked ? "unsure" : "yes";
      const said = el("span", answer === "unsure" ? {} : { class: "vh" }, ": ", say(answer));
      return el("li", {}, el("span", {}, say(`step_${step}`), said), answer === "unsure" ? "" : mark(answer));
    });
    if (head) shown.push(el("ol", { class: "checks" }, ...steps));
    const line = ({ step, what, page }) => {
      const step_ = say(`step_${step}`);
      return el("span", {}, page === undefined ? step_ : say("finding", { page: link(page), step: el("span", {}, step_) }), detail(what));
    };
    shown.push(bullets(findings.slice(0, 50).map(line)));
    if (!head) return shown;
    if (compared) shown.push(small(say("compared")));
    if (!findings.length && !unchecked) shown.push(small(say("remembered")));
    if (absent) shown.push(small(say("absent", { count: number(absent) })));
    if (unsigned) shown.push(small(say("accounts_unsigned", { count: number(unsigned) })));
    const fit = partner && partners.length && partners.every(({ fingerprint: digits }) => digits === partner);
    for (const { fingerprint: digits } of partners) shown.push(small(say("partner", { print: fours(digits) }), " ", say(fit ? "partner_fits" : "partner_compare")));
    if (program && data.program && program !== data.program) shown.push(tell("look", "program_differs"));
    const rows = [["root", fours(root)], ["signed_by", code(head.signer.vkey)]];
    if (program) rows.push(["program", fours(program)]);
    return [...shown, small(say("own_word")), experts(rows)];
  }

  document.querySelectorAll("[data-verify-receipt]").forEach(receiptPage);
  document.querySelectorAll("[data-verify-books]").forEach(booksPage);
}

if (typeof module === "object") {
  module.exports = api;
  if (require.main === module) nodeMain(process.argv.slice(2));
} else if (SCRIPT && SCRIPT.dataset.log) guestMain(SCRIPT.dataset);
else if (SCRIPT) pages(document.getElementById("verify-data"));
else workerMain();
