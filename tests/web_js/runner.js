// Runs verify.js in Node: jobs as JSON on standard input, answers as JSON on standard output.
"use strict";
const verify = require(process.argv[2]);
const bytes = (code) => new Uint8Array(Buffer.from(code, "base64"));
const unhex = (code) => new Uint8Array(Buffer.from(code, "hex"));
const base = {}; // files of the book that later jobs start from

const reader = (changes) => async (path, limit) => {
  const found = path in changes ? changes[path] : base[path];
  if (found === undefined || found === null) throw new verify.Refused("missing", path);
  const content = bytes(found);
  if (content.length > limit) throw new verify.Refused("log", "too large");
  return content;
};
const keysOf = (keys) => keys.map(verify.parseKey);

/** As a browser does that offers no WebCrypto ("all"), or none of one of its algorithms. */
async function without(lacks, work) {
  const given = globalThis.crypto;
  const subtle = {
    importKey: (form, key, name, ...rest) => {
      if (name === lacks || name.name === lacks) throw new Error("not supported");
      return given.subtle.importKey(form, key, name, ...rest);
    },
    verify: (...all) => given.subtle.verify(...all),
    deriveBits: (...all) => given.subtle.deriveBits(...all),
  };
  Object.defineProperty(globalThis, "crypto", { value: lacks === "all" ? undefined : { subtle }, configurable: true });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: given, configurable: true });
  }
}

const OPS = {
  sha256: ({ data }) => verify.hex(verify.sha256(bytes(data))),
  sha512: ({ data }) => verify.hex(verify.sha512(bytes(data))),
  ed25519: ({ key, message, signature }) => verify.ed25519(unhex(key), unhex(message), unhex(signature)),
  signed: ({ key, message, signature }) => verify.signed(unhex(key), unhex(message), unhex(signature)),
  root({ leaves }) {
    const tree = new verify.Frontier();
    leaves.forEach((leaf) => tree.push(0, unhex(leaf)));
    return verify.hex(tree.root());
  },
  leaf: ({ data }) => verify.hex(verify.leafHash(bytes(data))),
  inclusion({ leaf, index, size, proof, root }) {
    verify.checkInclusion(unhex(leaf), index, size, proof.map(unhex), unhex(root));
    return true;
  },
  consistency({ old, oldRoot, size, root, proof }) {
    verify.checkConsistency(old, unhex(oldRoot), size, unhex(root), proof.map(unhex));
    return true;
  },
  canonical: ({ data }) => verify.canonical(verify.parseCanonical(bytes(data))),
  decode: ({ data }) => verify.decode(bytes(data)).kind,
  path: ({ level, index, width }) => verify.tilePath(level, index, width),
  async receipt({ data, keys }) {
    const { index, head, record, openings } = await verify.checkReceipt(bytes(data), keysOf(keys));
    const opened = openings.map((opening) => opening.purpose);
    return { index, size: head.size, ref: record.ref, opened, names: verify.namesOf(record, openings) };
  },
  base({ files }) {
    Object.assign(base, files);
    return true;
  },
  async book({ files, keys, older, partner }) {
    const report = await verify.checkBook({ read: reader(files), keys: keysOf(keys), older: older.map(bytes), partner });
    const { findings, size, root, totals, kinds, absent, partners, unchecked, unsigned, program } = report;
    return { findings, size, root, totals, kinds, absent, partners, unchecked, unsigned, program };
  },
  poor: ({ lacks, ...job }) => without(lacks, () => OPS.book(job)),
  key: ({ alg, spki }) => verify.publicKey(alg, spki) !== null,
  fits: ({ alg, spki, signature, message }) => verify.keyFits(verify.publicKey(alg, spki), bytes(signature), bytes(message)),
  digits: ({ typed }) => verify.digitsOf(typed),
  fingerprint: ({ digest, lacks }) => without(lacks, () => verify.fingerprint(digest)),
  /** A site that grows while it is read: at first its checkpoint is still the older one. */
  async growing({ before, keys }) {
    const later = reader({});
    let reads = 0;
    const read = (path, limit) => (path === "checkpoint" && reads++ < 1 ? bytes(before) : later(path, limit));
    const report = await verify.checkBook({ read, keys: keysOf(keys) });
    return { findings: report.findings, size: report.size, reads };
  },
  async since({ data, keys, files }) {
    const receipt = await verify.checkReceipt(bytes(data), keysOf(keys));
    const today = await verify.checkToday(receipt, reader(files), keysOf(keys));
    return { size: today.head.size, ...(await verify.searchSince(receipt, today)) };
  },
};

async function main() {
  const input = [];
  for await (const part of process.stdin) input.push(part);
  const answers = [];
  for (const [op, job] of JSON.parse(Buffer.concat(input).toString())) {
    try {
      answers.push({ value: await OPS[op](job) });
    } catch (problem) {
      if (!(problem instanceof verify.Refused)) throw problem; // a crash is never an answer
      answers.push({ refused: problem.code, what: problem.message });
    }
  }
  process.stdout.write(JSON.stringify(answers));
}
main();
