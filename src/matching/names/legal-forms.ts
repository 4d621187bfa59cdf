/**
 * What law makes companies write beside their names. It says nothing about which company it is: registers, sanction
 * lists, certificates and package files each write another form of the same name.
 */

/** Written before or after the name. */
const EITHER_SIDE = [
  'ооо оао зао пао нао ао мкао мкпао тов тзов прат пат оод еоод еад ад іп ип чп фгуп гуп',
  'ooo oao zao pao nao ao mkao mkpao tov jsc ojsc cjsc pjsc llc sia uab pt',
];
const EITHER_SIDE_PHRASES = [
  'общество с ограниченной ответственностью',
  'публичное акционерное общество',
  'открытое акционерное общество',
  'закрытое акционерное общество',
  'непубличное акционерное общество',
  'акционерное общество',
  'товариство з обмеженою відповідальністю',
  'приватне акціонерне товариство',
  'акціонерне товариство',
  'open joint stock company',
  'closed joint stock company',
  'public joint stock company',
  'private joint stock company',
  'joint stock company',
  'limited liability company',
];

/** Written after the name only: before it, these may well be a name. */
const BEHIND = [
  'inc incorporated corp corporation co company ltd limited plc llp lp lc pte pty pvt private',
  'gmbh mbh ggmbh ag kg kgaa ohg ug se sa sas sarl sprl srl spa sl slu sau lda ltda eireli',
  'bv nv cv ab oy oyj as asa aps ou oü sro spol doo dd zrt kft nyrt bt spzoo bhd tbk kk gk yk jv',
];
const BEHIND_PHRASES = [
  's a',
  's a s',
  's a r l',
  's p a',
  's r l',
  's l',
  's l u',
  's a u',
  's c a',
  's e',
  'e v',
  'e u',
  'b v',
  'n v',
  'a s',
  'a g',
  'd o o',
  'd d',
  's r o',
  'spol s r o',
  'sp z o o',
  'sp zoo',
  'spolka z o o',
  'spółka z o o',
  'spółka z ograniczoną odpowiedzialnością',
  'g m b h',
  'co kg',
  'k k',
  'g k',
  'y k',
  's a de c v',
  'sa de cv',
  's de r l de c v',
  's de rl de cv',
  'sdn bhd',
  'l l c',
  'p l c',
  'l t d',
];

/** Joined to a Chinese, Japanese or Korean name without a space; the longest first. */
export const joinedForms = [
  '股份有限公司',
  '有限责任公司',
  '有限責任公司',
  '有限公司',
  '株式会社',
  '有限会社',
  '合同会社',
  '주식회사',
  '유한회사',
];

/** Legal forms as words between spaces, not yet normalised. */
export const formsOnEitherSide = [...words(EITHER_SIDE), ...EITHER_SIDE_PHRASES];
/** Those that stand only behind a name. */
export const formsBehind = [...words(BEHIND), ...BEHIND_PHRASES];

function words(rows: readonly string[]): string[] {
  return rows.flatMap((row) => row.split(' '));
}
