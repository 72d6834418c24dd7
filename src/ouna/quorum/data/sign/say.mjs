// Sums in words, as `ouna.core.values.spoken` says them; a test holds both together for many sums.
// Sums are BigInt: 2^53 - 1 minor units are said to the last one.

const split = (text) => text.split(" ");
const num = (n) => Number(n);

// English ------------------------------------------------------------------------------------------

const EN = {
  small: split("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
  tens: split(". . twenty thirty forty fifty sixty seventy eighty ninety"),
  scales: ["", " thousand", " million", " billion", " trillion", " quadrillion"],
  names: {
    EUR: ["euro", "euros", "cent", "cents"], CHF: ["Swiss franc", "Swiss francs", "centime", "centimes"],
    GBP: ["pound sterling", "pounds sterling", "penny", "pence"], TRY: ["Turkish lira", "Turkish liras", "kuruş", "kuruş"],
    TND: ["Tunisian dinar", "Tunisian dinars", "millime", "millimes"], SEK: ["Swedish krona", "Swedish kronor", "öre", "öre"],
    BDT: ["Bangladeshi taka", "Bangladeshi taka", "poisha", "poisha"], USD: ["US dollar", "US dollars", "cent", "cents"],
    JOD: ["Jordanian dinar", "Jordanian dinars", "fils", "fils"], JPY: ["Japanese yen", "Japanese yen", "", ""],
  },
};

function enBelow(n) {
  const hundreds = Math.floor(n / 100), rest = n % 100, words = [];
  if (hundreds) words.push(`${EN.small[hundreds]} hundred`);
  if (rest) words.push(rest < 20 ? EN.small[rest] : EN.tens[Math.floor(rest / 10)] + (rest % 10 ? `-${EN.small[rest % 10]}` : ""));
  return words.join(" and ");
}

function enNumber(n) {
  if (n === 0n) return EN.small[0];
  const words = [];
  for (let scale = EN.scales.length - 1; scale >= 0; scale--) {
    const group = num((n / 1000n ** BigInt(scale)) % 1000n);
    if (group) words.push(enBelow(group) + EN.scales[scale]);
  }
  const rest = num(n % 1000n);
  if (n > 1000n && rest > 0 && rest < 100) words[words.length - 1] = `and ${words.at(-1)}`;
  return words.join(" ");
}

const english = {
  number: enNumber, joint: " and ", below: "minus ",
  units: (n, c) => `${enNumber(n)} ${EN.names[c][n === 1n ? 0 : 1]}`,
  parts: (n, c) => `${enNumber(n)} ${EN.names[c][n === 1n ? 2 : 3]}`,
};

// Arabic -------------------------------------------------------------------------------------------

const noun = (one, two, few, tens, bare, feminine = false, bound = "") => ({ one, two, few, tens, bare, feminine, bound });
const CENT = noun("سنت واحد", "سنتان", "سنتات", "سنتًا", "سنت");
const AR = {
  ones: split("ثلاث أربع خمس ست سبع ثمان تسع عشر"),
  tens: split(". . عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"),
  hundreds: split(". مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة"),
  scales: [
    noun("ألف", "ألفان", "آلاف", "ألفًا", "ألف", false, "ألفا"),
    noun("مليون", "مليونان", "ملايين", "مليونًا", "مليون", false, "مليونا"),
    noun("مليار", "ملياران", "مليارات", "مليارًا", "مليار", false, "مليارا"),
    noun("تريليون", "تريليونان", "تريليونات", "تريليونًا", "تريليون", false, "تريليونا"),
    noun("كوادريليون", "كوادريليونان", "كوادريليونات", "كوادريليونًا", "كوادريليون", false, "كوادريليونا"),
  ],
  names: {
    EUR: [noun("يورو واحد", "يورو اثنان", "يورو", "يورو", "يورو"), CENT],
    CHF: [noun("فرنك سويسري واحد", "فرنكان سويسريان", "فرنكات سويسرية", "فرنكًا سويسريًا", "فرنك سويسري"), noun("سنتيم واحد", "سنتيمان", "سنتيمات", "سنتيمًا", "سنتيم")],
    GBP: [noun("جنيه إسترليني واحد", "جنيهان إسترلينيان", "جنيهات إسترلينية", "جنيهًا إسترلينيًا", "جنيه إسترليني"), noun("بنس واحد", "بنسان", "بنسات", "بنسًا", "بنس")],
    TRY: [noun("ليرة تركية واحدة", "ليرتان تركيتان", "ليرات تركية", "ليرة تركية", "ليرة تركية", true), noun("قرش واحد", "قرشان", "قروش", "قرشًا", "قرش")],
    TND: [noun("دينار تونسي واحد", "ديناران تونسيان", "دنانير تونسية", "دينارًا تونسيًا", "دينار تونسي"), noun("مليم واحد", "مليمان", "مليمات", "مليمًا", "مليم")],
    SEK: [noun("كرونة سويدية واحدة", "كرونتان سويديتان", "كرونات سويدية", "كرونة سويدية", "كرونة سويدية", true), noun("أوره واحد", "أوره اثنان", "أوره", "أوره", "أوره")],
    BDT: [noun("تاكا واحدة", "تاكا اثنتان", "تاكا", "تاكا", "تاكا", true), noun("بويشة واحدة", "بويشتان", "بويشات", "بويشة", "بويشة", true)],
    USD: [noun("دولار أمريكي واحد", "دولاران أمريكيان", "دولارات أمريكية", "دولارًا أمريكيًا", "دولار أمريكي"), CENT],
    JOD: [noun("دينار أردني واحد", "ديناران أردنيان", "دنانير أردنية", "دينارًا أردنيًا", "دينار أردني"), noun("فلس واحد", "فلسان", "فلوس", "فلسًا", "فلس")],
    JPY: [noun("ين ياباني واحد", "ينان يابانيان", "ينات يابانية", "ينًا يابانيًا", "ين ياباني"), noun("", "", "", "", "")],
  },
};

function arFew(n, feminine) {
  if (!feminine) return AR.ones[n - 3] + (n === 8 ? "ية" : "ة");
  return n === 8 ? "ثماني" : AR.ones[n - 3];
}

function arEleven(n, feminine) {
  const ten = Math.floor(n / 10), one = n % 10;
  if (ten === 1) {
    const second = feminine ? "عشرة" : "عشر";
    if (one === 1) return [feminine ? `إحدى ${second}` : `أحد ${second}`];
    if (one === 2) return [feminine ? `اثنتا ${second}` : `اثنا ${second}`];
    return [`${arFew(one, feminine)} ${second}`];
  }
  if (one === 0) return [AR.tens[ten]];
  let first;
  if (one === 1) first = feminine ? "إحدى" : "واحد";
  else if (one === 2) first = feminine ? "اثنتان" : "اثنان";
  else first = feminine && one === 8 ? "ثمانٍ" : arFew(one, feminine);
  return [first, AR.tens[ten]];
}

const arHundred = (hundreds, bound) => (bound && hundreds === 2 ? "مئتا" : AR.hundreds[hundreds]);

function arOfScale(group, scale, bound) {
  const hundreds = Math.floor(group / 100), rest = group % 100, words = [];
  if (hundreds) {
    const head = arHundred(hundreds, rest <= 2);
    words.push(rest <= 2 ? `${head} ${scale.bare}` : head);
  }
  if (rest === 1) words.push(scale.one);
  else if (rest === 2) words.push(bound ? scale.bound : scale.two);
  else if (rest >= 3 && rest <= 10) words.push(`${arFew(rest, false)} ${scale.few}`);
  else if (rest) {
    const all = arEleven(rest, false), last = all.pop();
    words.push(...all, `${last} ${bound ? scale.bare : scale.tens}`);
  }
  return words;
}

function arScales(n, bound) {
  const groups = AR.scales.map((scale, power) => [scale, num((n / 1000n ** BigInt(power + 1)) % 1000n)]);
  const lowest = groups.find(([, group]) => group)?.[0];
  return groups.reverse().flatMap(([scale, group]) => arOfScale(group, scale, bound && scale === lowest));
}

function arCounted(n, of) {
  const below = num(n % 1000n), hundreds = Math.floor(below / 100), rest = below % 100;
  if (n === 0n) return `صفر ${of.bare}`;
  if (n <= 2n) return n === 1n ? of.one : of.two;
  const words = arScales(n, !hundreds && rest <= 2);
  if (hundreds) words.push(arHundred(hundreds, rest <= 2));
  if (rest <= 2) {
    words[words.length - 1] += ` ${of.bare}`;
    if (rest) words.push(rest === 1 ? of.one : of.two);
  } else if (rest <= 10) words.push(`${arFew(rest, of.feminine)} ${of.few}`);
  else {
    const all = arEleven(rest, of.feminine), last = all.pop();
    words.push(...all, `${last} ${of.tens}`);
  }
  return words.join(" و");
}

function arNumber(n) {
  if (n === 0n) return "صفر";
  const words = arScales(n, false), below = num(n % 1000n), hundreds = Math.floor(below / 100), rest = below % 100;
  if (hundreds) words.push(arHundred(hundreds, false));
  if (rest === 1 || rest === 2) words.push(rest === 1 ? "واحد" : "اثنان");
  else if (rest >= 3 && rest <= 10) words.push(arFew(rest, false));
  else if (rest) words.push(...arEleven(rest, false));
  return words.join(" و");
}

const arabic = {
  number: arNumber, joint: " و", below: "ناقص ",
  units: (n, c) => arCounted(n, AR.names[c][0]),
  parts: (n, c) => arCounted(n, AR.names[c][1]),
};

// German -------------------------------------------------------------------------------------------

const DE = {
  small: split("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"),
  tens: split(". . zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"),
  scales: ["Million", "Milliarde", "Billion", "Billiarde"],
  names: {
    EUR: ["ein Euro", "Euro", "ein Cent", "Cent"], CHF: ["ein Schweizer Franken", "Schweizer Franken", "ein Rappen", "Rappen"],
    GBP: ["ein Pfund Sterling", "Pfund Sterling", "ein Penny", "Pence"], TRY: ["eine türkische Lira", "türkische Lira", "ein Kuruş", "Kuruş"],
    TND: ["ein tunesischer Dinar", "tunesische Dinar", "ein Millime", "Millime"], SEK: ["eine schwedische Krone", "schwedische Kronen", "ein Öre", "Öre"],
    BDT: ["ein Taka", "Taka", "ein Poisha", "Poisha"], USD: ["ein US-Dollar", "US-Dollar", "ein Cent", "Cent"],
    JOD: ["ein jordanischer Dinar", "jordanische Dinar", "ein Fils", "Fils"], JPY: ["ein Yen", "Yen", "", ""],
  },
};
const deStem = (digit) => (digit === 1 ? "ein" : DE.small[digit]);

function deBelow(n) {
  const hundreds = Math.floor(n / 100), rest = n % 100, word = hundreds ? `${deStem(hundreds)}hundert` : "";
  if (rest < 20) return word + (rest ? DE.small[rest] : "");
  return word + (rest % 10 ? `${deStem(rest % 10)}und` : "") + DE.tens[Math.floor(rest / 10)];
}

function deMillion(n) {
  const thousands = Math.floor(n / 1000);
  const head = thousands % 100 === 1 ? deBelow(thousands).replace(/s$/, "") : deBelow(thousands);
  return (thousands ? `${head}tausend` : "") + deBelow(n % 1000);
}

function deNumber(n) {
  if (n === 0n) return DE.small[0];
  const words = [];
  for (let power = DE.scales.length - 1; power >= 0; power--) {
    const group = num((n / 10n ** BigInt(6 + 3 * power)) % 1000n), scale = DE.scales[power];
    if (group === 1) words.push(`eine ${scale}`);
    else if (group) words.push(`${deBelow(group)} ${scale}${scale.endsWith("e") ? "n" : "en"}`);
  }
  if (n % 1000000n) words.push(deMillion(num(n % 1000000n)));
  return words.join(" ");
}

const german = {
  number: deNumber, joint: " und ", below: "minus ",
  units: (n, c) => (n === 1n ? DE.names[c][0] : `${deNumber(n)} ${DE.names[c][1]}`),
  parts: (n, c) => (n === 1n ? DE.names[c][2] : `${deNumber(n)} ${DE.names[c][3]}`),
};

// French -------------------------------------------------------------------------------------------

const FR = {
  small: split("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"),
  tens: split(". . vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt"),
  scales: ["million", "milliard", "billion", "billiard"],
  feminine: ["GBP", "TRY", "SEK"],
  names: {
    EUR: ["euro", "euros", "centime", "centimes"], CHF: ["franc suisse", "francs suisses", "centime", "centimes"],
    GBP: ["livre sterling", "livres sterling", "penny", "pence"], TRY: ["livre turque", "livres turques", "kuruş", "kuruş"],
    TND: ["dinar tunisien", "dinars tunisiens", "millime", "millimes"], SEK: ["couronne suédoise", "couronnes suédoises", "öre", "öre"],
    BDT: ["taka", "takas", "poisha", "poisha"], USD: ["dollar américain", "dollars américains", "cent", "cents"],
    JOD: ["dinar jordanien", "dinars jordaniens", "fils", "fils"], JPY: ["yen", "yens", "", ""],
  },
};

function frHundred(n, last) {
  if (n < 20) return FR.small[n];
  const ten = Math.floor(n / 10);
  let rest = n % 10;
  if (ten === 7 || ten === 9) rest += 10;
  if (!rest) return FR.tens[ten] + (ten === 8 && last ? "s" : "");
  return FR.tens[ten] + ((rest === 1 || rest === 11) && ten < 8 ? " et " : "-") + FR.small[rest];
}

function frBelow(n, last) {
  const hundreds = Math.floor(n / 100), rest = n % 100, words = [];
  if (hundreds) words.push(`${hundreds > 1 ? `${FR.small[hundreds]} ` : ""}cent${hundreds > 1 && !rest && last ? "s" : ""}`);
  if (rest) words.push(frHundred(rest, last));
  return words.join(" ");
}

function frNumber(n) {
  if (n === 0n) return FR.small[0];
  const words = [];
  for (let power = FR.scales.length - 1; power >= 0; power--) {
    const group = num((n / 10n ** BigInt(6 + 3 * power)) % 1000n);
    if (group) words.push(`${frBelow(group, true)} ${FR.scales[power]}${group > 1 ? "s" : ""}`);
  }
  const below = num(n % 1000000n), thousands = Math.floor(below / 1000), rest = below % 1000;
  if (thousands) words.push(`${thousands > 1 ? `${frBelow(thousands, false)} ` : ""}mille`);
  if (rest) words.push(frBelow(rest, true));
  return words.join(" ");
}

const french = {
  number: frNumber, joint: " et ", below: "moins ",
  units(n, c) {
    let words = frNumber(n), name = FR.names[c][n > 1n ? 1 : 0];
    if (FR.feminine.includes(c) && words.endsWith("un")) words += "e";
    if (n && n % 1000000n === 0n) name = name[0] === "e" ? `d’${name}` : `de ${name}`;
    return `${words} ${name}`;
  },
  parts: (n, c) => `${frNumber(n)} ${FR.names[c][n > 1n ? 3 : 2]}`,
};

// Spanish ------------------------------------------------------------------------------------------

const ES = {
  small: split("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"),
  tens: split(". . . treinta cuarenta cincuenta sesenta setenta ochenta noventa"),
  hundreds: split(". ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"),
  scales: [["billón", "billones", 10n ** 12n], ["millón", "millones", 10n ** 6n]],
  feminine: ["GBP", "TRY", "SEK"],
  names: {
    EUR: ["euro", "euros", "céntimo", "céntimos"], CHF: ["franco suizo", "francos suizos", "céntimo", "céntimos"],
    GBP: ["libra esterlina", "libras esterlinas", "penique", "peniques"], TRY: ["lira turca", "liras turcas", "kurus", "kurus"],
    TND: ["dinar tunecino", "dinares tunecinos", "milésimo", "milésimos"], SEK: ["corona sueca", "coronas suecas", "öre", "öre"],
    BDT: ["taka", "takas", "paisa", "paisas"], USD: ["dólar estadounidense", "dólares estadounidenses", "centavo", "centavos"],
    JOD: ["dinar jordano", "dinares jordanos", "fils", "fils"], JPY: ["yen", "yenes", "", ""],
  },
};

function esBelow(n, feminine) {
  if (n === 100) return "cien";
  const hundreds = Math.floor(n / 100), rest = n % 100, words = [];
  if (hundreds) words.push(feminine && hundreds > 1 ? `${ES.hundreds[hundreds].slice(0, -2)}as` : ES.hundreds[hundreds]);
  if (rest > 0 && rest < 30) words.push(ES.small[rest]);
  else if (rest) words.push(ES.tens[Math.floor(rest / 10)] + (rest % 10 ? ` y ${ES.small[rest % 10]}` : ""));
  return words.join(" ");
}

function esNoun(words, feminine) {
  if (!words.endsWith("uno")) return words;
  if (feminine) return `${words.slice(0, -1)}a`;
  return words.slice(0, -3) + (words.endsWith("veintiuno") ? "ún" : "un");
}

function esMillion(n, feminine) {
  const thousands = Math.floor(n / 1000), rest = n % 1000, words = [];
  if (thousands) words.push(thousands === 1 ? "mil" : `${esNoun(esBelow(thousands, feminine), false)} mil`);
  if (rest) words.push(esBelow(rest, feminine));
  return words.join(" ");
}

function esNumber(n, feminine = false) {
  if (n === 0n) return ES.small[0];
  const words = [];
  for (const [one, many, size] of ES.scales) {
    const group = num((n / size) % 1000000n);
    if (group) words.push(`${esNoun(esMillion(group, false), false)} ${group === 1 ? one : many}`);
  }
  if (n % 1000000n) words.push(esMillion(num(n % 1000000n), feminine));
  return words.join(" ");
}

const spanish = {
  number: esNumber, joint: " con ", below: "menos ",
  units(n, c) {
    const feminine = ES.feminine.includes(c), words = esNoun(esNumber(n, feminine), feminine);
    return `${words} ${n && n % 1000000n === 0n ? "de " : ""}${ES.names[c][n === 1n ? 0 : 1]}`;
  },
  parts(n, c) {
    const feminine = c === "BDT";
    return `${esNoun(esNumber(n, feminine), feminine)} ${ES.names[c][n === 1n ? 2 : 3]}`;
  },
};

// All ----------------------------------------------------------------------------------------------

const SAY = { ar: arabic, de: german, en: english, es: spanish, fr: french };

/** The sum in words, every minor unit of it. */
export function say(minor, currency, lang, places) {
  const to = SAY[lang], size = 10n ** BigInt(places), whole = minor < 0n ? -minor : minor;
  const units = whole / size, rest = whole % size;
  let said;
  if (!(currency in EN.names)) {
    said = `${to.number(units)}${rest ? ` ${String(rest).padStart(places, "0")}/${size}` : ""} ${currency}`;
  } else if (!rest) said = to.units(units, currency);
  else if (!units) said = to.parts(rest, currency);
  else said = to.units(units, currency) + to.joint + to.parts(rest, currency);
  return minor < 0n ? to.below + said : said;
}
