/**
 * Letters of other scripts that look like a Latin letter or a digit, as Unicode lists them, reduced to what is left
 * after NFKC and lower case: Cyrillic, Greek, Armenian, Coptic, Cherokee, Lisu, Canadian syllabics, phonetic Latin.
 * A letter counts when its small or its capital form looks alike, the capital first, since names are compared
 * without case. Look-alikes within ASCII (l and 1, rn and m) are left alone: they would make different names equal.
 *
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 */
const ROWS =
  '2ƨϩᒿꙅꝛ 3ȝɜʒзӡⳍꝫ 4ꮞ 5ƽ 6бⳓꮾ 8ȣ 9ⳋꝯ aɑαаᗅꓮꭺ bƅβвьᏼᖯᗷꓐꞵꮟ cсᴄⲥꓚꮯ dԁᑯᗞᗪꓒꓓꭰꮷ eεеҽꓰꬲꭼ fϝքᖴẝꓝꞙꬵ ' +
  'gƍɡԍցᏻᶃꓖꮐ hηнһհᕼⲏꓧꮋꮒ iıɩɪιіӏⲓꙇꭵ jʝϳјᒍꓙꭻ kκкⲕꓗꮶ lǀᒪⳑꓡꓲꮮ mμϻмᗰⲙꓟꮇ nνոռⲛꓠ oοσоօᴏᴑⲟꓳꬽ pρрᑭⲣꓑꮲ ' +
  'qԛգզ rʀгᖇᴦⲅꓣꭇꭈꭱꮁꮢ sѕտꓢꜱꮥꮪ tτтⲧꓔꭲ uʋսᑌᴜꓴꞟꭎꭒ vѵᐯᴠꓦꮩ wɯѡԝաᴡꓪꮃꮤ xχхᕁᕽⲭꓫꭓ yɣʏγυуүᶌỿⲩꓬꭚꭹꮍ zζᴢꓜꮓ𐋵';

/** Small letters that look like another Latin letter than their capitals do: ν is v, Ν is N. */
const SMALL = 'sƽ vν uυ';

/** Made when the first letter is asked about: most names are plain, and so are all of most machines. */
const lookalikes = lazily(ROWS);
const small = lazily(SMALL);
/** Cyrillic texts write ё and е for each other; a sigma at the end of a word is a sigma. */
const SAME: Readonly<Record<string, string>> = { ё: 'e', ς: 'o', ß: 'ss' };

/** Lower-case text with every look-alike letter as the Latin one. */
export function folded(text: string): string {
  let out = '';
  for (const letter of text) out += SAME[letter] ?? lookalikes().get(letter) ?? letter;
  return out;
}

/** The same by small letters, where that differs; else undefined. */
export function foldedSmall(text: string): string | undefined {
  if (!/[ƽνυ]/u.test(text)) return undefined;
  let out = '';
  for (const letter of text) out += SAME[letter] ?? small().get(letter) ?? lookalikes().get(letter) ?? letter;
  return out;
}

function lazily(rows: string): () => ReadonlyMap<string, string> {
  let made: ReadonlyMap<string, string> | undefined;
  return () => (made ??= table(rows));
}

function table(rows: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const row of rows.split(' ')) {
    const [latin = '', ...letters] = row;
    for (const letter of letters) map.set(letter, latin);
  }
  return map;
}
