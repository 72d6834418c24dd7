// Runs the signing page's own modules in Node: jobs as JSON on standard input, answers on standard output.
import { readFileSync } from "node:fs";

const [folder] = process.argv.slice(2);
const { commitment, dayOf, documentFingerprint, exactText, plainFingerprint, read, signedOf, statementOf, toWeb } = await import(`${folder}/reading.mjs`);
const { say } = await import(`${folder}/say.mjs`);
const words = JSON.parse(readFileSync(`${folder}/words.json`, "utf8"));

const OPS = {
  say: ({ minor, currency, lang, places }) => say(BigInt(minor), currency, lang, places),
  day: ({ day, lang }) => dayOf(words, day, lang),
  signed: ({ n, m, lang }) => signedOf(words, n, m, lang),
  fingerprint: ({ hex }) => documentFingerprint(hex),
  plain: ({ hex }) => plainFingerprint(hex),
  commitment: ({ purpose, salt, record }) => commitment(purpose, salt, record),
  async text({ document, openings, act, lang, reason }) {
    return exactText(await read(document, openings), words, act, lang, reason);
  },
  async statement({ document, openings, given, act, lang, reason }) {
    const found = await statementOf(await read(document, openings), words, given, act, lang, reason);
    return { statement: found.statement, challenge: toWeb(found.challenge) };
  },
};

const jobs = JSON.parse(readFileSync(0, "utf8")), answers = [];
for (const [name, given] of jobs) {
  try {
    answers.push({ value: await OPS[name](given) });
  } catch (error) {
    answers.push({ refused: error.constructor.name });
  }
}
process.stdout.write(JSON.stringify(answers));
